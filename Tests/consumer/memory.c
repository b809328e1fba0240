/* Memory, between the library and the C library's allocator. If any allocation fails, the call
 * returns DZJOBS_ENOMEM and the listing continues afterwards. A thousand pages need no more memory
 * than five. All memory is freed, and no freed block has a secret in it. */
#define _GNU_SOURCE /* memmem */
#include "arrow.h"
#include "memory.h"

/* ---- One allocation that fails ----------------------------------------------------------- */

static void hand_in(dzjobs_list *list, int status, const char *body) {
  int outcome;
  CHECK_INT(INSIST(dzjobs_list_put_response_header(list, "x-amzn-requestid", "request-1")), 0);
  CHECK_INT(INSIST(dzjobs_list_put_response(list, clock_us, status, body, strlen(body))), 0);
}

/* A call that ran out of memory reports that, whatever the last error was. */
static int told(dzjobs_list *list, int outcome) {
  if (outcome == DZJOBS_ENOMEM) CHECK_TEXT(dzjobs_list_error_text(list), "memory ran out");
  return outcome;
}

static void each_step(void *prepared) {
  dzjobs_list *list = (dzjobs_list *)prepared;
  int outcome;
  const char *text;
  CHECK_INT(INSIST(told(list, dzjobs_list_set_status(list, "FAILED"))), 0);
  CHECK_INT(INSIST(told(list, dzjobs_list_set_sort_order(list, "ASCENDING"))), 0);
  CHECK_INT(INSIST(told(list, dzjobs_list_set_next_token(list, "token-0"))), 0);
  CHECK_INT(INSIST(told(list, dzjobs_list_set_resume_token(list, "dG9rZW4tMQ=="))), 0);
  CHECK_INT(INSIST(told(list, dzjobs_list_set_endpoint_url(list, "http://localhost:8080/base"))),
            0);
  CHECK_INT(INSIST(told(list, dzjobs_list_set_credentials(list, "AKID", SECRET, "TOKEN"))), 0);
  CHECK_INT(INSIST(dzjobs_list_set_max_results(list, 0)), DZJOBS_EINVAL);
  CHECK_INT(INSIST(dzjobs_list_set_max_results(list, 50)), 0);
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  CHECK_HAS(dzjobs_list_request_url(list),
            "http://localhost:8080/base/v2/domains/dzd_consumer/jobs/");
  CHECK_TEXT(sent_header(list, "X-Amz-Security-Token"), "TOKEN");
  static char signed_by[512]; /* in the first run, in which nothing fails */
  if (!*signed_by) strcpy(signed_by, sent_header(list, "Authorization"));
  CHECK_TEXT(sent_header(list, "Authorization"), signed_by);
  hand_in(list, 500, "{\"__type\":\"InternalServerException\",\"message\":\"m\"}");
  CHECK_TEXT(dzjobs_list_service_code(list), "InternalServerException");
  CHECK_TEXT(dzjobs_list_request_id(list), "request-1");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_WAIT);
  clock_us += dzjobs_list_wait_us(list);
  CHECK_INT(INSIST(dzjobs_list_set_credentials(list, "AKID", SECRET SECRET, "TOKEN2")), 0);
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 200,
          "{\"items\":[{\"runId\":\"r1\",\"new\":[1]},{\"runId\":\"r2\"}],\"nextToken\":\"t1\"}");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_RUN);
  const dzjobs_run *run = dzjobs_list_run(list);
  CHECK_TEXT(INSIST_TEXT(dzjobs_run_json(run, NULL)), "{\"runId\":\"r1\",\"new\":[1]}");
  CHECK_HAS(INSIST_TEXT(dzjobs_list_resume_token(list)), "eyJ");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_RUN);
  CHECK_HAS(INSIST_TEXT(dzjobs_list_page_json(list, NULL)), "\"r2\"");
  CHECK_TEXT(dzjobs_run_json(run, NULL), "{\"runId\":\"r1\",\"new\":[1]}");
  struct ArrowSchema schema;
  CHECK_INT(INSIST(dzjobs_list_export_arrow_schema(list, &schema)), 0);
  struct ArrowArray array;
  CHECK_INT(INSIST(dzjobs_list_export_arrow_page(list, &array)), 0);
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 403, "{\"__type\":\"AccessDeniedException\",\"message\":\"m\"}");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_ESERVICE);
  CHECK_HAS(dzjobs_list_error_text(list), "AccessDeniedException");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 200, "{\"items\":[{\"runId\":\"r3\"}],\"nextToken\":\"t2\"}");
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_PAGE);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_page_run(list, 0)), "r3");
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 200, "[]");
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_EPARSE);
  CHECK_HAS(dzjobs_list_error_text(list), "byte 0");
  static char rows[ROWS_TEXT];
  CHECK_TEXT(rows_of_array(&array, rows), "runId<r1>\nrunId<r2>\n");
  release_array(&array);
  release_schema(&schema);
}

