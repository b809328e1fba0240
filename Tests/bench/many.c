/* Memory and CPU time of many listings with dzjobs_client_next_any(), 16 in flight, against
 * server.c. Arguments: the endpoint, the number of listings. Prints a line of JSON. */
#include <dzjobs_client.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define KEY "AKIAIOSFODNN7EXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

/* In KB, from the kernel. getrusage() would include the parent process. */
static long peak(void) {
  char line[128];
  long kb = -1;
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file)) sscanf(line, "VmHWM: %ld", &kb);
  if (file) fclose(file);
  return kb;
}

static double cpu_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int main(int argc, char **argv) {
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0, runs = 0, ended = 0;
  int event;
  if (count < 1 || dzjobs_client_new(&client) != 0 ||
      dzjobs_client_set_region(client, "us-east-1") != 0 ||
      dzjobs_client_set_endpoint_url(client, argv[1]) != 0 ||
      dzjobs_client_set_credentials(client, KEY, SECRET, NULL) != 0)
    return 2;
  for (long i = 0; i < count; i++)
    if (dzjobs_client_new_list(client, &list, "dzd_bench", "job") != 0 ||
        dzjobs_client_add_list(client, list) != 0)
      return 1;
  double start = cpu_us();
  while ((event = dzjobs_client_next_any(client, &list)) > 0) {
    if (event == DZJOBS_RUN) runs++;
    else if (event == DZJOBS_LIST_DONE) ended++, dzjobs_list_free(list);
    else break;
  }
  if (event != DZJOBS_DONE || ended != count) {
    char text[512] = "";
    fprintf(stderr, "many: %d after %ld listings: %s\n", event, ended,
            list ? dzjobs_list_error_text(list) : text);
    return 1;
  }
  printf("{\"runs\": %ld, \"peak_kb\": %ld, \"cpu_us\": %.1f}\n", runs, peak(),
         (cpu_us() - start) / (double)count);
  dzjobs_client_free(client);
  return 0;
}
