/* Counts the runs of a job with the client, as a contestant of `make bench-table`. $1 is the
 * endpoint; region and keys are in the environment. */
#include <dzjobs_client.h>
#include <stdio.h>

int main(int argc, char **argv) {
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  size_t runs = 0;
  int event = argc == 2 ? dzjobs_client_new(&client) : DZJOBS_EINVAL;
  if (!event) event = dzjobs_client_set_endpoint_url(client, argv[1]);
  if (!event) event = dzjobs_client_new_list(client, &list, "dzd_emulator", "job_emulator");
  while (event >= 0 && (event = dzjobs_client_next(client, list)) > 0)
    runs += dzjobs_run_run_id(dzjobs_list_run(list)) && dzjobs_run_status(dzjobs_list_run(list));
  if (event < 0) fprintf(stderr, "count_runs: %s\n", dzjobs_list_error_text(list));
  printf("%zu\n", runs);
  fflush(stdout);
  getchar(); /* compare.py reads the memory, then closes stdin */
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return event < 0;
}
