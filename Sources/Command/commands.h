/* The two commands. Each returns the exit status. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "options.h"
#include <dzjobs_client.h>

int list_runs(const struct options *options);
int show_credentials(const struct options *options);

/* Makes a client and a listing with the given settings; both may be NULL after a failure. */
int open_listing(const struct options *options, dzjobs_client **client, dzjobs_list **list);

/* Prints "dzjobs: TEXT" to stderr on one line; text may be NULL or "". Returns 2 for a wrong
 * argument, else 1. */
int report(int code, const char *text);

/* The same for a failed listing, or for a client that made none. */
int report_failure(int code, dzjobs_client *client, const dzjobs_list *list);

#endif
