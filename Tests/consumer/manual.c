/* The examples of the manual pages and the site: packaging/reference extracts the function below
 * the name of a page. main runs each of them. */
#define _GNU_SOURCE /* open_memstream */
#include <dzjobs_client.h>
#include <signal.h>
#include <stdlib.h>
#include "check.h"
#include "dzjobs_arrow.h"

static FILE *out; /* what the examples print, instead of stdout and stderr */
#undef stdout
#undef stderr
#define stdout out
#define stderr out
/* dzjobs_client_new(3) */
static dzjobs_client *open_client(const char *profile) {
  dzjobs_client *client = NULL;
  char text[512];
  int code = dzjobs_client_new(&client);
  if (code == 0) code = dzjobs_client_set_profile(client, profile);
  if (code == 0) return client;
  dzjobs_client_error_text(client, text, sizeof text);
  fprintf(stderr, "%s\n", *text ? text : dzjobs_strerror(code));
  dzjobs_client_free(client);
  return NULL;
}

/* dzjobs_client_set_use_environment(3) */
static int configure_plugin(dzjobs_client *client, const char *key_id, const char *secret) {
  int code = dzjobs_client_set_use_environment(client, 0);
  if (code == 0) code = dzjobs_client_set_region(client, "eu-west-1");
  if (code == 0) code = dzjobs_client_set_credentials(client, key_id, secret, NULL);
  if (code == 0) code = dzjobs_client_set_call_timeout_us(client, 5000000); /* 5 s */
  return code;
}

/* dzjobs_client_new_list(3) */
static int print_runs(dzjobs_client *client, const char *domain, const char *job) {
  dzjobs_list *list = NULL;
  int event = dzjobs_client_new_list(client, &list, domain, job);
  while (event >= 0 && (event = dzjobs_client_next(client, list)) == DZJOBS_RUN)
    fprintf(stdout, "%s\n", dzjobs_run_json(dzjobs_list_run(list), NULL));
  if (event < 0) fprintf(stderr, "%s\n", dzjobs_list_error_text(list));
  dzjobs_list_free(list);
  return event;
}

/* dzjobs_client_add_list(3) */
static int count_all(dzjobs_client *client, size_t *runs, size_t *failures) {
  dzjobs_list *list;
  int event;
  while ((event = dzjobs_client_next_any(client, &list)) > 0) {
    if (event == DZJOBS_RUN) ++*runs;
    if (event == DZJOBS_LIST_FAILED) ++*failures;
    if (event != DZJOBS_RUN) dzjobs_list_free(list); /* it has left */
  }
  return event; /* DZJOBS_DONE, or what failed for all listings */
}

static dzjobs_client *the_client;

/* dzjobs_client_cancel(3) */
static void on_interrupt(int signal_number) {
  (void)signal_number;
  dzjobs_client_cancel(the_client); /* the main program's next returns DZJOBS_ECANCELED */
}

/* dzjobs_client_set_credentials_provider(3) */
static int provide(void *context, dzjobs_credentials *credentials) {
  const char *const *keys = context; /* from the program's own vault */
  if (keys[0] == NULL) return dzjobs_credentials_fail(credentials, "the vault is locked");
  return dzjobs_credentials_set(credentials, keys[0], keys[1], NULL, DZJOBS_NO_TIME);
}

/* dzjobs_client_set_log(3) */
static void log_warnings(void *context, const dzjobs_list *list, int level, int topic,
                         const char *line) {
  (void)list, (void)topic;
  if (level >= DZJOBS_LEVEL_WARNING) fprintf(context, "dzjobs: %s\n", line);
}

/* What an HTTP library returns. */
struct response {
  int status;
  const char *body;
};

static struct response fetch(const char *method, const char *url) {
  struct response busy = {503, ""}, lost = {0, ""}, page = {200, NULL};
  page.body = "{\"items\":[{\"runId\":\"r1\",\"status\":\"FAILED\"}]}";
  CHECK_TEXT(method, "GET");
  return strstr(url, "/busy/") ? busy : strstr(url, "/lost/") ? lost : page;
}

