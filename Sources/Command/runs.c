/* `dzjobs runs`: lists once, or polls and prints new runs. AWS documents no order, so --since and
 * --follow read every run that the service sends. */
#include "commands.h"
#include "printer.h"
#include "terminal.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <time.h>

static int64_t created_us(const dzjobs_run *run) {
  int64_t at_us = dzjobs_run_created_at_us(run);
  return at_us == DZJOBS_NO_TIME ? dzjobs_run_start_time_us(run) : at_us;
}

/* Returns 1 if a run has to be printed, 0 if not, -1 if memory ran out. `seen` has the status of
 * each run printed before, by its id; NULL without --follow. */
static int is_wanted(const dzjobs_run *run, const struct options *options, json_t *seen) {
  const char *id = dzjobs_run_run_id(run), *status = dzjobs_run_status(run);
  int64_t at_us = created_us(run);
  if (at_us != DZJOBS_NO_TIME && at_us < options->since_us) return 0;
  if (!seen || !id) return 1;
  const char *before = json_string_value(json_object_get(seen, id));
  if (!status) status = "";
  if (before && !strcmp(before, status)) return 0;
  return json_object_set_new_nocheck(seen, id, json_string_nocheck(status)) ? -1 : 1;
}

/* Lists once, from start to end. Returns the exit status; *code gets the library's result. */
static int list_once(const struct options *options, struct printer *printer, json_t *seen,
                     int *code) {
  struct progress progress = {.begun_us = ticks_us()};
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  int status = 0;
  progress.wanted = is_terminal(STDERR_FILENO) &&
                    (printer->output == OUTPUT_TABLE || !isatty(STDOUT_FILENO)) && !options->debug;
  *code = open_listing(options, &client, &list);
  while (!status && *code >= 0 && (*code = dzjobs_client_next_page(client, list)) > 0) {
    size_t count = dzjobs_list_page_run_count(list);
    for (size_t i = 0; i < count && !status; i++) {
      const dzjobs_run *run = dzjobs_list_page_run(list, i);
      int wanted = is_wanted(run, options, seen);
      if (wanted < 0 || (wanted && print_run(printer, run) < 0))
        status = report(DZJOBS_ENOMEM, "memory ran out");
    }
    show_progress(&progress, list);
    if (ferror(stdout)) status = report(1, "stdout: cannot write");
  }
  erase_progress(&progress);
  flush_runs(printer);
  if (!status && *code < 0) status = report_failure(*code, client, list);
  const char *token = dzjobs_list_resume_token(list);
  if (token && !options->follow) fprintf(stderr, "to continue: --starting-token %s\n", token);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return status;
}

static void sleep_us(int64_t time_us) {
  struct timespec rest = {.tv_sec = time_us / 1000000, .tv_nsec = time_us % 1000000 * 1000};
  while (nanosleep(&rest, &rest) && errno == EINTR) {}
}

int list_runs(const struct options *options) {
  struct printer printer;
  int code = 0;
  json_t *seen = options->follow ? json_object() : NULL;
  if (options->follow && !seen) return report(DZJOBS_ENOMEM, "memory ran out");
  begin_printing(&printer, options);
  int status = list_once(options, &printer, seen, &code);
  /* Keep polling after failures that may be temporary: an error of the service, or no response. */
  while (options->follow && (!status || code == DZJOBS_ESERVICE || code == DZJOBS_ETRANSPORT) &&
         !ferror(stdout)) {
    sleep_us(options->interval_us);
    status = list_once(options, &printer, seen, &code);
  }
  end_printing(&printer, status);
  json_decref(seen);
  if ((fflush(stdout) || ferror(stdout)) && !status) status = report(1, "stdout: cannot write");
  return status;
}
