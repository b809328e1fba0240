/* One client and many threads, each with its own listings and without locks: every listing returns
 * the same runs as alone, and Helgrind, which runs this program, finds no race. */
#define _DEFAULT_SOURCE
#include <limits.h>
#include <time.h>

#include "dzjobs_client.h"

#include "server.h"

#define THREADS 32
#define LISTINGS 4

static struct server server;
static dzjobs_client *client;

struct work {
  pthread_t thread;
  int number;
  int wrong; /* CHECK is for the main thread */
};

static void one_listing(struct work *work) {
  dzjobs_list *list = NULL;
  char job[20], expected[40];
  int event, runs = 0;
  snprintf(job, sizeof job, "job%d", work->number);
  work->wrong += dzjobs_client_new_list(client, &list, "dzd_consumer", job) != 0;
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) {
    snprintf(expected, sizeof expected, "%s.%d", job, runs++);
    work->wrong += strcmp(dzjobs_run_run_id(dzjobs_list_run(list)), expected) != 0;
  }
  work->wrong += event != DZJOBS_DONE || runs != 2 * PAGES;
  dzjobs_list_free(list);
}

static void *run(void *argument) {
  for (int i = 0; i < LISTINGS; i++) one_listing((struct work *)argument);
  return NULL;
}

static void *run_until_cancelled(void *argument) {
  struct work *work = (struct work *)argument;
  int event;
  do {
    dzjobs_list *list = NULL;
    work->wrong += dzjobs_client_new_list(client, &list, "dzd_consumer", "job") != 0;
    while ((event = dzjobs_client_next_page(client, list)) == DZJOBS_PAGE) continue;
    dzjobs_list_free(list);
  } while (event == DZJOBS_DONE);
  work->wrong += event != DZJOBS_ECANCELED;
  return NULL;
}

/* A life of credentials that is due for renewal at once and does not end during a test. */
#define NEAR_END 60000000
/* A life that ends several times during a test, so that threads wait for another one's search. */
#define SHORT 100000

struct calls {
  int inside, wrong, count;
  int64_t life_us;
};

static int provide(void *context, dzjobs_credentials *credentials) {
  struct calls *calls = (struct calls *)context;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  int64_t end = now.tv_sec * 1000000 + now.tv_nsec / 1000 + calls->life_us;
  calls->wrong += ++calls->inside != 1; /* one at a time: nothing else guards the counter */
  calls->wrong += dzjobs_credentials_set(credentials, "AKIDSHORT", "secret", "token", end) != 0;
  calls->inside--;
  calls->count++;
  return 0;
}

/* Runs the same function in all threads, with a new client. */
static void together(void *(*body)(void *), int cancels, int64_t life_us) {
  static struct work works[THREADS];
  struct calls calls = {.life_us = life_us};
  client = client_of(&server);
  if (life_us) {
    CHECK_INT(dzjobs_client_set_credentials(client, NULL, NULL, NULL), 0);
    CHECK_INT(dzjobs_client_set_credentials_provider(client, provide, &calls, NULL), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    works[i].number = i;
    CHECK_INT(pthread_create(&works[i].thread, NULL, body, &works[i]), 0);
  }
  if (cancels) {
    usleep(200000);
    CHECK_INT(dzjobs_client_cancel(client), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK_INT(pthread_join(works[i].thread, NULL), 0);
    CHECK_INT(works[i].wrong, 0);
  }
  dzjobs_client_free(client);
  CHECK_INT(calls.wrong, 0);
  /* Keys near their end are renewed now and then, not before each request. */
  if (life_us == NEAR_END) CHECK_BETWEEN(calls.count, 1, PAGES - 1);
  else CHECK_BETWEEN(calls.count, life_us ? 2 : 0, life_us ? INT_MAX : 0);
}

/* Drives a listing alone, while another thread drives many. */
static void *run_many(void *argument) {
  struct work *work = (struct work *)argument;
  dzjobs_list *list = NULL;
  int event, ended = 0, runs = 0;
  if (work->number) return run(argument);
  for (int i = 0; i < LISTINGS; i++) {
    work->wrong += dzjobs_client_new_list(client, &list, "dzd_consumer", "many") != 0;
    work->wrong += dzjobs_client_add_list(client, list) != 0;
  }
  while ((event = dzjobs_client_next_any(client, &list)) > 0) {
    if (event == DZJOBS_RUN) runs++;
    if (event == DZJOBS_LIST_FAILED) work->wrong++;
    if (event != DZJOBS_LIST_DONE) continue;
    dzjobs_list_free(list);
    ended++;
  }
  work->wrong += event != DZJOBS_DONE || ended != LISTINGS || runs != LISTINGS * 2 * PAGES;
  return NULL;
}

int main(void) {
  server_start(&server);
  together(run, 0, 0);
  CHECK_INT(server.requests, THREADS * LISTINGS * PAGES);
  CHECK(server.connections <= THREADS);
  together(run, 0, NEAR_END);
  together(run_many, 0, NEAR_END);
  server_stop(&server);
  server_start(&server);
  server.delay_us = 20000;
  together(run_until_cancelled, 1, 0);
  together(run, 0, SHORT);
  server_stop(&server);
  return check_done();
}
