/* The library in a process: loaded and unloaded many times, loaded twice, forked in the middle of a
 * listing. It leaves no thread, file or signal handler. Arguments: the library's path, that of a
 * copy, and the number of times. */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dzjobs.h"
#include "process.h"

#define NOW_US 1795428000000000

struct library {
  void *handle;
  int (*list_new)(dzjobs_list **, const char *, const char *, const char *);
  void (*list_free)(dzjobs_list *);
  int (*set_credentials)(dzjobs_list *, const char *, const char *, const char *);
  int (*next)(dzjobs_list *, int64_t);
  int (*response)(dzjobs_list *, int64_t, int, const void *, size_t);
  const char *(*header)(const dzjobs_list *, size_t, const char **);
  const dzjobs_run *(*run)(const dzjobs_list *);
  const char *(*run_id)(const dzjobs_run *);
};

static struct library load(const char *path) {
  struct library library = {.handle = opened(path)};
  find(library.handle, "dzjobs_list_new", &library.list_new);
  find(library.handle, "dzjobs_list_free", &library.list_free);
  find(library.handle, "dzjobs_list_set_credentials", &library.set_credentials);
  find(library.handle, "dzjobs_list_next", &library.next);
  find(library.handle, "dzjobs_list_put_response", &library.response);
  find(library.handle, "dzjobs_list_request_header", &library.header);
  find(library.handle, "dzjobs_list_run", &library.run);
  find(library.handle, "dzjobs_run_run_id", &library.run_id);
  return library;
}

static void unload(struct library *library) { CHECK_INT(dlclose(library->handle), 0); }

/* ---- One listing ------------------------------------------------------------------------ */

static dzjobs_list *start(const struct library *library) {
  dzjobs_list *list = NULL;
  CHECK_INT(library->list_new(&list, "us-east-1", "dzd_consumer", "job1"), 0);
  CHECK_INT(library->set_credentials(list, "AKID", "secret", NULL), 0);
  CHECK_INT(library->next(list, NOW_US), DZJOBS_SEND);
  return list;
}

/* One page with one run; true while there are more pages. */
static int turn(const struct library *library, dzjobs_list *list, int page) {
  char body[100];
  const char *value = NULL;
  snprintf(body, sizeof body, "{\"items\":[{\"runId\":\"r%d\"}],\"nextToken\":\"%.*s\"}", page,
           page < 2, page ? "b" : "a");
  CHECK_TEXT(library->header(list, 0, &value), "Host");
  CHECK_TEXT(value, "datazone.us-east-1.api.aws");
  CHECK_INT(library->response(list, NOW_US, 200, body, strlen(body)), 0);
  CHECK_INT(library->next(list, NOW_US), DZJOBS_RUN);
  snprintf(body, sizeof body, "r%d", page);
  CHECK_TEXT(library->run_id(library->run(list)), body);
  return library->next(list, NOW_US) == DZJOBS_SEND;
}

static void finish(const struct library *library, dzjobs_list *list, int page) {
  while (turn(library, list, page)) page++;
  CHECK_INT(page, 2);
  CHECK_INT(library->next(list, NOW_US), DZJOBS_DONE);
  library->list_free(list);
}

/* ---- The process ------------------------------------------------------------------------ */

static int is_mapped(const char *path) {
  char line[4096];
  int found = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps && fgets(line, sizeof line, maps)) found |= strstr(line, path) != NULL;
  if (maps) fclose(maps);
  return found;
}

static int handlers(void) {
  int count = 0;
  struct sigaction action;
  for (int number = 1; number < 32; number++)
    count += sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL;
  return count;
}

static void many_times(const char *path, int times) {
  int threads = entries("/proc/self/task"), files = entries("/proc/self/fd"), set = handlers();
  for (int i = 0; i < times; i++) {
    struct library library = load(path);
    finish(&library, start(&library), 0);
    if (i == 0) {
      CHECK(is_mapped(path));
      CHECK_INT(entries("/proc/self/task"), threads);
      CHECK_INT(entries("/proc/self/fd"), files);
      CHECK_INT(handlers(), set);
    }
    unload(&library);
    if (i % 100 == 0) CHECK(!is_mapped(path));
  }
  CHECK_INT(entries("/proc/self/fd"), files);
}

/* Two copies in one process, each with a listing, in turns; then one is unloaded. */
static void twice(const char *path, const char *copy) {
  struct library one = load(path), two = load(copy);
  CHECK(one.list_new != two.list_new);
  dzjobs_list *of_one = start(&one), *of_two = start(&two);
  CHECK(turn(&one, of_one, 0));
  CHECK(turn(&two, of_two, 0));
  CHECK(turn(&one, of_one, 1));
  finish(&two, of_two, 1);
  unload(&two);
  finish(&one, of_one, 2);
  unload(&one);
}

/* Parent and child each continue their copy of the listing. */
static void forked(const char *path) {
  struct library library = load(path);
  dzjobs_list *list = start(&library);
  CHECK(turn(&library, list, 0));
  fflush(stdout);
  pid_t child = fork();
  finish(&library, list, 1);
  unload(&library);
  if (child == 0) exit(check_failed > 0);
  int status = -1;
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_INT(status, 0);
}

int main(int count, char **arguments) {
  if (!CHECK_INT(count, 4)) return check_done();
  twice(arguments[1], arguments[2]);
  forked(arguments[1]);
  many_times(arguments[1], atoi(arguments[3]));
  return check_done();
}
