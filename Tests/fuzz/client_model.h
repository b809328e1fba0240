/* A client, its listings, and what is known of them. The service and the credentials provider live
 * in the callbacks of the client, where the promises of dzjobs_client.h are checked: which page a
 * request is for, who signs it, how long it may take, and that nobody has canceled it. */
#ifndef CLIENT_MODEL_H
#define CLIENT_MODEL_H

#include "virtual_time.h"

#include "dzjobs_client.h"

#define PAGES 5
#define LISTINGS 4
#define SECOND INT64_C(1000000)
#define RENEWAL (600 * SECOND)
#define ATTEMPT_TIMEOUT (3 * SECOND)

struct listing {
  dzjobs_list *list; /* NULL: the slot is free */
  int number, by_page, is_added, is_canceled, was_canceled, has_own_keys, is_prepared;
  int is_ready;   /* next_any returned a run of a page that has another one */
  int is_failing; /* the last response was no page */
  int expired_keys;        /* the service called these expired; 0: none */
  unsigned standing;       /* the run, from 0, that comes next */
  unsigned page, page_end; /* the page behind the current one, and its first run */
  unsigned passed;         /* runs of others since its last one, while it is ready */
  int64_t max_items;       /* -1: none */
  int64_t timeout;         /* 0: the client's */
  int64_t due;             /* when its next attempt may leave; 0: it waits for none */
  int64_t since;           /* when it began to wait in next_any; -1: not known */
};

struct world {
  struct input *input;
  dzjobs_client *client;
  struct listing all[LISTINGS], *driven; /* NULL: all that were added */
  int count, is_canceled, has_provider, has_forked, is_kind; /* kind: nothing fails any more */
  int max_in_flight;
  int64_t timeout; /* of a call, 0: none */
  int64_t began, deadline, slow; /* of the call under way; the time that sends took of it */
  int keys;           /* the number of the current ones, 0: none yet */
  int may_be_refused; /* the service called the current ones expired */
  int64_t expiry, next_try, last_failure; /* of the keys; INT64_MAX, 0, -1: none */
};

static struct world *world; /* which the callbacks and the waits of virtual_time.h are in */

static inline unsigned runs_of(unsigned page) { return (page * 7 + 2) % 4; } /* 2 1 0 3 2 */

static inline unsigned first_of(unsigned page) {
  unsigned first = 0;
  for (unsigned i = 0; i < page && i < PAGES; i++) first += runs_of(i);
  return first;
}

static inline unsigned all_runs(const struct listing *listing) {
  unsigned all = first_of(PAGES);
  return listing->max_items >= 0 && listing->max_items < all ? (unsigned)listing->max_items : all;
}

static inline int choice(unsigned of) { return world->is_kind ? 0 : take(world->input) % of; }

/* ---- Credentials ------------------------------------------------------------------------- */

static inline int are_usable(void) {
  return world->keys && !world->may_be_refused && world->expiry > virtual_now;
}

static inline int are_due(void) {
  return world->expiry - virtual_now < RENEWAL && virtual_now >= world->next_try;
}

/* A provider that had nothing better is not called again at once: after a minute, or half of what
 * the keys have left. */
static inline int64_t after_pause(void) {
  int64_t half = (world->expiry - virtual_now) / 2;
  return virtual_now + (half < 60 * SECOND ? half : 60 * SECOND);
}

/* Is called when there are none, ten minutes before they expire, and once the service calls them
 * expired; at no other time. */
static int provide(void *context, dzjobs_credentials *credentials) {
  static const int64_t lives[] = {3600 * SECOND, 0, 660 * SECOND, 500 * SECOND, 30 * SECOND};
  REQUIRE(context == world && (!are_usable() || are_due()));
  unsigned kind = (unsigned)choice(7);
  if (kind >= COUNT(lives)) {
    /* The client forgets that the service refused keys twice, until it does so again. */
    if (world->expiry > virtual_now) world->next_try = after_pause();
    if (!are_usable()) world->last_failure = virtual_now;
    return kind == 5 ? -1 : dzjobs_credentials_fail(credentials, "not now");
  }
  char id[16];
  snprintf(id, sizeof id, "AKID%d", ++world->keys);
  world->expiry = kind == 1 ? INT64_MAX : virtual_now + lives[kind];
  world->may_be_refused = 0;
  world->next_try = world->expiry - virtual_now < RENEWAL ? after_pause() : 0;
  int64_t end = kind == 1 ? DZJOBS_NO_TIME : world->expiry;
  REQUIRE(dzjobs_credentials_set(credentials, id, SECRET_KEY, SESSION_TOKEN, end) == 0);
  return 0;
}

static void check_keys(struct listing *listing, const dzjobs_exchange *exchange) {
  const char *name, *value = NULL;
  char expected[32];
  for (size_t i = 0; (name = dzjobs_exchange_request_header(exchange, i, &value)); i++)
    if (strcmp(name, "Authorization") == 0) break;
  snprintf(expected, sizeof expected, "Credential=%s%d/", listing->has_own_keys ? "OWN" : "AKID",
           listing->has_own_keys ? 1 : world->keys);
  REQUIRE(name && strstr(value, expected));
  if (listing->has_own_keys || !world->has_provider) return;
  REQUIRE(world->expiry > virtual_now && !are_due());
  REQUIRE(listing->expired_keys != world->keys);
}

