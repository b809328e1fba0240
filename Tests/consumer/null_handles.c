/* Calls every function with a NULL handle and with NULL arguments: the result is an error or
 * nothing, by its type, and never a crash. Outputs do not change. */
#include "answer.h"
#include "dzjobs_arrow.h"
#include "dzjobs_client.h"
#include "members.h"

static void settings_of_no_listing(void) {
  CHECK_INT(dzjobs_list_set_status(NULL, "FAILED"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_sort_order(NULL, "ASCENDING"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_max_results(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_max_items(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_next_token(NULL, "t"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_resume_token(NULL, "t"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_endpoint_url(NULL, "http://localhost"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_use_fips(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_max_attempts(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_retry_quota(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_random_seed(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_json_times(NULL, DZJOBS_JSON_EPOCH), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_credentials(NULL, "id", "secret", NULL), DZJOBS_EINVAL);
}

static void events_and_answers_of_no_listing(void) {
  CHECK_INT(dzjobs_list_next(NULL, START_US), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_next_page(NULL, START_US), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_wait_us(NULL), 0);
  CHECK_INT(dzjobs_list_put_response_header(NULL, "date", "now"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_put_response(NULL, START_US, 200, "{}", 2), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_put_no_response(NULL, START_US, 1, "reason"), DZJOBS_EINVAL);
}

static void readings_of_no_listing(void) {
  const char *value = "kept";
  size_t len = 99;
  CHECK_TEXT(dzjobs_list_request_url(NULL), NULL);
  CHECK_TEXT(dzjobs_list_request_header(NULL, 0, &value), NULL);
  CHECK_TEXT(dzjobs_list_request_header(NULL, 0, NULL), NULL);
  CHECK_TEXT(value, "kept");
  CHECK(dzjobs_list_run(NULL) == NULL);
  CHECK_INT(dzjobs_list_page_run_count(NULL), 0);
  CHECK(dzjobs_list_page_run(NULL, 0) == NULL);
  CHECK_TEXT(dzjobs_list_page_json(NULL, &len), NULL);
  CHECK_TEXT(dzjobs_list_page_json(NULL, NULL), NULL);
  CHECK_INT(len, 99);
  CHECK_TEXT(dzjobs_list_next_token(NULL), NULL);
  CHECK_TEXT(dzjobs_list_resume_token(NULL), NULL);
  CHECK_TEXT(dzjobs_list_error_text(NULL), NULL);
  CHECK_TEXT(dzjobs_list_service_code(NULL), NULL);
  CHECK_TEXT(dzjobs_list_service_message(NULL), NULL);
  CHECK_INT(dzjobs_list_http_status(NULL), 0);
  CHECK_TEXT(dzjobs_list_request_id(NULL), NULL);
  CHECK_INT(dzjobs_list_attempts(NULL), 0);
  dzjobs_list_free(NULL);
}

static void exports_of_no_listing(void) {
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowArrayStream stream;
  CHECK_INT(dzjobs_list_export_arrow_schema(NULL, &schema), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_export_arrow_schema(NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_export_arrow_page(NULL, &array), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_export_arrow_page(NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_export_arrow_stream(NULL, NULL, 0, &stream), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_export_arrow_stream(NULL, NULL, 0, NULL), DZJOBS_EINVAL);
}

static void readings_of_no_run(void) {
  size_t len = 99;
#define NO_TEXT(name, words, value) CHECK_TEXT(dzjobs_run_##words(NULL), NULL);
#define NO_TIME(name, words, value) CHECK_INT(dzjobs_run_##words##_us(NULL), DZJOBS_NO_TIME);
  STRING_MEMBERS(NO_TEXT)
  TIME_MEMBERS(NO_TIME)
  CHECK_TEXT(dzjobs_run_json(NULL, &len), NULL);
  CHECK_TEXT(dzjobs_run_json(NULL, NULL), NULL);
  CHECK_INT(len, 99);
}

/* The constructor needs only a place for its result; next() reports other NULLs. */
static void arguments_of_the_constructor(void) {
  static const char *const names[] = {"region", "domain_identifier", "job_identifier"};
  CHECK_INT(dzjobs_list_new(NULL, "us-east-1", "dzd_consumer", "job1"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_new(NULL, NULL, NULL, NULL), DZJOBS_EINVAL);
  for (int absent = 0; absent < 3; absent++) {
    dzjobs_list *list = NULL;
    CHECK_INT(dzjobs_list_new(&list, absent == 0 ? NULL : "us-east-1",
                              absent == 1 ? NULL : "dzd_consumer", absent == 2 ? NULL : "job1"),
              0);
    CHECK_TEXT(dzjobs_list_error_text(list), "");
    CHECK_INT(dzjobs_list_next(list, START_US), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error_text(list), names[absent]);
    dzjobs_list_free(list);
  }
}

/* NULL unsets settings with a default. */
static void arguments_of_the_settings(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_status(list, "FAILED"), 0);
  CHECK_INT(dzjobs_list_set_status(list, NULL), 0);
  CHECK_INT(dzjobs_list_set_sort_order(list, "ASCENDING"), 0);
  CHECK_INT(dzjobs_list_set_sort_order(list, NULL), 0);
  CHECK_INT(dzjobs_list_set_next_token(list, "t"), 0);
  CHECK_INT(dzjobs_list_set_next_token(list, NULL), 0);
  CHECK_INT(dzjobs_list_set_resume_token(list, "t"), 0);
  CHECK_INT(dzjobs_list_set_resume_token(list, NULL), 0);
  CHECK_INT(dzjobs_list_set_endpoint_url(list, "http://localhost"), 0);
  CHECK_INT(dzjobs_list_set_endpoint_url(list, NULL), 0);
  CHECK_INT(dzjobs_list_set_credentials(list, "id", "secret", "token"), 0);
  CHECK_INT(dzjobs_list_set_credentials(list, NULL, NULL, NULL), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(list), BASE);
  CHECK_TEXT(sent_header(list, "Authorization"), NULL);
  dzjobs_list_free(list);
}

/* The caller's pointer, which the library does not use. */
static void context(void) {
  int own = 0;
  dzjobs_list *list = new_listing();
  CHECK(dzjobs_list_context(list) == NULL);
  CHECK_INT(dzjobs_list_set_context(list, &own), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK(dzjobs_list_context(list) == &own);
  CHECK_INT(dzjobs_list_set_context(list, NULL), 0);
  CHECK(dzjobs_list_context(list) == NULL);
  CHECK_INT(dzjobs_list_set_context(NULL, &own), DZJOBS_EINVAL);
  CHECK(dzjobs_list_context(NULL) == NULL);
  dzjobs_list_free(list);
}

static void arguments_of_an_answer(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_header(list, 0, NULL), "Host");
  CHECK_INT(dzjobs_list_put_response_header(list, NULL, "value"), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "name");
  CHECK_INT(dzjobs_list_put_response_header(list, "name", NULL), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "value");
  CHECK_INT(dzjobs_list_put_response(list, START_US, 200, NULL, 1), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "body");
  CHECK_HAS(dzjobs_list_request_url(list), BASE); /* a refused call changes nothing */
  CHECK_INT(dzjobs_list_put_no_response(list, START_US, 1, NULL), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_INT(dzjobs_list_put_response(list, START_US, 204, NULL, 0), 0);
  CHECK_INT(next_event(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

int main(void) {
  settings_of_no_listing();
  events_and_answers_of_no_listing();
  readings_of_no_listing();
  exports_of_no_listing();
  readings_of_no_run();
  arguments_of_the_constructor();
  arguments_of_the_settings();
  context();
  arguments_of_an_answer();
  return check_done();
}
