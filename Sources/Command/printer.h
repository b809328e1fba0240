/* Prints runs in one of the four formats. ferror(stdout) reports write errors. */
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

/* Prints a run, or keeps it for the table. Returns 0, or -1 if memory ran out. */
int print_run(struct printer *printer, const dzjobs_run *run);

/* Prints the rows of the table so far: at the end, and after each poll of --follow. */
void flush_runs(struct printer *printer);

/* Ends the output: closes the array, prints the rows that are left, frees everything. */
void end_printing(struct printer *printer, int failed);

#endif
