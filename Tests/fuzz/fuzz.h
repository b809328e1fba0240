/* Code that the C fuzzers share: a claim that ends the run if it is false, input that is taken
 * piece by piece, and copies of exact size, which reveal reads past the end. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dzjobs.h"

#define START_US 1795428000000000 /* 2026-11-23T10:00:00Z */

/* Keys that no text may quote. The dictionaries have them, so answers contain them. */
#define SECRET_KEY "secretKeyOfTheFuzzers"
#define SESSION_TOKEN "sessionTokenOfTheFuzzers"

#define COUNT(array) (sizeof(array) / sizeof *(array))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition) \
  do { \
    if (!(condition)) require_failed(#condition, __FILE__, __LINE__); \
  } while (0)

static inline void require_failed(const char *what, const char *file, int line) {
  fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
  abort();
}

static inline int same_text(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

/* A block of the exact size, which the caller frees. Its size is never 0, for which malloc() may
 * return NULL. */
static inline char *copy_of(const void *bytes, size_t len) {
  char *copy = (char *)malloc(len ? len : 1);
  REQUIRE(copy != NULL);
  if (len) memcpy(copy, bytes, len);
  return copy;
}

/* The same with a NUL at the end; a NUL inside ends the text. */
static inline char *text_of(const void *bytes, size_t len) {
  char *copy = (char *)malloc(len + 1);
  REQUIRE(copy != NULL);
  if (len) memcpy(copy, bytes, len);
  copy[len] = 0;
  return copy;
}

/* ---- Input ----------------------------------------------------------------------------- */

struct input {
  const uint8_t *at, *end;
};

static inline size_t left(const struct input *input) { return (size_t)(input->end - input->at); }

/* The next byte; 0 at the end. */
static inline uint8_t take(struct input *input) {
  return input->at < input->end ? *input->at++ : 0;
}

/* The text up to the next line's end or the end. The caller frees it. */
static inline char *take_line(struct input *input) {
  const uint8_t *end = left(input) ? memchr(input->at, '\n', left(input)) : NULL;
  const uint8_t *stop = end ? end : input->end;
  char *line = text_of(input->at, (size_t)(stop - input->at));
  input->at = end ? end + 1 : stop;
  return line;
}

/* ---- Claims about every text ----------------------------------------------------------- */

/* Checks by the table of RFC 3629, section 4. */
static inline int is_utf8(const char *text, size_t len) {
  const uint8_t *s = (const uint8_t *)text;
  for (size_t i = 0; i < len;) {
    uint8_t c = s[i++];
    size_t more = c < 0x80 ? 0 : c >= 0xC2 && c <= 0xDF ? 1 : (c & 0xF0) == 0xE0 ? 2 : 3;
    if (c >= 0x80 && (c < 0xC2 || c > 0xF4)) return 0;
    uint8_t low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    uint8_t high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    for (; more > 0; more--, low = 0x80, high = 0xBF)
      if (i == len || s[i] < low || s[i++] > high) return 0;
  }
  return 1;
}

static inline int is_text(const char *text) { return !text || is_utf8(text, strlen(text)); }

static inline void check_texts(const dzjobs_list *list) {
  REQUIRE(dzjobs_list_error_text(list) != NULL);
  REQUIRE(is_text(dzjobs_list_error_text(list)) && is_text(dzjobs_list_service_message(list)));
  REQUIRE(is_text(dzjobs_list_service_code(list)) && is_text(dzjobs_list_request_id(list)));
}

/* For a listing that signs with the keys above. */
static inline void check_secrets(const dzjobs_list *list) {
  const char *texts[] = {dzjobs_list_error_text(list), dzjobs_list_service_message(list)};
  for (int i = 0; i < 2; i++) {
    REQUIRE(!texts[i] || !strstr(texts[i], SECRET_KEY));
    REQUIRE(!texts[i] || !strstr(texts[i], SESSION_TOKEN));
  }
}

#endif
