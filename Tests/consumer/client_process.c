/* A client in a process: descriptors that a daemon closed, connections that programs must not
 * inherit, signals while a file is read, a home directory that only the system's user list has. And
 * freed objects do not return. */
#define _GNU_SOURCE /* clearenv, mkdtemp */
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "dzjobs_arrow.h"
#include "server.h"

static const char *answer = "{\"items\":[{\"runId\":\"r\"}]}";
static char sent[4096]; /* URL and Authorization of the last request */

static int carry(void *context, dzjobs_exchange *exchange) {
  const char *name, *value;
  size_t used = (size_t)snprintf(sent, sizeof sent, "%s", dzjobs_exchange_request_url(exchange));
  for (size_t i = 0; (name = dzjobs_exchange_request_header(exchange, i, &value)) != NULL; i++)
    if (strcmp(name, "Authorization") == 0) snprintf(sent + used, sizeof sent - used, " %s", value);
  if (context) dzjobs_exchange_put_response_header(exchange, "x-amz-retry-after", "60000");
  CHECK_INT(dzjobs_exchange_put_response(exchange, context ? 503 : 200, answer, strlen(answer)), 0);
  return 0;
}

/* Lists over carry(), with settings from the environment if `has_settings` is 0. */
static dzjobs_client *carried(int has_settings, void *context) {
  dzjobs_client *client = NULL;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_transport(client, carry, context, NULL), 0);
  if (!has_settings) return client;
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, "AKIDCONSUMER", "secretCONSUMER", NULL), 0);
  return client;
}

static dzjobs_list *listing(dzjobs_client *client) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  return list;
}

/* ---- Descriptors ------------------------------------------------------------------------- */

static int is_socket_to(int file, int port) {
  struct sockaddr_in peer;
  socklen_t length = sizeof peer;
  return getpeername(file, (struct sockaddr *)&peer, &length) == 0 && peer.sin_family == AF_INET &&
         ntohs(peer.sin_port) == port;
}

/* A daemon closes inherited descriptors and opens its own files. */
static void daemons_files_are_its_own(int is_used) {
  dzjobs_client *client = carried(1, NULL);
  dzjobs_list *list = listing(client);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    struct stat then, now;
    for (int file = 3; file < 256; file++) close(file);
    int own = open("/", O_RDONLY);
    CHECK(own >= 0);
    CHECK(fstat(own, &then) == 0);
    if (is_used) CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
    dzjobs_list_free(list);
    dzjobs_client_free(client);
    CHECK(fstat(own, &now) == 0);
    CHECK(then.st_dev == now.st_dev);
    CHECK(then.st_ino == now.st_ino);
    fflush(stdout);
    _exit(check_failed > 0);
  }
  int status = -1;
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_INT(status, 0);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void programs_get_no_connection(void) {
  struct server server;
  int found = 0;
  server_start(&server);
  dzjobs_client *client = client_of(&server);
  dzjobs_list *list = listing(client);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  for (int file = 3; file < 256; file++) {
    if (!is_socket_to(file, server.port)) continue;
    found++;
    CHECK_INT(fcntl(file, F_GETFD), FD_CLOEXEC);
  }
  CHECK(found > 0);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  server_stop(&server);
}

static void *cancel_later(void *client) {
  usleep(200000);
  dzjobs_client_cancel((dzjobs_client *)client);
  return NULL;
}

/* Without descriptors a wait still ends. */
static void cancelled_without_a_descriptor(void) {
  struct rlimit before, none;
  struct timespec start, end;
  pthread_t thread;
  CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
  none = before;
  none.rlim_cur = 0;
  CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
  dzjobs_client *client = carried(1, sent);
  CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
  dzjobs_list *list = listing(client);
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (pthread_create(&thread, NULL, cancel_later, client) != 0) abort();
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_ECANCELED);
  clock_gettime(CLOCK_MONOTONIC, &end);
  CHECK(end.tv_sec - start.tv_sec < 4); /* not the five seconds of the service's timeout */
  pthread_join(thread, NULL);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

/* ---- Files ------------------------------------------------------------------------------- */

static char home[64], config[100];
static pthread_t main_thread;
static volatile sig_atomic_t signals;

