/* A minimal test framework: checks that print the file, the line and both values, and a count, so
 * that a program without checks fails, too. A program's main ends with `return check_done();`. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>

static int check_count;
static int check_failed;

#define CHECK(condition) check_true((condition) != 0, #condition, __FILE__, __LINE__)
#define CHECK_INT(actual, expected) check_int(actual, expected, #actual, __FILE__, __LINE__)
#define CHECK_BETWEEN(actual, least, most) \
  check_between(actual, least, most, #actual, __FILE__, __LINE__)
/* Texts may be NULL, which equals only NULL. */
#define CHECK_TEXT(actual, expected) check_text(actual, expected, #actual, __FILE__, __LINE__)
#define CHECK_HAS(text, part) check_has(text, part, #text, __FILE__, __LINE__)

static inline int check_true(int holds, const char *what, const char *file, int line) {
  check_count++;
  if (holds) return 1;
  check_failed++;
  printf("%s:%d: not so: %s\n", file, line, what);
  return 0;
}

static inline int check_int(long long actual, long long expected, const char *what,
                            const char *file, int line) {
  check_count++;
  if (actual == expected) return 1;
  check_failed++;
  printf("%s:%d: %s is %lld, not %lld\n", file, line, what, actual, expected);
  return 0;
}

static inline int check_between(long long actual, long long least, long long most,
                                const char *what, const char *file, int line) {
  check_count++;
  if (actual >= least && actual <= most) return 1;
  check_failed++;
  printf("%s:%d: %s is %lld, not %lld to %lld\n", file, line, what, actual, least, most);
  return 0;
}

static inline int check_text(const char *actual, const char *expected, const char *what,
                             const char *file, int line) {
  check_count++;
  if (actual == expected || (actual && expected && strcmp(actual, expected) == 0)) return 1;
  check_failed++;
  printf("%s:%d: %s is\n  %s\nnot\n  %s\n", file, line, what, actual ? actual : "(NULL)",
         expected ? expected : "(NULL)");
  return 0;
}

static inline int check_has(const char *text, const char *part, const char *what,
                            const char *file, int line) {
  check_count++;
  if (text && strstr(text, part)) return 1;
  check_failed++;
  printf("%s:%d: %s is\n  %s\nwithout\n  %s\n", file, line, what, text ? text : "(NULL)", part);
  return 0;
}

static inline int check_done(void) {
  printf("%d checks, %d failed\n", check_count, check_failed);
  return check_failed > 0 || check_count == 0;
}

#endif
