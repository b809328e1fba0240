/* Hostile services and proxies: for every answer a listing ends with the result in the table, in
 * memory bounded by the size of the answer; and endless pages end. The third argument is the scale:
 * 1000 for bodies of 10 MB. */
#define _GNU_SOURCE /* memmem */
#include "lives.h"
#if SEES_ENDS /* AddressSanitizer has its own allocator */
#include "answer.h"
static long long bytes, most;
#else
#include "memory.h"
#endif

#include "adversary.h"

static size_t scale = 1000;

/* ---- Answers -------------------------------------------------------------------------------- */

/* Memory for the text of a page, its JSON and the growth of a block, in bytes for each byte of the
 * answer; and a row for each of at most 100,000 runs. */
#define TIMES 12
#define ROW 512

static void check_answer(const struct adversary *adversary) {
  size_t len;
  /* 100,000 runs need at least this. */
  char *body = make_body(adversary, scale > 40 ? scale * 10000 : 400000, &len);
  dzjobs_list *list = new_listing();
  long long before = most = bytes;
  CHECK_INT(drive(list, clock_us, adversary->status, body, len), adversary->end);
  long long rows = strncmp(adversary->name, "runs", 4) == 0 ? 100000 : 1;
  CHECK(most - before <= (long long)len * TIMES + rows * ROW + 65536);
  const char *error = dzjobs_list_error_text(list);
  if (adversary->end < 0) CHECK(*error != 0);
  if (adversary->end != DZJOBS_ESERVICE) CHECK(strlen(error) < 256);
  CHECK(strstr(error, TOKEN) == NULL);
  CHECK(strstr(error, KEY) == NULL);
  if (adversary->end == DZJOBS_PAGE) {
    size_t printed = 0;
    CHECK(dzjobs_list_page_json(list, &printed) != NULL);
    CHECK(printed <= len * 6 + 1024);
  }
  free(body);
  /* The listing still works: final errors stay, and others can be retried. */
  int next = dzjobs_list_next_page(list, clock_us);
  CHECK_INT(next, adversary->end == DZJOBS_ESERVICE ? DZJOBS_SEND
                  : adversary->end != DZJOBS_PAGE   ? adversary->end
                  : dzjobs_list_next_token(list)    ? DZJOBS_SEND
                                                    : DZJOBS_DONE);
  dzjobs_list_free(list);
}

/* Headers of any number and length; the memory of each listing stays small. */
static void check_headers(void) {
  size_t size = scale * 1000;
  char *value = (char *)malloc(size + 1);
  if (!value) return;
  memset(value, 'v', size);
  value[size] = 0;
  dzjobs_list *list = new_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  long long before = most = bytes;
  for (size_t i = 0; i < scale * 100; i++) {
    CHECK_INT(dzjobs_list_put_response_header(list, "x-amzn-requestid", "id"), 0);
    CHECK_INT(dzjobs_list_put_response_header(list, "x-other", "v"), 0);
  }
  CHECK_INT(dzjobs_list_put_response_header(list, value, value), 0);
  CHECK_INT(dzjobs_list_put_response_header(list, "date", value), 0);
  CHECK_INT(dzjobs_list_put_response_header(list, "x-amzn-errortype", value), 0);
  CHECK_INT(dzjobs_list_put_response_header(list, "x-amz-retry-after", value), 0);
  CHECK(most - before <= 65536);
  answer(list, 403, "{}");
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
  CHECK_TEXT(dzjobs_list_request_id(list), "id");
  CHECK(strlen(dzjobs_list_service_code(list)) <= 8192);
  dzjobs_list_free(list);
  free(value);
}

/* ---- Pages ---------------------------------------------------------------------------------- */

/* A page with this token and this number of runs. Returns the next event, by pages. */
static int turn(dzjobs_list *list, const char *token, int runs) {
  static char body[20000];
  int len = snprintf(body, sizeof body, "{\"items\":[%s],\"nextToken\":\"%s\"}", runs ? "{}" : "",
                     token);
  int event = dzjobs_list_next_page(list, clock_us);
  if (event != DZJOBS_SEND) return event;
  CHECK_INT(dzjobs_list_put_response(list, clock_us, 200, body, (size_t)len), 0);
  return dzjobs_list_next_page(list, clock_us);
}

/* The number of pages before the error. */
static long pages_until(dzjobs_list *list, int error, void (*name)(char *, long), int runs) {
  static char token[10000];
  long pages = 0;
  int event = DZJOBS_PAGE;
  long long before = bytes;
  for (; event == DZJOBS_PAGE && pages < 200000; pages++) {
    name(token, pages);
    event = turn(list, token, runs);
  }
  CHECK_INT(event, error);
  CHECK(bytes - before <= 15 * pages + 262144); /* the seen tokens, and the longest one */
  CHECK(*dzjobs_list_error_text(list) != 0);
  for (int i = 0; i < 3; i++) CHECK_INT(turn(list, "other", 1), error);
  dzjobs_list_free(list);
  return pages - 1;
}

static long period, last;
static void in_a_cycle(char *token, long page) { sprintf(token, "t%ld", page % period); }
static void once_more(char *token, long page) {
  sprintf(token, "t%ld", page == last ? last / 2 : page);
}
static void growing(char *token, long page) {
  memset(token, 't', (size_t)page + 1);
  token[page + 1] = 0;
}
static void always_new(char *token, long page) { sprintf(token, "t%ld", page); }

static void check_pages(void) {
  long step = scale >= 1000 ? 1 : 97;
  for (period = 1; period <= 1000; period += step)
    CHECK_INT(pages_until(new_listing(), DZJOBS_ELOOP, in_a_cycle, 1), period + 1);
  for (last = 10; last <= (long)scale * 100; last *= 10)
    CHECK_INT(pages_until(new_listing(), DZJOBS_ELOOP, once_more, 1), last + 1);
  CHECK_INT(pages_until(new_listing(), DZJOBS_ETOOBIG, growing, 1), 8193);
  CHECK_INT(pages_until(new_signed_listing(), DZJOBS_ELOOP, always_new, 0), 10000);
}

/* A caller who knows that the service only takes long can continue with the resume token. */
static void check_going_on(void) {
  char token[32] = "";
  dzjobs_list *list = new_listing();
  for (int page = 0; page < 10000; page++) {
    sprintf(token, "t%d", page);
    CHECK_INT(turn(list, token, 0), DZJOBS_PAGE);
  }
  CHECK_INT(next_event(list), DZJOBS_ELOOP);
  CHECK_HAS(dzjobs_list_error_text(list), "10,000");
  dzjobs_list *other = new_listing();
  CHECK_INT(dzjobs_list_set_next_token(other, dzjobs_list_next_token(list)), 0);
  CHECK_INT(next_event(other), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(other), BASE "?nextToken=t9999");
  dzjobs_list_free(other);
  dzjobs_list_free(list);
}

int main(int argc, char **argv) {
  if (argc > 3) scale = (size_t)atoi(argv[3]);
  for (size_t i = 0; i < ADVERSARIES; i++) {
    int before = check_failed;
    check_answer(&adversaries[i]);
    if (check_failed > before) printf("  %s\n", adversaries[i].name);
  }
  check_headers();
  check_pages();
  check_going_on();
  return check_done();
}
