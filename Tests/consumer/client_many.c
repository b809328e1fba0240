/* dzjobs_client_next_any(): listings take turns, finished ones end before others begin, and no
 * listing keeps a page that the caller has used. The transport is this program's. */
#include "transport.h"

#include <stdlib.h>

#define LISTINGS 200
#define IN_FLIGHT 4
#define BIG_PAGES 40
#define SINGLE_PAGES 200

/* Job "big" has BIG_PAGES pages of 50 runs, "single" SINGLE_PAGES of one run, every other job one
 * page of two. The responses come at once. */
static int carry(void *context, dzjobs_exchange *exchange) {
  const char *url = dzjobs_exchange_request_url(exchange), *token = strstr(url, "nextToken=t");
  static char body[2000];
  int is_big = strstr(url, "/jobs/big/") != NULL, is_single = strstr(url, "/single/") != NULL;
  int page = token ? atoi(token + 11) : 0, runs = is_big ? 50 : is_single ? 1 : 2;
  int pages = is_big ? BIG_PAGES : is_single ? SINGLE_PAGES : 1;
  size_t length = (size_t)sprintf(body, "{\"items\":[{\"runId\":\"first\"}");
  for (int i = 1; i < runs; i++) length += (size_t)sprintf(body + length, ",{}");
  length += (size_t)sprintf(body + length, "]");
  if (page + 1 < pages)
    length += (size_t)sprintf(body + length, ",\"nextToken\":\"t%d\"", page + 1);
  length += (size_t)sprintf(body + length, "}");
  CHECK(context == NULL);
  CHECK_INT(dzjobs_exchange_put_response(exchange, 200, body, length), 0);
  return 0;
}

static dzjobs_client *make_client(void) {
  dzjobs_client *client = client_over(carry, NULL);
  CHECK_INT(dzjobs_client_set_max_in_flight(client, IN_FLIGHT), 0);
  return client;
}

static dzjobs_list *add(dzjobs_client *client, const char *job, int *state) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "d", job), 0);
  CHECK_INT(dzjobs_list_set_context(list, state), 0);
  CHECK_INT(dzjobs_client_add_list(client, list), 0);
  return list;
}

/* Calls next_any(). If `cancels`, listings that have not begun are canceled during the call. */
static int next_any(dzjobs_client *client, dzjobs_list **list, dzjobs_list **all, int cancels) {
  for (int i = 0; cancels && i < LISTINGS; i++)
    if (*(int *)dzjobs_list_context(all[i]) == 0) CHECK_INT(dzjobs_list_cancel(all[i]), 0);
  int event = dzjobs_client_next_any(client, list);
  for (int i = 0; cancels && i < LISTINGS; i++) CHECK_INT(dzjobs_list_uncancel(all[i]), 0);
  return event;
}

/* The memory that a caller notices: listings that have begun and not ended. A cancel that is taken
 * back, when each of IN_FLIGHT listings has a page, lets none begin before its time. */
static void check_few_are_open(int cancels) {
  int seen[LISTINGS] = {0};
  dzjobs_client *client = make_client();
  dzjobs_list *list = NULL, *all[LISTINGS];
  int event, open = 0, most = 0, ended = 0;
  for (int i = 0; i < LISTINGS; i++) all[i] = add(client, "small", &seen[i]);
  for (int i = 0; (event = next_any(client, &list, all, cancels && i == IN_FLIGHT)) > 0; i++) {
    int *runs = (int *)dzjobs_list_context(list);
    if (event == DZJOBS_RUN) {
      if ((*runs)++ == 0) open++;
      if (open > most) most = open;
      continue;
    }
    CHECK_INT(event, DZJOBS_LIST_DONE);
    CHECK_INT(*runs, 2);
    CHECK_INT((long long)dzjobs_list_page_run_count(list), 0); /* freed before the listing */
    dzjobs_list_free(list);
    open--;
    ended++;
  }
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(ended, LISTINGS);
  CHECK(most <= IN_FLIGHT);
  dzjobs_client_free(client);
}

/* An endless listing delays no other. */
static void check_turns(void) {
  static int seen[LISTINGS], big_seen;
  dzjobs_client *client = make_client();
  dzjobs_list *big = add(client, "big", &big_seen), *list = NULL;
  int event, ended = 0;
  for (int i = 0; i < LISTINGS; i++) add(client, "small", &seen[i]);
  while ((event = dzjobs_client_next_any(client, &list)) > 0) {
    int *runs = (int *)dzjobs_list_context(list);
    if (event == DZJOBS_RUN) {
      ++*runs;
      continue;
    }
    if (list == big) break;
    CHECK_INT(*runs, 2);
    /* It had a turn for each run of another, and at most a page more. */
    if (++ended == LISTINGS) CHECK_BETWEEN(big_seen, 1, 2 * LISTINGS + 50);
    if (ended == 20) CHECK(big_seen <= 2 * 20 + 50);
    dzjobs_list_free(list);
  }
  CHECK_INT(event, DZJOBS_LIST_DONE);
  CHECK_INT(ended, LISTINGS);
  CHECK_INT(big_seen, 50 * BIG_PAGES);
  dzjobs_list_free(big);
  dzjobs_client_free(client);
}

/* A listing whose next page is there at once does not take the turns of those that have a page. */
static void check_pages_of_one_run(void) {
  static int single_seen, big_seen;
  dzjobs_client *client = make_client();
  dzjobs_list *single = add(client, "single", &single_seen), *list = NULL;
  dzjobs_list *big = add(client, "big", &big_seen);
  for (int i = 0; i < 100; i++) {
    CHECK_INT(dzjobs_client_next_any(client, &list), DZJOBS_RUN);
    ++*(int *)dzjobs_list_context(list);
  }
  CHECK_BETWEEN(single_seen, 30, 70);
  CHECK_BETWEEN(big_seen, 30, 70);
  dzjobs_list_free(single);
  dzjobs_list_free(big);
  dzjobs_client_free(client);
}

/* The page can be read until the next call, and the resume token outlives it. */
static void check_page(void) {
  static int seen;
  dzjobs_client *client = make_client();
  dzjobs_list *big = add(client, "big", &seen), *list = NULL;
  char before[200], *after;
  for (int i = 0; i < 50; i++) CHECK_INT(dzjobs_client_next_any(client, &list), DZJOBS_RUN);
  CHECK_INT((long long)dzjobs_list_page_run_count(big), 50);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_page_run(big, 0)), "first");
  snprintf(before, sizeof before, "%s", dzjobs_list_resume_token(big));
  CHECK_INT(dzjobs_client_cancel(client), 0);
  CHECK_INT(dzjobs_client_next_any(client, &list), DZJOBS_ECANCELED);
  CHECK_INT((long long)dzjobs_list_page_run_count(big), 0);
  after = (char *)dzjobs_list_resume_token(big);
  CHECK_TEXT(after, before);
  dzjobs_list_free(big);
  dzjobs_client_free(client);
}

int main(void) {
  check_few_are_open(0);
  check_few_are_open(1);
  check_turns();
  check_pages_of_one_run();
  check_page();
  return check_done();
}
