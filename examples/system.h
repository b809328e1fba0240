/* The parts that the library leaves to its caller beside HTTP: a clock, a pause and the
 * environment. */
#ifndef SYSTEM_H
#define SYSTEM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* clock_gettime, nanosleep; before the first system header */
#endif
#include <dzjobs.h>
#include <stdlib.h>
#include <time.h>

static inline int64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* Waking early does no harm: the listing then returns DZJOBS_WAIT again. */
static inline void sleep_us(int64_t duration) {
  struct timespec left = {duration / 1000000, duration % 1000000 * 1000};
  nanosleep(&left, NULL);
}

/* Returns NULL for an empty variable, too. */
static inline const char *environment(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

/* Sets endpoint and credentials. Without them the listing uses the region's endpoint and does not
 * sign. */
static inline int use_environment(dzjobs_list *list) {
  int rc = dzjobs_list_set_endpoint_url(list, environment("AWS_ENDPOINT_URL"));
  if (rc) return rc;
  return dzjobs_list_set_credentials(list, environment("AWS_ACCESS_KEY_ID"),
                                     environment("AWS_SECRET_ACCESS_KEY"),
                                     environment("AWS_SESSION_TOKEN"));
}

#endif
