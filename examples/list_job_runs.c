/* Lists the runs of an Amazon DataZone job, one a line; --json prints the JSON of each run. The
 * client of libdzjobs finds credentials and region and sends requests; jansson reads the JSON.
 *   cc list_job_runs.c -o list_job_runs $(pkg-config --cflags --libs dzjobs jansson) */
#include "text.h"
#include <dzjobs_client.h>
#include <getopt.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>

static const char usage[] =
    "usage: list_job_runs --domain ID --job ID [--profile NAME] [--region REGION]\n"
    "                     [--status STATUS] [--sort ASCENDING|DESCENDING] [--max-items N]\n"
    "                     [--page-size N] [--starting-token TOKEN] [--endpoint-url URL] [--json]\n";

/* Reads a whole number up to most; 0 if text is NULL, -1 for anything else. */
static int64_t number(const char *text, int64_t most) {
  long long value = 0;
  char rest;
  return text && (sscanf(text, "%18lld%c", &value, &rest) != 1 || value > most) ? -1 : value;
}

/* A missing option is NULL, which leaves the setting to the environment. */
static int start(dzjobs_client **client, dzjobs_list **list, const char *const *option) {
  int rc = dzjobs_client_new(client);
  if (!rc) rc = dzjobs_client_set_profile(*client, option['P']);
  if (!rc) rc = dzjobs_client_set_region(*client, option['r']);
  if (!rc) rc = dzjobs_client_set_endpoint_url(*client, option['e']);
  if (!rc) rc = dzjobs_client_new_list(*client, list, option['d'], option['j']);
  if (!rc) rc = dzjobs_list_set_status(*list, option['s']);
  if (!rc) rc = dzjobs_list_set_sort_order(*list, option['o']);
  if (!rc) rc = dzjobs_list_set_resume_token(*list, option['t']);
  if (!rc && option['m']) rc = dzjobs_list_set_max_items(*list, number(option['m'], INT64_MAX));
  if (!rc && option['p'])
    rc = dzjobs_list_set_max_results(*list, (int)number(option['p'], INT_MAX));
  return rc;
}

/* Prints the runs of a page. Returns 0, or -1 if jansson cannot read them. JSON_ALLOW_NUL: a string
 * of the service may contain a NUL. */
static int print_page(const dzjobs_list *list, int as_json) {
  for (size_t i = 0; i < dzjobs_list_page_run_count(list); i++) {
    const char *id = "-", *status = "-", *start_time = "-", *error = "-";
    const char *text = dzjobs_run_json(dzjobs_list_page_run(list, i), NULL);
    if (as_json) {
      if (!text || puts(text) < 0) return -1;
      continue;
    }
    json_t *run = text ? json_loads(text, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL) : NULL;
    if (json_unpack(run, "{s?s s?s s?s s?{s?s}}", "runId", &id, "status", &status, "startTime",
                    &start_time, "error", "message", &error))
      return json_decref(run), -1;
    const char *cells[] = {id, "  ", status, "  ", start_time, "  ", error};
    for (size_t c = 0; c < 7; c++) put_text(stdout, cells[c]);
    putchar('\n');
    json_decref(run);
  }
  return fflush(stdout);
}

int main(int argc, char **argv) {
  static const struct option known[] = {
      {"domain", 1, 0, 'd'},       {"job", 1, 0, 'j'},       {"profile", 1, 0, 'P'},
      {"region", 1, 0, 'r'},       {"status", 1, 0, 's'},    {"sort", 1, 0, 'o'},
      {"starting-token", 1, 0, 't'}, {"max-items", 1, 0, 'm'}, {"page-size", 1, 0, 'p'},
      {"endpoint-url", 1, 0, 'e'}, {"json", 0, 0, 'J'},      {"help", 0, 0, 'h'},
      {0}};
  const char *option[128] = {0};
  for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;)
    option[c] = optarg ? optarg : "";
  if (option['h']) return fputs(usage, stdout) < 0;
  if (option['?'] || optind < argc || !option['d'] || !option['j'] ||
      number(option['m'], INT64_MAX) < 0 || number(option['p'], INT_MAX) < 0)
    return fputs(usage, stderr), 2;

  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  int rc = start(&client, &list, option), failed = 0;
  while (!failed && rc >= 0 && (rc = dzjobs_client_next_page(client, list)) > 0)
    failed = print_page(list, option['J'] != NULL);
  if (failed) fprintf(stderr, "list_job_runs: the runs cannot be read or written\n");
  if (rc < 0) {
    fputs("list_job_runs: ", stderr);
    char text[4096] = "";
    dzjobs_client_error_text(client, text, sizeof text);
    put_text(stderr, list ? dzjobs_list_error_text(list) : text);
    fputc('\n', stderr);
  }
  const char *token = dzjobs_list_resume_token(list);
  if (rc <= 0 && token) fprintf(stderr, "to continue: --starting-token %s\n", token);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return rc == DZJOBS_EINVAL ? 2 : rc < 0 || failed;
}
