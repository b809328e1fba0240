/* The command line of `dzjobs`: every option, its value, and the text of --help. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>

enum output { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_JSONL, OUTPUT_CSV };
enum { EXIT_USAGE = 2, FOLLOW_INTERVAL_S = 30 };

/* A NULL string leaves the setting to the environment and the profile. */
struct options {
  const char *command; /* "runs" or "credentials" */
  const char *domain, *job, *profile, *region, *endpoint_url, *status, *sort, *starting_token;
  const char *color;      /* "auto", "always", "never" or NULL */
  enum output output;
  int wide, follow, debug;
  int64_t max_items;      /* -1 if not given */
  int page_size;          /* 0 if not given */
  int64_t since_us;       /* INT64_MIN if not given */
  int64_t interval_us;    /* between two polls of --follow */
};

/* Reads the command line. Returns -1 to continue, or an exit status: 0 after --help and --version,
 * EXIT_USAGE after an error text on stderr. */
int read_options(struct options *options, int argc, char **argv, int64_t now_us);

#endif
