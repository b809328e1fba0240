/* Every function in every state of a listing: what does not fit is DZJOBS_ESTATE, NULL or 0, as
 * the header says, and leaves the listing as it was. */
#include "answer.h"

#define TWO_RUNS "{\"items\":[{\"runId\":\"r1\"},{\"runId\":\"r2\"}],\"nextToken\":\"t1\"}"

/* ---- The states ---------------------------------------------------------------------- */

static void fresh(dzjobs_list *list) { (void)list; }

static void sending(dzjobs_list *list) { CHECK_INT(next_event(list), DZJOBS_SEND); }

static void answered(dzjobs_list *list) { serve(list, TWO_RUNS); }

static void at_a_run(dzjobs_list *list) {
  answered(list);
  CHECK_INT(next_event(list), DZJOBS_RUN);
}

static void at_a_page(dzjobs_list *list) {
  answered(list);
  CHECK_INT(next_page(list), DZJOBS_PAGE);
}

static void sending_again(dzjobs_list *list) {
  at_a_page(list);
  CHECK_INT(next_page(list), DZJOBS_SEND);
}

static void waiting(dzjobs_list *list) {
  sending(list);
  answer_header(list, "x-amz-retry-after", "1000");
  answer(list, 500, "");
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_WAIT);
}

static void done(dzjobs_list *list) {
  serve(list, "{}");
  CHECK_INT(next_event(list), DZJOBS_DONE);
}

static void broken(dzjobs_list *list) {
  serve(list, "[]");
  CHECK_INT(next_event(list), DZJOBS_EPARSE);
}

static void refused(dzjobs_list *list) {
  sending(list);
  answer_error(list, 403, "AccessDeniedException", "no");
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
}

struct state {
  const char *name;
  void (*reach)(dzjobs_list *);
  int is_out;     /* a request waits for its answer */
  int next;       /* the event that comes next */
  size_t in_page; /* runs of the page delivered last */
};

static const struct state states[] = {
    {"fresh", fresh, 0, DZJOBS_SEND, 0},
    {"sending", sending, 1, DZJOBS_SEND, 0},
    {"answered", answered, 0, DZJOBS_RUN, 0},
    {"at a run", at_a_run, 0, DZJOBS_RUN, 2},
    {"at a page", at_a_page, 0, DZJOBS_RUN, 2},
    {"sending again", sending_again, 1, DZJOBS_SEND, 2},
    {"waiting", waiting, 0, DZJOBS_WAIT, 0},
    {"done", done, 0, DZJOBS_DONE, 0},
    {"broken", broken, 0, DZJOBS_EPARSE, 0},
    {"refused", refused, 0, DZJOBS_SEND, 0},
};

/* ---- The calls ----------------------------------------------------------------------- */

static int set_status(dzjobs_list *l) { return dzjobs_list_set_status(l, "FAILED"); }
static int set_sort_order(dzjobs_list *l) { return dzjobs_list_set_sort_order(l, "ASCENDING"); }
static int set_max_results(dzjobs_list *l) { return dzjobs_list_set_max_results(l, 7); }
static int set_max_items(dzjobs_list *l) { return dzjobs_list_set_max_items(l, 7); }
static int set_next_token(dzjobs_list *l) { return dzjobs_list_set_next_token(l, "t7"); }
static int set_starting_token(dzjobs_list *l) { return dzjobs_list_set_starting_token(l, "t7"); }
static int set_endpoint(dzjobs_list *l) { return dzjobs_list_set_endpoint_url(l, "http://h"); }
static int set_fips(dzjobs_list *l) { return dzjobs_list_set_fips(l, 1); }
static int set_max_attempts(dzjobs_list *l) { return dzjobs_list_set_max_attempts(l, 7); }
static int set_retry_quota(dzjobs_list *l) { return dzjobs_list_set_retry_quota(l, 7); }
static int set_random_seed(dzjobs_list *l) { return dzjobs_list_set_random_seed(l, 7); }
static int set_json_times(dzjobs_list *l) { return dzjobs_list_set_json_times(l, 1); }

static int hand_in_header(dzjobs_list *l) { return dzjobs_list_response_header(l, "a", "b"); }
static int hand_in_answer(dzjobs_list *l) {
  return dzjobs_list_response(l, clock_us, 200, "{}", 2);
}
static int hand_in_nothing(dzjobs_list *l) {
  return dzjobs_list_no_response(l, clock_us, 1, "reason");
}
static int set_credentials(dzjobs_list *l) {
  return dzjobs_list_set_credentials(l, "id", "secret", NULL);
}

typedef int call(dzjobs_list *);
static call *const settings[] = {
    set_status,         set_sort_order, set_max_results, set_max_items,
    set_next_token,     set_endpoint,   set_fips,        set_max_attempts,
    set_starting_token, set_json_times, set_random_seed, set_retry_quota,
};
static call *const answers[] = {hand_in_header, hand_in_answer, hand_in_nothing};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- All of them --------------------------------------------------------------------- */

