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

/* Keeps a row; 0, or -1 when memory ran out. */
int add_row(struct table *table, const dzjobs_run *run);

/* Prints the rows kept so far, the first time under a header, and forgets them. The widths are
 * those of the first rows; later ones push their line to the right rather than be cut. */
void print_rows(struct table *table);

void free_table(struct table *table);

#endif
