/* Lists the runs of an Amazon DataZone job as a table, or as JSON with one run a line. The client
 * of libdzjobs finds credentials and region and does the HTTP; run_table.h reads the pages.
 *   cc list_job_runs.c -o list_job_runs $(pkg-config --cflags --libs dzjobs jansson) */
#include "run_table.h"
#include <dzjobs_client.h>
#include <getopt.h>
#include <locale.h>

static const char usage[] =
    "usage: list_job_runs --domain ID --job ID [--profile NAME] [--region REGION]\n"
    "                     [--status STATUS] [--sort ASCENDING|DESCENDING] [--max-items N]\n"
    "                     [--page-size N] [--starting-token TOKEN] [--endpoint-url URL] [--json]\n"
    "                     [--color auto|always|never]\n"
    "Credentials, and what is not given here, come from where the AWS command line has them: the\n"
    "environment, the profile files, the container or the instance.\n";

/* A whole number up to most, 0 if there is none; -1 for all else. */
static int64_t number(const char *text, int64_t most) {
  long long value = 0;
  char rest;
  return text && (sscanf(text, "%18lld%c", &value, &rest) != 1 || value > most) ? -1 : value;
}

/* The client and its listing. An option that was not given is NULL, which leaves the setting to
 * the environment and the profile. Without a listing the client has the text of an error. */
static int start(dzjobs_client **client, dzjobs_list **list, const char *const *option) {
  int rc = dzjobs_client_new(client);
  if (!rc) rc = dzjobs_client_set_profile(*client, option['P']);
  if (!rc) rc = dzjobs_client_set_region(*client, option['r']);
  if (!rc) rc = dzjobs_client_set_endpoint_url(*client, option['e']);
  if (!rc) rc = dzjobs_client_new_list(*client, list, option['d'], option['j']);
  if (!rc) rc = dzjobs_list_set_status(*list, option['s']);
  if (!rc) rc = dzjobs_list_set_sort_order(*list, option['o']);
  if (!rc) rc = dzjobs_list_set_resume_token(*list, option['t']);
  if (!rc && !option['J']) rc = dzjobs_list_set_json_times(*list, DZJOBS_JSON_EPOCH);
  if (!rc && option['m']) rc = dzjobs_list_set_max_items(*list, number(option['m'], INT64_MAX));
  if (!rc && option['p'])
    rc = dzjobs_list_set_max_results(*list, (int)number(option['p'], INT_MAX));
  return rc;
}

/* Members the library does not know come as the service wrote them, line breaks included. A file
 * gets the bytes, a terminal an escape for what it would obey. */
static int print_page(const dzjobs_list *list) {
  int shown = isatty(STDOUT_FILENO), size = 1;
  wchar_t c = 0;
  for (size_t i = 0; i < dzjobs_list_page_run_count(list); i++) {
    const char *json = dzjobs_run_json(dzjobs_list_page_run(list, i), NULL);
    if (!json) return -1;
    for (; *json; json += size) {
      size = shown ? mbtowc(&c, json, MB_CUR_MAX) : 1;
      if (size < 1) size = 1, c = (unsigned char)*json; /* the locale is not a UTF-8 one */
      if (*json == '\n' || *json == '\r' || (shown && *json == '\t'))
        putchar(' ');
      else if (shown && is_control(c) && c > 0xffff)
        printf("\\u%04x\\u%04x", 0xd7c0 + ((unsigned)c >> 10), 0xdc00 + ((unsigned)c & 0x3ff));
      else if (shown && is_control(c))
        printf("\\u%04x", (unsigned)c);
      else
        fwrite(json, 1, (size_t)size, stdout);
    }
    putchar('\n');
  }
  return fflush(stdout);
}

int main(int argc, char **argv) {
  static const struct option known[] = {
      {"domain", 1, 0, 'd'},         {"job", 1, 0, 'j'},       {"profile", 1, 0, 'P'},
      {"region", 1, 0, 'r'},         {"status", 1, 0, 's'},    {"sort", 1, 0, 'o'},
      {"starting-token", 1, 0, 't'}, {"max-items", 1, 0, 'm'}, {"page-size", 1, 0, 'p'},
      {"endpoint-url", 1, 0, 'e'},   {"json", 0, 0, 'J'},      {"color", 1, 0, 'c'},
      {"help", 0, 0, 'h'},           {0}};
  const char *option[128] = {0};
  for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;)
    option[c] = optarg ? optarg : "";
  if (option['h']) return fputs(usage, stdout) < 0;
  if (option['?'] || optind < argc || !option['d'] || !option['j'] ||
      number(option['m'], INT64_MAX) < 0 || number(option['p'], INT_MAX) < 0 ||
      use_color(option['c']) < 0)
    return fputs(usage, stderr), 2;
  if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "");

  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  json_t *table = option['J'] ? NULL : new_table();
  json_error_t why = {.text = ""};
  struct progress progress = {.wanted = is_terminal(STDERR_FILENO), .begun_us = ticks_us()};
  if (!table && isatty(STDOUT_FILENO)) progress.wanted = 0; /* its lines show how far it is */
  int rc = start(&client, &list, option);
  while (rc >= 0 && (rc = dzjobs_client_next_page(client, list)) > 0) {
    if (table ? add_page(table, dzjobs_list_page_json(list, NULL), &why)
              : print_page(list))
      break;
    show_progress(&progress, list);
  }
  erase_progress(&progress);
  if (table && (rc == 0 || progress.runs > 0)) print_table(table, use_color(option['c']));
  const char *error = list ? dzjobs_list_error_text(list) : dzjobs_client_error_text(client);
  const char *token = dzjobs_list_resume_token(list);
  if (rc < 0 && !(error && *error)) error = dzjobs_strerror(rc);
  if (rc > 0 || fflush(stdout) || ferror(stdout)) {
    error = *why.text ? why.text : "the runs cannot be kept or written";
    rc = 1;
  }
  if (rc) {
    fputs("list_job_runs: ", stderr);
    print_cell(stderr, error, INT_MAX);
    fputc('\n', stderr);
  }
  if (rc <= 0 && token) fprintf(stderr, "to continue: --starting-token %s\n", token);
  json_decref(table);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return rc == DZJOBS_EINVAL ? 2 : rc != 0;
}
