/* A descriptor for many others: an epoll instance, for callers with an event loop. */
#include "ccurl.h"

#include <sys/epoll.h>

int ccurl_events_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

int ccurl_events_add(int events, int descriptor, int is_socket) {
  struct epoll_event event = {0};
  /* A socket is nearly always writable, so wait for changes of its state only. */
  event.events = is_socket ? EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET : EPOLLIN;
  event.data.fd = descriptor;
  return epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event);
}

void ccurl_events_remove(int events, int descriptor) {
  struct epoll_event event = {0};
  (void)epoll_ctl(events, EPOLL_CTL_DEL, descriptor, &event);
}

void ccurl_events_drain(int events) {
  struct epoll_event found[64];
  while (epoll_wait(events, found, 64, 0) == 64) continue;
}
