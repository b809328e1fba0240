/* Different listings in different threads at the same time, without locks: each returns the same
 * runs as alone, and Helgrind, which runs this program, finds nothing shared. */
#define _DEFAULT_SOURCE
#include <pthread.h>

#include "answer.h"

#define THREADS 4
#define LISTINGS 20
#define RUNS 6

struct work {
  pthread_t thread;
  int number;
  char ids[LISTINGS * RUNS * 8]; /* of all runs, each followed by a space */
  int wrong;                     /* wrong events; CHECK is for the main thread */
};

/* Three pages with two runs each, and a throttled request before the second page, all signed. */
static void one_listing(struct work *work) {
  dzjobs_list *list = NULL;
  int64_t now_us = START_US;
  int event, runs = 0, throttled = 0;
  char text[200];
  snprintf(text, sizeof text, "dzd_%d", work->number);
  work->wrong += dzjobs_list_new(&list, "us-east-1", text, "job1") != 0;
  work->wrong += dzjobs_list_set_credentials(list, text, "secret", "token") != 0;
  while ((event = dzjobs_list_next(list, now_us)) > 0) {
    if (event == DZJOBS_WAIT) {
      now_us += dzjobs_list_wait_us(list);
    } else if (event == DZJOBS_RUN) {
      const dzjobs_run *run = dzjobs_list_run(list);
      strcat(strcat(work->ids, dzjobs_run_run_id(run)), " ");
      work->wrong += dzjobs_run_json(run, NULL) == NULL;
      runs++;
    } else if (runs == 2 && !throttled++) {
      dzjobs_list_put_response_header(list, "x-amzn-errortype", "ThrottlingException");
      work->wrong += dzjobs_list_put_response(list, now_us, 429, "{}", 2) != 0;
    } else {
      snprintf(text, sizeof text,
               "{\"items\":[{\"runId\":\"%d.%d\"},{\"runId\":\"%d.%d\"}],\"nextToken\":\"%.*s\"}",
               work->number, runs, work->number, runs + 1, runs < 4, runs ? "b" : "a");
      work->wrong += sent_header(list, "Authorization") == NULL;
      work->wrong += dzjobs_list_put_response(list, now_us, 200, text, strlen(text)) != 0;
      work->wrong += dzjobs_list_attempts(list) != 1 + (runs == 2);
    }
  }
  work->wrong += event != DZJOBS_DONE || runs != RUNS;
  dzjobs_list_free(list);
}

static void *run(void *argument) {
  for (int i = 0; i < LISTINGS; i++) one_listing((struct work *)argument);
  return NULL;
}

int main(void) {
  static struct work works[THREADS];
  for (int i = 0; i < THREADS; i++) {
    works[i].number = i;
    CHECK_INT(pthread_create(&works[i].thread, NULL, run, &works[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    char expected[sizeof works[i].ids] = "";
    CHECK_INT(pthread_join(works[i].thread, NULL), 0);
    for (int n = 0; n < LISTINGS * RUNS; n++)
      snprintf(expected + strlen(expected), 8, "%d.%d ", i, n % RUNS);
    CHECK_TEXT(works[i].ids, expected);
    CHECK_INT(works[i].wrong, 0);
  }
  return check_done();
}