static void count_signal(int number) {
  (void)number;
  signals++;
}

static void interrupt(int times) {
  while (times-- > 0) {
    usleep(20000);
    pthread_kill(main_thread, SIGUSR1);
  }
}

static void *write_profile(void *unused) {
  interrupt(5);
  FILE *pipe = fopen(config, "w");
  if (!pipe) abort();
  fputs("[default]\nregion = eu-west-1\naws_access_key_id = AKIDFILE\n", pipe);
  fflush(pipe);
  interrupt(5);
  fputs("aws_secret_access_key = secret\n", pipe);
  fclose(pipe);
  return unused;
}

static void default_profile_is_used(void) {
  dzjobs_client *client = carried(0, NULL);
  dzjobs_list *list = listing(client);
  if (!CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN)) puts(dzjobs_list_error_text(list));
  CHECK_HAS(sent, "eu-west-1");
  CHECK_HAS(sent, "Credential=AKIDFILE/");
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void signals_do_not_end_a_file(void) {
  struct sigaction action, before;
  pthread_t thread;
  memset(&action, 0, sizeof action);
  action.sa_handler = count_signal; /* without SA_RESTART */
  CHECK_INT(sigaction(SIGUSR1, &action, &before), 0);
  main_thread = pthread_self();
  CHECK_INT(mkfifo(config, 0600), 0);
  setenv("AWS_CONFIG_FILE", config, 1);
  if (pthread_create(&thread, NULL, write_profile, NULL) != 0) abort();
  default_profile_is_used();
  pthread_join(thread, NULL);
  CHECK(signals > 5);
  CHECK_INT(sigaction(SIGUSR1, &before, NULL), 0);
  CHECK_INT(unlink(config), 0);
  unsetenv("AWS_CONFIG_FILE");
}

/* Replaces the C library's function. */
int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size, struct passwd **found) {
  CHECK_INT(user, getuid());
  CHECK(strlen(home) < size);
  memset(entry, 0, sizeof *entry);
  entry->pw_dir = strcpy(buffer, home);
  *found = entry;
  return 0;
}

static void home_is_that_of_the_user(void) {
  FILE *file = fopen(config, "w");
  if (!file) abort();
  fputs("[default]\nregion = eu-west-1\naws_access_key_id = AKIDFILE\n", file);
  fputs("aws_secret_access_key = secret\n", file);
  fclose(file);
  unsetenv("HOME");
  default_profile_is_used();
  CHECK_INT(unlink(config), 0);
}

/* ---- Freed ------------------------------------------------------------------------------- */

/* An Arrow stream keeps its part of a listing, but dzjobs_client_next_any() does not return it. */
static void freed_listings_do_not_come_up(void) {
  struct ArrowArrayStream stream;
  struct ArrowArray array;
  dzjobs_client *client = carried(1, NULL);
  dzjobs_list *list = listing(client), *got = NULL;
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &stream), 0);
  CHECK_INT(dzjobs_client_add_list(client, list), 0);
  dzjobs_list_free(list);
  CHECK_INT(dzjobs_client_next_any(client, &got), DZJOBS_DONE);
  CHECK(got == NULL);
  CHECK_INT(stream.get_next(&stream, &array), 0);
  CHECK_INT(array.length, 1);
  array.release(&array);
  stream.release(&stream);
  dzjobs_client_free(client);
}

int main(void) {
  char path[80];
  strcpy(home, "/tmp/dzjobs-process-XXXXXX");
  if (!CHECK(mkdtemp(home) != NULL)) return check_done();
  snprintf(path, sizeof path, "%s/.aws", home);
  CHECK_INT(mkdir(path, 0700), 0);
  snprintf(config, sizeof config, "%s/config", path);
  clearenv();
  setenv("HOME", home, 1);
  daemons_files_are_its_own(0);
  daemons_files_are_its_own(1);
  programs_get_no_connection();
  cancelled_without_a_descriptor();
  signals_do_not_end_a_file();
  home_is_that_of_the_user();
  freed_listings_do_not_come_up();
  CHECK_INT(rmdir(path), 0);
  CHECK_INT(rmdir(home), 0);
  return check_done();
}
