/* Numbers, times and HTTP statuses at and past their limits: values out of range are refused by
 * name and change nothing, others are used. */
#include "answer.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void numbers(void) {
  dzjobs_list *list = new_listing();
  static const int below_one[] = {0, -1, INT32_MIN};
  CHECK_INT(dzjobs_list_set_max_results(list, 10), 0);
  for (size_t i = 0; i < COUNT(below_one); i++) {
    CHECK_INT(dzjobs_list_set_max_results(list, below_one[i]), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error_text(list), "max_results");
    CHECK_INT(dzjobs_list_set_max_attempts(list, below_one[i]), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error_text(list), "max_attempts");
  }
  CHECK_INT(dzjobs_list_set_max_results(list, 10), 0);
  CHECK_INT(dzjobs_list_set_max_items(list, -1), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "max_items");
  CHECK_INT(dzjobs_list_set_max_items(list, INT64_MIN), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_max_items(list, INT64_MAX), 0);
  CHECK_INT(dzjobs_list_set_retry_quota(list, -1), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "quota");
  CHECK_INT(dzjobs_list_set_retry_quota(list, INT32_MAX), 0);
  CHECK_INT(dzjobs_list_set_max_attempts(list, INT32_MAX), 0);
  CHECK_INT(dzjobs_list_set_random_seed(list, UINT64_MAX), 0);
  CHECK_INT(dzjobs_list_set_json_times(list, 2), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "style");
  CHECK_INT(dzjobs_list_set_json_times(list, -1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_set_json_times(list, DZJOBS_JSON_ISO8601), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  /* the refused settings have good values now */
  CHECK_TEXT(dzjobs_list_request_url(list), BASE "?maxResults=10");
  CHECK_TEXT(sent_header(list, "amz-sdk-request"), "attempt=1; max=2147483647");
  dzjobs_list_free(list);
}

static void all_of_the_query(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_max_results(list, 51), 0);
  CHECK_INT(dzjobs_list_set_next_token(list, "t"), 0);
  CHECK_INT(dzjobs_list_set_sort_order(list, "ASCENDING"), 0);
  CHECK_INT(dzjobs_list_set_status(list, "SUCCESS"), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(list),
             BASE "?status=SUCCESS&sortOrder=ASCENDING&nextToken=t&maxResults=51");
  dzjobs_list_free(list);
}

static void fips(void) {
  static const int yes[] = {1, -1, INT32_MIN};
  for (size_t i = 0; i < COUNT(yes); i++) {
    dzjobs_list *list = new_listing();
    CHECK_INT(dzjobs_list_set_use_fips(list, yes[i]), 0);
    CHECK_INT(next_event(list), DZJOBS_SEND);
    CHECK_TEXT(sent_header(list, "Host"), "datazone-fips.us-east-1.api.aws");
    dzjobs_list_free(list);
  }
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_use_fips(list, 1), 0);
  CHECK_INT(dzjobs_list_set_endpoint_url(list, "http://localhost"), 0);
  CHECK_INT(next_event(list), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "endpoint_url");
  CHECK_HAS(dzjobs_list_error_text(list), "FIPS");
  dzjobs_list_free(list);
}

static void times(void) {
  static const int64_t refused[] = {-1, DZJOBS_NO_TIME, 253402300800000000, INT64_MAX};
  dzjobs_list *list = new_signed_listing();
  for (size_t i = 0; i < COUNT(refused); i++) {
    CHECK_INT(dzjobs_list_next(list, refused[i]), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error_text(list), "now_us");
    CHECK_INT(dzjobs_list_next_page(list, refused[i]), DZJOBS_EINVAL);
  }
  CHECK_INT(dzjobs_list_next(list, 0), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "X-Amz-Date"), "19700101T000000Z");
  CHECK_INT(dzjobs_list_next(list, 253402300799999999), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "X-Amz-Date"), "99991231T235959Z");
  for (size_t i = 0; i < COUNT(refused); i++) {
    CHECK_INT(dzjobs_list_put_response(list, refused[i], 200, "{}", 2), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error_text(list), "now_us");
    CHECK_INT(dzjobs_list_put_no_response(list, refused[i], 1, NULL), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error_text(list), "now_us");
  }
  CHECK_INT(dzjobs_list_put_response(list, clock_us, 200, "{}", 2), 0);
  CHECK_INT(next_event(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

static void statuses(void) {
  static const int refused[] = {99, 1000, 0, -200, INT32_MIN, INT32_MAX};
  static const int accepted[] = {100, 200, 299, 304, 999};
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  for (size_t i = 0; i < COUNT(refused); i++) {
    CHECK_INT(dzjobs_list_put_response(list, clock_us, refused[i], "{}", 2), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error_text(list), "http_status");
  }
  CHECK_INT(dzjobs_list_http_status(list), 0);
  dzjobs_list_free(list);
  for (size_t i = 0; i < COUNT(accepted); i++) {
    list = new_listing();
    CHECK_INT(next_event(list), DZJOBS_SEND);
    answer(list, accepted[i], "{}");
    CHECK_INT(next_event(list), accepted[i] / 100 == 2 ? DZJOBS_DONE : DZJOBS_ESERVICE);
    CHECK_INT(dzjobs_list_http_status(list), accepted[i]);
    dzjobs_list_free(list);
  }
}

int main(void) {
  numbers();
  all_of_the_query();
  fips();
  times();
  statuses();
  return check_done();
}
