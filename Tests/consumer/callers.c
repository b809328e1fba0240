/* Callers with bad text arguments and environment variables: line breaks, control characters,
 * malformed UTF-8, a megabyte. The library refuses or uses each. It sends only one request, its
 * texts are UTF-8, and a line of the log stays one line. */
#define _DEFAULT_SOURCE /* setenv */
#include "characters.h"
#include "texts.h"
#include "table.h"

#define MEGABYTE 1000000
#define COUNT(array) (sizeof(array) / sizeof *(array))

static char megabytes[4][MEGABYTE + 1];
static const char *texts[] = {
    "\r\nX-Evil: 1", "a\r\nX-Evil: 1",    "\n",           "\r",     "\x01",      "a\x7F",
    "\t",            " ",                 "\xFF",         "a\xC3",  "\xC0\x80",  "\xED\xA0\x80",
    "\xC2\x85",      "\xF4\x90\x80\x80",  "%0d%0aX-Evil", "%00",    "../../x",   "a?b#c&d=e",
    "\xE2\x80\xA8",  "http://h/\r\nEvil", "http://\xFF",  "\"\\\"", "{\"a\":1}", "",
    megabytes[0],    megabytes[1],        megabytes[2],   megabytes[3],
};

static void fill_megabytes(void) {
  static const char *const units[] = {"a", "\r\n", "\xFF", "\xC3\xA9"};
  for (int i = 0; i < 4; i++)
    for (size_t at = 0; at < MEGABYTE; at += strlen(units[i]))
      memcpy(megabytes[i] + at, units[i], strlen(units[i]));
}

/* ---- A listing -------------------------------------------------------------------------- */

static void check_request(const dzjobs_list *list) {
  const char *name, *value, *url = dzjobs_list_request_url(list);
  if (!CHECK(url != NULL)) return;
  check_visible(url);
  CHECK_INT(strncmp(url, "http", 4), 0);
  CHECK_TEXT(strchr(url, '#'), NULL);
  CHECK_TEXT(strchr(url, '?'), strrchr(url, '?'));
  for (size_t i = 0; (name = dzjobs_list_request_header(list, i, &value)) != NULL; i++) {
    check_header_line(name, value);
    CHECK_TEXT(strchr(name, ':'), NULL);
  }
}

/* The hostile argument, counted in the order of the functions. */
static void meet_in_list(int argument, const char *text) {
#define PASS(number, usual) (argument == (number) ? lend(text) : lend(usual))
  char *lent[] = {PASS(0, "us-east-1"),    PASS(1, "d"),      PASS(2, "j"),
                  PASS(3, "FAILED"),       PASS(4, "ASC"),    PASS(5, "t1"),
                  PASS(6, "t2"),           PASS(7, "http://h"), PASS(8, "AKID"),
                  PASS(9, "secret"),       PASS(10, "token"), PASS(11, "x-amzn-requestid"),
                  PASS(12, "id"),          PASS(13, "reset")};
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_list_new(&list, lent[0], lent[1], lent[2]), 0);
  int codes[] = {dzjobs_list_set_status(list, lent[3]),
                 dzjobs_list_set_sort_order(list, lent[4]),
                 dzjobs_list_set_next_token(list, lent[5]),
                 dzjobs_list_set_resume_token(list, lent[6]),
                 dzjobs_list_set_endpoint_url(list, lent[7]),
                 dzjobs_list_set_credentials(list, lent[8], lent[9], lent[10])};
  int refused = 0;
  for (int i = 0; i < 6; i++) {
    int is_met = i < 5 ? argument == i + 3 : argument >= 8 && argument <= 10;
    if (codes[i] || !is_met) CHECK_INT(codes[i], is_met ? DZJOBS_EINVAL : 0);
    if (codes[i] && i < 5) refused = 1;
    if (codes[i]) CHECK(*dzjobs_list_error_text(list) != 0);
  }
  check_utf8(dzjobs_list_error_text(list));
  int event = next_event(list);
  if (event != DZJOBS_SEND)
    CHECK_INT(event, argument < 3 || refused ? DZJOBS_EINVAL : DZJOBS_SEND);
  if (event == DZJOBS_SEND) {
    check_request(list);
    CHECK_INT(dzjobs_list_put_response_header(list, lent[11], lent[12]), 0);
    CHECK_INT(dzjobs_list_put_no_response(list, clock_us, 0, lent[13]), 0);
    CHECK_INT(next_event(list), DZJOBS_ETRANSPORT);
  }
  check_utf8(dzjobs_list_error_text(list));
  if (dzjobs_list_request_id(list)) check_utf8(dzjobs_list_request_id(list));
  for (size_t i = 0; i < COUNT(lent); i++) take_back(lent[i]);
  dzjobs_list_free(list);
}

