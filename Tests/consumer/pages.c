/* Pages and runs: every field, absent and null members, times, JSON in both styles, empty pages,
 * max_items, next and next_page mixed, and how long everything lives. */
#include "answer.h"
#include "members.h"

#define FULL                                                                                 \
  "{\"runId\":\"r1\",\"domainId\":\"d\",\"jobId\":\"j\",\"jobType\":\"LINEAGE\","             \
  "\"runMode\":\"ON_DEMAND\",\"status\":\"FAILED\",\"error\":{\"message\":\"m\"},"            \
  "\"createdBy\":\"c\",\"createdAt\":1795428000.123,\"startTime\":1795428000.000001,"         \
  "\"endTime\":-1}"

static void every_field(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_json_times(list, DZJOBS_JSON_EPOCH), 0);
  serve(list, "{\"items\":[" RUN_REVERSED "]}");
  CHECK_INT(next_event(list), DZJOBS_RUN);
  const dzjobs_run *run = dzjobs_list_run(list);
  CHECK_TEXT(dzjobs_run_json(run, NULL), RUN_IN_ORDER);
  CHECK(run != NULL);
  CHECK(run == dzjobs_list_page_run(list, 0));
#define HAS_TEXT(name, words, value) CHECK_TEXT(dzjobs_run_##words(run), value);
#define HAS_TIME(name, words, value) CHECK_INT(dzjobs_run_##words##_us(run), value);
  STRING_MEMBERS(HAS_TEXT)
  TIME_MEMBERS(HAS_TIME)
  CHECK_INT(next_event(list), DZJOBS_DONE);
  CHECK(dzjobs_list_run(list) == NULL);
  dzjobs_list_free(list);
}

