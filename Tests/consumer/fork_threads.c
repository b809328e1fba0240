/* A program with many threads that forks: 32 threads list on one client whose credentials expire
 * repeatedly, some of their listings are canceled, and child processes list on their own clients.
 * At the end the client is canceled. Every thread and every child ends as expected. */
#define _DEFAULT_SOURCE
#include <sys/wait.h>
#include <time.h>

#include "dzjobs_client.h"

#include "server.h"

#define THREADS 32
#define FORKS 10
#define LIFE_US 300000

static struct server server;
static dzjobs_client *client;
static atomic_int searches, done, canceled, wrong, is_over;

static int provide(void *context, dzjobs_credentials *credentials) {
  struct timespec now;
  (void)context;
  clock_gettime(CLOCK_REALTIME, &now);
  searches++;
  return dzjobs_credentials_set(credentials, "AKIDSHORT", "secret", "token",
                                now.tv_sec * 1000000 + now.tv_nsec / 1000 + LIFE_US);
}

/* One listing; every third thread cancels its own after a page. */
static int list_once(dzjobs_client *of, int cancels) {
  dzjobs_list *list = NULL;
  int event = dzjobs_client_new_list(of, &list, "dzd_consumer", "job"), runs = 0;
  if (event == 0) event = DZJOBS_RUN;
  while (event == DZJOBS_RUN && (event = dzjobs_client_next(of, list)) == DZJOBS_RUN)
    if (++runs == 2 && cancels) dzjobs_list_cancel(list);
  if (event == DZJOBS_DONE && runs != 2 * PAGES) wrong++;
  dzjobs_list_free(list);
  return event;
}

static void *run(void *argument) {
  int cancels = *(int *)argument % 3 == 0, event;
  do {
    event = list_once(client, cancels);
    if (event == DZJOBS_DONE) done++;
    else if (event == DZJOBS_ECANCELED) canceled++;
    else wrong++;
  } while (event == DZJOBS_DONE || (event == DZJOBS_ECANCELED && cancels && !is_over));
  return NULL;
}

/* Runs in a child with one thread, whose parent's other threads were at any place. */
static void fork_once(void) {
  int status = -1;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    dzjobs_client *own = client_of(&server);
    int event = list_once(own, 0);
    dzjobs_client_free(own);
    _exit(event == DZJOBS_DONE && check_failed == 0 ? 0 : 1);
  }
  CHECK(child > 0);
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_INT(status, 0);
}

int main(void) {
  static int numbers[THREADS];
  pthread_t threads[THREADS];
  server_start(&server);
  client = client_of(&server);
  CHECK_INT(dzjobs_client_set_credentials(client, NULL, NULL, NULL), 0);
  CHECK_INT(dzjobs_client_set_credentials_provider(client, provide, NULL, NULL), 0);
  /* Loads libcurl first, because a child must not inherit a half-loaded library. */
  CHECK_INT(list_once(client, 0), DZJOBS_DONE);
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    CHECK_INT(pthread_create(&threads[i], NULL, run, &numbers[i]), 0);
  }
  for (int forks = 0; forks < FORKS || searches < 3; forks++) fork_once();
  is_over = 1;
  CHECK_INT(dzjobs_client_cancel(client), 0);
  for (int i = 0; i < THREADS; i++) CHECK_INT(pthread_join(threads[i], NULL), 0);
  CHECK_INT(wrong, 0);
  CHECK(done > 0);
  CHECK(canceled > THREADS);
  CHECK(searches >= 3);
  dzjobs_client_free(client);
  server_stop(&server);
  return check_done();
}
