/* Resume tokens at every place of a listing: another listing started with one continues exactly
 * there, and its bytes equal botocore's. */
#include "answer.h"

/* base64 of {"nextToken": null, "boto_truncate_amount": 1} and of {"nextToken": "t1"} */
#define AFTER_FIRST_RUN "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ=="
#define AFTER_FIRST_PAGE "eyJuZXh0VG9rZW4iOiAidDEifQ=="

/* ---- The service ----------------------------------------------------------------------- */

/* Six runs on five pages, one of them empty, one token not ASCII. */
static const struct page {
  const char *query, *body;
} pages[] = {
    {"", "{\"items\":[{\"runId\":\"0\"},{\"runId\":\"1\"}],\"nextToken\":\"t1\"}"},
    {"?nextToken=t1", "{\"items\":[],\"nextToken\":\"t2\"}"},
    {"?nextToken=t2", "{\"items\":[{\"runId\":\"2\"},{\"runId\":\"3\"},{\"runId\":\"4\"}],"
                      "\"nextToken\":\"\\u00e9\\\"\\ud83d\\ude00\"}"},
    {"?nextToken=%C3%A9%22%F0%9F%98%80", "{\"items\":[{\"runId\":\"5\"}],\"nextToken\":\"t4\"}"},
    {"?nextToken=t4", "{}"},
};

static void answer_url(dzjobs_list *list) {
  const char *url = dzjobs_list_request_url(list);
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    if (strncmp(url, BASE, strlen(BASE)) == 0 && strcmp(url + strlen(BASE), pages[i].query) == 0) {
      answer(list, 200, pages[i].body);
      return;
    }
  }
  CHECK_TEXT(url, "one of the service's");
  answer_error(list, 400, "ValidationException", "Invalid token");
}

/* The next run's number; -1 at the end. */
static int next_run(dzjobs_list *list) {
  int event;
  while ((event = next_event(list)) == DZJOBS_SEND) answer_url(list);
  if (event == DZJOBS_RUN) return dzjobs_run_run_id(dzjobs_list_run(list))[0] - '0';
  CHECK_INT(event, DZJOBS_DONE);
  return -1;
}

/* ---- Places ---------------------------------------------------------------------------- */

static dzjobs_list *resumed(const char *token) {
  dzjobs_list *list = new_listing();
  char *lent = lend(token);
  CHECK_INT(dzjobs_list_set_resume_token(list, lent), 0);
  take_back(lent);
  return list;
}

/* Expects all runs from this one on, and then the end. */
static void goes_on_at(const char *token, int run) {
  dzjobs_list *list = resumed(token);
  for (; run < 6; run++) CHECK_INT(next_run(list), run);
  CHECK_INT(next_run(list), -1);
  CHECK_TEXT(dzjobs_list_resume_token(list), NULL);
  dzjobs_list_free(list);
}

static void after_every_run(void) {
  dzjobs_list *list = new_listing();
  CHECK_TEXT(dzjobs_list_resume_token(list), NULL);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_resume_token(list), NULL);
  for (int run = 0; run < 6; run++) {
    CHECK_INT(next_run(list), run);
    const char *token = dzjobs_list_resume_token(list);
    if (run == 0) CHECK_TEXT(token, AFTER_FIRST_RUN);
    if (run == 1) CHECK_TEXT(token, AFTER_FIRST_PAGE);
    goes_on_at(token, run + 1);
    goes_on_at(dzjobs_list_resume_token(list), run + 1);
  }
  CHECK_INT(next_run(list), -1);
  CHECK_TEXT(dzjobs_list_resume_token(list), NULL);
  dzjobs_list_free(list);
}

/* A request in flight, a back-off or an error does not move the place. */
static void while_sending(void) {
  dzjobs_list *list = new_listing();
  for (int run = 0; run < 2; run++) CHECK_INT(next_run(list), run);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  goes_on_at(dzjobs_list_resume_token(list), 2);
  answer_error(list, 403, "AccessDeniedException", "no");
  goes_on_at(dzjobs_list_resume_token(list), 2);
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
  goes_on_at(dzjobs_list_resume_token(list), 2);
  dzjobs_list_free(list);
}

