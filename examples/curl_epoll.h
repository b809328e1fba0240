/* libcurl's multi interface on epoll(7), for event_loop.c: any number of transfers at once, and one
 * place where the thread waits. For another event loop replace this file. */
#ifndef CURL_EPOLL_H
#define CURL_EPOLL_H

#include <curl/curl.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define NEVER INT64_MAX

struct loop {
  CURLM *multi;
  int epoll;
  int64_t due_us; /* when libcurl wants to be called though no socket is ready */
};

/* A monotonic clock. */
static inline int64_t ticks_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* libcurl calls this with the events that it waits for at a socket. */
static inline int on_socket(CURL *curl, curl_socket_t fd, int what, void *loop, void *known) {
  int epoll = ((struct loop *)loop)->epoll;
  struct epoll_event event = {.data.fd = fd};
  (void)curl, (void)known;
  if (what == CURL_POLL_REMOVE) return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, &event), 0;
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (!epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event)) return 0;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/* libcurl calls this with the longest time to wait. */
static inline int on_timer(CURLM *multi, long timeout_ms, void *loop) {
  (void)multi;
  ((struct loop *)loop)->due_us = timeout_ms < 0 ? NEVER : ticks_us() + timeout_ms * INT64_C(1000);
  return 0;
}

/* Returns 0 or -1. */
static inline int loop_open(struct loop *loop) {
  *loop = (struct loop){curl_multi_init(), epoll_create1(EPOLL_CLOEXEC), NEVER};
  if (!loop->multi || loop->epoll < 0) return -1;
  curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
  curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
  return 0;
}

static inline void loop_close(struct loop *loop) {
  curl_multi_cleanup(loop->multi);
  if (loop->epoll >= 0) close(loop->epoll);
}

/* Waits for a transfer to end, at most until due_us. Returns its handle, already removed from the
 * loop, and its result; NULL if none ended. */
static inline CURL *loop_wait(struct loop *loop, int64_t due_us, CURLcode *code) {
  struct epoll_event event;
  struct CURLMsg *message;
  int count;
  while (!(message = curl_multi_info_read(loop->multi, &count))) {
    int64_t now = ticks_us(), end = due_us < loop->due_us ? due_us : loop->due_us;
    int64_t left_ms = end <= now ? 0 : (end - now) / 1000 + 1;
    int wait_ms = end == NEVER ? -1 : left_ms > 60000 ? 60000 : (int)left_ms;
    if (epoll_wait(loop->epoll, &event, 1, wait_ms) == 1) {
      int ready = (event.events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                  (event.events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
      curl_multi_socket_action(loop->multi, event.data.fd, ready, &count);
    }
    if (loop->due_us <= ticks_us()) {
      loop->due_us = NEVER;
      curl_multi_socket_action(loop->multi, CURL_SOCKET_TIMEOUT, 0, &count);
    }
    if (due_us <= ticks_us()) return NULL;
  }
  CURL *curl = message->easy_handle;
  *code = message->data.result;
  curl_multi_remove_handle(loop->multi, curl);
  return curl;
}

#endif
