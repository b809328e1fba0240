/* Prints runs in one of the four formats. Errors of stdout show in ferror(). */
#ifndef PRINTER_H
#define PRINTER_H

#include "options.h"
#include "table.h"
#include <dzjobs.h>
#include <stddef.h>

struct printer {
  enum output output;
  size_t printed; /* runs so far */
  struct table table;
};

void begin_printing(struct printer *printer, const struct options *options);

/* Prints a run, or keeps it for the table; 0, or -1 when memory ran out. */
int print_run(struct printer *printer, const dzjobs_run *run);

/* The rows kept so far are printed now: at the end, and after each poll of --follow. */
void flush_runs(struct printer *printer);

/* Ends the output: closes the array, prints the rows that are left, frees all. */
void end_printing(struct printer *printer, int failed);

#endif
