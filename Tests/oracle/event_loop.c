/* An event loop in small, with a virtual clock and a network of canned answers, for the snippet of
 * README.md, which is put into snippet.h. Two jobs run at once; what happens is printed. */
#include <dzjobs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
  const char *name;
  dzjobs_list *list;
  const char *const *answers; /* a body each; "503" is a refusal, "" no answer at all */
};

typedef void answer_handler(struct job *, int status, const char *body, size_t length);
typedef void timer_handler(struct job *);

/* What is going to happen, and when. */
static struct event {
  int64_t at_us;
  struct job *job;
  answer_handler *on_answer;
  timer_handler *on_timer;
} queue[8];
static int queued;
static int64_t clock_us = INT64_C(1795428000000000);

static int64_t now_us(void) { return clock_us; }

static void happen(struct event event) {
  if (queued == 8) abort();
  queue[queued++] = event;
}

static void http_get(struct job *job, const char *url, answer_handler *on_answer) {
  const char *path = strstr(url, "/v2/"), *value;
  if (!path || !dzjobs_list_header(job->list, 0, &value)) abort();
  printf("%s sends %s\n", job->name, strstr(path, "/runs"));
  happen((struct event){clock_us + 1000, job, on_answer, NULL});
}

static void start_timer(struct job *job, int64_t wait_us, timer_handler *on_timer) {
  printf("%s waits\n", job->name);
  happen((struct event){clock_us + wait_us, job, NULL, on_timer});
}

static void on_run(struct job *job, const dzjobs_run *run) {
  printf("%s has %s\n", job->name, dzjobs_run_id(run));
}

static void on_end(struct job *job, int event) {
  printf("%s ends: %s\n", job->name, event < 0 ? dzjobs_list_error(job->list) : "done");
  dzjobs_list_free(job->list);
}

#include "snippet.h"

int main(void) {
  static const char *const good[] = {
      "{\"items\":[{\"runId\":\"1\"},{\"runId\":\"2\"}],\"nextToken\":\"t\"}", "503", "",
      "{\"items\":[{\"runId\":\"3\"}]}"};
  static const char *const bad[] = {"{\"items\":[{\"runId\":\"4\"}],\"nextToken\":\"t\"}", "[]"};
  struct job jobs[] = {{"a", NULL, good}, {"b", NULL, bad}};
  for (int i = 0; i < 2; i++) {
    if (dzjobs_list_new(&jobs[i].list, "us-east-1", "dzd_x", "job") < 0) abort();
    dzjobs_list_set_random_seed(jobs[i].list, 1);
    advance(&jobs[i]);
  }
  while (queued > 0) {
    int first = 0;
    for (int i = 1; i < queued; i++)
      if (queue[i].at_us < queue[first].at_us) first = i;
    struct event event = queue[first];
    memmove(&queue[first], &queue[first + 1], (size_t)(--queued - first) * sizeof *queue);
    clock_us = event.at_us;
    if (event.on_timer) {
      event.on_timer(event.job);
    } else {
      const char *body = *event.job->answers++;
      int status = *body == '\0' ? 0 : strcmp(body, "503") ? 200 : 503;
      event.on_answer(event.job, status, body, strlen(body));
    }
  }
}
