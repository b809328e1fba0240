/* A table of the results of each function of a header in each state, a letter a cell, so that a
 * whole row can be read. The header itself shows whether a function is missing. */
#ifndef TABLE_H
#define TABLE_H

#include "answer.h"
#include "dzjobs_client.h"

/* The result of a function that is not a getter: 0 or DONE, RUN, PAGE, SEND, WAIT, LIST_DONE, or an
 * error. A getter: + for a value, - for none. A function without a result: v. */
static const struct letter {
  char letter;
  int code;
} letters[] = {
    {'0', 0},
    {'D', DZJOBS_DONE},
    {'R', DZJOBS_RUN},
    {'P', DZJOBS_PAGE},
    {'>', DZJOBS_SEND},
    {'W', DZJOBS_WAIT},
    {'.', DZJOBS_LIST_DONE},
    {'I', DZJOBS_EINVAL},
    {'S', DZJOBS_ESTATE},
    {'E', DZJOBS_EPARSE},
    {'X', DZJOBS_ESERVICE},
    {'L', DZJOBS_ELOOP},
    {'T', DZJOBS_ETRANSPORT},
    {'B', DZJOBS_ETOOBIG},
    {'C', DZJOBS_ECREDENTIALS},
    {'K', DZJOBS_ECANCELED},
    {'+', 1},
    {'-', 0},
    {'v', 0},
};

static inline int code_of(char letter) {
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
    if (letters[i].letter == letter) return letters[i].code;
  printf("no such letter: '%c'\n", letter);
  CHECK(0);
  return 0;
}

static inline int is_refusal(char letter) { return letter == 'I' || letter == 'S'; }

/* The letter of a state in a row. Rows have groups with spaces between them. */
static inline char cell(const char *row, size_t state) {
  for (; *row; row++) {
    if (*row == ' ') continue;
    if (state-- == 0) return *row;
  }
  return 0;
}

static inline size_t cells(const char *row) {
  size_t count = 0;
  for (; *row; row++) count += *row != ' ';
  return count;
}

/* Checks that the table has each function that the header declares. `library` is the path of the
 * installed library, with the header beside it. Returns the number of functions. */
static inline size_t check_header(const char *library, const char *header,
                                  int (*is_known)(const char *name)) {
  char path[4096], line[512], name[128];
  size_t functions = 0;
  const char *prefix = strstr(library, "/lib/");
  CHECK(prefix != NULL);
  snprintf(path, sizeof path, "%.*s/include/%s", (int)(prefix - library), library, header);
  FILE *file = fopen(path, "r");
  if (!CHECK(file != NULL)) return 0;
  while (fgets(line, sizeof line, file)) {
    char *at = strstr(line, "DZJOBS_API ");
    if (at != line || !(at = strstr(line, "dzjobs_"))) continue;
    /* The name is the text before the first parenthesis; its type may be a dzjobs_ one. */
    char *end = strchr(at, '(');
    if (!CHECK(end != NULL)) continue;
    for (at = end; at > line && (at[-1] == '_' || (at[-1] >= 'a' && at[-1] <= 'z')); at--) {}
    snprintf(name, sizeof name, "%.*s", (int)(end - at), at);
    if (!CHECK(is_known(name))) printf("  %s is in no row\n", name);
    functions++;
  }
  fclose(file);
  return functions;
}

#endif
