/* Bodies and strings end where memory ends: an inaccessible page follows them, and another one
 * precedes everything. Valgrind allows an aligned load past the end of a block; here it ends the
 * program. The meaning of a body does not depend on the following bytes: the same bytes inside of
 * others give the same result. */
#define _GNU_SOURCE
#include "answer.h"
#include <sys/mman.h>
#include <unistd.h>

/* Long and short, plain and escaped, equal and different from run to run, with and without
 * spaces. */
#define SHARED                                                                                   \
  "\"domainId\":\"dzd_consumer\",\"jobId\":\"job-of-more-than-one-block\",\"jobType\":\"L\""
#define PLAIN                                                                                    \
  "{" SHARED ",\"runId\":\"run-1\",\"status\":\"SUCCESS\",\"error\":null,\"createdBy\":null,"    \
  "\"createdAt\":1731608325.123,\"startTime\":1.731608325123E9,\"endTime\":1731608326}"
#define ODD                                                                                      \
  "{" SHARED ",\"runId\":\"a\\n\\u00e9\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80\\ud83d\\ude00 b\","   \
  "\"error\":{\"message\":\"it \\\"failed\\\" in some more bytes than a block\",\"code\":[1,"    \
  "2.5e-7,true,false,null,\"as long and plain as two blocks are\",{\"k\":\"\"}]},\"createdAt\":" \
  "\"2026-11-23T10:00:00Z\",\"a-name-of-many-bytes\":{\"x\":[\"plain and not short\",-0]}}"
#define SPACED                                                                                   \
  " { \"runId\" : \"run-1\" ,\r\n\t\"status\" : null , \"endTime\" : -1.5E+3 , \"x\" : \"y\" } "
#define FAILURE                                                                                  \
  "{\"message\":\"no such job \xc3\xa9 \\u00e9 in some blocks of bytes\",\"__type\":"            \
  "\"com.amazon#ResourceNotFoundException:http://\",\"Error\":{\"Code\":1e5,\"Message\":\"m\"}}"
static const char *const texts[] = {
    "{\"items\":[" PLAIN "," PLAIN "," ODD "," ODD "," PLAIN "],\"nextToken\":\"t==\",\"z\":[]}",
    " { \"items\" : [" SPACED "," SPACED ", null , {} ] , \"nextToken\" : null } ",
    FAILURE,
};

static char *end; /* of what may be read */

static void put_up_guards(void) {
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  char *start = mmap(NULL, 3 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mprotect(start, size, PROT_NONE) ||
      mprotect(start + 2 * size, size, PROT_NONE))
    abort();
  end = start + 2 * size;
}

static char *at_the_end(const char *bytes, size_t len) { return memcpy(end - len, bytes, len); }

struct outcome {
  int event;
  char text[4096];
};

/* All results of a listing for an answer. */
static struct outcome outcome_of(int status, const char *body, size_t len) {
  struct outcome outcome;
  dzjobs_list *list = NULL;
  if (dzjobs_list_new(&list, "us-east-1", "dzd_consumer", "job1") ||
      dzjobs_list_set_max_attempts(list, 1) || dzjobs_list_next_page(list, START_US) < 0 ||
      dzjobs_list_put_response(list, START_US, status, body, len))
    abort();
  outcome.event = dzjobs_list_next_page(list, START_US);
  const char *const told[] = {
      outcome.event == DZJOBS_PAGE ? dzjobs_list_page_json(list, NULL) : NULL,
      dzjobs_list_error_text(list), dzjobs_list_service_code(list),
      dzjobs_list_service_message(list)};
  char *to = outcome.text;
  for (size_t i = 0; i < sizeof told / sizeof *told; i++)
    to += snprintf(to, (size_t)(outcome.text + sizeof outcome.text - to), "%s\n",
                   told[i] ? told[i] : "-");
  dzjobs_list_free(list);
  return outcome;
}

/* Every n-th piece of the text, with those that start at its beginning. */
static void pieces(const char *text, int status, size_t step) {
  size_t all = strlen(text), count = 0;
  for (size_t from = 0; from <= all; from += step)
    for (size_t len = from ? count++ % step : 0; len <= all - from; len += from ? step : 1) {
      struct outcome middle = outcome_of(status, text + from, len);
      struct outcome last = outcome_of(status, at_the_end(text + from, len), len);
      if (!CHECK_INT(last.event, middle.event) || !CHECK_TEXT(last.text, middle.text))
        printf("  bytes %zu to %zu of %s\n", from, from + len, text);
    }
  CHECK_INT(outcome_of(status, text, all).event, status == 200 ? DZJOBS_PAGE : DZJOBS_ESERVICE);
}

/* A string's NUL is the last accessible byte. */
static void strings(void) {
  for (size_t len = 1; len <= 40; len++) {
    char text[64];
    dzjobs_list *list = new_signed_listing();
    memset(text, 'x', sizeof text);
    text[len] = 0;
    const char *last = at_the_end(text, len + 1);
    CHECK_INT(dzjobs_list_set_resume_token(list, last), 0);
    CHECK_INT(dzjobs_list_set_credentials(list, "AKIDCONSUMER", last, last), 0);
    CHECK_INT(next_event(list), DZJOBS_SEND);
    CHECK_HAS(dzjobs_list_request_url(list), text);
    CHECK_TEXT(sent_header(list, "X-Amz-Security-Token"), text);
    CHECK_INT(dzjobs_list_put_response_header(list, last, last), 0);
    memset(text, 'y', len); /* not a secret, which no error would quote */
    CHECK_INT(dzjobs_list_put_no_response(list, clock_us, 0, at_the_end(text, len + 1)), 0);
    CHECK_INT(next_event(list), DZJOBS_ETRANSPORT);
    CHECK_HAS(dzjobs_list_error_text(list), text);
    dzjobs_list_free(list);
  }
}

/* The last argument is the amount of work. */
int main(int argc, char **argv) {
  size_t step = argc > 1 && atoi(argv[argc - 1]) >= 1000 ? 3 : 97;
  put_up_guards();
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    pieces(texts[i], i < 2 ? 200 : 404, step);
  strings();
  return check_done();
}
