/* A client in a process that is forked in the middle of a listing, and whose handler of SIGPIPE
 * stays. */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <sys/wait.h>

#include "dzjobs_client.h"

#include "server.h"

static struct server server;
static volatile sig_atomic_t pipes;

static void count_pipe(int number) {
  (void)number;
  pipes++;
}

static dzjobs_client *new_client(void) {
  dzjobs_client *client = client_of(&server);
  CHECK_INT(dzjobs_client_set_attempt_timeout_us(client, 5000000), 0);
  return client;
}

static void rest(dzjobs_client *client, dzjobs_list *list, int number) {
  char expected[40];
  int event;
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) {
    snprintf(expected, sizeof expected, "job.%d", number++);
    CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_run(list)), expected);
  }
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(number, 2 * PAGES);
}

/* ---- fork ------------------------------------------------------------------------------- */

/* Parent and child each list the rest, while the request for page 1 is in flight (delay_us) or its
 * answer has arrived. The child's actions do not affect the parent. */
static void forked(int delay_us, int child_frees) {
  server.delay_us = delay_us;
  dzjobs_client *client = new_client();
  dzjobs_list *list = NULL, *again = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  if (!delay_us) usleep(50000);
  int connections = server.connections;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    if (!child_frees) rest(client, list, 1);
    CHECK_INT(dzjobs_client_cancel(client), 0);
    dzjobs_list_free(list);
    dzjobs_client_free(client);
    fflush(stdout);
    /* The child neither uses nor closes the parent's connection, which Valgrind reports as a
     * leak. */
    if (check_failed == 0) execlp("true", "true", (char *)NULL);
    _exit(1);
  }
  int status = -1;
  if (child_frees) CHECK_INT(waitpid(child, &status, 0), child);
  rest(client, list, 1);
  if (!child_frees) CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_INT(status, 0);
  CHECK_INT(server.connections, connections + !child_frees);
  CHECK_INT(dzjobs_client_new_list(client, &again, "dzd_consumer", "job"), 0);
  rest(client, again, 0);
  dzjobs_list_free(again);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  server.delay_us = 0;
}

/* The same for many listings: those with requests in flight begin these again in the child. */
static void rest_of_many(dzjobs_client *client, int runs, int left) {
  dzjobs_list *list = NULL;
  int event;
  while ((event = dzjobs_client_next_any(client, &list)) > 0) {
    if (event == DZJOBS_RUN) runs++;
    CHECK(event != DZJOBS_LIST_FAILED);
    if (event != DZJOBS_LIST_DONE) continue;
    dzjobs_list_free(list);
    left--;
  }
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(left, 0);
  CHECK_INT(runs, 5 * 2 * PAGES);
}

static void forked_among_many(int delay_us) {
  server.delay_us = delay_us;
  dzjobs_client *client = new_client();
  dzjobs_list *list = NULL;
  for (int i = 0; i < 5; i++) {
    CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
    CHECK_INT(dzjobs_client_add_list(client, list), 0);
  }
  for (int i = 0; i < 3; i++) CHECK_INT(dzjobs_client_next_any(client, &list), DZJOBS_RUN);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    rest_of_many(client, 3, 5);
    dzjobs_client_free(client);
    fflush(stdout);
    if (check_failed == 0) execlp("true", "true", (char *)NULL);
    _exit(1);
  }
  int status = -1;
  rest_of_many(client, 3, 5);
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_INT(status, 0);
  dzjobs_client_free(client);
  server.delay_us = 0;
}

/* ---- SIGPIPE ----------------------------------------------------------------------------- */

/* The library writes to closed connections. A pending signal of the caller stays pending. */
static void sigpipe_is_the_hosts(void) {
  struct sigaction action, before, now;
  sigset_t set, waiting;
  memset(&action, 0, sizeof action);
  action.sa_handler = count_pipe;
  CHECK_INT(sigaction(SIGPIPE, &action, &before), 0);
  dzjobs_client *client = new_client();
  for (int i = 0; i < 10; i++) {
    dzjobs_list *list = NULL;
    CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
    CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
    server_stop(&server);
    server_start_at(&server, server.port);
    rest(client, list, 1);
    dzjobs_list_free(list);
  }
  dzjobs_client_free(client);
  CHECK_INT(sigaction(SIGPIPE, NULL, &now), 0);
  CHECK(now.sa_handler == count_pipe);
  CHECK_INT(pipes, 0);

  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  CHECK_INT(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
  CHECK_INT(raise(SIGPIPE), 0);
  client = new_client();
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  rest(client, list, 0);
  sigpending(&waiting);
  CHECK_INT(sigismember(&waiting, SIGPIPE), 1);
  CHECK_INT(pthread_sigmask(SIG_UNBLOCK, &set, NULL), 0);
  CHECK_INT(pipes, 1);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  CHECK_INT(sigaction(SIGPIPE, &before, NULL), 0);
}

int main(void) {
  server_start(&server);
  forked(0, 0);
  forked(0, 1);
  forked(100000, 0);
  forked(100000, 1);
  forked_among_many(0);
  forked_among_many(20000);
  sigpipe_is_the_hosts();
  server_stop(&server);
  return check_done();
}