/* Buffers that grow: the table of runs, their text and JSON, the seen tokens, the longest token, an
 * error body as long as a page. */
static void growth(void *prepared) {
  static char body[120000], token[8193];
  dzjobs_list *list = (dzjobs_list *)prepared;
  int outcome;
  const char *text;
  int missed = 0;
  memset(token, 't', 8192);
  CHECK_INT(INSIST(dzjobs_list_set_credentials(list, "AKID", SECRET, NULL)), 0);
  for (int page = 0; page < 40; page++) {
    int runs = page == 1 ? 200 : 1;
    size_t len = (size_t)sprintf(body, "{\"nextToken\":\"%s%d\",\"items\":[",
                                 page == 2 ? token + 2 : "", page + 10);
    for (int run = 0; run < runs; run++)
      len += (size_t)sprintf(body + len, "%s{\"runId\":\"r\",\"new\":[%d],\"more\":{\"x\":\"%s\"}}",
                             run ? "," : "", run, run == 7 ? token : "");
    sprintf(body + len, "]}");
    CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_SEND);
    hand_in(list, 200, body);
    CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_PAGE);
    CHECK_INT(dzjobs_list_page_run_count(list), runs);
    for (int i = 0; i < runs; i++)
      CHECK_HAS(INSIST_TEXT(dzjobs_run_json(dzjobs_list_page_run(list, (size_t)i), NULL)), "more");
    CHECK_HAS(INSIST_TEXT(dzjobs_list_page_json(list, NULL)), "\"new\":[0]");
    /* Once, if memory ran out for the place when it was reached. */
    if (INSIST_TEXT(dzjobs_list_resume_token(list)) == NULL) CHECK(failed && !missed++);
  }
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_SEND);
  memset(body, 'm', sizeof body - 1);
  memcpy(body, "{\"message\":\"", 12);
  strcpy(body + sizeof body - 3, "\"}");
  hand_in(list, 403, body);
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_ESERVICE);
  CHECK(strlen(dzjobs_list_error_text(list)) > 100000);
  CHECK(strlen(dzjobs_list_service_message(list)) > 100000);
}

static void *prepare(void) { return new_listing(); }
static void give_back(void *list) { dzjobs_list_free((dzjobs_list *)list); }

/* ---- A thousand pages -------------------------------------------------------------------- */

/* 400 runs a page. Seen tokens are kept, in 15 bytes each. */
static void thousand_pages(void) {
  static char body[40000];
  dzjobs_list *list = new_listing();
  long long bytes_then = 0;
  long large_then = 0;
  for (int page = 0; page < 1000; page++) {
    size_t len = (size_t)sprintf(body, "{\"nextToken\":\"t%06d\",\"items\":[", page);
    for (int run = 0; run < 400; run++)
      len += (size_t)sprintf(body + len, "%s{\"runId\":\"r%d\",\"createdAt\":1795428000.123}",
                             run ? "," : "", run);
    len += (size_t)sprintf(body + len, "]}");
    CHECK_INT(dzjobs_list_next_page(list, clock_us), DZJOBS_SEND);
    CHECK_INT(dzjobs_list_put_response(list, clock_us, 200, body, len), 0);
    CHECK_INT(dzjobs_list_next_page(list, clock_us), DZJOBS_PAGE);
    CHECK_INT(dzjobs_list_page_run_count(list), 400);
    if (page == 5) bytes_then = bytes, large_then = large_blocks;
  }
  CHECK_INT(large_blocks, large_then);
  CHECK(bytes - bytes_then <= 15 * 1000 + 4096);
  dzjobs_list_free(list);
}

int main(void) {
  static char output[4096];
  setvbuf(stdout, output, _IOLBF, sizeof output);
  fail_each("each step", prepare, each_step, give_back);
  fail_each("growth", prepare, growth, give_back);
  thousand_pages();
  CHECK_INT(blocks, 0);
  return check_done();
}
