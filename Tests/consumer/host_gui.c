/* A GUI: workers list, and the window's thread cancels one listing but not the other. The canceled
 * one continues when the user wants it again. */
#define _GNU_SOURCE
#include "server.h"

static dzjobs_client *client;
static struct server server;

struct job {
  dzjobs_list *list;
  int runs, end;
};

static void *work(void *argument) {
  struct job *job = argument;
  while ((job->end = dzjobs_client_next(client, job->list)) == DZJOBS_RUN) job->runs++;
  return NULL;
}

int main(void) {
  struct job jobs[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
  pthread_t threads[2];
  server_start(&server);
  server.delay_us = 300000;
  client = client_of(&server);
  for (int i = 0; i < 2; i++) {
    CHECK_INT(dzjobs_client_new_list(client, &jobs[i].list, "dzd_consumer", "job"), 0);
    CHECK_INT(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
  }
  usleep(100000); /* both wait for their first page */
  CHECK_INT(dzjobs_list_cancel(jobs[0].list), 0);
  pthread_join(threads[0], NULL);
  CHECK_INT(jobs[0].end, DZJOBS_ECANCELED);
  CHECK_INT(dzjobs_list_last_error(jobs[0].list), DZJOBS_ECANCELED);
  CHECK_HAS(dzjobs_list_error_text(jobs[0].list), "cancel");
  pthread_join(threads[1], NULL);
  CHECK_INT(jobs[1].end, DZJOBS_DONE);
  CHECK_INT(jobs[1].runs, 2 * PAGES);

  server.delay_us = 0;
  CHECK_INT(dzjobs_client_next(client, jobs[0].list), DZJOBS_ECANCELED);
  CHECK_INT(dzjobs_list_uncancel(jobs[0].list), 0);
  work(&jobs[0]);
  CHECK_INT(jobs[0].end, DZJOBS_DONE);
  CHECK_INT(jobs[0].runs, 2 * PAGES);
  for (int i = 0; i < 2; i++) dzjobs_list_free(jobs[i].list);
  dzjobs_client_free(client);
  server_stop(&server);
  return check_done();
}