/* One call on a listing of its own. A refused one is told, and what was next is still next. */
static void expect(const struct state *state, call *make, int result) {
  dzjobs_list *list = new_listing();
  state->reach(list);
  int before = check_failed;
  CHECK_INT(make(list), result);
  if (result == DZJOBS_ESTATE) {
    CHECK(strlen(dzjobs_list_error(list)) > 0);
    CHECK_INT(dzjobs_list_next(list, clock_us), state->next);
  }
  if (check_failed > before) printf("  while %s\n", state->name);
  dzjobs_list_free(list);
}

static void readings(const struct state *state) {
  dzjobs_list *list = new_listing();
  state->reach(list);
  int before = check_failed;
  const char *value = "kept";
  size_t len = 99;
  CHECK((dzjobs_list_url(list) != NULL) == state->is_out);
  CHECK((dzjobs_list_header(list, 0, &value) != NULL) == state->is_out);
  CHECK((strcmp(value, "kept") != 0) == state->is_out);
  CHECK_TEXT(dzjobs_list_header(list, 1000, NULL), NULL);
  CHECK_TEXT(dzjobs_list_header(list, SIZE_MAX, NULL), NULL);
  CHECK((dzjobs_list_run(list) != NULL) == (state->reach == at_a_run));
  CHECK((dzjobs_list_wait_us(list) > 0) == (state->reach == waiting));
  CHECK_INT(dzjobs_list_page_count(list), state->in_page);
  CHECK((dzjobs_list_page_run(list, 0) != NULL) == (state->in_page > 0));
  CHECK(dzjobs_list_page_run(list, state->in_page) == NULL);
  CHECK(dzjobs_list_page_run(list, SIZE_MAX) == NULL);
  CHECK_TEXT(dzjobs_list_next_token(list), state->in_page ? "t1" : NULL);
  if (state->in_page > 0) {
    CHECK(dzjobs_list_page_json(list, &len) != NULL && len != 99);
    CHECK(dzjobs_list_resume_token(list) != NULL);
  } else if (state->reach != done) {
    CHECK_TEXT(dzjobs_list_page_json(list, &len), NULL);
    CHECK_INT(len, 99);
    CHECK_TEXT(dzjobs_list_resume_token(list), NULL);
  }
  if (check_failed > before) printf("  while %s\n", state->name);
  dzjobs_list_free(list);
}

/* Nothing was answered yet, nothing failed yet. */
static void nothing_to_tell(void) {
  dzjobs_list *list = new_listing();
  for (int sent = 0; sent < 2; sent++) {
    CHECK_TEXT(dzjobs_list_error(list), "");
    CHECK_TEXT(dzjobs_list_error_code(list), NULL);
    CHECK_TEXT(dzjobs_list_error_message(list), NULL);
    CHECK_INT(dzjobs_list_http_status(list), 0);
    CHECK_TEXT(dzjobs_list_request_id(list), NULL);
    CHECK_INT(dzjobs_list_attempts(list), 0);
    sending(list);
  }
  dzjobs_list_free(list);
}

/* The first next ends the time for settings even if it failed, and its error stays. */
static void wrong_from_the_start(void) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_list_new(&list, "us_east_1", "dzd_consumer", "job1"), 0);
  CHECK_INT(dzjobs_list_set_fips(list, 0), 0);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_EINVAL);
    CHECK_HAS(dzjobs_list_error(list), "region");
    CHECK_INT(dzjobs_list_next_page(list, clock_us), DZJOBS_EINVAL);
    CHECK_INT(dzjobs_list_set_fips(list, 0), DZJOBS_ESTATE);
    CHECK_INT(hand_in_answer(list), DZJOBS_ESTATE);
    CHECK_TEXT(dzjobs_list_url(list), NULL);
  }
  dzjobs_list_free(list);
}

/* Done stays done, an answer counts once, and a request that is out is out until answered. */
static void again_and_again(void) {
  dzjobs_list *list = new_listing();
  for (int i = 0; i < 3; i++) CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  for (int i = 0; i < 3; i++) CHECK_INT(dzjobs_list_next_page(list, clock_us), DZJOBS_SEND);
  CHECK_INT(hand_in_answer(list), 0);
  CHECK_INT(hand_in_answer(list), DZJOBS_ESTATE);
  CHECK_INT(hand_in_nothing(list), DZJOBS_ESTATE);
  CHECK_INT(hand_in_header(list), DZJOBS_ESTATE);
  for (int i = 0; i < 3; i++) CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_DONE);
  for (int i = 0; i < 3; i++) CHECK_INT(dzjobs_list_next_page(list, clock_us), DZJOBS_DONE);
  dzjobs_list_free(list);
}

int main(void) {
  for (size_t s = 0; s < COUNT(states); s++) {
    for (size_t i = 0; i < COUNT(settings); i++)
      expect(&states[s], settings[i], states[s].reach == fresh ? 0 : DZJOBS_ESTATE);
    for (size_t i = 0; i < COUNT(answers); i++)
      expect(&states[s], answers[i], states[s].is_out ? 0 : DZJOBS_ESTATE);
    expect(&states[s], set_credentials, 0);
    readings(&states[s]);
  }
  nothing_to_tell();
  wrong_from_the_start();
  again_and_again();
  return check_done();
}
