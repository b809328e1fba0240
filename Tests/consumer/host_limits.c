/* A hundred threads with their own time limits share one client: those with a short limit fail in
 * time, the others get all their runs. */
#define _GNU_SOURCE
#include "server.h"

#include <time.h>

#define THREADS 100

static struct server server;
static dzjobs_client *client;
static atomic_int in_time, complete, wrong;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *list_runs(void *argument) {
  int is_short = *(int *)argument % 2, runs = 0, event;
  dzjobs_list *list = NULL;
  wrong += dzjobs_client_new_list(client, &list, "dzd_consumer", "job") != 0;
  wrong += dzjobs_list_set_call_timeout_us(list, is_short ? 100000 : 60000000) != 0;
  double begun = seconds();
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) runs++;
  double took = seconds() - begun;
  if (is_short) {
    in_time += event == DZJOBS_ETIMEDOUT && runs == 0 && took < 20;
    wrong += event != DZJOBS_ETIMEDOUT;
  } else {
    complete += event == DZJOBS_DONE && runs == 2 * PAGES;
  }
  dzjobs_list_free(list);
  return NULL;
}

int main(void) {
  static pthread_t threads[THREADS];
  static int numbers[THREADS];
  server_start(&server);
  server.delay_us = 400000;
  client = client_of(&server);
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    CHECK_INT(pthread_create(&threads[i], NULL, list_runs, &numbers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  CHECK_INT(wrong, 0);
  CHECK_INT(in_time, THREADS / 2);
  CHECK_INT(complete, THREADS / 2);
  CHECK_INT(dzjobs_client_count(client, DZJOBS_COUNT_RUNS), THREADS / 2 * 2 * PAGES);
  dzjobs_list *alone = NULL; /* has no client that could keep a limit */
  CHECK_INT(dzjobs_list_new(&alone, "us-east-1", "d", "j"), 0);
  CHECK_INT(dzjobs_list_set_call_timeout_us(alone, 1), DZJOBS_EINVAL);
  dzjobs_list_free(alone);
  dzjobs_client_free(client);
  server_stop(&server);
  return check_done();
}
