/* The calls of a client, each with what may come of it: a run that is the next one, a failure that
 * has a reason in what happened, and a time within the limit of the call. */
#ifndef CLIENT_CALLS_H
#define CLIENT_CALLS_H

#include "client_waits.h"

/* ---- What a call may come to ------------------------------------------------------------- */

static inline void begin_call(struct listing *listing) {
  int64_t limit = listing && listing->timeout ? listing->timeout : world->timeout;
  world->driven = listing;
  for (int i = 0; i < LISTINGS; i++) world->all[i].was_canceled = world->all[i].is_canceled;
  world->slow = 0;
  world->began = virtual_now;
  world->deadline = limit ? virtual_now + limit : INT64_MAX;
}

static inline void left_page(struct listing *listing) {
  listing->is_ready = 0;
  listing->since = virtual_now;
}

/* The run that comes next, and no other. */
static inline void check_run(struct listing *listing) {
  char id[16];
  snprintf(id, sizeof id, "r%u", listing->standing);
  REQUIRE(same_text(dzjobs_run_run_id(dzjobs_list_run(listing->list)), id));
  while (first_of(listing->page) <= listing->standing) listing->page++;
  listing->page_end = first_of(listing->page);
  listing->standing++;
  REQUIRE(listing->standing <= all_runs(listing));
}

static inline void check_page(struct listing *listing) {
  size_t count = dzjobs_list_page_run_count(listing->list);
  for (size_t i = 0; i < count; i++) {
    char id[16];
    snprintf(id, sizeof id, "r%u", listing->standing++);
    REQUIRE(same_text(dzjobs_run_run_id(dzjobs_list_page_run(listing->list, i)), id));
  }
  listing->page_end = first_of(++listing->page);
  REQUIRE(listing->standing <= all_runs(listing));
}

static inline void check_failure(const struct listing *listing, int code) {
  int64_t limit = listing && listing->timeout ? listing->timeout : world->timeout;
  int has_added = listing && listing->is_added && !world->driven;
  switch (code) {
    case DZJOBS_ECANCELED: REQUIRE(world->is_canceled || (listing && listing->is_canceled)); break;
    case DZJOBS_ETIMEDOUT:
      REQUIRE(limit && virtual_now >= (has_added && listing->since >= 0 ? listing->since
                                       : has_added ? 0 : world->began) + limit);
      break;
    case DZJOBS_ECREDENTIALS:
      REQUIRE(world->has_provider && world->last_failure >= world->began && !are_usable());
      break;
    case DZJOBS_ESERVICE: case DZJOBS_ETRANSPORT: REQUIRE(listing && listing->is_failing); break;
    default: REQUIRE(!"a failure that the model knows");
  }
}

static inline void check_time(void) {
  REQUIRE(virtual_now - world->slow - 1000 <= world->deadline);
}

static inline void check_event(struct listing *listing, int event) {
  REQUIRE(event == DZJOBS_DONE || event < 0 ||
          event == (listing->by_page ? DZJOBS_PAGE : DZJOBS_RUN));
  if (event == DZJOBS_RUN) check_run(listing);
  else if (event == DZJOBS_PAGE) check_page(listing);
  else if (event == DZJOBS_DONE) REQUIRE(listing->standing == all_runs(listing));
  else check_failure(listing, event);
  if (event == DZJOBS_ESERVICE) listing->expired_keys = 0;
}

/* ---- Calls ------------------------------------------------------------------------------- */

static inline void next(struct listing *listing) {
  int was_canceled = world->is_canceled || listing->is_canceled;
  begin_call(listing);
  int event = listing->by_page ? dzjobs_client_next_page(world->client, listing->list)
                               : dzjobs_client_next(world->client, listing->list);
  check_time();
  if (listing->is_added) REQUIRE(event == DZJOBS_ESTATE);
  else if (was_canceled) REQUIRE(event == DZJOBS_ECANCELED);
  else check_event(listing, event);
  if (event >= 0) listing->is_prepared = 1;
}

static inline void add(struct listing *listing) {
  if (listing->by_page) return;
  int result = dzjobs_client_add_list(world->client, listing->list);
  REQUIRE(result == (listing->is_added ? DZJOBS_ESTATE : 0));
  if (!listing->is_added) left_page(listing);
  if (!listing->is_added) listing->passed = 0;
  listing->is_added = 1;
}

/* A listing that has a page gets its turn before the others have two each. */
static inline void take_turns(const struct listing *listing) {
  int ready = 0;
  for (struct listing *each = world->all; each < world->all + LISTINGS; each++) {
    ready += each->list && each->is_ready;
    each->passed = each == listing || !each->list || !each->is_ready ? 0 : each->passed + 1;
    REQUIRE(each->passed <= 2 * LISTINGS);
  }
  REQUIRE(ready <= world->max_in_flight);
}

