/* A client that a group of threads shares, with random settings, until it is canceled and replaced.
 * Its users hold it: the last one to release it frees it. */
#ifndef GENERATION_H
#define GENERATION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dzjobs_client.h"

static atomic_int wrong; /* violations */

#define MUST(condition, text) must((condition) != 0, text, __FILE__, __LINE__)

static inline int must(int holds, const char *text, const char *file, int line) {
  if (holds) return 1;
  wrong++;
  fprintf(stderr, "%s:%d: %s\n", file, line, text);
  return 0;
}

struct generation {
  dzjobs_client *client;
  int holders; /* under the lock of its group */
  atomic_int is_cancelled;
  atomic_long log_lines;
  int inside; /* calls of the credentials callback at the moment: the library sees to one at most */
  unsigned dice;
};

struct group {
  pthread_mutex_t lock;
  struct generation *current; /* the group holds it */
};

static const char *endpoint;

static inline int draw(unsigned *dice, int sides) { return rand_r(dice) / 7 % sides; }

/* They are due at once, so that some thread always renews them; now and then there are none. */
static inline int provide(void *context, dzjobs_credentials *credentials) {
  struct generation *it = (struct generation *)context;
  int64_t end = (int64_t)(time(NULL) + 60) * 1000000;
  MUST(++it->inside == 1, "two calls for credentials at once");
  if (draw(&it->dice, 8) == 0)
    dzjobs_credentials_fail(credentials, "the dice say no");
  else
    MUST(dzjobs_credentials_set(credentials, getenv("AWS_ACCESS_KEY_ID"),
                                getenv("AWS_SECRET_ACCESS_KEY"), NULL, end) == 0,
         "credentials refused");
  it->inside--;
  return 0;
}

static inline void count_line(void *context, const dzjobs_list *list, int level, int topic,
                              const char *line) {
  (void)list, (void)level, (void)topic;
  MUST(line[0] != 0, "an empty line in the log");
  ((struct generation *)context)->log_lines++;
}

static inline struct generation *generation_new(unsigned dice) {
  struct generation *it = (struct generation *)calloc(1, sizeof *it);
  static const int64_t deadlines[] = {INT64_C(3600000000), 1000000, 200000};
  static const int in_flight[] = {1, 2, 4, 16};
  if (!it || dzjobs_client_new(&it->client) != 0) abort();
  it->dice = dice;
  it->holders = 1;
  int rc = dzjobs_client_set_endpoint_url(it->client, endpoint);
  rc |= dzjobs_client_set_call_timeout_us(it->client, deadlines[draw(&it->dice, 3)]);
  rc |= dzjobs_client_set_read_ahead(it->client, draw(&it->dice, 4));
  rc |= dzjobs_client_set_max_in_flight(it->client, in_flight[draw(&it->dice, 4)]);
  rc |= dzjobs_client_set_max_attempts(it->client, 1 + draw(&it->dice, 4));
  if (draw(&it->dice, 2)) rc |= dzjobs_client_set_attempt_timeout_us(it->client, 250000);
  if (draw(&it->dice, 2)) rc |= dzjobs_client_set_log(it->client, count_line, it, NULL);
  if (draw(&it->dice, 2))
    rc |= dzjobs_client_set_credentials_provider(it->client, provide, it, NULL);
  MUST(rc == 0, "a setting was refused");
  return it;
}

static inline struct generation *hold(struct group *group) {
  pthread_mutex_lock(&group->lock);
  struct generation *it = group->current;
  it->holders++;
  pthread_mutex_unlock(&group->lock);
  return it;
}

static inline void let_go(struct group *group, struct generation *it) {
  pthread_mutex_lock(&group->lock);
  int left = --it->holders;
  pthread_mutex_unlock(&group->lock);
  if (left > 0) return;
  MUST(it->inside == 0, "a call for credentials did not end");
  dzjobs_client_free(it->client);
  free(it);
}

/* Threads in a call of the old client return from it. */
static inline void renew(struct group *group, unsigned dice) {
  struct generation *fresh = generation_new(dice);
  pthread_mutex_lock(&group->lock);
  struct generation *old = group->current;
  group->current = fresh;
  pthread_mutex_unlock(&group->lock);
  old->is_cancelled = 1;
  MUST(dzjobs_client_cancel(old->client) == 0, "cancel failed");
  let_go(group, old);
}

#endif
