/* Listings are independent: two of them in turns return the same runs as alone, and freeing one in
 * any state does not affect the other. */
#include "answer.h"

#define PAGES 3

static dzjobs_list *listing_of(const char *domain) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_list_new(&list, "us-east-1", domain, "job1"), 0);
  CHECK_INT(dzjobs_list_set_credentials(list, "AKID", "secret", NULL), 0);
  CHECK_INT(dzjobs_list_set_random_seed(list, 7), 0);
  return list;
}

/* The service's page for the listing's request: two runs named after domain and page. */
static void answer_page(dzjobs_list *list, const char *domain, int page) {
  char url[200], body[300];
  const char *host = "https://datazone.us-east-1.api.aws";
  snprintf(url, sizeof url, "%s/v2/domains/%s/jobs/job1/runs", host, domain);
  if (page > 0) snprintf(url + strlen(url), sizeof url - strlen(url), "?nextToken=t%d", page);
  CHECK_TEXT(dzjobs_list_request_url(list), url);
  snprintf(body, sizeof body, "{\"items\":[{\"runId\":\"%s-%d-0\"},{\"runId\":\"%s-%d-1\"}]",
           domain, page, domain, page);
  if (page + 1 < PAGES)
    snprintf(body + strlen(body), sizeof body - strlen(body), ",\"nextToken\":\"t%d\"", page + 1);
  strcat(body, "}");
  answer(list, 200, body);
}

/* Takes one event; false at the end of the listing. */
static int step(dzjobs_list *list, const char *domain, int *runs) {
  char id[100];
  switch (next_event(list)) {
    case DZJOBS_SEND:
      answer_page(list, domain, *runs / 2);
      return 1;
    case DZJOBS_RUN:
      snprintf(id, sizeof id, "%s-%d-%d", domain, *runs / 2, *runs % 2);
      CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_run(list)), id);
      (*runs)++;
      return 1;
    case DZJOBS_DONE:
      return 0;
    default:
      CHECK_TEXT(dzjobs_list_error_text(list), "");
      return 0;
  }
}

/* One listing is `lead` events ahead of the other. */
static void turn_by_turn(int lead) {
  dzjobs_list *a = listing_of("dzd_a"), *b = listing_of("dzd_b");
  int a_runs = 0, b_runs = 0;
  for (int i = 0; i < lead; i++) step(a, "dzd_a", &a_runs);
  int a_goes_on = 1, b_goes_on = 1;
  while (a_goes_on || b_goes_on) {
    if (a_goes_on) a_goes_on = step(a, "dzd_a", &a_runs);
    if (b_goes_on) b_goes_on = step(b, "dzd_b", &b_runs);
  }
  CHECK_INT(a_runs, 2 * PAGES);
  CHECK_INT(b_runs, 2 * PAGES);
  dzjobs_list_free(a);
  dzjobs_list_free(b);
}

/* A page of one is read while the other gets pages and errors, and after the other is freed. */
static void freed_in_the_middle(int after) {
  dzjobs_list *kept = listing_of("dzd_a"), *gone = listing_of("dzd_b");
  int kept_runs = 0, gone_runs = 0;
  step(kept, "dzd_a", &kept_runs);
  step(kept, "dzd_a", &kept_runs);
  const char *id = dzjobs_run_run_id(dzjobs_list_run(kept));
  const char *json = dzjobs_list_page_json(kept, NULL);
  for (int i = 0; i < after; i++) step(gone, "dzd_b", &gone_runs);
  dzjobs_list_free(gone);
  CHECK_TEXT(id, "dzd_a-0-0");
  CHECK_HAS(json, "dzd_a-0-1");
  while (step(kept, "dzd_a", &kept_runs)) continue;
  CHECK_INT(kept_runs, 2 * PAGES);
  dzjobs_list_free(kept);
}

/* New credentials in one are used by its next request and not by the other's. */
static void credentials_of_one(void) {
  dzjobs_list *a = listing_of("dzd_a"), *b = listing_of("dzd_b");
  int a_runs = 0, b_runs = 0;
  for (int i = 0; i < 3; i++) {
    step(a, "dzd_a", &a_runs);
    step(b, "dzd_b", &b_runs);
  }
  CHECK_INT(dzjobs_list_set_credentials(a, "AKIDNEW", "new", "TOKEN"), 0);
  CHECK_INT(next_event(b), DZJOBS_SEND);
  CHECK_INT(next_event(a), DZJOBS_SEND);
  CHECK_HAS(sent_header(a, "Authorization"), "Credential=AKIDNEW/");
  CHECK_TEXT(sent_header(a, "X-Amz-Security-Token"), "TOKEN");
  CHECK_HAS(sent_header(b, "Authorization"), "Credential=AKID/");
  CHECK_TEXT(sent_header(b, "X-Amz-Security-Token"), NULL);
  while (step(a, "dzd_a", &a_runs)) continue;
  while (step(b, "dzd_b", &b_runs)) continue;
  CHECK_INT(a_runs, 2 * PAGES);
  CHECK_INT(b_runs, 2 * PAGES);
  dzjobs_list_free(a);
  dzjobs_list_free(b);
}

/* An error of one does not affect the other. */
static void error_of_one(void) {
  dzjobs_list *a = listing_of("dzd_a"), *b = listing_of("dzd_b");
  int b_runs = 0;
  CHECK_INT(next_event(a), DZJOBS_SEND);
  step(b, "dzd_b", &b_runs);
  answer_error(a, 403, "AccessDeniedException", "no");
  CHECK_INT(next_event(a), DZJOBS_ESERVICE);
  CHECK_TEXT(dzjobs_list_error_text(b), "");
  CHECK_TEXT(dzjobs_list_service_code(b), NULL);
  CHECK_INT(dzjobs_list_http_status(b), 200);
  while (step(b, "dzd_b", &b_runs)) continue;
  CHECK_INT(b_runs, 2 * PAGES);
  dzjobs_list_free(b);
  CHECK_TEXT(dzjobs_list_service_code(a), "AccessDeniedException");
  dzjobs_list_free(a);
}

int main(void) {
  for (int lead = 0; lead < 8; lead++) turn_by_turn(lead);
  for (int after = 0; after < 10; after++) freed_in_the_middle(after);
  credentials_of_one();
  error_of_one();
  return check_done();
}
