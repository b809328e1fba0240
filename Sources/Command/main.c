/* The command `dzjobs`: lists job runs from a shell, over the public API of libdzjobs. */
#include "commands.h"
#include "terminal.h"
#include <locale.h>
#include <stdio.h>
#include <time.h>

int report(int code, const char *text) {
  fputs("dzjobs: ", stderr);
  print_cell(stderr, text && *text ? text : dzjobs_strerror(code), INT_MAX);
  fputc('\n', stderr);
  return code == DZJOBS_EINVAL ? EXIT_USAGE : 1;
}

int report_failure(int code, dzjobs_client *client, const dzjobs_list *list) {
  char text[4096];
  if (list) return report(code, dzjobs_list_error_text(list));
  dzjobs_client_error_text(client, text, sizeof text);
  return report(code, text);
}

static void write_log(void *context, const dzjobs_list *list, int level, int topic,
                      const char *line) {
  (void)context, (void)list, (void)level, (void)topic;
  fprintf(stderr, "%s\n", line);
}

int open_listing(const struct options *options, dzjobs_client **client, dzjobs_list **list) {
  const char *domain = options->domain ? options->domain : "dzd_none";
  const char *job = options->job ? options->job : "none";
  int code = dzjobs_client_new(client);
  if (!code) code = dzjobs_client_set_profile(*client, options->profile);
  if (!code) code = dzjobs_client_set_region(*client, options->region);
  if (!code) code = dzjobs_client_set_endpoint_url(*client, options->endpoint_url);
  if (!code && options->debug) code = dzjobs_client_set_log(*client, write_log, NULL, NULL);
  if (!code) code = dzjobs_client_new_list(*client, list, domain, job);
  if (!code) code = dzjobs_list_set_status(*list, options->status);
  if (!code) code = dzjobs_list_set_sort_order(*list, options->sort);
  if (!code) code = dzjobs_list_set_resume_token(*list, options->starting_token);
  if (!code && options->max_items >= 0)
    code = dzjobs_list_set_max_items(*list, options->max_items);
  if (!code && options->page_size) code = dzjobs_list_set_max_results(*list, options->page_size);
  return code;
}

int main(int argc, char **argv) {
  struct options options;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  int code = read_options(&options, argc, argv,
                          now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000);
  if (code >= 0) return code;
  if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "");
  return *options.command == 'r' ? list_runs(&options) : show_credentials(&options);
}
