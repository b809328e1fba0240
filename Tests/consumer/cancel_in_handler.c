/* dzjobs_client_cancel() and dzjobs_list_cancel() in a signal handler that may interrupt any code:
 * none deadlocks, and calls fail until uncancel. */
#define _GNU_SOURCE
#include "server.h"

#include <signal.h>
#include <sys/time.h>

static dzjobs_client *volatile client;
static dzjobs_list *volatile list;
static volatile sig_atomic_t hits;

static void on_alarm(int number) {
  dzjobs_client *canceled = client;
  dzjobs_list *other = list;
  (void)number;
  if (canceled && hits % 2) dzjobs_client_cancel(canceled);
  if (other) dzjobs_list_cancel(other);
  hits++;
}

int main(int argc, char **argv) {
  static struct server server;
  struct itimerval every = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
  int rounds = argc > 3 ? atoi(argv[3]) / 5 : 200, canceled = 0, wrong = 0;
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &alarms, NULL); /* the server's threads inherit that */
  server_start(&server);
  server.delay_us = 100;
  signal(SIGALRM, on_alarm);
  setitimer(ITIMER_REAL, &every, NULL);
  for (int round = 0; round < rounds; round++) {
    dzjobs_client *made = client_of(&server);
    dzjobs_list *listed = NULL;
    CHECK_INT(dzjobs_client_new_list(made, &listed, "d", "j"), 0);
    client = made, list = listed;
    pthread_sigmask(SIG_UNBLOCK, &alarms, NULL);
    for (int i = 0; i < 20; i++) {
      int event = dzjobs_client_next(made, listed);
      canceled += event == DZJOBS_ECANCELED;
      if (event < 0 && event != DZJOBS_ECANCELED) wrong++, puts(dzjobs_list_error_text(listed));
      dzjobs_client_uncancel(made);
      dzjobs_list_uncancel(listed);
    }
    client = NULL, list = NULL;
    pthread_sigmask(SIG_BLOCK, &alarms, NULL);
    dzjobs_client_uncancel(made);
    dzjobs_list_uncancel(listed);
    int event;
    while ((event = dzjobs_client_next(made, listed)) == DZJOBS_RUN) continue;
    CHECK_INT(event, DZJOBS_DONE);
    dzjobs_list_free(listed);
    dzjobs_client_free(made);
  }
  setitimer(ITIMER_REAL, &never, NULL);
  CHECK_INT(wrong, 0);
  CHECK(hits > 0);
  CHECK(canceled > 0);
  server_stop(&server);
  return check_done();
}
