/* A program whose log is JSON: level, topic and job are values, so nothing parses English. The
 * contexts of all callbacks end once, after the last call. */
#include "check.h"
#include "dzjobs_client.h"

static char log_text[8192];
static int lines[6], ends, requests;

static void log_json(void *context, const dzjobs_list *list, int level, int topic,
                     const char *line) {
  static const char *const levels[] = {"", "debug", "info", "warning"};
  static const char *const topics[] = {"", "request", "response", "retry", "credentials", "config"};
  const char *job = list ? (const char *)dzjobs_list_context(list) : "";
  size_t used = strlen(log_text);
  CHECK(context == &lines);
  CHECK_BETWEEN(level, 1, 3);
  CHECK_BETWEEN(topic, 1, 5);
  CHECK(strpbrk(line, "\"\\\n") == NULL); /* this test's lines need no escapes */
  snprintf(log_text + used, sizeof log_text - used,
           "{\"level\":\"%s\",\"topic\":\"%s\",\"job\":\"%s\",\"text\":\"%s\"}\n", levels[level],
           topics[topic], job ? job : "", line);
  lines[topic]++;
}

static int provide(void *context, dzjobs_credentials *credentials) {
  CHECK(context == &ends);
  return dzjobs_credentials_set(credentials, "AKID", "secret", NULL, DZJOBS_NO_TIME);
}

static int send_twice_in_vain(void *context, dzjobs_exchange *exchange) {
  CHECK(context == &requests);
  CHECK(dzjobs_exchange_timeout_us(exchange) > 0);
  CHECK(!dzjobs_exchange_is_canceled(exchange));
  if (requests++ == 0) return -1; /* no response */
  if (requests == 2) {
    dzjobs_exchange_put_response_header(exchange, "x-amz-retry-after", "500");
    return dzjobs_exchange_put_response(exchange, 503, "", 0);
  }
  return dzjobs_exchange_put_response(exchange, 200, "{\"items\":[{}]}", 14);
}

static void end(void *context) {
  CHECK(context == &lines || context == &ends || context == &requests);
  ends++;
}

int main(void) {
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_use_environment(client, 0), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_log(client, log_json, &requests, end), 0);
  CHECK_INT(dzjobs_client_set_log(client, log_json, &lines, end), 0);
  CHECK_INT(ends, 1); /* the context of the replaced callback */
  CHECK_INT(dzjobs_client_set_credentials_provider(client, provide, &ends, end), 0);
  CHECK_INT(dzjobs_client_set_transport(client, send_twice_in_vain, &requests, end), 0);
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_1", "nightly"), 0);
  CHECK_INT(dzjobs_list_set_context(list, (void *)"nightly"), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_INT(dzjobs_list_count(list, DZJOBS_COUNT_RETRIES), 2);
  CHECK_INT(dzjobs_client_set_log(client, NULL, &lines, end), DZJOBS_ESTATE);
  dzjobs_client_free(client);
  CHECK_INT(ends, 1); /* the listing can still call the callbacks */
  CHECK_INT(dzjobs_list_next(list, 1800000000000000), DZJOBS_DONE);
  dzjobs_list_free(list);
  CHECK_INT(ends, 4);
  CHECK(lines[DZJOBS_TOPIC_REQUEST] == 3);
  CHECK(lines[DZJOBS_TOPIC_RESPONSE] == 3);
  CHECK(lines[DZJOBS_TOPIC_RETRY] >= 1);
  CHECK(lines[DZJOBS_TOPIC_CREDENTIALS] == 1);
  CHECK_HAS(log_text, "{\"level\":\"warning\",\"topic\":\"retry\",\"job\":\"nightly\",\"text\":\"");
  CHECK_HAS(log_text, "{\"level\":\"info\",\"topic\":\"credentials\",\"job\":\"nightly\"");
  return check_done();
}
