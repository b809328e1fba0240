/* Lists the runs of many Amazon DataZone jobs at once, in one thread that waits only in
 * epoll_wait(2). libdzjobs returns events; host.h and curl_epoll.h act on them with libcurl.
 *   cc event_loop.c -o event_loop $(pkg-config --cflags --libs dzjobs libcurl) */
#include "host.h"
#include "text.h"
#include "curl_epoll.h"
#include <getopt.h>
#include <locale.h>

static const char usage[] =
    "usage: event_loop --domain ID --job ID [--job ID ...] [--region REGION]\n"
    "Prints a line for each run: the job, a tab, and the run as JSON.\n"
    "Environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN (without keys\n"
    "requests are not signed); AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL.\n";

struct job {
  const char *name;
  dzjobs_list *list;
  CURL *curl;
  struct transfer transfer;
  int64_t due_us; /* when to continue; NEVER while a request is in flight, and after the end */
};

static struct loop loop;
static int running, failed;

static void on_run(struct job *job, const dzjobs_run *run) {
  const char *json = dzjobs_run_json(run, NULL);
  printf("%s\t%s\n", job->name, json ? json : "");
}

static void on_end(struct job *job, int event) {
  running--;
  if (event == DZJOBS_DONE) return;
  failed++;
  const char *error = dzjobs_list_error_text(job->list);
  fprintf(stderr, "event_loop: %s: ", job->name);
  put_text(stderr, error && *error ? error : dzjobs_strerror(event));
  fputc('\n', stderr);
}

static void send_request(struct job *job) {
  int rc = prepare(job->curl, job->list, &job->transfer);
  if (!rc) curl_easy_setopt(job->curl, CURLOPT_PRIVATE, job);
  if (!rc && curl_multi_add_handle(loop.multi, job->curl)) rc = DZJOBS_ENOMEM;
  if (rc) discard(&job->transfer), on_end(job, rc);
}

/* Advances a job: at the start, after a back-off, and after each response. */
static void advance(struct job *job) {
  int event;
  job->due_us = NEVER;
  while ((event = dzjobs_list_next(job->list, now_us())) == DZJOBS_RUN)
    on_run(job, dzjobs_list_run(job->list));
  if (event == DZJOBS_SEND)
    send_request(job);
  else if (event == DZJOBS_WAIT)
    job->due_us = ticks_us() + dzjobs_list_wait_us(job->list);
  else
    on_end(job, event); /* DZJOBS_DONE, or the error */
}

static void on_answer(struct job *job, CURLcode code) {
  int rc = finish(job->curl, code, job->list, &job->transfer);
  discard(&job->transfer);
  if (rc)
    on_end(job, rc);
  else
    advance(job);
}

int main(int argc, char **argv) {
  static const struct option known[] = {
      {"domain", 1, 0, 'd'}, {"job", 1, 0, 'j'}, {"region", 1, 0, 'r'}, {0}};
  struct job *jobs = calloc((size_t)argc, sizeof *jobs);
  const char *domain = NULL, *region = environment("AWS_REGION");
  int misuse = 0, count = 0;
  if (!region) region = environment("AWS_DEFAULT_REGION");
  for (int c; jobs && (c = getopt_long(argc, argv, "", known, NULL)) != -1;)
    if (c == 'd') domain = optarg;
    else if (c == 'r') region = optarg;
    else if (c == 'j') jobs[count++].name = optarg;
    else misuse = 1;
  if (misuse || optind < argc || !domain || !count) return fputs(usage, stderr), 2;
  if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "");

  if (loop_open(&loop)) return perror("event_loop"), 1;
  for (struct job *job = jobs; job < jobs + count; job++) {
    job->curl = curl_easy_init();
    int rc = dzjobs_list_new(&job->list, region, domain, job->name);
    if (!rc) rc = use_environment(job->list);
    job->due_us = rc ? NEVER : 0;
    running++;
    if (rc) on_end(job, rc);
  }
  while (running > 0) {
    int64_t due_us = NEVER;
    for (struct job *job = jobs; job < jobs + count; job++) {
      if (job->due_us <= ticks_us()) advance(job);
      if (job->due_us < due_us) due_us = job->due_us;
    }
    fflush(stdout);
    CURLcode code;
    CURL *curl = running > 0 ? loop_wait(&loop, due_us, &code) : NULL;
    struct job *job = NULL;
    if (curl) curl_easy_getinfo(curl, CURLINFO_PRIVATE, &job);
    if (job) on_answer(job, code);
  }
  for (struct job *job = jobs; job < jobs + count; job++) {
    dzjobs_list_free(job->list);
    curl_easy_cleanup(job->curl);
  }
  loop_close(&loop);
  free(jobs);
  return failed || fflush(stdout) || ferror(stdout);
}
