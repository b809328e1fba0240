/* A page there and back: the getters, the JSON as a strict reader (jansson) sees it, the export to
 * Arrow, and the library's reading of its own JSON are the same. */
#include <jansson.h>

#include "../consumer/arrow.h"
#include "fuzz.h"

#define TEXT(name, words, value) {name, dzjobs_run_##words},
#define TIME(name, words, value) {name, dzjobs_run_##words##_us},

static const struct {
  const char *name;
  const char *(*get)(const dzjobs_run *);
} strings[] = {STRING_MEMBERS(TEXT)};

static const struct {
  const char *name;
  int64_t (*get)(const dzjobs_run *);
} times[] = {TIME_MEMBERS(TIME)};

#define STRINGS (int)(sizeof strings / sizeof *strings)
#define TIMES (int)(sizeof times / sizeof *times)

/* The listing at this page; NULL if body is not one. */
static dzjobs_list *read_page(const char *bytes, size_t len, int style) {
  dzjobs_list *list = NULL;
  REQUIRE(dzjobs_list_new(&list, "us-east-1", "dzd_fuzz", "job") == 0);
  REQUIRE(dzjobs_list_set_json_times(list, style) == 0);
  REQUIRE(dzjobs_list_next_page(list, START_US) == DZJOBS_SEND);
  char *body = copy_of(bytes, len);
  REQUIRE(dzjobs_list_put_response(list, START_US, 200, body, len) == 0);
  memset(body, '#', len);
  free(body);
  if (dzjobs_list_next_page(list, START_US) == DZJOBS_PAGE) return list;
  dzjobs_list_free(list);
  return NULL;
}

/* jansson's value for our text; NULL if jansson has no value for it: a number past a double, or a
 * name with a NUL. */