/* ---- The service ------------------------------------------------------------------------- */

static inline struct listing *listing_of(const char *url) {
  const char *job = strstr(url, "/jobs/job");
  int number = job ? atoi(job + 9) : -1;
  for (int i = 0; i < LISTINGS; i++)
    if (world->all[i].list && world->all[i].number == number) return &world->all[i];
  REQUIRE(!"a request is for a listing that is there");
  return NULL;
}

/* The page that the next one to be delivered is, or stands before. */
static inline unsigned wanted_page(const struct listing *listing) {
  unsigned page = listing->page;
  while (!listing->by_page && page < PAGES && runs_of(page) == 0) page++;
  return page;
}

/* The page that a URL names. It is the one behind the current page, or, ahead of its time, behind
 * the page that the call is about to deliver. */
static unsigned page_of(const struct listing *listing, const char *url) {
  unsigned page = 0, run = 0;
  const char *token = strstr(url, "nextToken=");
  REQUIRE(!token || sscanf(token, "nextToken=p%u.%u", &page, &run) == 2);
  REQUIRE(page >= listing->page && page < PAGES && run == first_of(page));
  REQUIRE(run == listing->page_end || page == wanted_page(listing) + 1);
  REQUIRE(listing->max_items < 0 || page == 0 || run < listing->max_items);
  return page;
}

static size_t write_page(char *body, unsigned page) {
  char *end = body + sprintf(body, "{\"items\":[");
  for (unsigned i = 0; i < runs_of(page); i++)
    end += sprintf(end, "%s{\"runId\":\"r%u\"}", i ? "," : "", first_of(page) + i);
  end += sprintf(end, "]");
  if (page + 1 < PAGES)
    end += sprintf(end, ",\"nextToken\":\"p%u.%u\"", page + 1, first_of(page + 1));
  return (size_t)(end + sprintf(end, "}") - body);
}

static void cancel(struct listing *listing) {
  REQUIRE(dzjobs_list_cancel(listing->list) == 0);
  listing->is_canceled = 1;
}

static void cancel_all(void) {
  REQUIRE(dzjobs_client_cancel(world->client) == 0);
  world->is_canceled = 1;
}

static int answer(dzjobs_exchange *exchange, struct listing *listing, unsigned page) {
  static const struct { int status; const char *body; } errors[] = {
      {503, "{}"},
      {429, "{\"__type\":\"ThrottlingException\"}"},
      {403, "{\"__type\":\"ExpiredTokenException\"}"},
      {400, "{\"__type\":\"ValidationException\"}"}};
  char body[512];
  int kind = choice(16) - 7;
  listing->is_failing = kind > 0;
  int is_ahead = page > wanted_page(listing) || listing->standing < listing->page_end;
  int is_dropped = world->is_canceled || listing->is_canceled || virtual_now >= world->deadline;
  if (kind == 3 && (is_ahead || is_dropped)) kind = 1; /* or it is not known when it is read */
  if (kind <= 0) listing->expired_keys = 0;
  if (kind <= 0)
    return dzjobs_exchange_put_response(exchange, 200, body, write_page(body, page));
  if (kind <= 4) {
    if (kind == 3 && !listing->has_own_keys) {
      listing->expired_keys = world->keys;
      world->may_be_refused = world->has_provider;
    }
    return dzjobs_exchange_put_response(exchange, errors[kind - 1].status, errors[kind - 1].body,
                                        strlen(errors[kind - 1].body));
  }
  if (kind == 5) return -1; /* without a word, which is retried */
  if (kind == 6) return DZJOBS_PENDING;
  return dzjobs_exchange_put_no_response(exchange, kind == 7, "reset");
}

/* Some requests take long, and callers may cancel meanwhile. */
static int carry(void *context, dzjobs_exchange *exchange) {
  const char *url = dzjobs_exchange_request_url(exchange);
  struct listing *listing = listing_of(url);
  REQUIRE(context == world && (!world->driven || world->driven == listing));
  REQUIRE(world->driven || listing->is_added);
  REQUIRE(!world->is_canceled && !listing->is_canceled);
  REQUIRE(!dzjobs_exchange_is_canceled(exchange) && !dzjobs_exchange_is_direct(exchange));
  REQUIRE(virtual_now >= listing->due);
  int64_t left = world->deadline - virtual_now;
  REQUIRE(left > 0);
  if (left > ATTEMPT_TIMEOUT) left = ATTEMPT_TIMEOUT;
  REQUIRE(dzjobs_exchange_timeout_us(exchange) == left);
  unsigned page = page_of(listing, url);
  check_keys(listing, exchange);
  listing->due = 0;
  int manner = choice(32);
  if (manner >= 26) virtual_now += (manner - 25) * SECOND / 2;
  if (manner >= 26) world->slow += (manner - 25) * SECOND / 2;
  if (manner == 24) cancel(listing);
  if (manner == 25) cancel_all();
  REQUIRE(dzjobs_exchange_is_canceled(exchange) == (manner == 24 || manner == 25));
  return answer(exchange, listing, page);
}

#endif
