/* Reads and writes times. The years are 1 to 9999, as in the library, so that nothing overflows. */
#include "moment.h"
#include <dzjobs.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000)

int read_duration(const char *text, int64_t *out_us) {
  static const char units[] = "smhdw";
  static const int64_t lengths[] = {SECOND, 60 * SECOND, 3600 * SECOND, 86400 * SECOND,
                                    7 * 86400 * SECOND};
  const char *unit;
  int64_t count = 0;
  int digits = 0;
  for (; *text >= '0' && *text <= '9'; text++, digits++) count = count * 10 + (*text - '0');
  if (!digits || digits > 6 || !*text || text[1] || !(unit = strchr(units, *text))) return -1;
  *out_us = count * lengths[unit - units];
  return 0;
}

int read_moment(const char *text, int64_t now_us, int64_t *out_us) {
  static const char *const formats[] = {"%Y-%m-%d", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"};
  int64_t ago_us;
  if (!read_duration(text, &ago_us)) {
    *out_us = now_us - ago_us;
    return 0;
  }
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct tm parts = {.tm_mday = 1};
    const char *end = strptime(text, formats[i], &parts);
    if (!end || *end || parts.tm_year < 1 - 1900 || parts.tm_year > 9999 - 1900) continue;
    long offset = parts.tm_gmtoff; /* timegm() clears it */
    *out_us = (timegm(&parts) - offset) * SECOND;
    return 0;
  }
  return -1;
}

const char *write_moment(char *buffer, size_t size, const char *format, int64_t at_us) {
  time_t at = (time_t)(at_us / SECOND - (at_us % SECOND < 0));
  struct tm parts;
  *buffer = 0;
  if (at_us != DZJOBS_NO_TIME && gmtime_r(&at, &parts)) strftime(buffer, size, format, &parts);
  return buffer;
}