/* By pages: after all runs of each, even if the caller read none. */
static void after_every_page(void) {
  static const int first_of_next[] = {2, 2, 5, 6, 6};
  dzjobs_list *list = new_listing();
  for (int page = 0; page < 5; page++) {
    CHECK_INT(next_page(list), DZJOBS_SEND);
    answer_url(list);
    CHECK_INT(next_page(list), DZJOBS_PAGE);
    const char *token = dzjobs_list_resume_token(list);
    if (page < 4) goes_on_at(token, first_of_next[page]);
  }
  CHECK_INT(next_page(list), DZJOBS_DONE);
  CHECK_TEXT(dzjobs_list_resume_token(list), NULL);
  dzjobs_list_free(list);
}

/* ---- From listing to listing ----------------------------------------------------------- */

/* This number of runs a listing, each started from the token of the one before. */
static void chain(int max_items) {
  char token[200] = "";
  int run = 0, more = 1;
  for (int listings = 0; more && listings < 10; listings++) {
    dzjobs_list *list = *token ? resumed(token) : new_listing();
    int got, of_this = 0;
    CHECK_INT(dzjobs_list_set_max_items(list, max_items), 0);
    while ((got = next_run(list)) >= 0) {
      CHECK_INT(got, run++);
      of_this++;
    }
    CHECK(of_this <= max_items);
    const char *resume = dzjobs_list_resume_token(list);
    more = resume != NULL;
    snprintf(token, sizeof token, "%s", more ? resume : "");
    dzjobs_list_free(list);
  }
  CHECK_INT(run, 6);
  CHECK(!more);
}

/* Before the first run the token is the starting one. */
static void started(void) {
  dzjobs_list *list = resumed(AFTER_FIRST_RUN);
  goes_on_at(dzjobs_list_resume_token(list), 1);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  goes_on_at(dzjobs_list_resume_token(list), 1);
  CHECK_INT(next_run(list), 1);
  CHECK_INT(dzjobs_list_page_run_count(list), 1); /* skipped runs are not in the page */
  CHECK(strstr(dzjobs_list_page_json(list, NULL), "\"0\"") == NULL);
  dzjobs_list_free(list);

  list = new_listing();
  CHECK_INT(dzjobs_list_set_next_token(list, "t2"), 0);
  CHECK_INT(dzjobs_list_set_max_items(list, 1), 0);
  goes_on_at(dzjobs_list_resume_token(list), 2);
  CHECK_INT(next_run(list), 2);
  CHECK_INT(next_run(list), -1);
  goes_on_at(dzjobs_list_resume_token(list), 3); /* unlike botocore's, not in the first page */
  dzjobs_list_free(list);

  list = resumed(AFTER_FIRST_PAGE);
  CHECK_INT(dzjobs_list_set_max_items(list, 0), 0);
  CHECK_INT(next_run(list), -1);
  goes_on_at(dzjobs_list_resume_token(list), 2);
  dzjobs_list_free(list);
}

/* Everything that is not a resume token goes to the service as it is; the resume token overrides
 * it. */
static void as_it_is(const char *token, const char *query) {
  char url[300];
  dzjobs_list *list = resumed(token);
  CHECK_INT(dzjobs_list_set_next_token(list, "loses"), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  snprintf(url, sizeof url, BASE "%s", query);
  CHECK_TEXT(dzjobs_list_request_url(list), url);
  dzjobs_list_free(list);
}

int main(void) {
  after_every_run();
  while_sending();
  after_every_page();
  for (int max_items = 1; max_items <= 7; max_items++) chain(max_items);
  started();
  as_it_is("t2", "?nextToken=t2");
  as_it_is(AFTER_FIRST_PAGE, "?nextToken=t1");
  as_it_is(AFTER_FIRST_RUN, "");
  as_it_is("e30=", "");                           /* {} */
  as_it_is("e30", "?nextToken=e30");              /* {} without its padding */
  as_it_is("MTIz", "?nextToken=MTIz");            /* 123 */
  as_it_is("WyJhIl0=", "?nextToken=WyJhIl0%3D");  /* ["a"] */
  as_it_is("eyJmb28iOiAxfQ==", "?nextToken=eyJmb28iOiAxfQ%3D%3D"); /* {"foo": 1} */
  return check_done();
}