/* dzjobs_client_set_transport(3) */
static int send_request(void *context, dzjobs_exchange *exchange) {
  (void)context;
  struct response got = fetch(dzjobs_exchange_request_method(exchange),
                              dzjobs_exchange_request_url(exchange));
  if (got.status == 0) return dzjobs_exchange_put_no_response(exchange, 1, "connection lost");
  return dzjobs_exchange_put_response(exchange, got.status, got.body, strlen(got.body));
}

/* dzjobs_list_new(3) */
static dzjobs_list *open_listing(const char *region, const char *domain, const char *job) {
  dzjobs_list *list = NULL;
  int code = dzjobs_list_new(&list, region, domain, job);
  if (code != 0) fprintf(stderr, "%s\n", dzjobs_strerror(code));
  return list; /* NULL then; free it with dzjobs_list_free() */
}

/* dzjobs_list_set_credentials(3) */
static int sign_with(dzjobs_list *list, const char *key_id, const char *secret) {
  return dzjobs_list_set_credentials(list, key_id, secret, NULL); /* no session token */
}

/* dzjobs_list_set_region(3) */
static int newest_failures(dzjobs_list *list) {
  int code = dzjobs_list_set_status(list, "FAILED");
  if (code == 0) code = dzjobs_list_set_sort_order(list, "DESCENDING");
  if (code == 0) code = dzjobs_list_set_max_items(list, 100);
  return code;
}

/* dzjobs_list_put_response_header(3) */
static int take_response(dzjobs_list *list, int64_t now_us, struct response got) {
  if (got.status == 0) return dzjobs_list_put_no_response(list, now_us, 1, "connection lost");
  dzjobs_list_put_response_header(list, "content-type", "application/json");
  return dzjobs_list_put_response(list, now_us, got.status, got.body, strlen(got.body));
}

/* dzjobs_list_next(3) */
static int drain(dzjobs_list *list, int64_t now_us, size_t *runs) {
  for (;;) {
    int event = dzjobs_list_next(list, now_us);
    if (event == DZJOBS_RUN) ++*runs;
    else if (event == DZJOBS_SEND)
      event = take_response(list, now_us, fetch("GET", dzjobs_list_request_url(list)));
    else if (event == DZJOBS_WAIT) now_us += dzjobs_list_wait_us(list); /* after such a sleep */
    else return event; /* DZJOBS_DONE, or a failure */
    if (event < 0) return event;
  }
}

/* dzjobs_list_request_url(3) */
static void print_request(const dzjobs_list *list) {
  const char *name, *value;
  fprintf(stdout, "GET %s\n", dzjobs_list_request_url(list));
  for (size_t i = 0; (name = dzjobs_list_request_header(list, i, &value)) != NULL; i++)
    fprintf(stdout, "%s: %s\n", name, value);
}

/* dzjobs_list_last_error(3) */
static void explain(const dzjobs_list *list) {
  const char *code = dzjobs_list_service_code(list);
  fprintf(stderr, "%s\n", dzjobs_list_error_text(list));
  if (code) fprintf(stderr, "AWS calls it %s, status %d\n", code, dzjobs_list_http_status(list));
  if (dzjobs_list_is_retryable(list)) fputs("a later call may succeed\n", stderr);
}

/* dzjobs_list_run(3) */
static void print_page(const dzjobs_list *list) {
  const char *token = dzjobs_list_resume_token(list);
  for (size_t i = 0; i < dzjobs_list_page_run_count(list); i++)
    fprintf(stdout, "%s\n", dzjobs_run_json(dzjobs_list_page_run(list, i), NULL));
  if (token) fprintf(stdout, "continue with %s\n", token);
}

