/* Another process continues a listing that ended in the middle of a page, with another page size:
 * each run comes once. The transport is a service whose tokens are places. */
#include "transport.h"

#include <stdlib.h>

#define RUNS 23

static int answer_places(void *context, dzjobs_exchange *exchange) {
  char body[4096];
  const char *url = dzjobs_exchange_request_url(exchange), *size = strstr(url, "maxResults=");
  const char *token = strstr(url, "nextToken=");
  int first = token ? atoi(token + 10) : 0, count = size ? atoi(size + 11) : 50, used;
  used = snprintf(body, sizeof body, "{\"items\":[");
  for (int i = first; i < first + count && i < RUNS; i++)
    used += snprintf(body + used, sizeof body - (size_t)used, "%s{\"runId\":\"%d\"}",
                     i > first ? "," : "", i);
  used += snprintf(body + used, sizeof body - (size_t)used, "]");
  if (first + count < RUNS)
    used += snprintf(body + used, sizeof body - (size_t)used, ",\"nextToken\":\"%d\"",
                     first + count);
  used += snprintf(body + used, sizeof body - (size_t)used, "}");
  ++*(int *)context;
  return dzjobs_exchange_put_response(exchange, 200, body, (size_t)used);
}

/* Reads this number of runs from the token, in pages of this size. Updates the token. */
static void read_some(int from, int most, int page_size, char *token, size_t room) {
  int requests = 0, at = from, event = DZJOBS_RUN;
  dzjobs_client *client = client_over(answer_places, &requests);
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "d", "j"), 0);
  CHECK_INT(dzjobs_list_set_max_results(list, page_size), 0);
  if (*token) CHECK_INT(dzjobs_list_set_resume_token(list, token), 0);
  while (at < from + most && (event = dzjobs_client_next(client, list)) == DZJOBS_RUN)
    CHECK_INT(atoi(dzjobs_run_run_id(dzjobs_list_run(list))), at++);
  CHECK(event >= 0);
  CHECK(requests > 0);
  CHECK_INT(at, from + most < RUNS ? from + most : RUNS);
  const char *next = dzjobs_list_resume_token(list);
  snprintf(token, room, "%s", next ? next : "");
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

int main(void) {
  static const int sizes[][2] = {{7, 3}, {3, 7}, {1, 50}, {50, 1}, {5, 5}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int cut = 1; cut < RUNS; cut++) {
      char token[512] = "";
      read_some(0, cut, sizes[i][0], token, sizeof token);
      CHECK(*token != 0);
      read_some(cut, RUNS, sizes[i][1], token, sizeof token);
    }
  return check_done();
}
