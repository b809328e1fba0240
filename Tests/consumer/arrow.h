/* Checks an exported page by every rule of the Arrow C data interface that can be checked, and
 * writes its buffers as text, to compare with the getters. */
#ifndef ARROW_H
#define ARROW_H

#include "answer.h"
#include "dzjobs_arrow.h"
#include "members.h"

static const struct column {
  const char *name, *format;
  const char *(*text)(const dzjobs_run *);
  int64_t (*time)(const dzjobs_run *);
} columns[COLUMNS] = {ARROW_COLUMNS};

/* The number of a column, by its name. */
static inline int column_of(const char *name) {
  int k = 0;
  while (k < COLUMNS - 1 && strcmp(columns[k].name, name) != 0) k++;
  CHECK_TEXT(columns[k].name, name);
  return k;
}

/* ---- The columns --------------------------------------------------------------------------- */

static inline void check_field(const struct ArrowSchema *schema, const char *name,
                               const char *format, int64_t flags, int64_t children) {
  CHECK_TEXT(schema->name, name);
  CHECK_TEXT(schema->format, format);
  CHECK(schema->metadata == NULL);
  CHECK(schema->release != NULL);
  CHECK_INT(schema->flags, flags);
  CHECK_INT(schema->n_children, children);
}

static inline void check_schema(const struct ArrowSchema *schema) {
  check_field(schema, "", "+s", 0, COLUMNS);
  CHECK(schema->dictionary == NULL);
  for (int i = 0; i < COLUMNS; i++) {
    const struct ArrowSchema *child = schema->children[i];
    int is_error = strcmp(columns[i].format, "+s") == 0;
    check_field(child, columns[i].name, columns[i].format, ARROW_FLAG_NULLABLE, is_error);
    CHECK(child->dictionary == NULL);
    if (is_error) check_field(child->children[0], "message", "u", ARROW_FLAG_NULLABLE, 0);
  }
}

/* ---- The values ---------------------------------------------------------------------------- */

static inline int is_null(const struct ArrowArray *array, int64_t i) {
  const uint8_t *bits = (const uint8_t *)array->buffers[0];
  return bits && !(bits[i / 8] >> (i % 8) & 1);
}

/* The rules for every array, whatever its contents. */
static inline void check_array(const struct ArrowArray *array, int64_t length, int64_t buffers,
                               int64_t children) {
  int64_t nulls = 0;
  CHECK_INT(array->length, length);
  CHECK_INT(array->offset, 0);
  CHECK_INT(array->n_buffers, buffers);
  CHECK_INT(array->n_children, children);
  CHECK(array->release != NULL);
  CHECK(array->dictionary == NULL);
  for (int64_t i = 0; i < length; i++) nulls += is_null(array, i);
  CHECK_INT(array->null_count, nulls);
  CHECK_INT(array->buffers[0] != NULL, nulls > 0);
  for (int64_t i = 1; i < buffers; i++) {
    CHECK(array->buffers[i] != NULL);
    CHECK_INT((uintptr_t)array->buffers[i] % 8, 0);
  }
}

/* The text at an index, with its length in *len. */
static inline const char *text_at(const struct ArrowArray *array, int64_t i, int *len) {
  const int32_t *offsets = (const int32_t *)array->buffers[1];
  CHECK(offsets[0] == 0);
  CHECK(offsets[i] >= 0);
  CHECK(offsets[i + 1] >= offsets[i]);
  *len = offsets[i + 1] - offsets[i];
  if (is_null(array, i)) CHECK_INT(*len, 0);
  return (const char *)array->buffers[2] + offsets[i];
}

static inline void check_utf8(const struct ArrowArray *array, int64_t length) {
  int len;
  check_array(array, length, 3, 0);
  CHECK_INT(((const int32_t *)array->buffers[1])[0], 0);
  for (int64_t i = 0; i < length; i++) text_at(array, i, &len);
}

static inline void check_column(const struct column *column, const struct ArrowArray *array,
                                int64_t length) {
  if (column->time) check_array(array, length, 2, 0);
  else if (*column->format == 'u') check_utf8(array, length);
  else {
    check_array(array, length, 1, 1);
    check_utf8(array->children[0], length);
  }
}

/* ---- As text ------------------------------------------------------------------------------- */

#define ROWS_TEXT 65536

