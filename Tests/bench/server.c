/* A loopback server of nearly no cost: pages from a file of pages.py over keep-alive connections, a
 * thread for each. The number in a page's token selects the next page, so it keeps no state.
 * Arguments: the file, pages of a listing, milliseconds to wait before an answer. It prints its
 * port and serves until its input ends. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MAX_PAGES 64
static char *bodies[MAX_PAGES];
static size_t lengths[MAX_PAGES], count;
static unsigned long last;
static struct timespec latency;

static int load(const char *path) {
  FILE *file = fopen(path, "rb");
  size_t room = 0;
  ssize_t n;
  if (!file) return -1;
  while (count < MAX_PAGES && (n = getdelim(&bodies[count], &room, 0, file)) > 1) {
    lengths[count++] = (size_t)n - 1;
    room = 0;
  }
  fclose(file);
  return count > 0 ? 0 : -1;
}

/* The page after the requested one, from the token's first eight digits. */
static void put_token(char *body, unsigned long next) {
  char *token = strstr(body, "\"nextToken\":\"") + 13, digits[17];
  if (next < last) {
    snprintf(digits, sizeof digits, "%08lx", next);
    memcpy(token, digits, 8);
  } else {
    size_t length = strlen(token) - 2; /* of the token, to the page's end: "} */
    memset(token - 1, ' ', length + 2);
    memcpy(token - 1, "null", 4);
  }
}

static void *serve(void *argument) {
  int fd = (int)(long)argument;
  char request[65536], head[256];
  size_t have = 0, room = 0;
  char *body = NULL;
  for (size_t i = 0; i < count; i++) room = lengths[i] > room ? lengths[i] : room;
  body = malloc(room + 1);
  for (;;) {
    ssize_t n = read(fd, request + have, sizeof request - 1 - have);
    if (n <= 0 || !body) break;
    request[have += (size_t)n] = 0;
    if (!strstr(request, "\r\n\r\n")) continue;
    const char *token = strstr(request, "nextToken=");
    unsigned long page = 0;
    if (token) {
      char digits[9] = {0};
      memcpy(digits, token + 10, 8);
      page = strtoul(digits, NULL, 16);
    }
    size_t i = page % count;
    memcpy(body, bodies[i], lengths[i] + 1);
    put_token(body, page + 1);
    if (latency.tv_nsec || latency.tv_sec) nanosleep(&latency, NULL);
    int size = snprintf(head, sizeof head,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        "x-amzn-RequestId: %08lx\r\nContent-Length: %zu\r\n\r\n",
                        page, lengths[i]);
    struct iovec parts[] = {{head, (size_t)size}, {body, lengths[i]}};
    size_t total = (size_t)size + lengths[i], sent = 0;
    while (sent < total) {
      struct iovec rest[2];
      int used = 0;
      size_t skip = sent;
      for (int k = 0; k < 2; k++) {
        if (skip >= parts[k].iov_len) { skip -= parts[k].iov_len; continue; }
        rest[used].iov_base = (char *)parts[k].iov_base + skip;
        rest[used++].iov_len = parts[k].iov_len - skip;
        skip = 0;
      }
      if ((n = writev(fd, rest, used)) <= 0) goto end;
      sent += (size_t)n;
    }
    have = 0;
  }
end:
  free(body);
  close(fd);
  return NULL;
}

static void *accept_all(void *argument) {
  int listener = (int)(long)argument, fd, one = 1;
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  while ((fd = accept(listener, NULL, NULL)) >= 0) {
    pthread_t thread;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (pthread_create(&thread, &detached, serve, (void *)(long)fd) != 0) close(fd);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 4 || load(argv[1]) != 0) return 2;
  last = strtoul(argv[2], NULL, 10);
  long milliseconds = strtol(argv[3], NULL, 10);
  latency.tv_sec = milliseconds / 1000;
  latency.tv_nsec = milliseconds % 1000 * 1000000;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0)
    return 1;
  pthread_t thread;
  if (pthread_create(&thread, NULL, accept_all, (void *)(long)listener) != 0) return 1;
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  while (getchar() != EOF) {
  }
  return 0;
}