static inline int next_any(int waits) {
  dzjobs_list *list = NULL;
  int was_canceled = world->is_canceled, count = 0;
  begin_call(NULL);
  int event = waits ? dzjobs_client_next_any(world->client, &list)
                    : dzjobs_client_try_next_any(world->client, &list);
  check_time();
  struct listing *listing = NULL;
  for (int i = 0; i < LISTINGS; i++) {
    count += world->all[i].list && world->all[i].is_added;
    if (list && world->all[i].list == list) listing = &world->all[i];
  }
  REQUIRE((list != NULL) == (listing != NULL) && (!listing || listing->is_added));
  REQUIRE(!was_canceled || event == DZJOBS_ECANCELED);
  if (event == DZJOBS_RUN) {
    REQUIRE(!listing->was_canceled);
    check_run(listing);
    int has_left = listing->standing < listing->page_end && listing->standing < all_runs(listing);
    if (has_left) listing->is_ready = 1;
    else left_page(listing);
    take_turns(listing);
  } else if (event == DZJOBS_WAIT) {
    REQUIRE(!waits && count > 0);
    int64_t time = dzjobs_client_wait_us(world->client);
    REQUIRE(time >= 0 && time <= SECOND);
    /* A slow transport may use up the waits of others: then the wait is 0. */
    for (int i = 0; i < LISTINGS && time; i++)
      if (world->all[i].list && world->all[i].is_added && world->all[i].due)
        REQUIRE(virtual_now + time <= world->all[i].due);
    virtual_now += time;
  } else if (event == DZJOBS_LIST_DONE || event == DZJOBS_LIST_FAILED) {
    if (event == DZJOBS_LIST_DONE) check_event(listing, DZJOBS_DONE);
    else check_event(listing, dzjobs_list_last_error(list));
    listing->is_added = listing->is_ready = 0;
    listing->due = 0;
  } else {
    REQUIRE(!listing && (event == DZJOBS_DONE) == (count == 0 && !was_canceled && event == 0));
    if (event < 0) check_failure(NULL, event);
  }
  return event;
}

/* The caller drives the listing itself, between the client's calls. */
static inline void drive_by_hand(struct listing *listing) {
  char body[512];
  if (!listing->is_prepared) return;
  int event = listing->by_page ? dzjobs_list_next_page(listing->list, virtual_now)
                               : dzjobs_list_next(listing->list, virtual_now);
  if (listing->is_canceled) {
    REQUIRE(event == DZJOBS_ECANCELED);
  } else if (event == DZJOBS_SEND) {
    unsigned page = page_of(listing, dzjobs_list_request_url(listing->list));
    listing->is_failing = choice(4) == 3;
    REQUIRE(dzjobs_list_put_response(listing->list, virtual_now, listing->is_failing ? 503 : 200,
                                     body, write_page(body, page)) == 0);
    listing->due = 0;
  } else if (event == DZJOBS_WAIT) {
    listing->due = virtual_now + dzjobs_list_wait_us(listing->list);
  } else {
    check_event(listing, event);
    if (event == DZJOBS_RUN && listing->is_added) listing->since = -1, listing->is_ready = 0;
  }
}

static inline void prepare(struct listing *listing) {
  int64_t renewal = 0;
  int was_canceled = world->is_canceled || (listing && listing->is_canceled);
  begin_call(listing);
  int result = dzjobs_client_prepare(world->client, listing ? listing->list : NULL, &renewal);
  if (listing && listing->is_added) REQUIRE(result == DZJOBS_ESTATE);
  else if (was_canceled) REQUIRE(result == DZJOBS_ECANCELED);
  else if (result < 0) check_failure(listing, result);
  if (result < 0) return;
  if (listing) listing->is_prepared = 1;
  int64_t expected = world->expiry - RENEWAL, soon = virtual_now + SECOND;
  if (expected < world->next_try) expected = world->next_try;
  if (expected < soon) expected = soon;
  int is_forever = world->expiry == INT64_MAX || (listing && listing->has_own_keys);
  REQUIRE(renewal == (is_forever ? DZJOBS_NO_TIME : expected));
}

static inline void set_own_keys(struct listing *listing) {
  listing->has_own_keys = !listing->has_own_keys;
  const char *id = listing->has_own_keys ? "OWN1" : NULL;
  REQUIRE(dzjobs_list_set_credentials(listing->list, id, id ? SECRET_KEY : NULL, NULL) == 0);
  listing->expired_keys = 0;
}

#endif
