/* Figures of this process from the kernel and the allocator: resident pages, bytes in use, open
 * descriptors. */
#ifndef PROCESS_H
#define PROCESS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* mallinfo2; before the first system header */
#endif
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline long resident_pages(void) {
  long whole = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld %ld", &whole, &resident) != 2) abort();
  fclose(file);
  return resident;
}

/* All arenas and mapped blocks. With a sanitizer it is 0. */
static inline long heap_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return (long)(info.uordblks + info.hblkhd);
}

/* Without the descriptor of this count. */
static inline int open_descriptors(void) {
  int count = -3; /* that one, "." and ".." */
  DIR *directory = opendir("/proc/self/fd");
  if (!directory) abort();
  while (readdir(directory)) count++;
  closedir(directory);
  return count;
}

static inline double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
