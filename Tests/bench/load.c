/* The cost of loading a library in a process that has only libc: microseconds, resident and private
 * memory, as a line of JSON. The argument is the library. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void memory(long *resident, long *dirty) {
  char line[128];
  FILE *file = fopen("/proc/self/smaps_rollup", "r");
  while (file && fgets(line, sizeof line, file)) {
    sscanf(line, "Rss: %ld", resident);
    sscanf(line, "Private_Dirty: %ld", dirty);
  }
  if (file) fclose(file);
}

int main(int argc, char **argv) {
  long before[2] = {0}, after[2] = {0};
  if (argc != 2) return 2;
  memory(&before[0], &before[1]); /* the first call allocates stdio's memory */
  memory(&before[0], &before[1]);
  double start = microseconds();
  void *library = dlopen(argv[1], RTLD_NOW);
  double spent = microseconds() - start;
  memory(&after[0], &after[1]);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  printf("{\"us\": %.1f, \"rss\": %ld, \"dirty\": %ld}\n", spent, after[0] - before[0],
         after[1] - before[1]);
  return 0;
}
