/* Sockets and signals of transfers, kept from the caller's process and the programs it starts. */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "ccurl.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>

int ccurl_open_socket(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int ccurl_local_port(int socket) {
  struct sockaddr_storage address = {0}; /* a socket without a name has no family either */
  socklen_t size = sizeof address;
  if (getsockname(socket, (struct sockaddr *)&address, &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
  return 0;
}

int ccurl_is_readable(int socket) {
  struct pollfd looked = {socket, POLLIN, 0};
  return poll(&looked, 1, 0) > 0;
}

/* A connection needs a descriptor for its socket and, for a moment, some for names and
 * certificates. */
int ccurl_lacks_descriptors(void) {
  int opened[4], count = 0;
  while (count < 4 && (opened[count] = eventfd(0, EFD_CLOEXEC)) >= 0) count++;
  int lacks = count < 4 && (errno == EMFILE || errno == ENFILE);
  while (count > 0) close(opened[--count]);
  return lacks;
}

int ccurl_refuse_bundle(const char *path, char *text) {
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return 0;
  off_t size = lseek(file, 0, SEEK_END);
  close(file);
  if (size > 0) return 0;
  snprintf(text, CURL_ERROR_SIZE, "ca_bundle: not a regular file, or empty: %s", path);
  return 1;
}

/* Linux applies sigprocmask() to the calling thread, and both C libraries have it in libc;
 * pthread_sigmask() is in libpthread before glibc 2.32. */
void ccurl_raise_shield(ccurl_shield *held) {
  sigset_t pipe, pending;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  held->was_pending = 0;
  sigprocmask(SIG_BLOCK, &pipe, &held->before);
  /* A thread that did not block it cannot have one pending. */
  if (!sigismember(&held->before, SIGPIPE)) return;
  sigpending(&pending);
  held->was_pending = sigismember(&pending, SIGPIPE);
}

void ccurl_lower_shield(const ccurl_shield *held) {
  if (!held->was_pending) {
    sigset_t pipe;
    struct timespec none = {0, 0};
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    while (sigtimedwait(&pipe, NULL, &none) > 0) {
    }
  }
  sigprocmask(SIG_SETMASK, &held->before, NULL);
}

int64_t ccurl_clock_us(clockid_t clock) {
  struct timespec now = {0, 0};
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
