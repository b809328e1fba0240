/* Attempts, back-offs and the quota, on a virtual clock. */
#include "answer.h"

static void refuse(dzjobs_list *list, int status, const char *code) {
  answer_error(list, status, code, "m");
}

/* A back-off within its bound follows every attempt but the last. */
static void all_attempts(int status, const char *code, const int64_t *bounds, int attempts) {
  dzjobs_list *list = new_signed_listing();
  char request[40], invocation[40] = "";
  CHECK_INT(dzjobs_list_set_max_attempts(list, attempts), 0);
  for (int round = 0; round < 2; round++) {
    char before[40];
    snprintf(before, sizeof before, "%s", invocation);
    for (int attempt = 1; attempt <= attempts; attempt++) {
      CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
      snprintf(request, sizeof request, "attempt=%d; max=%d", attempt, attempts);
      CHECK_TEXT(sent_header(list, "amz-sdk-request"), request);
      if (attempt > 1) CHECK_TEXT(sent_header(list, "amz-sdk-invocation-id"), invocation);
      snprintf(invocation, sizeof invocation, "%s", sent_header(list, "amz-sdk-invocation-id"));
      CHECK(strcmp(invocation, before) != 0);
      refuse(list, status, code);
      CHECK_INT(dzjobs_list_attempts(list), attempt);
      if (attempt == attempts) break;
      CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_WAIT);
      int64_t wait = dzjobs_list_wait_us(list);
      CHECK_BETWEEN(wait, 1, bounds[attempt - 1]);
      CHECK_INT(dzjobs_list_next(list, clock_us + wait - 1), DZJOBS_WAIT);
      CHECK_INT(dzjobs_list_wait_us(list), 1);
      clock_us += wait;
    }
    CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_ESERVICE);
    CHECK_TEXT(dzjobs_list_service_code(list), code);
    CHECK_INT(dzjobs_list_attempts(list), attempts);
  }
  dzjobs_list_free(list);
}

/* The back-off is the service's, within five seconds of the random one. */
static void asked_for(const char *value, int64_t low, int64_t high) {
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer_header(list, "X-Amz-Retry-After", value);
  refuse(list, 503, "ServiceUnavailable");
  int event = dzjobs_list_next(list, clock_us);
  CHECK_INT(event, DZJOBS_WAIT);
  CHECK_BETWEEN(dzjobs_list_wait_us(list), low, high);
  dzjobs_list_free(list);
}

static void not_worth_it(int status, const char *code) {
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  refuse(list, status, code);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_ESERVICE);
  CHECK_INT(dzjobs_list_attempts(list), 1);
  dzjobs_list_free(list);
}

/* The retries that a quota pays for: 14 each, or 5 if throttled. */
static void quota(int size, int status, const char *code, int retries) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_retry_quota(list, size), 0);
  CHECK_INT(dzjobs_list_set_max_attempts(list, 100), 0);
  for (int attempt = 0; attempt <= retries; attempt++) {
    CHECK_INT(next_event(list), DZJOBS_SEND);
    refuse(list, status, code);
  }
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
  CHECK_INT(dzjobs_list_attempts(list), retries + 1);
  dzjobs_list_free(list);
}

/* ---- No answer --------------------------------------------------------------------------- */

