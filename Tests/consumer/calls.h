/* Every function of dzjobs.h and the headers that it includes, as a function of a listing: it
 * returns a code, or whether there was a result. These are the rows of states.c. */
#ifndef CALLS_H
#define CALLS_H

#include "arrow.h"

static int context_pointer;
static dzjobs_list *made;
static const dzjobs_run *first(const dzjobs_list *list) { return dzjobs_list_page_run(list, 0); }
static int is_text(const char *text) { return text != NULL && *text != 0; }
static int is_time(int64_t time) { return time != DZJOBS_NO_TIME; }

typedef dzjobs_list list; /* for short */
static int list_new(list *l) {
  (void)l;
  int code = dzjobs_list_new(&made, "us-east-1", "d", "j");
  dzjobs_list_free(made);
  return code;
}
static int set_context(list *l) { return dzjobs_list_set_context(l, &context_pointer); }
static int context(list *l) { return dzjobs_list_context(l) != NULL; }
static int set_region(list *l) { return dzjobs_list_set_region(l, "eu-west-1"); }
static int set_status(list *l) { return dzjobs_list_set_status(l, "FAILED"); }
static int set_sort_order(list *l) { return dzjobs_list_set_sort_order(l, "ASCENDING"); }
static int set_max_results(list *l) { return dzjobs_list_set_max_results(l, 7); }
static int set_max_items(list *l) { return dzjobs_list_set_max_items(l, 7); }
static int set_next_token(list *l) { return dzjobs_list_set_next_token(l, "t7"); }
static int set_resume_token(list *l) { return dzjobs_list_set_resume_token(l, "t7"); }
static int set_endpoint_url(list *l) { return dzjobs_list_set_endpoint_url(l, "http://h"); }
static int set_fips(list *l) { return dzjobs_list_set_use_fips(l, 0); }
static int set_max_attempts(list *l) { return dzjobs_list_set_max_attempts(l, 7); }
static int set_retry_quota(list *l) { return dzjobs_list_set_retry_quota(l, 7); }
static int set_random_seed(list *l) { return dzjobs_list_set_random_seed(l, 7); }
static int set_json_times(list *l) { return dzjobs_list_set_json_times(l, 1); }
static int set_credentials(list *l) { return dzjobs_list_set_credentials(l, "a", "b", "c"); }
static int next(list *l) { return dzjobs_list_next(l, clock_us); }
static int page(list *l) { return dzjobs_list_next_page(l, clock_us); }
static int wait_us(list *l) { return dzjobs_list_wait_us(l) > 0; }
static int cancel(list *l) { return dzjobs_list_cancel(l); }
static int uncancel(list *l) { return dzjobs_list_uncancel(l); }
static int url(list *l) { return is_text(dzjobs_list_request_url(l)); }
static int header(list *l) { return is_text(dzjobs_list_request_header(l, 0, NULL)); }
static int response_header(list *l) { return dzjobs_list_put_response_header(l, "a", "b"); }
static int response(list *l) { return dzjobs_list_put_response(l, clock_us, 200, "{}", 2); }
static int no_response(list *l) { return dzjobs_list_put_no_response(l, clock_us, 1, "reset"); }
static int run(list *l) { return dzjobs_list_run(l) != NULL; }
static int page_count(list *l) { return dzjobs_list_page_run_count(l) > 0; }
static int page_run(list *l) { return first(l) != NULL; }
static int page_json(list *l) { return is_text(dzjobs_list_page_json(l, NULL)); }
static int next_token(list *l) { return is_text(dzjobs_list_next_token(l)); }
static int resume_token(list *l) { return is_text(dzjobs_list_resume_token(l)); }
#define TEXT_GETTER(name, words, value) \
  static int run_##words(list *l) { return is_text(dzjobs_run_##words(first(l))); }
#define TIME_GETTER(name, words, value) \
  static int run_##words##_us(list *l) { return is_time(dzjobs_run_##words##_us(first(l))); }
STRING_MEMBERS(TEXT_GETTER)
TIME_MEMBERS(TIME_GETTER)
static int run_read(list *l) {
  const char *texts[9];
  int64_t times[4];
  return dzjobs_run_read(first(l), 9, texts, NULL, 4, times) > 0;
}
static int run_json(list *l) { return is_text(dzjobs_run_json(first(l), NULL)); }
static int arrow_schema(list *l) {
  struct ArrowSchema schema;
  int code = dzjobs_list_export_arrow_schema(l, &schema);
  if (code == 0) release_schema(&schema);
  return code;
}
static int arrow_page(list *l) {
  static char found[ROWS_TEXT], expected[ROWS_TEXT];
  struct ArrowArray array;
  int code = dzjobs_list_export_arrow_page(l, &array);
  if (code != 0) return code;
  CHECK_TEXT(rows_of_array(&array, found), rows_of_page(l, expected));
  release_array(&array);
  return code;
}
static int error(list *l) { return is_text(dzjobs_list_error_text(l)); }
static int last_error(list *l) { return dzjobs_list_last_error(l) < 0; }
static int is_throttled(list *l) { return dzjobs_list_is_throttled(l); }
static int is_retryable(list *l) { return dzjobs_list_is_retryable(l); }
static int count(list *l) { return dzjobs_list_count(l, DZJOBS_COUNT_ATTEMPTS) > 0; }
static int error_code(list *l) { return is_text(dzjobs_list_service_code(l)); }
static int error_message(list *l) { return is_text(dzjobs_list_service_message(l)); }
static int http_status(list *l) { return dzjobs_list_http_status(l) > 0; }
static int request_id(list *l) { return is_text(dzjobs_list_request_id(l)); }
static int attempts(list *l) { return dzjobs_list_attempts(l) > 0; }
static int strerror_(list *l) { return l != NULL && is_text(dzjobs_strerror(0)); }
static int version(list *l) { return l != NULL && is_text(dzjobs_version()); }
static int version_number(list *l) { return l != NULL && dzjobs_version_number() > 0; }
static int list_free(list *l) { return (void)l, 0; } /* each test ends with it */

#endif
