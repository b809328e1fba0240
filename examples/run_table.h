/* Job runs as a table: jansson reads the pages as they come, and all is printed at the end,
 * because a column is as wide as its widest cell. */
#ifndef RUN_TABLE_H
#define RUN_TABLE_H

#include "cell.h"
#include "terminal.h"
#include <jansson.h>
#include <time.h>

enum { COLUMNS = 6, STATUS = 1, GAP = 2, LEAST = 8 /* columns left of a cell that gives way */ };

static inline json_t *new_table(void) {
  return json_pack("[[ssssss]]", "RUN ID", "STATUS", "MODE", "START (UTC)", "DURATION", "ERROR");
}

/* The cells of a run; a dash stands for what it does not have. */
static inline json_t *new_row(json_t *run) {
  const char *id = "-", *status = "-", *mode = "-", *error = "-";
  char begun[32] = "-", lasted[32] = "-";
  double start = -1, end = -1;
  json_unpack(run, "{s?s s?s s?s s?F s?F s?{s?s}}", "runId", &id, "status", &status, "runMode",
              &mode, "startTime", &start, "endTime", &end, "error", "message", &error);
  time_t at = (time_t)start;
  long took = (long)(end - start);
  if (start >= 0) strftime(begun, sizeof begun, "%F %R", gmtime(&at));
  if (start >= 0 && end >= start)
    snprintf(lasted, sizeof lasted, "%2ld:%02ld:%02ld", took / 3600, took / 60 % 60, took % 60);
  return json_pack("[ssssss]", id, status, mode, begun, lasted, error);
}

/* Adds the runs of a page, whose times are epoch seconds; 0, or -1 if it could not be read: what
 * the service adds one day may be a number that no double holds. */
static inline int add_page(json_t *table, const char *page_json, json_error_t *why) {
  json_t *run, *page = json_loads(page_json, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, why);
  int rc = page ? 0 : -1;
  size_t i;
  json_array_foreach(json_object_get(page, "items"), i, run)
    rc |= json_array_append_new(table, new_row(run));
  json_decref(page);
  return rc;
}

/* On a terminal that is too narrow the error gives way, and if that is not enough the id. */
static inline void print_table(const json_t *table, int in_color) {
  int width[COLUMNS] = {0}, room = terminal_width(STDOUT_FILENO);
  json_t *row, *cell;
  size_t i, c;
  json_array_foreach(table, i, row)
    json_array_foreach(row, c, cell) {
      int columns = print_cell(NULL, json_string_value(cell), INT_MAX);
      if (width[c] < columns) width[c] = columns;
    }
  for (c = 0; c < COLUMNS - 1; c++) room -= width[c] + GAP;
  if (room < LEAST) width[0] += room - LEAST;
  if (width[0] < LEAST) width[0] = LEAST;
  width[COLUMNS - 1] = room < LEAST ? LEAST : room;
  json_array_foreach(table, i, row) {
    int gap = 0;
    json_array_foreach(row, c, cell) {
      const char *text = json_string_value(cell), *color = "";
      if (in_color && c == STATUS) color = status_color(text);
      printf("%*s%s", gap, "", color);
      gap = GAP + width[c] - print_cell(stdout, text, width[c]);
      if (*color) fputs(PLAIN, stdout);
    }
    putchar('\n');
  }
}

#endif
