/* Counts the runs of each status, with one call a run. */
#include "transport.h"

static const char *const pages[] = {
    "{\"items\":[{\"runId\":\"1\",\"status\":\"SUCCESS\",\"startTime\":5},"
    "{\"runId\":\"2\",\"status\":\"FAILED\",\"error\":{\"message\":\"a\\u0000b\"}},"
    "{\"runId\":\"3\",\"status\":\"SUCCESS\"}],\"nextToken\":\"t\"}",
    "{\"items\":[null,{\"runId\":\"4\",\"status\":\"PAUSED\"},{\"status\":\"SUCCESS\"}]}"};

static int answer(void *context, dzjobs_exchange *exchange) {
  int *requests = context;
  const char *body = pages[(*requests)++];
  return dzjobs_exchange_put_response(exchange, 200, body, strlen(body));
}

int main(void) {
  enum { TEXTS = 20, TIMES = 5 }; /* room for members of later versions */
  int requests = 0, event, succeeded = 0, failed = 0, others = 0;
  size_t sent = 0;
  dzjobs_client *client = client_over(answer, &requests);
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "d", "j"), 0);
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) {
    const char *texts[TEXTS], *status;
    size_t lengths[TEXTS];
    int64_t times[TIMES];
    const dzjobs_run *run = dzjobs_list_run(list);
    sent += dzjobs_run_read(run, TEXTS, texts, lengths, TIMES, times);
    status = texts[DZJOBS_TEXT_STATUS];
    if (status && strcmp(status, "SUCCESS") == 0) succeeded++;
    else if (status && strcmp(status, "FAILED") == 0) failed++;
    else others++;
    /* Compares with the getters, one by one. */
    CHECK(status == dzjobs_run_status(run));
    CHECK(texts[DZJOBS_TEXT_RUN_ID] == dzjobs_run_run_id(run));
    CHECK(texts[DZJOBS_TEXT_ERROR_MESSAGE] == dzjobs_run_error_message(run));
    CHECK_INT(times[DZJOBS_TIME_START_TIME], dzjobs_run_start_time_us(run));
    if (failed && status && *status == 'F') CHECK_INT(lengths[DZJOBS_TEXT_ERROR_MESSAGE], 3);
    CHECK(texts[TEXTS - 1] == NULL);
    CHECK(lengths[TEXTS - 1] == 0);
    CHECK(times[TIMES - 1] == DZJOBS_NO_TIME);
    CHECK_INT(dzjobs_run_read(run, 0, NULL, NULL, 0, NULL), 0);
  }
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(succeeded, 3);
  CHECK_INT(failed, 1);
  CHECK_INT(others, 2);
  CHECK_INT(sent, 11);
  CHECK_INT(dzjobs_list_count(list, DZJOBS_COUNT_RUNS), 6);
  CHECK_INT(dzjobs_list_count(list, DZJOBS_COUNT_PAGES), 2);
  CHECK_INT(dzjobs_list_count(list, DZJOBS_COUNT_ATTEMPTS), 2);
  CHECK_INT(dzjobs_list_count(list, DZJOBS_COUNT_RETRIES), 0);
  CHECK_INT(dzjobs_list_count(list, DZJOBS_COUNT_BYTES), strlen(pages[0]) + strlen(pages[1]));
  CHECK_INT(dzjobs_list_count(list, 99), 0);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return check_done();
}