/* A value and the column's name; nothing for a missing value. */
static inline size_t put(char *text, size_t at, const char *name, const char *value, int len) {
  if (!value) return at;
  int put = snprintf(text + at, ROWS_TEXT - at, "%s<%.*s>", name, len, value);
  if (at + (size_t)put >= ROWS_TEXT) abort();
  return at + (size_t)put;
}

static inline size_t put_time(char *text, size_t at, const char *name, int64_t time) {
  char digits[24];
  int len = snprintf(digits, sizeof digits, "%lld", (long long)time);
  return put(text, at, name, time == DZJOBS_NO_TIME ? NULL : digits, len);
}

static inline size_t put_value(char *text, size_t at, const struct column *column,
                               const struct ArrowArray *array, int64_t i) {
  int len = 0;
  if (is_null(array, i)) return at;
  if (column->time)
    return put_time(text, at, column->name, ((const int64_t *)array->buffers[1])[i]);
  if (*column->format == '+') {
    array = array->children[0];
    if (is_null(array, i)) return at;
  }
  const char *value = text_at(array, i, &len);
  return put(text, at, column->name, value, len);
}

/* The rows of an exported page, a line each, after all checks. */
static inline const char *rows_of_array(const struct ArrowArray *array, char *text) {
  size_t at = 0;
  check_array(array, array->length, 1, COLUMNS);
  CHECK_INT(array->null_count, 0);
  for (int k = 0; k < COLUMNS; k++)
    check_column(&columns[k], array->children[k], array->length);
  for (int64_t i = 0; i < array->length; i++) {
    for (int k = 0; k < COLUMNS; k++)
      at = put_value(text, at, &columns[k], array->children[k], i);
    text[at++] = '\n';
  }
  text[at] = 0;
  return text;
}

/* The same for the current page, by its getters. */
static inline const char *rows_of_page(const dzjobs_list *list, char *text) {
  size_t at = 0;
  for (size_t i = 0; i < dzjobs_list_page_run_count(list); i++) {
    const dzjobs_run *run = dzjobs_list_page_run(list, i);
    for (int k = 0; k < COLUMNS; k++) {
      const char *value = columns[k].text ? columns[k].text(run) : NULL;
      int len = value ? (int)strlen(value) : 0;
      at = columns[k].time ? put_time(text, at, columns[k].name, columns[k].time(run))
                           : put(text, at, columns[k].name, value, len);
    }
    text[at++] = '\n';
  }
  text[at] = 0;
  return text;
}

/* ---- Exports ------------------------------------------------------------------------------ */

#define FULL                                                                                 \
  "{\"runId\":\"r1\",\"domainId\":\"d\",\"jobId\":\"j\",\"jobType\":\"LINEAGE\","             \
  "\"runMode\":\"ON_DEMAND\",\"status\":\"FAILED\",\"error\":{\"message\":\"m\\u00fc\"},"     \
  "\"createdBy\":\"c\",\"createdAt\":1795428000.123,\"startTime\":-62135596800,"              \
  "\"endTime\":253402300799.999999}"

/* The rows of the last export, and those of the getters. */
static char found[ROWS_TEXT], expected[ROWS_TEXT];

/* A listing at the page of this body. */
static inline dzjobs_list *page_of(const char *body) {
  dzjobs_list *list = new_listing();
  CHECK_INT(next_page(list), DZJOBS_SEND);
  answer(list, 200, body);
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  return list;
}

static inline struct ArrowArray export_page(dzjobs_list *list) {
  struct ArrowArray array;
  CHECK_INT(dzjobs_list_export_arrow_page(list, &array), 0);
  CHECK_TEXT(rows_of_array(&array, found), rows_of_page(list, expected));
  return array;
}

/* The page of this body, exported. Its listing is freed. */
static inline struct ArrowArray exported(const char *body) {
  dzjobs_list *list = page_of(body);
  struct ArrowArray array = export_page(list);
  dzjobs_list_free(list);
  return array;
}

/* A struct whose release must not be called twice. */
static inline void release_array(struct ArrowArray *array) {
  if (CHECK(array->release != NULL)) array->release(array);
  CHECK(array->release == NULL);
}

static inline void release_schema(struct ArrowSchema *schema) {
  if (CHECK(schema->release != NULL)) schema->release(schema);
  CHECK(schema->release == NULL);
}

#endif