/* dzjobs_run_run_id(3) */
static void print_run(const dzjobs_run *run) {
  const char *id = dzjobs_run_run_id(run), *status = dzjobs_run_status(run);
  int64_t start_us = dzjobs_run_start_time_us(run), end_us = dzjobs_run_end_time_us(run);
  fprintf(stdout, "%s %s", id ? id : "-", status ? status : "-");
  if (start_us != DZJOBS_NO_TIME && end_us != DZJOBS_NO_TIME)
    fprintf(stdout, " took %.1f s", (double)(end_us - start_us) / 1e6);
  fputc('\n', stdout);
}

/* dzjobs_list_export_arrow_schema(3) */
static int64_t count_rows(dzjobs_list *list) {
  struct ArrowArray page;
  if (dzjobs_list_export_arrow_page(list, &page) != 0) return -1;
  int64_t rows = page.length; /* column c is page.children[c] */
  page.release(&page);
  return rows;
}

static void with_a_client(void) {
  const char *keys[] = {"AKIDEXAMPLE", "secret"}, *jobs[] = {"one", "busy", "lost"};
  size_t runs = 0, failures = 0;
  dzjobs_client *client = open_client(NULL);
  CHECK(open_client("\xff") == NULL);
  CHECK_INT(configure_plugin(client, keys[0], keys[1]), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, NULL, NULL, NULL), 0);
  CHECK_INT(dzjobs_client_set_credentials_provider(client, provide, keys, NULL), 0);
  CHECK_INT(dzjobs_client_set_log(client, log_warnings, out, NULL), 0);
  CHECK_INT(dzjobs_client_set_transport(client, send_request, NULL, NULL), 0);
  CHECK_INT(print_runs(client, "dzd_1234", "one"), DZJOBS_DONE);
  for (int i = 0; i < 3; i++) {
    dzjobs_list *list = NULL;
    CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_1234", jobs[i]), 0);
    CHECK_INT(dzjobs_client_add_list(client, list), 0);
  }
  CHECK_INT(count_all(client, &runs, &failures), DZJOBS_DONE);
  CHECK_INT(runs, 1);
  CHECK_INT(failures, 2);
  the_client = client;
  signal(SIGINT, on_interrupt);
  raise(SIGINT);
  CHECK_INT(print_runs(client, "dzd_1234", "one"), DZJOBS_ECANCELED);
  dzjobs_client_free(client);
}

static void without_a_client(void) {
  size_t runs = 0;
  dzjobs_list *list = open_listing("us-east-1", "dzd_1234", "one");
  CHECK_INT(newest_failures(list), 0);
  CHECK_INT(sign_with(list, "AKIDEXAMPLE", "secret"), 0);
  CHECK_INT(dzjobs_list_next(list, 1795428000000000), DZJOBS_SEND);
  print_request(list);
  CHECK_INT(take_response(list, 1795428000000000, fetch("GET", "/one/")), 0);
  CHECK_INT(dzjobs_list_next_page(list, 1795428000000000), DZJOBS_PAGE);
  print_page(list);
  print_run(dzjobs_list_page_run(list, 0));
  CHECK_INT(count_rows(list), 1);
  CHECK_INT(drain(list, 1795428000000000, &runs), DZJOBS_DONE);
  dzjobs_list_free(list);
  list = open_listing("us-east-1", "dzd_1234", "busy");
  CHECK_INT(drain(list, 1795428000000000, &runs), DZJOBS_ESERVICE);
  explain(list);
  dzjobs_list_free(list);
}

int main(void) {
  char *text = NULL;
  size_t length = 0;
  out = open_memstream(&text, &length);
  with_a_client();
  without_a_client();
  fclose(out);
  CHECK_HAS(text, "profile: ");
  CHECK_HAS(text, "{\"runId\":\"r1\",\"status\":\"FAILED\"}\n");
  CHECK_HAS(text, "dzjobs: ");
  CHECK_HAS(text, "GET https://datazone.us-east-1.api.aws/v2/domains/dzd_1234/jobs/one/runs?");
  CHECK_HAS(text, "Authorization: AWS4-HMAC-SHA256 ");
  CHECK_HAS(text, "r1 FAILED\n");
  CHECK_HAS(text, "a later call may succeed\n");
  free(text);
  return check_done();
}
