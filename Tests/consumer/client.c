/* Calls of dzjobs_client.h with NULL handles and arguments, wrong values and too late, and the
 * lives of clients and listings, with a server on the loopback. */
#define _DEFAULT_SOURCE
#include "texts.h"
#include "dzjobs_client.h"

#include "server.h"

static struct server server;

static void log_line(void *context, const dzjobs_list *list, int level, int topic,
                     const char *line) {
  CHECK_BETWEEN(level, DZJOBS_LEVEL_DEBUG, DZJOBS_LEVEL_WARNING);
  CHECK_BETWEEN(topic, DZJOBS_TOPIC_REQUEST, DZJOBS_TOPIC_CONFIG);
  CHECK(list != NULL);
  CHECK(line[0] != 0);
  ++*(int *)context;
}

static int provide_nothing(void *context, dzjobs_credentials *credentials) {
  (void)context;
  CHECK_INT(dzjobs_credentials_fail(credentials, NULL), 0);
  return 0;
}

static int send_nothing(void *context, dzjobs_exchange *exchange) {
  (void)context;
  CHECK_INT(dzjobs_exchange_put_no_response(exchange, 0, NULL), 0);
  return 0;
}

static dzjobs_list *list_of(dzjobs_client *client) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  return list;
}

static void no_client(void) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new(NULL), DZJOBS_EINVAL);
  dzjobs_client_free(NULL);
  CHECK_INT(dzjobs_client_error_text(NULL, NULL, 0), 0);
  CHECK_INT(dzjobs_client_set_profile(NULL, "p"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_region(NULL, "r"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_endpoint_url(NULL, "http://h"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_credentials(NULL, "a", "b", NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_connect_timeout_us(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_attempt_timeout_us(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_stall_timeout_us(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_call_timeout_us(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_ca_bundle(NULL, "/x"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_proxy(NULL, ""), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_max_attempts(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_read_ahead(NULL, 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_log(NULL, log_line, NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_new_list(NULL, &list, "d", "j"), DZJOBS_EINVAL);
  CHECK(list == NULL);
  CHECK_INT(dzjobs_client_next(NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_next_page(NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_max_in_flight(NULL, 1), DZJOBS_EINVAL);
  int code = dzjobs_client_set_credentials_provider(NULL, provide_nothing, NULL, NULL);
  CHECK_INT(code, DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_transport(NULL, send_nothing, NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_add_list(NULL, NULL), DZJOBS_EINVAL);
  list = (dzjobs_list *)1;
  CHECK_INT(dzjobs_client_next_any(NULL, &list), DZJOBS_EINVAL);
  CHECK(list == NULL);
  CHECK_INT(dzjobs_client_next_any(NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_cancel(NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_credentials_source(NULL, NULL, 0), 0);
}

/* Callbacks get NULL. */
static void no_callback(void) {
  const char *value = "untouched";
  size_t len = 99;
  CHECK_INT(dzjobs_credentials_set(NULL, "a", "b", NULL, DZJOBS_NO_TIME), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_credentials_fail(NULL, "reason"), DZJOBS_EINVAL);
  CHECK_TEXT(dzjobs_exchange_request_method(NULL), NULL);
  CHECK_TEXT(dzjobs_exchange_request_url(NULL), NULL);
  CHECK_TEXT(dzjobs_exchange_request_header(NULL, 0, &value), NULL);
  CHECK_TEXT(value, "untouched");
  CHECK_TEXT(dzjobs_exchange_request_body(NULL, &len), NULL);
  CHECK_INT(len, 99);
  CHECK_INT(dzjobs_exchange_timeout_us(NULL), 0);
  CHECK_INT(dzjobs_exchange_is_direct(NULL), 0);
  CHECK_INT(dzjobs_exchange_put_response_header(NULL, "a", "b"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_exchange_put_response(NULL, 200, NULL, 0), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_exchange_put_no_response(NULL, 1, NULL), DZJOBS_EINVAL);
}

static void no_arguments(void) {
  dzjobs_client *client = client_of(&server);
  dzjobs_list *list = NULL;
  CHECK_TEXT(client_error(client), "");
  CHECK_TEXT(client_source(client), "");
  CHECK_INT(dzjobs_client_set_profile(client, NULL), 0);
  CHECK_INT(dzjobs_client_set_ca_bundle(client, NULL), 0);
  CHECK_INT(dzjobs_client_set_log(client, NULL, NULL, NULL), 0);
  CHECK_INT(dzjobs_client_new_list(client, NULL, "d", "j"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_next(client, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_next_page(client, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_new_list(client, &list, NULL, NULL), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "domain_identifier");
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void wrong_values(void) {
  dzjobs_client *client = client_of(&server);
  int64_t too_short[] = {0, -1, INT64_MIN};
  for (int i = 0; i < 3; i++) {
    CHECK_INT(dzjobs_client_set_connect_timeout_us(client, too_short[i]), DZJOBS_EINVAL);
    CHECK_INT(dzjobs_client_set_attempt_timeout_us(client, too_short[i]), DZJOBS_EINVAL);
    CHECK_HAS(client_error(client), "attempt_timeout_us");
    CHECK_INT(dzjobs_client_set_stall_timeout_us(client, too_short[i]), DZJOBS_EINVAL);
    CHECK_HAS(client_error(client), "stall_timeout_us");
    CHECK_INT(dzjobs_client_set_call_timeout_us(client, too_short[i]), DZJOBS_EINVAL);
    CHECK_HAS(client_error(client), "call_timeout_us");
  }
  CHECK_INT(dzjobs_client_set_max_attempts(client, 0), DZJOBS_EINVAL);
  CHECK_HAS(client_error(client), "max_attempts");
  CHECK_INT(dzjobs_client_set_profile(client, "\xff"), DZJOBS_EINVAL);
  CHECK_HAS(client_error(client), "profile");
  CHECK_INT(dzjobs_client_set_region(client, "\xff"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, "\xff"), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, "ftp://host"), DZJOBS_EINVAL);
  CHECK_HAS(client_error(client), "endpoint_url");
  CHECK_INT(dzjobs_client_set_credentials(client, "id", NULL, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_credentials(client, NULL, NULL, "token"), DZJOBS_EINVAL);
  CHECK_HAS(client_error(client), "session_token");

  /* Refused settings count until they get good values. */
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "refused");
  int64_t most = INT64_C(31535999999999); /* a year counts as a point in time */
  CHECK_INT(dzjobs_client_set_connect_timeout_us(client, most + 1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_set_connect_timeout_us(client, most), 0);
  CHECK_INT(dzjobs_client_set_attempt_timeout_us(client, most), 0);
  CHECK_INT(dzjobs_client_set_stall_timeout_us(client, most), 0);
  CHECK_INT(dzjobs_client_set_call_timeout_us(client, most), 0);
  CHECK_INT(dzjobs_client_set_max_attempts(client, 3), 0);
  CHECK_INT(dzjobs_client_set_profile(client, NULL), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, "AKID", "secret", NULL), 0);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, server.url), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "region");
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_run(list)), "job.0");
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void too_late(void) {
  dzjobs_client *client = client_of(&server);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_INT(dzjobs_client_set_profile(client, "p"), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_region(client, "us-west-2"), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, "http://h"), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_credentials(client, "a", "b", NULL), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_connect_timeout_us(client, 1), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_attempt_timeout_us(client, 1), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_stall_timeout_us(client, 1), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_call_timeout_us(client, 1), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_ca_bundle(client, "/x"), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_proxy(client, "http://127.0.0.1:1"), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_max_attempts(client, 1), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_read_ahead(client, 0), DZJOBS_ESTATE);
  CHECK_INT(dzjobs_client_set_log(client, log_line, NULL, NULL), DZJOBS_ESTATE);
  CHECK(client_error(client)[0] != 0);
  int runs = 1, event;
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) runs++;
  CHECK_INT(event, DZJOBS_DONE);
  CHECK_INT(runs, 2 * PAGES);
  CHECK_INT(dzjobs_list_set_max_items(list, 1), DZJOBS_ESTATE);
  CHECK_TEXT(client_source(client), "explicit");
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void foreign_listings(void) {
  dzjobs_client *client = client_of(&server), *other = client_of(&server);
  dzjobs_list *of_nobody = NULL, *of_other = list_of(other);
  CHECK_INT(dzjobs_list_new(&of_nobody, "us-east-1", "dzd_consumer", "job"), 0);
  CHECK_INT(dzjobs_client_next(client, of_nobody), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_next_page(client, of_nobody), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_next(client, of_other), DZJOBS_EINVAL);
  CHECK(dzjobs_list_error_text(of_other)[0] != 0);
  CHECK_INT(dzjobs_client_next(other, of_other), DZJOBS_RUN);
  CHECK_INT(dzjobs_list_next(of_nobody, 0), DZJOBS_SEND);
  dzjobs_list_free(of_nobody);
  dzjobs_list_free(of_other);
  dzjobs_client_free(other);
  dzjobs_client_free(client);
}

/* The listing is freed last, with a request for the next page in flight. */
static void a_client_that_goes_first(void) {
  int lines = 0;
  dzjobs_client *client = client_of(&server);
  CHECK_INT(dzjobs_client_set_log(client, log_line, &lines, NULL), 0);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_next_page(client, list), DZJOBS_PAGE);
  dzjobs_client_free(client);
  CHECK_INT(dzjobs_list_page_run_count(list), 2);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_page_run(list, 1)), "job.1");
  CHECK_TEXT(dzjobs_list_next_token(list), "t1");
  CHECK_INT(dzjobs_list_next_page(list, 1795428000000000), DZJOBS_SEND);
  dzjobs_list_free(list);
  CHECK(lines > 0);
}

static void cancelled(void) {
  dzjobs_client *client = client_of(&server);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_INT(dzjobs_client_cancel(client), 0);
  CHECK_INT(dzjobs_client_cancel(client), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_ECANCELED);
  CHECK_INT(dzjobs_client_next_page(client, list), DZJOBS_ECANCELED);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void texts_of_codes(void) {
  for (int code = DZJOBS_EUNAVAILABLE; code <= DZJOBS_ECREDENTIALS; code++)
    CHECK(strcmp(dzjobs_strerror(code), "unknown code") != 0);
}

int main(void) {
  server_start(&server);
  no_client();
  no_callback();
  no_arguments();
  wrong_values();
  too_late();
  foreign_listings();
  a_client_that_goes_first();
  cancelled();
  texts_of_codes();
  server_stop(&server);
  return check_done();
}
