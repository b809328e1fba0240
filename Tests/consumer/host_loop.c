/* A client in a program's event loop: the program polls one descriptor, at most for the client's
 * time, and no call waits. One of three listings is canceled. */
#define _GNU_SOURCE
#include "server.h"

#include <poll.h>
#include <time.h>

static struct server server;

static int64_t ticks_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(void) {
  dzjobs_list *lists[3], *list;
  int runs = 0, done = 0, failed = 0, waits = 0, event;
  int64_t longest = 0;
  server_start(&server);
  server.delay_us = 50000;
  dzjobs_client *client = client_of(&server);
  CHECK_INT(dzjobs_client_prepare(client, NULL, NULL), 0); /* credentials, on another thread */
  struct pollfd polled = {.fd = dzjobs_client_poll_fd(client), .events = POLLIN};
  CHECK(polled.fd >= 0);
  CHECK(dzjobs_client_poll_fd(client) == polled.fd);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(dzjobs_client_new_list(client, &lists[i], "dzd_consumer", "job"), 0);
    CHECK_INT(dzjobs_list_set_context(lists[i], &lists[i]), 0);
    CHECK_INT(dzjobs_client_add_list(client, lists[i]), 0);
  }
  for (;;) {
    int64_t begun = ticks_us();
    event = dzjobs_client_try_next_any(client, &list);
    if (ticks_us() - begun > longest) longest = ticks_us() - begun;
    if (event == DZJOBS_RUN) runs++;
    else if (event == DZJOBS_WAIT) {
      CHECK(list == NULL);
      int64_t wait_us = dzjobs_client_wait_us(client);
      CHECK(wait_us >= 0);
      if (waits++ == 2) CHECK_INT(dzjobs_list_cancel(lists[1]), 0); /* ends the next poll */
      poll(&polled, 1, (int)(wait_us / 1000 + 1));
    } else if (event == DZJOBS_LIST_DONE || event == DZJOBS_LIST_FAILED) {
      CHECK(dzjobs_list_context(list) == &lists[list == lists[1] ? 1 : list == lists[2] ? 2 : 0]);
      if (event == DZJOBS_LIST_DONE) done++;
      else failed += list == lists[1] && dzjobs_list_last_error(list) == DZJOBS_ECANCELED;
      dzjobs_list_free(list);
    } else break;
  }
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(done, 2);
  CHECK_INT(failed, 1);
  CHECK_BETWEEN(runs, 4 * PAGES, 6 * PAGES - 1);
  CHECK(waits < 1000); /* it polled instead of spinning */
  CHECK(longest < 5000000);
  dzjobs_client_free(client);
  server_stop(&server);
  return check_done();
}