/* Absent and null members, and null in "items": a run without members and times. */
static void absent_and_null(void) {
#define IS_NULL(name, words, value) ",\"" name "\":null"
  dzjobs_list *list = new_listing();
  serve(list,
        "{\"items\":[{},null,{\"x\":0" STRING_MEMBERS(IS_NULL) TIME_MEMBERS(IS_NULL)
        "},{\"error\":{}},{\"error\":{\"message\":null}}],\"nextToken\":null}");
  for (int i = 0; i < 5; i++) {
    CHECK_INT(next_event(list), DZJOBS_RUN);
    const dzjobs_run *run = dzjobs_list_run(list);
    CHECK(run != NULL);
#define HAS_NO_TEXT(name, words, value) CHECK_TEXT(dzjobs_run_##words(run), NULL);
#define HAS_NO_TIME(name, words, value) CHECK_INT(dzjobs_run_##words##_us(run), DZJOBS_NO_TIME);
    STRING_MEMBERS(HAS_NO_TEXT)
    TIME_MEMBERS(HAS_NO_TIME)
  }
  CHECK_TEXT(dzjobs_list_next_token(list), NULL);
  CHECK_INT(next_event(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* A getter ends at a NUL character, the JSON does not; a length comes with it. */
static void nul_inside(void) {
  dzjobs_list *list = new_listing();
  size_t len = 0;
  serve(list, "{\"items\":[{\"runId\":\"a\\u0000b\",\"status\":\"\\u0000\"}]}");
  CHECK_INT(next_event(list), DZJOBS_RUN);
  const dzjobs_run *run = dzjobs_list_run(list);
  CHECK_TEXT(dzjobs_run_run_id(run), "a");
  CHECK_TEXT(dzjobs_run_status(run), "");
  CHECK_TEXT(dzjobs_run_json(run, &len), "{\"runId\":\"a\\u0000b\",\"status\":\"\\u0000\"}");
  CHECK_INT(len, strlen(dzjobs_run_json(run, NULL)));
  dzjobs_list_free(list);
}

/* ---- JSON ------------------------------------------------------------------------------- */

#define IN_ORDER                                                                              \
  "{\"domainId\":\"d\",\"jobId\":\"j\",\"jobType\":\"LINEAGE\",\"runId\":\"r1\","              \
  "\"runMode\":\"ON_DEMAND\",\"status\":\"FAILED\",\"error\":{\"message\":\"m\"},"             \
  "\"createdBy\":\"c\","
#define AS_ISO8601                                                                            \
  IN_ORDER "\"createdAt\":\"2026-11-23T10:00:00.123Z\","                                      \
           "\"startTime\":\"2026-11-23T10:00:00.000001Z\",\"endTime\":\"1969-12-31T23:59:59Z\"}"
#define AS_EPOCH                                                                              \
  IN_ORDER "\"createdAt\":1795428000.123,\"startTime\":1795428000.000001,\"endTime\":-1}"

static void json(int style, const char *run_json) {
  dzjobs_list *list = new_listing();
  char page_json[2000];
  size_t len = 0, run_len = 0;
  CHECK_INT(dzjobs_list_set_json_times(list, style), 0);
  serve(list, "{\"items\":[" FULL ",{},null," FULL "],\"nextToken\":\"t1\"}");
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  snprintf(page_json, sizeof page_json, "{\"items\":[%s,{},{},%s],\"nextToken\":\"t1\"}",
           run_json, run_json);
  const char *of_run = dzjobs_run_json(dzjobs_list_page_run(list, 3), &run_len);
  const char *of_page = dzjobs_list_page_json(list, &len);
  const char *of_first = dzjobs_run_json(dzjobs_list_page_run(list, 0), NULL);
  CHECK_TEXT(of_page, page_json);
  CHECK_INT(len, strlen(page_json));
  CHECK_TEXT(of_run, run_json);
  CHECK_INT(run_len, strlen(run_json));
  CHECK_TEXT(of_first, run_json);
  CHECK_TEXT(dzjobs_run_json(dzjobs_list_page_run(list, 1), NULL), "{}");
  CHECK(dzjobs_list_page_json(list, NULL) == of_page); /* the second call writes no new text */
  dzjobs_list_free(list);
}

/* Unknown members come after known ones. There is no white space between tokens, so the JSON is one
 * line. */
static void unknown_members(void) {
  dzjobs_list *list = new_listing();
  serve(list,
        "{\"x\" :\n[1, 2.50,\r\n\t{\"y\":\"\\u00e9\\\\\\\" \"}],"
        "\"items\":[{\"new\":1e2,\"runId\":\"r\","
        "\"error\":{\"code\":7,\"message\":\"m\"}}],\"nextToken\":\"\",\"z\":true}");
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  CHECK_TEXT(dzjobs_list_page_json(list, NULL),
             "{\"items\":[{\"runId\":\"r\",\"error\":{\"message\":\"m\",\"code\":7},"
             "\"new\":1e2}],\"x\":[1,2.50,{\"y\":\"\\u00e9\\\\\\\" \"}],\"z\":true}");
  CHECK_TEXT(dzjobs_list_next_token(list), NULL);
  CHECK_INT(next_page(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* ---- Pages ------------------------------------------------------------------------------ */

#define PAGE(a, b, token) \
  "{\"items\":[{\"runId\":\"" a "\"},{\"runId\":\"" b "\"}],\"nextToken\":\"" token "\"}"
#define LAST "{\"items\":[{\"runId\":\"r5\"}]}"

/* Every answer is a page, although next() skips an empty one. */
static void empty_pages(void) {
  dzjobs_list *list = new_listing();
  serve(list, "{\"items\":[],\"nextToken\":\"t1\"}");
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  CHECK_INT(dzjobs_list_page_run_count(list), 0);
  CHECK_TEXT(dzjobs_list_page_json(list, NULL), "{\"items\":[],\"nextToken\":\"t1\"}");
  CHECK_INT(next_page(list), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(list), BASE "?nextToken=t1");
  answer(list, 200, "{\"nextToken\":\"t2\"}");
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer(list, 204, "");
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  CHECK_TEXT(dzjobs_list_page_json(list, NULL), "{\"items\":[]}");
  CHECK_INT(next_page(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* next_page skips the rest of the current page; next enters a page at its first run. */
static void mixed(void) {
  dzjobs_list *list = new_listing();
  serve(list, PAGE("r1", "r2", "t1"));
  CHECK_TEXT(next_run_id(list), "r1");
  CHECK_INT(next_page(list), DZJOBS_SEND);
  answer(list, 200, PAGE("r3", "r4", "t2"));
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  CHECK(dzjobs_list_run(list) == NULL);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_page_run(list, 1)), "r4");
  CHECK_TEXT(next_run_id(list), "r3");
  CHECK_INT(next_page(list), DZJOBS_SEND);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer(list, 200, LAST);
  CHECK_TEXT(next_run_id(list), "r5");
  CHECK_INT(next_page(list), DZJOBS_DONE);
  CHECK_INT(next_event(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* The listing ends after this number of runs, in the middle of a page or at its end. */
static void max_items(void) {
  for (int max = 0; max <= 6; max++) {
    dzjobs_list *list = new_listing();
    int runs = 0, event;
    CHECK_INT(dzjobs_list_set_max_items(list, max), 0);
    while ((event = next_event(list)) > 0) {
      if (event == DZJOBS_RUN) {
        runs++;
        continue;
      }
      CHECK_INT(event, DZJOBS_SEND);
      answer(list, 200,
             runs == 0   ? PAGE("r1", "r2", "t1")
             : runs == 2 ? PAGE("r3", "r4", "t2")
                         : LAST);
    }
    CHECK_INT(event, DZJOBS_DONE);
    CHECK_INT(runs, max < 5 ? max : 5);
    CHECK((dzjobs_list_resume_token(list) != NULL) == (max < 5));
    dzjobs_list_free(list);
  }
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_max_items(list, 1), 0);
  serve(list, PAGE("r1", "r2", "t1"));
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  CHECK_INT(dzjobs_list_page_run_count(list), 1);
  CHECK(dzjobs_list_page_run(list, 1) == NULL);
  CHECK_TEXT(dzjobs_list_page_json(list, NULL),
             "{\"items\":[{\"runId\":\"r1\"}],\"nextToken\":\"t1\"}");
  CHECK_INT(next_page(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* A whole page can be read until the next one is delivered, whatever happens in between. */
static void lifetimes(void) {
  dzjobs_list *list = new_listing();
  serve(list, PAGE("r1", "r2", "t1"));
  CHECK_INT(next_event(list), DZJOBS_RUN);
  const dzjobs_run *run = dzjobs_list_run(list);
  const char *id = dzjobs_run_run_id(run), *run_json = dzjobs_run_json(run, NULL);
  const char *page_json = dzjobs_list_page_json(list, NULL), *token = dzjobs_list_next_token(list);
  for (int step = 0; step < 8; step++) {
    if (step == 0) CHECK_INT(next_event(list), DZJOBS_RUN);
    if (step == 1) CHECK_INT(next_event(list), DZJOBS_SEND);
    if (step == 2) answer(list, 500, "");
    if (step == 3) CHECK_INT(next_event(list), DZJOBS_SEND);
    if (step == 4) answer_error(list, 403, "AccessDeniedException", "no");
    if (step == 5) CHECK_INT(next_event(list), DZJOBS_ESERVICE);
    if (step == 6) serve(list, "[]");
    if (step == 7) CHECK_INT(next_event(list), DZJOBS_EPARSE);
    CHECK_TEXT(id, "r1");
    CHECK_TEXT(dzjobs_run_run_id(run), "r1");
    CHECK_TEXT(run_json, "{\"runId\":\"r1\"}");
    CHECK_TEXT(page_json, PAGE("r1", "r2", "t1"));
    CHECK_TEXT(token, "t1");
    CHECK_INT(dzjobs_list_page_run_count(list), 2);
    CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_page_run(list, 1)), "r2");
    CHECK_TEXT(dzjobs_list_page_json(list, NULL), page_json);
    CHECK_TEXT(dzjobs_list_next_token(list), "t1");
  }
  dzjobs_list_free(list);
}

int main(void) {
  every_field();
  absent_and_null();
  nul_inside();
  json(DZJOBS_JSON_ISO8601, AS_ISO8601);
  json(DZJOBS_JSON_EPOCH, AS_EPOCH);
  unknown_members();
  empty_pages();
  mixed();
  max_items();
  lifetimes();
  return check_done();
}
