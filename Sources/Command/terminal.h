/* Output for terminals only: colours, and a line of progress. NO_COLOR (no-color.org) turns colours
 * off, TERM=dumb both. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "cell.h"
#include <dzjobs.h>
#include <string.h>
#include <time.h>

#define PLAIN "\033[m"

static inline int is_terminal(int descriptor) {
  const char *kind = getenv("TERM");
  return isatty(descriptor) && kind && *kind && strcmp(kind, "dumb");
}

/* Returns 1 if stdout gets colours, 0 if not; `when` is always, never, auto or NULL. -1 for all
 * else. */
static inline int use_color(const char *when) {
  const char *unwanted = getenv("NO_COLOR");
  if (when && !strcmp(when, "always")) return 1;
  if (when && !strcmp(when, "never")) return 0;
  if (when && strcmp(when, "auto")) return -1;
  return is_terminal(STDOUT_FILENO) && !(unwanted && *unwanted);
}

static inline const char *status_color(const char *status) {
  static const char *const colors[][2] = {
      {"SUCCESS", "\033[32m"},   {"PARTIALLY_SUCCEEDED", "\033[33m"}, {"FAILED", "\033[1;31m"},
      {"TIMED_OUT", "\033[31m"}, {"ABORTED", "\033[31m"},             {"CANCELED", "\033[2m"},
      {"SCHEDULED", "\033[36m"}, {"IN_PROGRESS", "\033[36m"}};
  for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
    if (!strcmp(status, colors[i][0])) return colors[i][1];
  return "";
}

/* A line of progress on stderr. Begin with {.wanted = is_terminal(STDERR_FILENO)}, show it after
 * each page, erase it at the end. */
struct progress {
  int wanted, is_shown;
  size_t pages, runs;
  int64_t begun_us, shown_us;
};

static inline int64_t ticks_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* At most ten times a second, so that a slow terminal does not slow a fast listing down. */
static inline void show_progress(struct progress *progress, const dzjobs_list *list) {
  size_t count = dzjobs_list_page_run_count(list);
  int64_t now = ticks_us();
  progress->pages++, progress->runs += count;
  if (!progress->wanted || (progress->is_shown && now - progress->shown_us < 100000)) return;
  const dzjobs_run *run = count ? dzjobs_list_page_run(list, count - 1) : NULL;
  int64_t at_us = run ? dzjobs_run_start_time_us(run) : INT64_MIN;
  time_t at = at_us / 1000000;
  char line[128], when[32] = "";
  if (at_us != INT64_MIN) strftime(when, sizeof when, ", at %F %R UTC", gmtime(&at));
  snprintf(line, sizeof line, "page %zu, %zu runs%s, %.0f runs/s", progress->pages, progress->runs,
           when, progress->runs * 1e6 / (now - progress->begun_us + 1));
  fputs("\r\033[K", stderr);
  print_cell(stderr, line, terminal_width(STDERR_FILENO) - 1); /* one that wraps is not erased */
  progress->is_shown = 1, progress->shown_us = now;
}

static inline void erase_progress(const struct progress *progress) {
  if (progress->is_shown) fputs("\r\033[K", stderr);
}

#endif
