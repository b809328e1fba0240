/* Points in time and durations as people type and read them. */
#ifndef MOMENT_H
#define MOMENT_H

#include <stddef.h>
#include <stdint.h>

/* Reads "90s", "30m", "24h", "7d" or "2w" as microseconds. Returns 0, or -1 if text is not a
 * duration. */
int read_duration(const char *text, int64_t *out_us);

/* Reads a duration before now_us, a date ("2026-11-30", midnight UTC) or a time with zone
 * ("2026-11-30T10:00Z"; seconds and "+02:00" are allowed). Returns 0, or -1 for everything else. */
int read_moment(const char *text, int64_t now_us, int64_t *out_us);

/* Writes a time in UTC with a strftime format. Returns buffer; "" for DZJOBS_NO_TIME. */
const char *write_moment(char *buffer, size_t size, const char *format, int64_t at_us);

#endif
