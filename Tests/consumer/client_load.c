/* The library is loaded and unloaded many times, each time with a client in use: no thread,
 * descriptor or memory is left. Arguments: the library's path, that of a copy, and the number of
 * times. */
#define _DEFAULT_SOURCE
#include <malloc.h>

#include "dzjobs_client.h"

#include "process.h"
#include "server.h"

static struct server server;

struct library {
  void *handle;
  int (*client_new)(dzjobs_client **);
  void (*client_free)(dzjobs_client *);
  int (*set_region)(dzjobs_client *, const char *);
  int (*set_endpoint_url)(dzjobs_client *, const char *);
  int (*set_proxy)(dzjobs_client *, const char *);
  int (*set_credentials)(dzjobs_client *, const char *, const char *, const char *);
  int (*client_list)(dzjobs_client *, dzjobs_list **, const char *, const char *);
  int (*client_next)(dzjobs_client *, dzjobs_list *);
  void (*list_free)(dzjobs_list *);
};

/* A copy, because this program is linked to the library itself, which would stay loaded. */
static void loaded_and_unloaded(const char *path) {
  struct library library = {.handle = opened(path)};
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  find(library.handle, "dzjobs_client_new", &library.client_new);
  find(library.handle, "dzjobs_client_free", &library.client_free);
  find(library.handle, "dzjobs_client_set_region", &library.set_region);
  find(library.handle, "dzjobs_client_set_endpoint_url", &library.set_endpoint_url);
  find(library.handle, "dzjobs_client_set_proxy", &library.set_proxy);
  find(library.handle, "dzjobs_client_set_credentials", &library.set_credentials);
  find(library.handle, "dzjobs_client_new_list", &library.client_list);
  find(library.handle, "dzjobs_client_next", &library.client_next);
  find(library.handle, "dzjobs_list_free", &library.list_free);
  CHECK_INT(library.client_new(&client), 0);
  CHECK_INT(library.set_region(client, "us-east-1"), 0);
  CHECK_INT(library.set_endpoint_url(client, server.url), 0);
  CHECK_INT(library.set_proxy(client, ""), 0);
  CHECK_INT(library.set_credentials(client, "AKIDCONSUMER", "secretCONSUMER", NULL), 0);
  CHECK_INT(library.client_list(client, &list, "dzd_consumer", "job"), 0);
  CHECK_INT(library.client_next(client, list), DZJOBS_RUN);
  library.list_free(list);
  library.client_free(client);
  CHECK_INT(dlclose(library.handle), 0);
}

static void many_times(const char *path, int times) {
  int threads = 0, files = 0;
  size_t used = 0;
  for (int i = 0; i < times; i++) {
    loaded_and_unloaded(path);
    if (i == times / 2) { /* the allocator has its own memory by then */
      server_stop(&server);
      server_start_at(&server, server.port);
      threads = entries("/proc/self/task");
      files = entries("/proc/self/fd");
      used = mallinfo2().uordblks;
    }
  }
  server_stop(&server);
  server_start_at(&server, server.port);
  CHECK_INT(entries("/proc/self/task"), threads);
  CHECK_INT(entries("/proc/self/fd"), files);
  CHECK(mallinfo2().uordblks <= used + 16384);
}

int main(int count, char **arguments) {
  if (!CHECK_INT(count, 4)) return check_done();
  server_start(&server);
  many_times(arguments[2], atoi(arguments[3]));
  server_stop(&server);
  return check_done();
}