static json_t *loaded(const char *text, size_t len) {
  json_error_t error;
  json_t *value = json_loadb(text, len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
  if (!value) {
    enum json_error_code code = json_error_code(&error);
    REQUIRE(code == json_error_numeric_overflow || code == json_error_null_byte_in_key);
  }
  return value;
}

/* The days from 1970-01-01 to a civil date, counted year by year of 400. */
static int64_t days(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The microseconds of a time in our JSON: 0, 3 or 6 digits and a Z. */
static int64_t microseconds(const char *text) {
  int year, month, day, hour, minute, second, end = 0;
  int fields =
      sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &end);
  REQUIRE(fields == 6 && end == 19);
  int64_t fraction = 0;
  size_t digits = 0;
  if (text[19] == '.')
    for (; text[20 + digits] >= '0' && text[20 + digits] <= '9'; digits++)
      fraction = fraction * 10 + text[20 + digits] - '0';
  REQUIRE(text[19] == '.' ? digits == 3 || digits == 6 : digits == 0);
  REQUIRE(strcmp(text + 19 + (digits ? 1 + digits : 0), "Z") == 0);
  if (digits == 3) fraction *= 1000;
  REQUIRE(digits == 0 || fraction % 1000 != 0 || digits == 3);
  int64_t seconds = days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  return seconds * 1000000 + fraction;
}

/* A run's getters against its JSON with times in ISO 8601. */
static void check_run(const dzjobs_run *run, const json_t *json) {
  const json_t *error = json_object_get(json, "error");
  REQUIRE(!error || json_is_object(error));
  for (int i = 0; i < STRINGS; i++) {
    const char *text = strings[i].get(run);
    const json_t *value = strings[i].get == dzjobs_run_error_message
                              ? json_object_get(error, "message")
                              : json_object_get(json, strings[i].name);
    REQUIRE(!text == !value && (!value || json_is_string(value)));
    REQUIRE(same_text(text, json_string_value(value)));
    REQUIRE(!text || is_utf8(text, strlen(text)));
  }
  for (int i = 0; i < TIMES; i++) {
    const json_t *value = json_object_get(json, times[i].name);
    REQUIRE((times[i].get(run) == DZJOBS_NO_TIME) == !value);
    if (value) REQUIRE(microseconds(json_string_value(value)) == times[i].get(run));
  }
}

/* Each run's text is one of the page's items, and matches the getters. */
static void check_texts_of_page(dzjobs_list *list) {
  size_t len = 0, at = strlen("{\"items\":["), count = dzjobs_list_page_run_count(list);
  const char *text = dzjobs_list_page_json(list, &len);
  REQUIRE(text && strlen(text) == len && is_utf8(text, len));
  REQUIRE(strncmp(text, "{\"items\":[", at) == 0);
  for (size_t i = 0; i < count; i++) {
    size_t run_len = 0;
    const dzjobs_run *run = dzjobs_list_page_run(list, i);
    const char *run_text = dzjobs_run_json(run, &run_len);
    REQUIRE(run_text && strlen(run_text) == run_len && dzjobs_run_json(run, NULL) == run_text);
    if (i > 0) REQUIRE(text[at++] == ',');
    REQUIRE(strncmp(text + at, run_text, run_len) == 0);
    at += run_len;
    json_t *json = loaded(run_text, run_len);
    if (json) check_run(run, json);
    json_decref(json);
  }
  REQUIRE(text[at] == ']');
  json_t *json = loaded(text, len);
  if (json) {
    const json_t *token = json_object_get(json, "nextToken");
    REQUIRE(json_array_size(json_object_get(json, "items")) == count);
    const char *ours = dzjobs_list_next_token(list), *theirs = json_string_value(token);
    REQUIRE(same_text(ours, theirs && *theirs ? theirs : NULL));
  }
  json_decref(json);
}

/* Both listings are at the same page. */
static void check_same(const dzjobs_list *one, const dzjobs_list *other) {
  REQUIRE(dzjobs_list_page_run_count(one) == dzjobs_list_page_run_count(other));
  REQUIRE(same_text(dzjobs_list_next_token(one), dzjobs_list_next_token(other)));
  for (size_t i = 0; i < dzjobs_list_page_run_count(one); i++) {
    const dzjobs_run *a = dzjobs_list_page_run(one, i), *b = dzjobs_list_page_run(other, i);
    for (int k = 0; k < STRINGS; k++) REQUIRE(same_text(strings[k].get(a), strings[k].get(b)));
    for (int k = 0; k < TIMES; k++) REQUIRE(times[k].get(a) == times[k].get(b));
  }
}

/* Compares Arrow's columns with the getters, and checks the buffers. */
static void check_columns(dzjobs_list *list) {
  struct ArrowArray array;
  REQUIRE(dzjobs_list_export_arrow_page(list, &array) == 0);
  REQUIRE(array.length == (int64_t)dzjobs_list_page_run_count(list));
  if (array.length < ROWS_TEXT / 64)
    REQUIRE(same_text(rows_of_array(&array, found), rows_of_page(list, expected)));
  release_array(&array);
  REQUIRE(check_failed == 0);
}

/* next() returns the same runs in this order, and none twice. */
static void check_steps(dzjobs_list *list) {
  size_t count = dzjobs_list_page_run_count(list);
  for (size_t i = 0; i < count; i++) {
    REQUIRE(dzjobs_list_next(list, START_US) == DZJOBS_RUN);
    REQUIRE(dzjobs_list_run(list) == dzjobs_list_page_run(list, i));
  }
  int event = dzjobs_list_next(list, START_US);
  REQUIRE(event == DZJOBS_SEND || event == DZJOBS_DONE || event == DZJOBS_ETOOBIG);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dzjobs_list *page = read_page((const char *)data, size, DZJOBS_JSON_ISO8601);
  dzjobs_list *epoch = read_page((const char *)data, size, DZJOBS_JSON_EPOCH);
  REQUIRE(!page == !epoch);
  if (page) {
    check_texts_of_page(page);
    check_columns(page);
    size_t len = 0, epoch_len = 0, again_len = 0;
    const char *text = dzjobs_list_page_json(page, &len);
    const char *epoch_text = dzjobs_list_page_json(epoch, &epoch_len);
    dzjobs_list *again = read_page(text, len, DZJOBS_JSON_ISO8601);
    dzjobs_list *from_epoch = read_page(epoch_text, epoch_len, DZJOBS_JSON_ISO8601);
    REQUIRE(again && from_epoch);
    check_same(page, again);
    check_same(page, from_epoch);
    REQUIRE(same_text(text, dzjobs_list_page_json(again, &again_len)) && again_len == len);
    REQUIRE(same_text(text, dzjobs_list_page_json(from_epoch, NULL)));
    check_steps(again);
    dzjobs_list_free(again);
    dzjobs_list_free(from_epoch);
  }
  dzjobs_list_free(page);
  dzjobs_list_free(epoch);
  return 0;
}