static void lost_answers(void) {
  dzjobs_list *list = new_listing();
  for (int attempt = 1; attempt <= 3; attempt++) {
    CHECK_INT(next_event(list), DZJOBS_SEND);
    char *reason = lend("connection reset");
    CHECK_INT(dzjobs_list_put_no_response(list, clock_us, 1, reason), 0);
    take_back(reason);
  }
  CHECK_INT(next_event(list), DZJOBS_ETRANSPORT);
  CHECK_HAS(dzjobs_list_error_text(list), "connection reset");
  CHECK_INT(dzjobs_list_http_status(list), 0);
  CHECK_TEXT(dzjobs_list_service_code(list), NULL);
  CHECK_INT(dzjobs_list_attempts(list), 3);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND); /* the same page again */
  CHECK_TEXT(sent_header(list, "amz-sdk-request"), "attempt=1; max=3");
  CHECK_INT(dzjobs_list_put_no_response(list, clock_us, 0, NULL), 0);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_ETRANSPORT);
  CHECK_INT(dzjobs_list_attempts(list), 1);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer(list, 200, "{\"items\":[{\"runId\":\"r1\"}]}");
  CHECK_TEXT(next_run_id(list), "r1");
  CHECK_INT(next_event(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* A failure between pages loses nothing and repeats nothing. */
static void in_the_middle(void) {
  dzjobs_list *list = new_listing();
  serve(list, "{\"items\":[{\"runId\":\"r1\"}],\"nextToken\":\"t1\"}");
  CHECK_TEXT(next_run_id(list), "r1");
  CHECK_INT(next_event(list), DZJOBS_SEND);
  refuse(list, 401, "UnauthorizedException");
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(list), BASE "?nextToken=t1");
  answer(list, 200, "{\"items\":[{\"runId\":\"r2\"}]}");
  CHECK_TEXT(next_run_id(list), "r2");
  CHECK_INT(next_event(list), DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* ---- The clock --------------------------------------------------------------------------- */

/* Back-offs start at the response, and each attempt is signed for its own time. */
static void signed_anew(void) {
  dzjobs_list *list = new_signed_listing();
  clock_us = START_US;
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "X-Amz-Date"), "20261123T100000Z");
  clock_us += 60000000;
  answer_header(list, "x-amz-retry-after", "4000");
  refuse(list, 500, "InternalServerException");
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_WAIT);
  CHECK_INT(dzjobs_list_wait_us(list), 4000000);
  clock_us += dzjobs_list_wait_us(list);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "X-Amz-Date"), "20261123T100104Z");
  CHECK_INT(dzjobs_list_next(list, clock_us + 1000000), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "X-Amz-Date"), "20261123T100105Z");
  dzjobs_list_free(list);
}

/* A caller whose clock is wrong: the retry comes at once, with the server's time, and only once. */
static void skewed(const char *code, int expected) {
  dzjobs_list *list = new_signed_listing();
  clock_us = START_US;
  CHECK_INT(dzjobs_list_set_retry_quota(list, 0), 0);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  answer_header(list, "Date", "Mon, 23 Nov 2026 10:10:00 GMT");
  refuse(list, 403, code);
  CHECK_INT(dzjobs_list_next(list, clock_us), expected);
  if (expected == DZJOBS_SEND) {
    CHECK_TEXT(sent_header(list, "X-Amz-Date"), "20261123T101000Z");
    CHECK_TEXT(sent_header(list, "amz-sdk-request"), "attempt=2; max=3");
    answer_header(list, "Date", "Mon, 23 Nov 2026 10:20:00 GMT");
    refuse(list, 403, code);
    CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_ESERVICE);
    CHECK_INT(dzjobs_list_attempts(list), 2);
  }
  dzjobs_list_free(list);
}

int main(void) {
  all_attempts(500, "InternalServerException", (const int64_t[]){50000, 100000}, 3);
  all_attempts(429, "ThrottlingException", (const int64_t[]){1000000, 2000000}, 3);
  all_attempts(429, "ConflictException",
               (const int64_t[]){1000000, 2000000, 4000000, 8000000, 16000000, 20000000}, 7);
  all_attempts(503, "ServiceUnavailable", NULL, 1);
  asked_for("1000", 1000000, 1000000);
  asked_for("90000", 5000000, 5050000);
  asked_for("never", 1, 50000);
  not_worth_it(400, "ValidationException");
  not_worth_it(429, "ValidationException");
  not_worth_it(404, "ResourceNotFoundException");
  not_worth_it(501, "NotImplemented");
  not_worth_it(509, "509");
  quota(0, 500, "InternalServerException", 0);
  quota(13, 500, "InternalServerException", 0);
  quota(42, 500, "InternalServerException", 3);
  quota(24, 429, "ThrottlingException", 4);
  lost_answers();
  in_the_middle();
  signed_anew();
  skewed("RequestTimeTooSkewed", DZJOBS_SEND);
  skewed("SignatureDoesNotMatch", DZJOBS_SEND);
  skewed("AccessDeniedException", DZJOBS_ESERVICE);
  return check_done();
}
