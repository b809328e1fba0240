/* A service on the loopback, in threads of the test: `PAGES` pages of two runs each, over
 * keep-alive connections, so that a client uses real sockets. Run n of a job is named
 * "<job>.<n>". */
#ifndef SERVER_H
#define SERVER_H

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __cplusplus
#include <atomic>
using std::atomic_int;
#else
#include <stdatomic.h>
#endif

#include "check.h"
#include "dzjobs_client.h"

#define PAGES 4

struct server;

struct connection {
  struct server *server;
  int socket;
  pthread_t thread;
  struct connection *next; /* the one accepted before */
};

struct server {
  int listener;
  pthread_t thread;
  struct connection *last;
  int port;
  char url[40];
  int delay_us; /* of each answer */
  atomic_int connections, requests;
};

/* Writes the answer to the request in `head`. */
static inline void server_answer(struct connection *connection, const char *head) {
  char body[300], answer[600], job[64] = "";
  const char *jobs = strstr(head, "/jobs/"), *token = strstr(head, "nextToken=t");
  int page = token ? atoi(token + 11) : 0;
  if (jobs) sscanf(jobs + 6, "%63[^/]", job);
  snprintf(body, sizeof body,
           "{\"items\":[{\"runId\":\"%s.%d\"},{\"runId\":\"%s.%d\"}],\"nextToken\":\"%.*s%.*d\"}",
           job, 2 * page, job, 2 * page + 1, page < PAGES - 1, "t", page < PAGES - 1, page + 1);
  if (page >= PAGES - 1) strcpy(strstr(body, ",\"nextToken"), "}");
  int length = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
                        strlen(body), body);
  if (connection->server->delay_us) usleep((useconds_t)connection->server->delay_us);
  if (send(connection->socket, answer, (size_t)length, MSG_NOSIGNAL) != length) return;
}

static inline void *server_connection(void *argument) {
  struct connection *connection = (struct connection *)argument;
  char head[8192];
  size_t used = 0;
  ssize_t count;
  while ((count = recv(connection->socket, head + used, sizeof head - 1 - used, 0)) > 0) {
    used += (size_t)count;
    head[used] = 0;
    if (!strstr(head, "\r\n\r\n")) continue;
    connection->server->requests++;
    server_answer(connection, head);
    used = 0;
  }
  return NULL;
}

static inline void *server_accept(void *argument) {
  struct server *server = (struct server *)argument;
  int accepted;
  while ((accepted = accept(server->listener, NULL, NULL)) >= 0) {
    struct connection *connection = (struct connection *)malloc(sizeof *connection);
    int one = 1;
    if (!connection) abort();
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connection->server = server;
    connection->socket = accepted;
    connection->next = server->last;
    server->last = connection;
    server->connections++;
    if (pthread_create(&connection->thread, NULL, server_connection, connection) != 0) abort();
  }
  return NULL;
}

/* Listens on a port, or any free one if it is 0. */
static inline void server_start_at(struct server *server, int port) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  int one = 1;
  memset(&address, 0, sizeof address);
  server->last = NULL;
  server->delay_us = 0;
  server->connections = server->requests = 0;
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(server->listener, (struct sockaddr *)&address, length) != 0 ||
      listen(server->listener, 64) != 0 ||
      getsockname(server->listener, (struct sockaddr *)&address, &length) != 0)
    abort();
  server->port = ntohs(address.sin_port);
  snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", server->port);
  if (pthread_create(&server->thread, NULL, server_accept, server) != 0) abort();
}

static inline void server_start(struct server *server) { server_start_at(server, 0); }

static inline void server_stop(struct server *server) {
  shutdown(server->listener, SHUT_RDWR);
  pthread_join(server->thread, NULL);
  close(server->listener);
  while (server->last) {
    struct connection *connection = server->last;
    server->last = connection->next;
    shutdown(connection->socket, SHUT_RDWR);
    pthread_join(connection->thread, NULL);
    close(connection->socket);
    free(connection);
  }
}

/* A client with the server's endpoint and without settings of the environment. */
static inline dzjobs_client *client_of(const struct server *server) {
  dzjobs_client *client = NULL;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, server->url), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, "AKIDCONSUMER", "secretCONSUMER", NULL), 0);
  CHECK_INT(dzjobs_client_set_proxy(client, ""), 0);
  return client;
}

#endif
