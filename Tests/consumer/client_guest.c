/* A client in a process: the library is loaded and unloaded many times, each time with a client in
 * use; it is forked in the middle of a listing; and the caller's handler of SIGPIPE stays.
 * Arguments: the library's path, that of a copy, and the number of times. */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <malloc.h>
#include <signal.h>
#include <sys/wait.h>

#include "dzjobs_client.h"

#include "server.h"

static struct server server;
static volatile sig_atomic_t pipes;

static void count_pipe(int number) {
  (void)number;
  pipes++;
}

static dzjobs_client *new_client(void) {
  dzjobs_client *client = client_of(&server);
  CHECK_INT(dzjobs_client_set_attempt_timeout_us(client, 5000000), 0);
  return client;
}

static void rest(dzjobs_client *client, dzjobs_list *list, int number) {
  char expected[40];
  int event;
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) {
    snprintf(expected, sizeof expected, "job.%d", number++);
    CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_run(list)), expected);
  }
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(number, 2 * PAGES);
}

/* ---- fork ------------------------------------------------------------------------------- */

/* Parent and child each list the rest, while the request for page 1 is in flight (delay_us) or its
 * answer has arrived. The child's actions do not affect the parent. */
static void forked(int delay_us, int child_frees) {
  server.delay_us = delay_us;
  dzjobs_client *client = new_client();
  dzjobs_list *list = NULL, *again = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  if (!delay_us) usleep(50000);
  int connections = server.connections;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    if (!child_frees) rest(client, list, 1);
    CHECK_INT(dzjobs_client_cancel(client), 0);
    dzjobs_list_free(list);
    dzjobs_client_free(client);
    fflush(stdout);
    /* The child neither uses nor closes the parent's connection, which Valgrind reports as a
     * leak. */
    if (check_failed == 0) execlp("true", "true", (char *)NULL);
    _exit(1);
  }
  int status = -1;
  if (child_frees) CHECK_INT(waitpid(child, &status, 0), child);
  rest(client, list, 1);
  if (!child_frees) CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_INT(status, 0);
  CHECK_INT(server.connections, connections + !child_frees);
  CHECK_INT(dzjobs_client_new_list(client, &again, "dzd_consumer", "job"), 0);
  rest(client, again, 0);
  dzjobs_list_free(again);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  server.delay_us = 0;
}

/* The same for many listings: those with requests in flight begin these again in the child. */
static void rest_of_many(dzjobs_client *client, int runs, int left) {
  dzjobs_list *list = NULL;
  int event;
  while ((event = dzjobs_client_next_any(client, &list)) > 0) {
    if (event == DZJOBS_RUN) runs++;
    CHECK(event != DZJOBS_LIST_FAILED);
    if (event != DZJOBS_LIST_DONE) continue;
    dzjobs_list_free(list);
    left--;
  }
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(left, 0);
  CHECK_INT(runs, 5 * 2 * PAGES);
}

static void forked_among_many(int delay_us) {
  server.delay_us = delay_us;
  dzjobs_client *client = new_client();
  dzjobs_list *list = NULL;
  for (int i = 0; i < 5; i++) {
    CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
    CHECK_INT(dzjobs_client_add_list(client, list), 0);
  }
  for (int i = 0; i < 3; i++) CHECK_INT(dzjobs_client_next_any(client, &list), DZJOBS_RUN);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    rest_of_many(client, 3, 5);
    dzjobs_client_free(client);
    fflush(stdout);
    if (check_failed == 0) execlp("true", "true", (char *)NULL);
    _exit(1);
  }
  int status = -1;
  rest_of_many(client, 3, 5);
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_INT(status, 0);
  dzjobs_client_free(client);
  server.delay_us = 0;
}

/* ---- SIGPIPE ----------------------------------------------------------------------------- */

/* The library writes to closed connections. A pending signal of the caller stays pending. */
static void sigpipe_is_the_hosts(void) {
  struct sigaction action, before, now;
  sigset_t set, waiting;
  memset(&action, 0, sizeof action);
  action.sa_handler = count_pipe;
  CHECK_INT(sigaction(SIGPIPE, &action, &before), 0);
  dzjobs_client *client = new_client();
  for (int i = 0; i < 10; i++) {
    dzjobs_list *list = NULL;
    CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
    CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
    server_stop(&server);
    server_start_at(&server, server.port);
    rest(client, list, 1);
    dzjobs_list_free(list);
  }
  dzjobs_client_free(client);
  CHECK_INT(sigaction(SIGPIPE, NULL, &now), 0);
  CHECK(now.sa_handler == count_pipe);
  CHECK_INT(pipes, 0);

  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  CHECK_INT(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
  CHECK_INT(raise(SIGPIPE), 0);
  client = new_client();
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  rest(client, list, 0);
  sigpending(&waiting);
  CHECK_INT(sigismember(&waiting, SIGPIPE), 1);
  CHECK_INT(pthread_sigmask(SIG_UNBLOCK, &set, NULL), 0);
  CHECK_INT(pipes, 1);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  CHECK_INT(sigaction(SIGPIPE, &before, NULL), 0);
}

/* ---- dlopen ------------------------------------------------------------------------------ */

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

/* ISO C has no cast from an object pointer to a function pointer; POSIX says their bytes agree. */
static void find(const struct library *library, const char *name, void *function) {
  void *symbol = dlsym(library->handle, name);
  if (!CHECK(symbol != NULL)) abort();
  memcpy(function, &symbol, sizeof symbol);
}

static int entries(const char *path) {
  int count = 0;
  DIR *directory = opendir(path);
  while (directory && readdir(directory)) count++;
  if (directory) closedir(directory);
  return count;
}

/* A copy, because this program is linked to the library itself, which would stay loaded. */
static void loaded_and_unloaded(const char *path) {
  struct library library;
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  library.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!CHECK(library.handle != NULL)) abort();
  find(&library, "dzjobs_client_new", &library.client_new);
  find(&library, "dzjobs_client_free", &library.client_free);
  find(&library, "dzjobs_client_set_region", &library.set_region);
  find(&library, "dzjobs_client_set_endpoint_url", &library.set_endpoint_url);
  find(&library, "dzjobs_client_set_proxy", &library.set_proxy);
  find(&library, "dzjobs_client_set_credentials", &library.set_credentials);
  find(&library, "dzjobs_client_new_list", &library.client_list);
  find(&library, "dzjobs_client_next", &library.client_next);
  find(&library, "dzjobs_list_free", &library.list_free);
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
  int times = atoi(arguments[3]);
  server_start(&server);
  forked(0, 0);
  forked(0, 1);
  forked(100000, 0);
  forked(100000, 1);
  forked_among_many(0);
  forked_among_many(20000);
  sigpipe_is_the_hosts();
  many_times(arguments[2], times);
  server_stop(&server);
  return check_done();
}
