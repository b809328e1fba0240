/* Lists the runs of many Amazon DataZone jobs, for example 1,000, in one thread. For each job it
 * prints the number of runs, the number of FAILED ones, and the error message of the last of these.
 *   cc many_jobs.c -o many_jobs $(pkg-config --cflags --libs dzjobs) */
#define _GNU_SOURCE /* asprintf; before the first system header */
#include "text.h"
#include <dzjobs_client.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: many_jobs --domain ID [--count N]\n"
    "The jobs are the lines of the standard input, or job0 to job<N-1>. Credentials, region and\n"
    "endpoint come from the same places as in the AWS CLI: AWS_PROFILE, AWS_ENDPOINT_URL, ...\n";

struct job {
  dzjobs_list *list;
  char *name, *error; /* error: of the newest run that failed */
  size_t runs, failures;
};

static struct job *jobs;
static size_t count, runs, failures, lost; /* jobs, and what all of them have */

static int name_jobs(long wanted) {
  char *line = NULL;
  size_t size = 0;
  for (long i = 0; wanted ? i < wanted : getline(&line, &size, stdin) > 0; i++) {
    struct job job = {0}, *longer = realloc(jobs, (count + 1) * sizeof *jobs);
    if (longer) jobs = longer;
    int made = wanted ? asprintf(&job.name, "job%ld", i)
                      : asprintf(&job.name, "%.*s", (int)strcspn(line, "\r\n"), line);
    if (!longer || made < 0) return DZJOBS_ENOMEM;
    jobs[count++] = job;
  }
  free(line);
  return 0;
}

static int start(dzjobs_client *client, const char *domain) {
  int rc = 0;
  for (struct job *job = jobs; !rc && job < jobs + count; job++) {
    rc = dzjobs_client_new_list(client, &job->list, domain, job->name);
    if (!rc) rc = dzjobs_list_set_sort_order(job->list, "DESCENDING"); /* newest first */
    if (!rc) rc = dzjobs_list_set_context(job->list, job);
    if (!rc) rc = dzjobs_client_add_list(client, job->list);
  }
  return rc;
}

static void count_run(struct job *job, const dzjobs_run *run) {
  const char *status = dzjobs_run_status(run), *error = dzjobs_run_error_message(run);
  runs++, job->runs++;
  if (!status || strcmp(status, "FAILED")) return;
  failures++;
  if (job->failures++ == 0 && error) job->error = strdup(error); /* it lives as its page does */
}

static void print_job(const struct job *job) {
  printf("%6zu runs %6zu FAILED  ", job->runs, job->failures);
  put_text(stdout, job->name);
  fputs("  ", stdout);
  if (job->error) put_text(stdout, job->error);
  putchar('\n');
}

static void tell(const char *name, const char *error) {
  fprintf(stderr, "many_jobs: %s%s", name ? name : "", name ? ": " : "");
  put_text(stderr, error);
  fputc('\n', stderr);
}

int main(int argc, char **argv) {
  static const struct option known[] = {{"domain", 1, 0, 'd'}, {"count", 1, 0, 'n'}, {0}};
  const char *option[128] = {0};
  for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;)
    option[c] = optarg ? optarg : "";
  long wanted = option['n'] ? atol(option['n']) : 0;
  if (option['?'] || optind < argc || !option['d'] || (option['n'] && wanted < 1))
    return fputs(usage, stderr), 2;

  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  int rc = dzjobs_client_new(&client);
  if (!rc) rc = name_jobs(wanted);
  if (!rc) rc = start(client, option['d']);
  while (rc == 0 && (rc = dzjobs_client_next_any(client, &list)) > 0) {
    struct job *job = dzjobs_list_context(list);
    if (rc == DZJOBS_RUN) {
      count_run(job, dzjobs_list_run(list));
    } else { /* the listing has left, at its end or for an error of its own */
      if (rc == DZJOBS_LIST_DONE) print_job(job);
      else tell(job->name, dzjobs_list_error_text(list)), lost++;
      dzjobs_list_free(list);
      job->list = NULL;
    }
    rc = 0;
  }
  if (rc == 0)
    printf("%6zu runs %6zu FAILED  all %zu jobs, %zu in error\n", runs, failures, count, lost);
  char error[4096] = "";
  dzjobs_client_error_text(client, error, sizeof error);
  if (rc) tell(NULL, *error ? error : dzjobs_strerror(rc));
  for (struct job *job = jobs; job < jobs + count; job++) {
    dzjobs_list_free(job->list);
    free(job->name);
    free(job->error);
  }
  free(jobs);
  dzjobs_client_free(client);
  return rc || lost || fflush(stdout) || ferror(stdout);
}
