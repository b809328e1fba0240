/* Pages as Arrow: the columns, and every value against its getter. */
#include "arrow.h"

/* ---- Contents ------------------------------------------------------------------------------ */

static void the_columns(void) {
  struct ArrowSchema schema;
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_export_arrow_schema(list, &schema), 0);
  dzjobs_list_free(list);
  check_schema(&schema);
  release_schema(&schema);
}

static void every_value(void) {
  struct ArrowArray array = exported("{\"items\":[" FULL "]}");
  CHECK_TEXT(rows_of_array(&array, found),
             "domainId<d>jobId<j>jobType<LINEAGE>runId<r1>runMode<ON_DEMAND>status<FAILED>"
             "error<m\xc3\xbc>createdBy<c>createdAt<1795428000123000>"
             "startTime<-62135596800000000>endTime<253402300799999999>\n");
  release_array(&array);
}

/* Absent and null members, and a run that is null. An empty error object is still an error. */
static void nulls(void) {
  struct ArrowArray array = exported(
      "{\"items\":[{},null,{\"error\":null},{\"error\":{}},{\"error\":{\"message\":null}},"
      "{\"error\":{\"message\":\"\"},\"runId\":\"\",\"status\":\"\"}]}");
  CHECK_TEXT(rows_of_array(&array, found), "\n\n\n\n\nrunId<>status<>error<>\n");
  const struct ArrowArray *error = array.children[column_of("error")];
  CHECK_INT(error->null_count, 3);
  CHECK_INT(error->children[0]->null_count, 5);
  CHECK(is_null(error, 2));
  CHECK(!is_null(error, 3));
  CHECK(!is_null(error, 4));
  release_array(&array);
}

/* Pages without runs, with and without a next page, and no pages. */
static void no_rows(void) {
  struct ArrowArray array = exported("{\"items\":[]}");
  CHECK_INT(array.length, 0);
  release_array(&array);
  array = exported("{}");
  CHECK_INT(array.length, 0);
  release_array(&array);
}

/* Unlike a getter's result, a text has its NULs, and its length. */
static void nul_inside(void) {
  struct ArrowArray array = exported("{\"items\":[{\"runId\":\"a\\u0000b\"},{\"runId\":\"c\"},"
                                     "{\"status\":\"\\u0000\\u0000\"}]}");
  const struct ArrowArray *ids = array.children[column_of("runId")];
  const struct ArrowArray *statuses = array.children[column_of("status")];
  int len = 0;
  CHECK(memcmp(text_at(ids, 0, &len), "a\0b", 3) == 0);
  CHECK_INT(len, 3);
  CHECK(memcmp(text_at(ids, 1, &len), "c", 1) == 0);
  CHECK_INT(len, 1);
  CHECK(memcmp(text_at(statuses, 2, &len), "\0", 2) == 0);
  CHECK_INT(len, 2);
  release_array(&array);
}

/* Only the runs that max_items and a resume token leave over. */
static void cut_pages(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_max_items(list, 2), 0);
  /* {"boto_truncate_amount": 1} */
  CHECK_INT(dzjobs_list_set_resume_token(list, "eyJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDF9"), 0);
  serve(list, "{\"items\":[{\"runId\":\"r0\"},{\"runId\":\"r1\"},{\"runId\":\"r2\"},"
              "{\"runId\":\"r3\"}],\"nextToken\":\"t\"}");
  CHECK_TEXT(next_run_id(list), "r1");
  struct ArrowArray array = export_page(list);
  CHECK_TEXT(found, "runId<r1>\nrunId<r2>\n");
  release_array(&array);
  dzjobs_list_free(list);
}

/* ---- Many pages ---------------------------------------------------------------------------- */

static uint32_t random_bits = 20261124;

static uint32_t draw(uint32_t below) {
  random_bits = random_bits * 1664525 + 1013904223;
  return (random_bits >> 16) % below;
}

/* A run whose members are each present, absent or null. */
static size_t put_run(char *body, size_t at, size_t room) {
  static const char *const texts[] = {"", "x", "twelve bytes",
                                      "\xe2\x82\xac \\u00e9 \\ud83d\\ude00"};
  const char *separator = "{";
  for (int k = 0; k < COLUMNS; k++) {
    const struct column *column = &columns[k];
    uint32_t what = draw(5);
    if (what == 0) continue;
    at += (size_t)snprintf(body + at, room - at, "%s\"%s\":", separator, column->name);
    separator = ",";
    if (what == 1) at += (size_t)snprintf(body + at, room - at, "null");
    else if (column->time)
      at += (size_t)snprintf(body + at, room - at, "%u.%03u", draw(60000), what);
    else if (*column->format == '+')
      at += (size_t)snprintf(body + at, room - at, "{\"message\":\"%s\"}", texts[draw(4)]);
    else at += (size_t)snprintf(body + at, room - at, "\"%s%u\"", texts[draw(4)], draw(40));
  }
  return at + (size_t)snprintf(body + at, room - at, "%s}", *separator == '{' ? "{" : "");
}

static void pages_of_all_sizes(void) {
  static char body[ROWS_TEXT];
  for (int count = 0; count <= 140; count++) {
    size_t at = (size_t)snprintf(body, sizeof body, "{\"items\":[");
    for (int i = 0; i < count; i++) {
      if (i > 0) body[at++] = ',';
      at = put_run(body, at, sizeof body);
    }
    snprintf(body + at, sizeof body - at, "]}");
    struct ArrowArray array = exported(body);
    CHECK_INT(array.length, count);
    release_array(&array);
  }
}

/* ---- Refusals ------------------------------------------------------------------------------ */

static void refusals(void) {
  struct ArrowArray array;
  memset(&array, 7, sizeof array);
  struct ArrowArray before = array;
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_export_arrow_page(list, &array), DZJOBS_ESTATE);
  CHECK_HAS(dzjobs_list_error_text(list), "no page");
  CHECK_INT(dzjobs_list_export_arrow_page(list, NULL), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "out");
  CHECK_INT(dzjobs_list_export_arrow_schema(list, NULL), DZJOBS_EINVAL);
  CHECK(memcmp(&array, &before, sizeof array) == 0);
  dzjobs_list_free(list);
}

int main(void) {
  the_columns();
  every_value();
  nulls();
  no_rows();
  nul_inside();
  cut_pages();
  pages_of_all_sizes();
  refusals();
  return check_done();
}
