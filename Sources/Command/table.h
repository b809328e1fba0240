/* Runs as a table that fits the terminal. */
#ifndef TABLE_H
#define TABLE_H

#include <dzjobs.h>
#include <stddef.h>

enum column { RUN_ID, STATUS, MODE, CREATED, START, DURATION, CREATED_BY, ERROR, COLUMNS };

struct table {
  char **cells; /* COLUMNS a row, the rows that were not printed yet */
  size_t rows, room;
  int wide, in_color, has_header;
  int width[COLUMNS]; /* 0: the column is left out */
};

void begin_table(struct table *table, int wide, int in_color);

/* Keeps a row. Returns 0, or -1 if memory ran out. */
int add_row(struct table *table, const dzjobs_run *run);

/* Prints the rows so far, the first time with a header, and removes them. The widths stay those of
 * the first rows; a longer cell moves the rest of its line to the right. */
void print_rows(struct table *table);

void free_table(struct table *table);

#endif
