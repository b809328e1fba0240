/* Reads the command line with getopt_long. Errors name the wrong argument and the expected
 * value. */
#include "options.h"
#include "moment.h"
#include <dzjobs.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: dzjobs runs --domain ID --job ID [options]\n"
    "       dzjobs credentials [--profile NAME] [--region REGION]\n"
    "       dzjobs --help | --version\n"
    "\n"
    "runs lists the runs of an Amazon DataZone job. credentials names the provider that has\n"
    "credentials, or each provider's reason for having none; it never prints secrets.\n"
    "\n"
    "Selection:\n"
    "  --domain ID            the domain, dzd_...\n"
    "  --job ID               the job\n"
    "  --status STATUS        only runs of this status, such as FAILED\n"
    "  --since TIME           only runs created since then: 30m, 24h, 7d, 2w, 2026-11-30 or\n"
    "                         2026-11-30T10:00Z; all pages are read, because AWS does not\n"
    "                         document the order of the service\n"
    "  --sort ORDER           ASCENDING or DESCENDING, the service's sortOrder\n"
    "  --max-items N          stop after N runs of the service\n"
    "  --page-size N          runs per request; the service's maximum is 50\n"
    "  --starting-token TOKEN   continue a listing that --max-items ended\n"
    "\n"
    "Output:\n"
    "  --output FORMAT        table (default), json (one array), jsonl (one run a line) or csv\n"
    "  --wide                 all columns of the table, none cut\n"
    "  --color WHEN           auto (default), always or never\n"
    "  --follow               poll, and print runs that are new or whose status changed. AWS does\n"
    "                         not document an order, so each poll reads all runs that the other\n"
    "                         options select\n"
    "  --interval TIME        between two polls of --follow; default 30s\n"
    "\n"
    "Connection:\n"
    "  --profile NAME         a profile of the AWS config files\n"
    "  --region REGION        default: AWS_REGION or the profile's region\n"
    "  --endpoint-url URL     another endpoint\n"
    "  --debug                log requests, retries and credential providers to stderr\n"
    "\n"
    "Exit status: 0 success, 1 failure, 2 a wrong argument. Like the AWS CLI, dzjobs takes\n"
    "everything else from the environment, the config files, the container or the instance.\n";

enum { DOMAIN = 256, JOB, STATUS, SINCE, SORT, MAX_ITEMS, PAGE_SIZE, STARTING_TOKEN, OUTPUT, WIDE,
       COLOR, FOLLOW, INTERVAL, PROFILE, REGION, ENDPOINT_URL, DEBUG, HELP, VERSION };

static const struct option known[] = {
    {"domain", 1, 0, DOMAIN}, {"job", 1, 0, JOB}, {"status", 1, 0, STATUS},
    {"since", 1, 0, SINCE}, {"sort", 1, 0, SORT}, {"max-items", 1, 0, MAX_ITEMS},
    {"page-size", 1, 0, PAGE_SIZE}, {"starting-token", 1, 0, STARTING_TOKEN},
    {"output", 1, 0, OUTPUT}, {"wide", 0, 0, WIDE}, {"color", 1, 0, COLOR},
    {"follow", 0, 0, FOLLOW}, {"interval", 1, 0, INTERVAL}, {"profile", 1, 0, PROFILE},
    {"region", 1, 0, REGION}, {"endpoint-url", 1, 0, ENDPOINT_URL}, {"debug", 0, 0, DEBUG},
    {"help", 0, 0, HELP}, {"version", 0, 0, VERSION}, {0}};

static int wrong(const char *option, const char *value, const char *expected) {
  fprintf(stderr, "dzjobs: %s '%s': expected %s\n", option, value, expected);
  return EXIT_USAGE;
}

/* Reads a whole number from least to most; -1 for everything else. */
static int64_t whole(const char *text, int64_t least, int64_t most) {
  char *end;
  if (*text < '0' || *text > '9') return -1;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  return errno || *end || value < least || value > most ? -1 : value;
}

static int is_one_of(const char *text, const char *const *words) {
  for (int i = 0; words[i]; i++)
    if (!strcmp(text, words[i])) return i + 1;
  return 0;
}

/* Keeps one option. Returns -1 to continue, or the exit status. */
static int take(struct options *options, int option, const char *value, int64_t now_us) {
  static const char *const outputs[] = {"table", "json", "jsonl", "csv", NULL};
  static const char *const orders[] = {"ASCENDING", "DESCENDING", NULL};
  static const char *const colors[] = {"auto", "always", "never", NULL};
  int found;
  switch (option) {
  case DOMAIN: options->domain = value; break;
  case JOB: options->job = value; break;
  case STATUS: options->status = value; break;
  case STARTING_TOKEN: options->starting_token = value; break;
  case PROFILE: options->profile = value; break;
  case REGION: options->region = value; break;
  case ENDPOINT_URL: options->endpoint_url = value; break;
  case WIDE: options->wide = 1; break;
  case FOLLOW: options->follow = 1; break;
  case DEBUG: options->debug = 1; break;
  case SORT:
    if (!is_one_of(value, orders)) return wrong("--sort", value, "ASCENDING or DESCENDING");
    options->sort = value;
    break;
  case COLOR:
    if (!is_one_of(value, colors)) return wrong("--color", value, "auto, always or never");
    options->color = value;
    break;
  case OUTPUT:
    if (!(found = is_one_of(value, outputs)))
      return wrong("--output", value, "table, json, jsonl or csv");
    options->output = (enum output)(found - 1);
    break;
  case MAX_ITEMS:
    if ((options->max_items = whole(value, 0, INT64_MAX)) < 0)
      return wrong("--max-items", value, "a whole number, 0 or more");
    break;
  case PAGE_SIZE:
    if ((options->page_size = (int)whole(value, 1, INT_MAX)) < 0)
      return wrong("--page-size", value, "a whole number, 1 or more");
    break;
  case SINCE:
    if (read_moment(value, now_us, &options->since_us))
      return wrong("--since", value, "30m, 24h, 7d, 2w, 2026-11-30 or 2026-11-30T10:00Z");
    break;
  case INTERVAL:
    if (read_duration(value, &options->interval_us) || options->interval_us < 1000000)
      return wrong("--interval", value, "1s or more, such as 30s or 5m");
    break;
  case HELP: return fputs(help, stdout) < 0;
  case VERSION: return printf("dzjobs %s\n", dzjobs_version()) < 0;
  default: return fputs("Try 'dzjobs --help'.\n", stderr), EXIT_USAGE;
  }
  return -1;
}

int read_options(struct options *options, int argc, char **argv, int64_t now_us) {
  static const char *const commands[] = {"runs", "credentials", NULL};
  *options = (struct options){
      .max_items = -1, .since_us = INT64_MIN, .interval_us = FOLLOW_INTERVAL_S * INT64_C(1000000)};
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    int code = take(options, option, optarg, now_us);
    if (code >= 0) return code;
  }
  options->command = argv[optind];
  if (!options->command) return fputs(help, stderr), EXIT_USAGE;
  if (!is_one_of(options->command, commands))
    return wrong("command", options->command, "runs or credentials");
  if (argv[optind + 1]) return wrong("argument", argv[optind + 1], "options only");
  if (strcmp(options->command, "runs")) return -1;
  if (!options->domain) return fputs("dzjobs: --domain ID is missing\n", stderr), EXIT_USAGE;
  if (!options->job) return fputs("dzjobs: --job ID is missing\n", stderr), EXIT_USAGE;
  if (options->follow && options->output == OUTPUT_JSON)
    return wrong("--output", "json", "table, jsonl or csv with --follow: an array has an end");
  return -1;
}
