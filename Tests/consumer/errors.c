/* Failures of responses and their texts: the service's errors, bodies that are not ListJobRuns
 * answers, loops, limits. */
#include "answer.h"

/* ---- The service's errors --------------------------------------------------------------- */

static void service_error(int status, const char *code) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_max_attempts(list, 1), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer_error(list, status, code, "said so");
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
  CHECK_TEXT(dzjobs_list_service_code(list), code);
  CHECK_TEXT(dzjobs_list_service_message(list), "said so");
  CHECK_INT(dzjobs_list_http_status(list), status);
  CHECK_TEXT(dzjobs_list_request_id(list), "req-1");
  CHECK_INT(dzjobs_list_attempts(list), 1);
  CHECK_HAS(dzjobs_list_error_text(list), code);
  CHECK_HAS(dzjobs_list_error_text(list), "said so");
  CHECK(dzjobs_list_page_json(list, NULL) == NULL);
  /* the same page again; then the error is discarded */
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer(list, 200, "{}");
  CHECK_INT(next_event(list), DZJOBS_DONE);
  CHECK_TEXT(dzjobs_list_service_code(list), NULL);
  CHECK_TEXT(dzjobs_list_service_message(list), NULL);
  CHECK_INT(dzjobs_list_http_status(list), 200);
  CHECK_TEXT(dzjobs_list_request_id(list), NULL);
  dzjobs_list_free(list);
}

/* The places of code and message, and their defaults. */
static void named_by(int status, const char *type, const char *body, const char *code,
                     const char *message) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_max_attempts(list, 1), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer_header(list, "X-Amz-Request-Id", "req-2");
  if (type) answer_header(list, "X-AMZN-ERRORTYPE", type);
  answer(list, status, body);
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
  CHECK_TEXT(dzjobs_list_service_code(list), code);
  CHECK_TEXT(dzjobs_list_service_message(list), message);
  CHECK_TEXT(dzjobs_list_request_id(list), "req-2");
  dzjobs_list_free(list);
}

static void names(void) {
  named_by(400, "ValidationException:http://internal/", "{\"message\":\"m\"}",
           "ValidationException", "m");
  named_by(400, "aws.datazone#ValidationException:x", "{\"Message\":\"m\"}",
           "ValidationException", "m");
  named_by(400, NULL, "{\"code\":\"A\",\"Code\":\"B\",\"__type\":\"C\"}", "A", NULL);
  named_by(400, NULL, "{\"__type\":\"n#C\",\"errorMessage\":\"m\"}", "C", "m");
  named_by(403, NULL, "{}", "403", NULL);
  named_by(502, NULL, "<html><body>Bad Gateway</body></html>", "502", NULL);
  named_by(503, "SlowDown", "\n<!DOCTYPE html>", "SlowDown", NULL);
  named_by(500, NULL, "", "500", NULL);
  named_by(302, NULL, "", "302", NULL);
  named_by(404, NULL, "no such thing", "404", "no such thing");
  named_by(400, "X", "{\"message\":\"\\u00e9\\n\"}", "X", "\xC3\xA9\n");
}

/* The first of equal headers counts, and all are discarded with their response. */
static void headers(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer_header(list, "x-amzn-requestid", "first");
  answer_header(list, "X-Amzn-RequestId", "second");
  answer_header(list, "x-amz-request-id", "other");
  answer_header(list, "content-type", "application/json");
  answer(list, 200, "{\"nextToken\":\"t1\"}");
  CHECK_TEXT(dzjobs_list_request_id(list), "first");
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer(list, 200, "{}");
  CHECK_TEXT(dzjobs_list_request_id(list), NULL);
  dzjobs_list_free(list);
}

/* ---- Bodies that are not answers -------------------------------------------------------- */

/* The text names the member, if there is one, and the byte. The error stays. */
static void no_answer(const char *body, size_t len, const char *member, const char *byte) {
  dzjobs_list *list = new_listing();
  int before = check_failed;
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer_bytes(list, 200, body, len);
  CHECK_INT(next_event(list), DZJOBS_EPARSE);
  CHECK_HAS(dzjobs_list_error_text(list), member);
  CHECK_HAS(dzjobs_list_error_text(list), byte);
  CHECK_TEXT(dzjobs_list_service_code(list), NULL);
  CHECK_INT(dzjobs_list_http_status(list), 200);
  CHECK_INT(dzjobs_list_page_run_count(list), 0);
  CHECK_INT(next_page(list), DZJOBS_EPARSE);
  CHECK_INT(next_event(list), DZJOBS_EPARSE);
  if (check_failed > before) printf("  for %.*s\n", (int)len, body);
  dzjobs_list_free(list);
}

#define NO_ANSWER(body, member, byte) no_answer(body, sizeof(body) - 1, member, byte)

