/* Prints a table. A column is as wide as its widest cell, so rows are kept until they can be
 * printed together. On a narrow terminal the mode is left out first, then the year, then the error.
 * A run id is never cut, because people copy it. */
#include "table.h"
#include "cell.h"
#include "moment.h"
#include "terminal.h"
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, LEAST_ERROR = 12, WIDE_COLUMNS = 1 << CREATED | 1 << CREATED_BY };
static const char *const headers[COLUMNS] = {
    "RUN ID",   "STATUS",     "MODE", "CREATED (UTC)", "START (UTC)",
    "DURATION", "CREATED BY", "ERROR"};
static const char without_year[] = "START";

void begin_table(struct table *table, int wide, int in_color) {
  *table = (struct table){.wide = wide, .in_color = in_color};
}

static const char *or_dash(const char *text) { return text && *text ? text : "-"; }

int add_row(struct table *table, const dzjobs_run *run) {
  char created[32], start[32], duration[32] = "";
  int64_t start_us = dzjobs_run_start_time_us(run), end_us = dzjobs_run_end_time_us(run);
  if (table->rows == table->room) {
    size_t room = table->room ? table->room * 2 : 64;
    char **cells = realloc(table->cells, room * COLUMNS * sizeof *cells);
    if (!cells) return -1;
    table->cells = cells;
    table->room = room;
  }
  if (start_us != DZJOBS_NO_TIME && end_us != DZJOBS_NO_TIME && end_us >= start_us) {
    long long took = (long long)((end_us - start_us) / 1000000);
    snprintf(duration, sizeof duration, "%2lld:%02lld:%02lld", took / 3600, took / 60 % 60,
             took % 60);
  }
  const char *texts[COLUMNS] = {
      [RUN_ID] = dzjobs_run_run_id(run),
      [STATUS] = dzjobs_run_status(run),
      [MODE] = dzjobs_run_run_mode(run),
      [CREATED] = write_moment(created, sizeof created, "%Y-%m-%d %H:%M",
                               dzjobs_run_created_at_us(run)),
      [START] = write_moment(start, sizeof start, "%Y-%m-%d %H:%M", start_us),
      [DURATION] = duration,
      [CREATED_BY] = dzjobs_run_created_by(run),
      [ERROR] = dzjobs_run_error_message(run)};
  char **row = table->cells + table->rows * COLUMNS;
  int failed = 0;
  for (int c = 0; c < COLUMNS; c++) failed |= !(row[c] = strdup(or_dash(texts[c])));
  if (failed) {
    for (int c = 0; c < COLUMNS; c++) free(row[c]);
    return -1;
  }
  table->rows++;
  return 0;
}

static int columns_of(const char *text) { return print_cell(NULL, text, INT_MAX); }

/* The width of the table, with the error at its minimum. */
static int needed(const struct table *table) {
  int columns = 0;
  for (int c = 0; c < COLUMNS; c++)
    if (table->width[c])
      columns += (c == ERROR && table->width[c] > LEAST_ERROR ? LEAST_ERROR : table->width[c]) +
                 (columns ? GAP : 0);
  return columns;
}

/* Chooses the columns and their widths for the rows so far. */
static void measure(struct table *table) {
  int screen = terminal_width(STDOUT_FILENO);
  for (int c = 0; c < COLUMNS; c++) {
    if (!table->wide && (WIDE_COLUMNS & 1 << c)) continue;
    table->width[c] = columns_of(headers[c]);
    for (size_t i = 0; i < table->rows; i++) {
      int columns = columns_of(table->cells[i * COLUMNS + (size_t)c]);
      if (table->width[c] < columns) table->width[c] = columns;
    }
  }
  if (table->wide || screen == INT_MAX) return;
  if (needed(table) > screen) table->width[MODE] = 0;
  if (needed(table) > screen && table->width[START] == (int)strlen("2026-11-30 10:00"))
    table->width[START] -= (int)strlen("2026-");
  if (needed(table) > screen) table->width[ERROR] = 0;
  if (needed(table) > screen) table->width[DURATION] = 0;
  if (needed(table) > screen) table->width[START] = 0;
  if (table->width[ERROR]) {
    int rest = screen - needed(table) + LEAST_ERROR;
    if (table->width[ERROR] > rest) table->width[ERROR] = rest;
  }
}

static void print_line(const struct table *table, const char *const *cells, int is_header) {
  int gap = 0;
  for (int c = 0; c < COLUMNS; c++) {
    const char *text = cells[c], *color = "";
    if (!table->width[c]) continue;
    int has_year = table->width[START] >= (int)strlen("2026-11-30 10:00");
    if (c == START && !has_year)
      text = is_header ? without_year : strlen(text) > 5 ? text + strlen("2026-") : text;
    if (c == STATUS && table->in_color && !is_header) color = status_color(text);
    printf("%*s%s", gap, "", color);
    int used = print_cell(stdout, text, c == ERROR ? table->width[c] : INT_MAX);
    gap = used < table->width[c] ? GAP + table->width[c] - used : GAP;
    if (*color) fputs(PLAIN, stdout);
  }
  putchar('\n');
}

void print_rows(struct table *table) {
  if (!table->has_header) {
    measure(table);
    print_line(table, headers, 1);
    table->has_header = 1;
  }
  for (size_t i = 0; i < table->rows; i++)
    print_line(table, (const char *const *)table->cells + i * COLUMNS, 0);
  for (size_t i = 0; i < table->rows * COLUMNS; i++) free(table->cells[i]);
  table->rows = 0;
}

void free_table(struct table *table) {
  for (size_t i = 0; i < table->rows * COLUMNS; i++) free(table->cells[i]);
  free(table->cells);
}