/* Sizes and numbers below 0, as C converts them. */
static void negative_sizes(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_header(list, (size_t)-1, NULL), NULL);
  CHECK(dzjobs_list_page_run(list, (size_t)-1) == NULL);
  CHECK_INT(dzjobs_list_put_response(list, -1, 200, "{}", 2), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_put_response(list, clock_us, -200, "{}", 2), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_put_response(list, clock_us, 200, NULL, (size_t)-1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_put_no_response(list, INT64_MIN, -1, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_next(list, -1), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_list_put_response(list, clock_us, 200, "{}", (size_t)-1), 0);
  CHECK_INT(next_event(list), DZJOBS_ETOOBIG);
  dzjobs_list_free(list);
}

/* ---- A client --------------------------------------------------------------------------- */

static const char *hostile;
static int hostile_argument;
static int requests;

static void check_line(void *context, const dzjobs_list *list, int level, int topic,
                       const char *line) {
  (void)context, (void)list, (void)level, (void)topic;
  check_utf8(line);
  if (!CHECK(!has_control(line))) printf("  line: %.200s\n", line);
}

static int carry(void *context, dzjobs_exchange *exchange) {
  const char *name, *value, *url = dzjobs_exchange_request_url(exchange);
  int is_mine = hostile_argument == 10 || hostile_argument == 11;
  (void)context;
  requests++;
  check_visible(url);
  for (size_t i = 0; (name = dzjobs_exchange_request_header(exchange, i, &value)) != NULL; i++)
    check_header_line(name, value);
  if (is_mine) dzjobs_exchange_put_response_header(exchange, hostile, hostile);
  if (hostile_argument == 11)
    dzjobs_exchange_put_response(exchange, 403, hostile, strlen(hostile));
  else
    dzjobs_exchange_put_no_response(exchange, 0, hostile_argument == 10 ? hostile : "reset");
  return 0;
}

static int provide(void *context, dzjobs_credentials *credentials) {
  const char *keys[3];
  (void)context;
  for (int i = 0; i < 3; i++) keys[i] = hostile_argument == 12 + i ? hostile : "key";
  if (hostile_argument == 15)
    CHECK_INT(dzjobs_credentials_fail(credentials, hostile), 0);
  else
    dzjobs_credentials_set(credentials, keys[0], keys[1], keys[2], DZJOBS_NO_TIME);
  return 0;
}

static void meet_in_client(int argument, const char *text) {
  const char *values[10] = {NULL, "us-east-1", "http://h", NULL, "", "AKID", "secret", "token",
                            "d",  "j"};
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  hostile = text;
  hostile_argument = argument;
  if (argument < 10) values[argument] = text;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_log(client, check_line, NULL, NULL), 0);
  CHECK_INT(dzjobs_client_set_transport(client, carry, NULL, NULL), 0);
  dzjobs_client_set_profile(client, values[0]);
  dzjobs_client_set_region(client, values[1]);
  dzjobs_client_set_endpoint_url(client, values[2]);
  dzjobs_client_set_ca_bundle(client, values[3]);
  dzjobs_client_set_proxy(client, values[4]);
  if (argument >= 12 && argument <= 15)
    CHECK_INT(dzjobs_client_set_credentials_provider(client, provide, NULL, NULL), 0);
  else if (argument < 16)
    dzjobs_client_set_credentials(client, values[5], values[6], values[7]);
  check_utf8(client_error(client));
  CHECK_INT(dzjobs_client_new_list(client, &list, values[8], values[9]), 0);
  int event = dzjobs_client_next(client, list);
  if (!CHECK(event < 0)) printf("  event %d\n", event);
  CHECK(*dzjobs_list_error_text(list) != 0);
  check_utf8(dzjobs_list_error_text(list));
  check_utf8(client_source(client));
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

/* ---- The environment -------------------------------------------------------------------- */

static const char *const variables[] = {
    "AWS_DEFAULT_PROFILE", "AWS_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL", "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN", "AWS_MAX_ATTEMPTS", "AWS_USE_FIPS_ENDPOINT", "AWS_RETRY_MODE",
    "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "HOME",
};

/* The other variables without which a variable has no effect. */
static void set_environment(const char *variable, const char *text) {
  for (size_t i = 0; i < COUNT(variables); i++) unsetenv(variables[i]);
  setenv("AWS_CONFIG_FILE", "/nowhere", 1);
  setenv("HOME", "/nowhere", 1);
  if (strstr(variable, "ACCESS_KEY") || strstr(variable, "SESSION_TOKEN")) {
    setenv("AWS_ACCESS_KEY_ID", "AKID", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  }
  if (strstr(variable, "ROLE")) setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/dev/null", 1);
  if (strstr(variable, "WEB_IDENTITY")) setenv("AWS_ROLE_ARN", "role", 1);
  if (strstr(variable, "AUTHORIZATION"))
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/", 1);
  setenv(variable, text, 1);
}

int main(void) {
  fill_megabytes();
  for (size_t i = 0; i < COUNT(texts); i++) {
    for (int argument = 0; argument < 14; argument++) {
      int before = check_failed;
      meet_in_list(argument, texts[i]);
      if (check_failed > before) printf("  argument %d: %.40s\n", argument, texts[i]);
    }
    set_environment("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1");
    for (int argument = 0; argument < 16; argument++) {
      int before = check_failed;
      meet_in_client(argument, texts[i]);
      if (check_failed > before) printf("  client argument %d: %.40s\n", argument, texts[i]);
    }
    for (size_t k = 0; k < COUNT(variables); k++) {
      int before = check_failed;
      set_environment(variables[k], texts[i]);
      meet_in_client(16, "");
      if (check_failed > before) printf("  %s: %.40s\n", variables[k], texts[i]);
    }
  }
  negative_sizes();
  CHECK(requests > 100);
  return check_done();
}