static void bodies(void) {
  NO_ANSWER("", "body", "byte 0");
  NO_ANSWER("[]", "body", "byte 0");
  NO_ANSWER("null", "body", "byte 0");
  NO_ANSWER("<html></html>", "body", "byte 0");
  NO_ANSWER("\xEF\xBB\xBF{}", "body", "byte 0");
  NO_ANSWER("{} x", "body", "byte 3");
  NO_ANSWER("{}\0", "body", "byte 2");
  NO_ANSWER("{\"items\":[{\"runId\":\"r1\"}", "", "byte 24");
  NO_ANSWER("{\"items\":{}}", "items", "byte 9");
  NO_ANSWER("{\"items\":[5]}", "items[0]", "byte 10");
  NO_ANSWER("{\"nextToken\":5}", "nextToken", "byte 13");
  NO_ANSWER("{\"items\":[{},{\"runId\":5}]}", "items[1].runId", "byte 22");
  NO_ANSWER("{\"items\":[{\"error\":\"x\"}]}", "items[0].error", "byte 19");
  NO_ANSWER("{\"items\":[{\"error\":{\"message\":1}}]}", "items[0].error.message", "byte 30");
  NO_ANSWER("{\"items\":[{\"createdAt\":\"abc\"}]}", "items[0].createdAt", "byte 23");
  NO_ANSWER("{\"items\":[{\"endTime\":253402300800}]}", "items[0].endTime", "byte 21");
  NO_ANSWER("{\"items\":[{\"runId\":\"\xFF\"}]}", "items[0].runId", "byte 20");
  NO_ANSWER("{\"items\":[{\"new\":01}]}", "items[0].new", "byte 18");
}

/* ---- Loops and limits -------------------------------------------------------------------- */

/* A token of any earlier page, or the starting one. The page is delivered first. */
static void loop(const char *start, const char *const *tokens) {
  dzjobs_list *list = new_listing();
  char body[100];
  CHECK_INT(dzjobs_list_set_next_token(list, start), 0);
  for (int i = 0; tokens[i]; i++) {
    snprintf(body, sizeof body, "{\"items\":[{\"runId\":\"r%d\"}],\"nextToken\":\"%s\"}", i,
             tokens[i]);
    serve(list, body);
    CHECK_INT(next_event(list), DZJOBS_RUN);
  }
  for (int i = 0; i < 3; i++) {
    CHECK_INT(next_event(list), DZJOBS_ELOOP);
    CHECK(strlen(dzjobs_list_error_text(list)) > 0);
  }
  dzjobs_list_free(list);
}

static void loops(void) {
  loop(NULL, (const char *const[]){"a", "a", NULL});
  loop(NULL, (const char *const[]){"a", "b", "c", "b", NULL});
  loop("s", (const char *const[]){"s", NULL});
  loop("s", (const char *const[]){"a", "s", NULL});
}

static void too_big(const char *body, size_t len, const char *text) {
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_INT(dzjobs_list_put_response(list, clock_us, 200, body, len), 0);
  CHECK_INT(next_event(list), DZJOBS_ETOOBIG);
  CHECK_HAS(dzjobs_list_error_text(list), text);
  CHECK_INT(next_event(list), DZJOBS_ETOOBIG);
  dzjobs_list_free(list);
}

static void limits(void) {
  static char text[20000];
  size_t over = ((size_t)64 << 20) + 1;
  char *body = (char *)calloc(over, 1);
  too_big(body, over, "64 MiB");
  free(body);
  for (int depth = 512; depth <= 513; depth++) {
    static const char head[] = "{\"items\":[],\"x\":";
    char *at = strcpy(text, head) + strlen(head);
    memset(at, '[', depth - 1);
    memset(at + depth - 1, ']', depth - 1);
    strcpy(at + 2 * (depth - 1), "}");
    if (depth > 512) {
      too_big(text, strlen(text), "512");
    } else {
      dzjobs_list *list = new_listing();
      serve(list, text);
      CHECK_INT(next_event(list), DZJOBS_DONE);
      dzjobs_list_free(list);
    }
  }
  strcpy(text, "{\"nextToken\":\"");
  memset(text + 14, 't', 8193);
  strcpy(text + 14 + 8193, "\"}");
  too_big(text, strlen(text), "8192");
}

/* ---- Codes ------------------------------------------------------------------------------ */

static void codes(void) {
  for (int code = DZJOBS_ETOOBIG; code <= DZJOBS_WAIT + 2; code++) {
    CHECK(strlen(dzjobs_strerror(code)) > 0);
    CHECK(strcmp(dzjobs_strerror(code), "unknown code") != 0);
    for (int other = DZJOBS_ETOOBIG; other < code; other++)
      CHECK(strcmp(dzjobs_strerror(code), dzjobs_strerror(other)) != 0);
  }
  CHECK_TEXT(dzjobs_strerror(DZJOBS_ETOOBIG - 1), "unknown code");
  CHECK_TEXT(dzjobs_strerror(DZJOBS_WAIT + 4), "unknown code");
  CHECK_TEXT(dzjobs_strerror(INT32_MIN), "unknown code");
}

int main(void) {
  service_error(500, "InternalServerException");
  service_error(429, "ThrottlingException");
  service_error(404, "ResourceNotFoundException");
  service_error(403, "AccessDeniedException");
  service_error(400, "ValidationException");
  service_error(401, "UnauthorizedException");
  names();
  headers();
  bodies();
  loops();
  limits();
  codes();
  return check_done();
}
