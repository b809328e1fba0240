/* A program with its own epoll loop and sockets, and with AWS's credentials: the client prepares a
 * listing, and the program drives it. It uses nothing else of the client. */
#define _GNU_SOURCE
#include "server.h"

#include <sys/epoll.h>
#include <time.h>

static int64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Sends the request on a socket that the loop watches. */
static int send_request(const dzjobs_list *list, const struct server *server) {
  char text[8192];
  const char *name, *value, *url = dzjobs_list_request_url(list);
  int used = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n", url + strlen(server->url));
  for (size_t i = 0; (name = dzjobs_list_request_header(list, i, &value)) != NULL; i++)
    used += snprintf(text + used, sizeof text - (size_t)used, "%s: %s\r\n", name, value);
  used += snprintf(text + used, sizeof text - (size_t)used, "\r\n");
  CHECK_HAS(text, "Authorization: AWS4-HMAC-SHA256 Credential=AKIDCONSUMER");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)server->port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  CHECK_INT(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
  CHECK_INT(send(descriptor, text, (size_t)used, MSG_NOSIGNAL), used);
  return descriptor;
}

static void take_response(dzjobs_list *list, int descriptor) {
  char text[4096];
  ssize_t count = recv(descriptor, text, sizeof text - 1, 0);
  text[count > 0 ? count : 0] = 0;
  const char *body = strstr(text, "\r\n\r\n");
  if (CHECK(body != NULL))
    CHECK_INT(dzjobs_list_put_response(list, now_us(), atoi(text + 9), body + 4, strlen(body + 4)),
              0);
  close(descriptor);
}

int main(void) {
  static struct server server;
  struct epoll_event event = {.events = EPOLLIN}, found;
  int64_t renew_at_us = 0;
  int runs = 0, what, epoll = epoll_create1(EPOLL_CLOEXEC);
  server_start(&server);
  dzjobs_client *client = client_of(&server);
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  CHECK_INT(dzjobs_client_prepare(client, list, &renew_at_us), 0);
  CHECK(renew_at_us == DZJOBS_NO_TIME); /* these keys do not expire */
  for (;;) {
    what = dzjobs_list_next(list, now_us());
    if (what == DZJOBS_RUN) runs++;
    else if (what == DZJOBS_SEND) {
      int descriptor = event.data.fd = send_request(list, &server);
      CHECK_INT(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event), 0);
      CHECK_INT(epoll_wait(epoll, &found, 1, 10000), 1);
      take_response(list, found.data.fd);
    } else break;
  }
  CHECK_INT(what, DZJOBS_DONE);
  CHECK_INT(runs, 2 * PAGES);
  close(epoll);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  server_stop(&server);
  return check_done();
}
