/* An answer as received: the status in the first line, then headers, an empty line and the body.
 * For each, the next event is one that the header allows for the status, every text is UTF-8
 * without secrets, and errors stay or another request follows. */
#include <strings.h>

#include "fuzz.h"

/* Passes the header lines, split at the first colon. Returns the first value of x-amzn-requestid,
 * which the caller frees. */
static char *hand_in_headers(dzjobs_list *list, struct input *input) {
  char *line, *request_id = NULL;
  for (; *(line = take_line(input)); free(line)) {
    char *colon = strchr(line, ':');
    char *name = text_of(line, colon ? (size_t)(colon - line) : strlen(line));
    char *value = colon ? text_of(colon + 1, strlen(colon + 1)) : text_of("", 0);
    REQUIRE(dzjobs_list_put_response_header(list, name, value) == 0);
    if (!request_id && strcasecmp(name, "x-amzn-requestid") == 0)
      request_id = text_of(value, strlen(value));
    free(name);
    free(value);
  }
  free(line);
  return request_id;
}

static void check_page(const dzjobs_list *list, int event) {
  size_t count = dzjobs_list_page_run_count(list);
  REQUIRE(event == DZJOBS_PAGE || count == 0);
  for (size_t i = 0; i < count; i++) REQUIRE(dzjobs_list_page_run(list, i) != NULL);
  REQUIRE(dzjobs_list_page_run(list, count) == NULL);
  REQUIRE(!dzjobs_list_page_json(list, NULL) == (event != DZJOBS_PAGE));
}

/* After a 2xx: a page, or an error that names a byte of the body and stays. */
static void check_success(dzjobs_list *list, int event, size_t len) {
  REQUIRE(event == DZJOBS_PAGE || event == DZJOBS_EPARSE || event == DZJOBS_ETOOBIG);
  REQUIRE(!dzjobs_list_service_code(list) && !dzjobs_list_service_message(list));
  if (event == DZJOBS_PAGE) {
    REQUIRE(dzjobs_list_error_text(list)[0] == 0);
    return;
  }
  char *text = text_of(dzjobs_list_error_text(list), strlen(dzjobs_list_error_text(list)));
  const char *place = strstr(text, "(byte ");
  while (place && strstr(place + 1, "(byte ")) place = strstr(place + 1, "(byte ");
  REQUIRE(place || strstr(text, "more than"));
  if (place) REQUIRE(strtoull(place + 6, NULL, 10) <= len);
  for (int i = 0; i < 2; i++) {
    REQUIRE(dzjobs_list_next(list, START_US + i) == event);
    REQUIRE(same_text(dzjobs_list_error_text(list), text));
  }
  free(text);
}

/* After any other status: another attempt, a back-off before one, or the error, after which the
 * page starts again. */
static void check_refusal(dzjobs_list *list, int event) {
  REQUIRE(dzjobs_list_service_code(list) && *dzjobs_list_service_code(list));
  int64_t now = START_US;
  if (event == DZJOBS_WAIT) {
    REQUIRE(dzjobs_list_wait_us(list) > 0 && dzjobs_list_wait_us(list) <= 25000000);
    now += dzjobs_list_wait_us(list);
    event = dzjobs_list_next(list, now);
    REQUIRE(event == DZJOBS_SEND);
  } else if (event == DZJOBS_ESERVICE) {
    REQUIRE(dzjobs_list_error_text(list)[0] != 0);
    REQUIRE(dzjobs_list_next(list, now) == DZJOBS_SEND);
  } else {
    REQUIRE(event == DZJOBS_SEND);
  }
  REQUIRE(dzjobs_list_request_url(list) != NULL && dzjobs_list_wait_us(list) == 0);
}

/* Eight bytes of a secret are one, which no text has, the request id included. */
static int has_part(const char *text, const char *secret) {
  char part[9] = {0};
  for (; strlen(secret) >= sizeof part - 1; secret++) {
    memcpy(part, secret, sizeof part - 1);
    if (strstr(text, part)) return 1;
  }
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input = {data, data + size};
  dzjobs_list *list = NULL;
  REQUIRE(dzjobs_list_new(&list, "us-east-1", "dzd_fuzz", "job") == 0);
  REQUIRE(dzjobs_list_set_random_seed(list, 1) == 0);
  REQUIRE(dzjobs_list_set_credentials(list, "AKID", SECRET_KEY, SESSION_TOKEN) == 0);
  REQUIRE(dzjobs_list_next(list, START_US) == DZJOBS_SEND);

  char *line = take_line(&input);
  int status = (int)strtol(line, NULL, 10);
  free(line);
  char *request_id = hand_in_headers(list, &input);
  size_t len = left(&input);
  char *body = copy_of(input.at, len);
  int result = dzjobs_list_put_response(list, START_US, status, body, len);
  memset(body, '#', len);
  free(body);

  if (status < 100 || status > 999) {
    REQUIRE(result == DZJOBS_EINVAL && dzjobs_list_error_text(list)[0] != 0);
    REQUIRE(dzjobs_list_http_status(list) == 0 && dzjobs_list_request_url(list) != NULL);
  } else {
    REQUIRE(result == 0 && dzjobs_list_request_url(list) == NULL);
    REQUIRE(dzjobs_list_http_status(list) == status && dzjobs_list_attempts(list) == 1);
    REQUIRE(!request_id || !*request_id || !is_utf8(request_id, strlen(request_id)) ||
            strpbrk(request_id, " \t\r\n") || strlen(request_id) > 8192 ||
            has_part(request_id, SECRET_KEY) || has_part(request_id, SESSION_TOKEN) ||
            same_text(dzjobs_list_request_id(list), request_id));
    int event = dzjobs_list_next_page(list, START_US);
    check_texts(list);
    check_secrets(list);
    check_page(list, event);
    if (status >= 200 && status < 300) check_success(list, event, len);
    else check_refusal(list, event);
  }
  check_texts(list);
  check_secrets(list);
  free(request_id);
  dzjobs_list_free(list);
  return 0;
}
