/* A clock, waits and forks that cost no time. A fuzzer that includes this is linked so that the
 * library calls the __wrap_ functions below (build.sh). Descriptors are real: a wait whose
 * descriptor is readable ends at once, and every other wait moves the clock. */
#ifndef VIRTUAL_TIME_H
#define VIRTUAL_TIME_H

#define _POSIX_C_SOURCE 200809L /* clocks and processes */

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

static int64_t virtual_now = START_US;
static pid_t virtual_process = 1000;
static int opened[1024]; /* a child leaves its parent's open */

/* How a wait ends that no descriptor ends. The fuzzer has it. */
static int wait_virtually(struct pollfd *waits, nfds_t count, int64_t time);

int64_t __wrap_ccurl_clock_us(clockid_t clock);
pid_t __wrap_csystem_process(void);
int __real_poll(struct pollfd *waits, nfds_t count, int milliseconds);
int __wrap_poll(struct pollfd *waits, nfds_t count, int milliseconds);
int __real_eventfd(unsigned value, int flags);
int __wrap_eventfd(unsigned value, int flags);
int __real_epoll_create1(int flags);
int __wrap_epoll_create1(int flags);
int __real_close(int descriptor);
int __wrap_close(int descriptor);

int64_t __wrap_ccurl_clock_us(clockid_t clock) {
  return clock == CLOCK_REALTIME ? virtual_now : virtual_now - START_US / 2;
}

pid_t __wrap_csystem_process(void) { return virtual_process; }

int __wrap_poll(struct pollfd *waits, nfds_t count, int milliseconds) {
  int ready = __real_poll(waits, count, 0);
  if (ready != 0 || milliseconds <= 0) return ready;
  return wait_virtually(waits, count, (int64_t)milliseconds * 1000);
}

static int remember_open(int descriptor) {
  if (descriptor >= 0 && descriptor < 1024) opened[descriptor] = 1;
  return descriptor;
}

int __wrap_eventfd(unsigned value, int flags) {
  return remember_open(__real_eventfd(value, flags));
}

int __wrap_epoll_create1(int flags) { return remember_open(__real_epoll_create1(flags)); }

int __wrap_close(int descriptor) {
  if (descriptor >= 0 && descriptor < 1024) opened[descriptor] = 0;
  return __real_close(descriptor);
}

/* Once everything is freed: what is open belonged to parents. */
static void end_processes(int may_be_left) {
  for (int i = 0; i < 1024; i++) {
    REQUIRE(!opened[i] || may_be_left);
    if (opened[i]) __wrap_close(i);
  }
}

#endif
