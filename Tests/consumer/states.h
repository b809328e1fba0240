/* Every state of a listing, and the steps to it. States with a page left to read have a page of two
 * runs, the first with all members. */
#ifndef STATES_H
#define STATES_H

#include "members.h"
#include "table.h"

#define TWO_RUNS(token) \
  "{\"items\":[" RUN_REVERSED ",{\"runId\":\"r2\"}],\"nextToken\":\"" token "\"}"
#define LAST_RUNS "{\"items\":[" RUN_REVERSED "]}"

static inline void give(dzjobs_list *list, const char *body) {
  answer_header(list, "x-amzn-requestid", "id");
  answer(list, 200, body);
}

static inline void fresh(dzjobs_list *list) { (void)list; }

static inline void configured(dzjobs_list *list) {
  CHECK_INT(dzjobs_list_set_status(list, "FAILED"), 0);
  CHECK_INT(dzjobs_list_set_sort_order(list, "ASCENDING"), 0);
  CHECK_INT(dzjobs_list_set_max_results(list, 50), 0);
  CHECK_INT(dzjobs_list_set_max_items(list, 1000), 0);
  CHECK_INT(dzjobs_list_set_next_token(list, "t8"), 0);
  CHECK_INT(dzjobs_list_set_resume_token(list, "t9"), 0);
  CHECK_INT(dzjobs_list_set_endpoint_url(list, "http://localhost"), 0);
  CHECK_INT(dzjobs_list_set_max_attempts(list, 2), 0);
  CHECK_INT(dzjobs_list_set_retry_quota(list, 100), 0);
  CHECK_INT(dzjobs_list_set_json_times(list, DZJOBS_JSON_EPOCH), 0);
  CHECK_INT(dzjobs_list_set_credentials(list, "AKID", "secret", "token"), 0);
}

static inline void wrong(dzjobs_list *list) {
  CHECK_INT(dzjobs_list_set_endpoint_url(list, "http://localhost"), 0);
  CHECK_INT(dzjobs_list_set_use_fips(list, 1), 0);
  CHECK_INT(next_event(list), DZJOBS_EINVAL);
}

static inline void sending(dzjobs_list *list) { CHECK_INT(next_event(list), DZJOBS_SEND); }

static inline void half_answered(dzjobs_list *list) {
  sending(list);
  answer_header(list, "x-amzn-requestid", "half");
}

static inline void answered(dzjobs_list *list) {
  sending(list);
  give(list, TWO_RUNS("t1"));
}

static inline void at_a_run(dzjobs_list *list) {
  answered(list);
  CHECK_INT(next_event(list), DZJOBS_RUN);
}

static inline void at_a_page(dzjobs_list *list) {
  answered(list);
  CHECK_INT(next_page(list), DZJOBS_PAGE);
}

static inline void sending_again(dzjobs_list *list) {
  at_a_page(list);
  CHECK_INT(next_page(list), DZJOBS_SEND);
}

static inline void answered_again(dzjobs_list *list) {
  sending_again(list);
  give(list, TWO_RUNS("t2"));
}

static inline void made_to_wait(dzjobs_list *list) {
  answer_header(list, "x-amz-retry-after", "1000");
  answer_error(list, 500, "InternalServerException", "later");
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_WAIT);
}

static inline void waiting(dzjobs_list *list) {
  sending(list);
  made_to_wait(list);
}

static inline void waiting_again(dzjobs_list *list) {
  sending_again(list);
  made_to_wait(list);
}

static inline void sending_retry(dzjobs_list *list) {
  waiting(list);
  CHECK_INT(next_event(list), DZJOBS_SEND);
}

static inline void refused(dzjobs_list *list) {
  sending(list);
  answer_error(list, 403, "AccessDeniedException", "no");
}

static inline void refusal_told(dzjobs_list *list) {
  refused(list);
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
}

static inline void no_answer_told(dzjobs_list *list) {
  sending(list);
  CHECK_INT(dzjobs_list_put_no_response(list, clock_us, 0, "reset"), 0);
  CHECK_INT(next_event(list), DZJOBS_ETRANSPORT);
}

static inline void broken(dzjobs_list *list) {
  sending(list);
  give(list, "[]");
  CHECK_INT(next_event(list), DZJOBS_EPARSE);
}

static inline void too_big(dzjobs_list *list) {
  static char token[8194], body[10000];
  memset(token, 't', sizeof token - 1);
  snprintf(body, sizeof body, "{\"items\":[" RUN_REVERSED ",{}],\"nextToken\":\"%s\"}", token);
  sending(list);
  give(list, body);
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  CHECK_INT(next_page(list), DZJOBS_ETOOBIG);
}

static inline void in_a_loop(dzjobs_list *list) {
  sending_again(list);
  give(list, TWO_RUNS("t1"));
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  CHECK_INT(next_page(list), DZJOBS_ELOOP);
}

static inline void done(dzjobs_list *list) {
  sending_again(list);
  give(list, LAST_RUNS);
  CHECK_INT(next_event(list), DZJOBS_RUN);
  CHECK_INT(next_event(list), DZJOBS_DONE);
}

static inline void cut(dzjobs_list *list) {
  CHECK_INT(dzjobs_list_set_max_items(list, 1), 0);
  at_a_run(list);
  CHECK_INT(next_event(list), DZJOBS_DONE);
}

static const struct state {
  const char *name;
  void (*reach)(dzjobs_list *);
} states[] = {
    {"fresh", fresh},
    {"configured", configured},
    {"wrong from the start", wrong},
    {"sending", sending},
    {"half answered", half_answered},
    {"answered", answered},
    {"at a run", at_a_run},
    {"at a page", at_a_page},
    {"sending again", sending_again},
    {"answered again", answered_again},
    {"waiting", waiting},
    {"waiting again", waiting_again},
    {"sending a retry", sending_retry},
    {"refused", refused},
    {"told of a refusal", refusal_told},
    {"told of no answer", no_answer_told},
    {"broken", broken},
    {"too big", too_big},
    {"in a loop", in_a_loop},
    {"done", done},
    {"cut", cut},
};

#define STATES (sizeof states / sizeof *states)

/* A listing in this state, with a pointer of the caller. */
static inline dzjobs_list *reach(const struct state *state) {
  dzjobs_list *list = new_listing();
  clock_us = START_US;
  CHECK_INT(dzjobs_list_set_context(list, &clock_us), 0);
  state->reach(list);
  return list;
}

#endif
