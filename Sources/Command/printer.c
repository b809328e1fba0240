/* Prints runs. JSON comes from the library. CSV is RFC 4180 with line feeds: a header, then a
 * record for each run, members in the order of the API reference, times in ISO 8601. */
#include "printer.h"
#include "moment.h"
#include "terminal.h"
#include <stdio.h>
#include <string.h>

typedef const char *(*text_getter)(const dzjobs_run *);
typedef int64_t (*time_getter)(const dzjobs_run *);

static const struct {
  const char *name;
  text_getter text;
  time_getter time;
} columns[] = {
    {"domainId", dzjobs_run_domain_id, NULL},
    {"jobId", dzjobs_run_job_id, NULL},
    {"jobType", dzjobs_run_job_type, NULL},
    {"runId", dzjobs_run_run_id, NULL},
    {"runMode", dzjobs_run_run_mode, NULL},
    {"status", dzjobs_run_status, NULL},
    {"error.message", dzjobs_run_error_message, NULL},
    {"createdBy", dzjobs_run_created_by, NULL},
    {"createdAt", NULL, dzjobs_run_created_at_us},
    {"startTime", NULL, dzjobs_run_start_time_us},
    {"endTime", NULL, dzjobs_run_end_time_us},
};
enum { CSV_COLUMNS = sizeof columns / sizeof *columns };

static void print_field(const char *text) {
  if (!text) return;
  if (!strpbrk(text, ",\"\r\n")) {
    fputs(text, stdout);
    return;
  }
  putchar('"');
  for (; *text; text++) {
    if (*text == '"') putchar('"');
    putchar(*text);
  }
  putchar('"');
}

static void print_csv(const dzjobs_run *run) {
  for (size_t i = 0; i < CSV_COLUMNS; i++) {
    if (i) putchar(',');
    if (columns[i].text) {
      print_field(columns[i].text(run));
    } else {
      int64_t at_us = columns[i].time(run);
      char second[32];
      if (*write_moment(second, sizeof second, "%Y-%m-%dT%H:%M:%S", at_us))
        printf("%s.%06dZ", second, (int)((at_us % 1000000 + 1000000) % 1000000));
    }
  }
  putchar('\n');
}

void begin_printing(struct printer *printer, const struct options *options) {
  *printer = (struct printer){.output = options->output};
  if (printer->output == OUTPUT_TABLE)
    begin_table(&printer->table, options->wide, use_color(options->color));
  if (printer->output != OUTPUT_CSV) return;
  for (size_t i = 0; i < CSV_COLUMNS; i++) printf("%s%s", i ? "," : "", columns[i].name);
  putchar('\n');
}

int print_run(struct printer *printer, const dzjobs_run *run) {
  const char *json;
  size_t index = printer->printed++;
  switch (printer->output) {
  case OUTPUT_TABLE: return add_row(&printer->table, run);
  case OUTPUT_CSV: print_csv(run); return 0;
  case OUTPUT_JSON: fputs(index ? ",\n" : "[\n", stdout); break;
  case OUTPUT_JSONL: break;
  }
  if (!(json = dzjobs_run_json(run, NULL))) return -1;
  if (isatty(STDOUT_FILENO))
    print_escaped(stdout, json);
  else
    fputs(json, stdout);
  if (printer->output == OUTPUT_JSONL) putchar('\n');
  return 0;
}

void flush_runs(struct printer *printer) {
  if (printer->table.rows) print_rows(&printer->table);
  fflush(stdout);
}

void end_printing(struct printer *printer, int failed) {
  /* After a failure the array stays open, so that an incomplete one does not look complete. */
  if (printer->output == OUTPUT_JSON && !failed)
    fputs(printer->printed ? "\n]\n" : "[]\n", stdout);
  /* An empty table has its header, too, unless the listing failed at once. */
  if (printer->output == OUTPUT_TABLE && (!failed || printer->printed))
    print_rows(&printer->table);
  free_table(&printer->table);
}
