/* The life of borrowed values: they stay valid through the calls that the header does not name.
 * AddressSanitizer also checks that they end with the first call that it names. */
#define _DEFAULT_SOURCE /* fork */
#include <sys/wait.h>
#include <unistd.h>

#include "lives.h"
#include "states.h"

/* ---- The calls, a letter each -------------------------------------------------------------- */

static void make(dzjobs_list *list, char call) {
  switch (call) {
    case 'n': dzjobs_list_next(list, clock_us); break;
    case 'p': dzjobs_list_next_page(list, clock_us); break;
    case 'h': answer_header(list, "x-amzn-requestid", "other"); break;
    case 'r': give(list, TWO_RUNS("t3")); break;
    case 'e': answer_error(list, 403, "AccessDeniedException", "no"); break;
    case 'x': CHECK_INT(dzjobs_list_put_no_response(list, clock_us, 0, "reset"), 0); break;
    case 's': CHECK_INT(dzjobs_list_set_status(list, "FAILED"), DZJOBS_ESTATE); break;
    case 'c': CHECK_INT(dzjobs_list_set_credentials(list, "a", "b", NULL), 0); break;
    case 't': CHECK(dzjobs_list_resume_token(list) != NULL); break;
    case 'j': CHECK(dzjobs_list_page_json(list, NULL) != NULL); break;
    case 'J': CHECK(dzjobs_run_json(dzjobs_list_page_run(list, 1), NULL) != NULL); break;
    case 'f': dzjobs_list_free(list); break;
    default: CHECK(0);
  }
}

/* ---- Borrowed values ----------------------------------------------------------------------- */

static const char *header_name(const dzjobs_list *list) {
  return dzjobs_list_request_header(list, 1, NULL);
}
static const char *header_value(const dzjobs_list *list) {
  const char *value = NULL;
  dzjobs_list_request_header(list, 1, &value);
  return value;
}
static const dzjobs_run *run(const dzjobs_list *list) { return dzjobs_list_page_run(list, 0); }
static const char *run_id(const dzjobs_list *list) { return dzjobs_run_run_id(run(list)); }
static const char *run_created_by(const dzjobs_list *list) {
  return dzjobs_run_created_by(run(list));
}
static const char *run_json(const dzjobs_list *list) { return dzjobs_run_json(run(list), NULL); }
static const char *page_json(const dzjobs_list *list) { return dzjobs_list_page_json(list, NULL); }

/* The place of each borrowed value, the calls that it outlives, in sequence, and the calls that end
 * it. */
static const struct lent {
  const char *name;
  const char *(*get)(const dzjobs_list *);
  void (*reach)(dzjobs_list *);
  const char *lives, *ends;
} all[] = {
    {"url", dzjobs_list_request_url, sending, "hcsh", "nprexf"},
    {"url", dzjobs_list_request_url, sending_again, "hcstjJ", "nprexf"},
    {"header name", header_name, sending, "hcs", "nprexf"},
    {"header value", header_value, sending_retry, "hcs", "nprexf"},
    {"run_run_id", run_id, at_a_run, "nsnthennhrsctjJ", "f"},
    {"run_run_id", run_id, answered_again, "sctjJ", "npf"},
    {"run_created_by", run_created_by, at_a_page, "npsxnprst", "f"},
    {"run_created_by", run_created_by, answered_again, "j", "npf"},
    {"run_json", run_json, at_a_page, "pphenphrsctjJ", "f"},
    {"run_json", run_json, answered_again, "JjJ", "npf"},
    {"page_json", page_json, at_a_page, "pphenphrsctjJ", "f"},
    {"page_json", page_json, answered_again, "jJj", "npf"},
    {"next_token", dzjobs_list_next_token, at_a_page, "pphenphrsctjJ", "f"},
    {"next_token", dzjobs_list_next_token, answered_again, "jJs", "npf"},
    {"resume_token", dzjobs_list_resume_token, at_a_page, "sjJc", "tnpf"},
    {"resume_token", dzjobs_list_resume_token, sending_again, "hes", "tnpf"},
    {"error", dzjobs_list_error_text, refusal_told, "nphcr", "sf"},
    {"error", dzjobs_list_error_text, broken, "c", "snpf"},
    {"error_code", dzjobs_list_service_code, refused, "nsnphc", "f"},
    {"error_code", dzjobs_list_service_code, sending_retry, "hcsnp", "rexf"},
    {"error_message", dzjobs_list_service_message, sending_retry, "hcsnp", "rexf"},
    {"request_id", dzjobs_list_request_id, sending_retry, "hcsnp", "rexf"},
    {"request_id", dzjobs_list_request_id, at_a_page, "nsnptc", "f"},
};

static dzjobs_list *reached(const struct lent *lent) {
  const struct state state = {lent->name, lent->reach};
  return reach(&state);
}

static void check_lives(const struct lent *lent) {
  dzjobs_list *list = reached(lent);
  const char *text = lent->get(list);
  if (!CHECK(text != NULL)) return;
  char *copy = lend(text);
  for (const char *call = lent->lives; *call; call++) {
    make(list, *call);
    if (!CHECK(!HAS_ENDED(text)) || !CHECK_TEXT(text, copy)) {
      printf("  after call %d, '%c'\n", (int)(call - lent->lives), *call);
      break;
    }
  }
  take_back(copy);
  dzjobs_list_free(list);
}

static void check_ends(const struct lent *lent) {
  for (const char *call = lent->ends; *call; call++) {
    dzjobs_list *list = reached(lent);
    const char *text = lent->get(list);
    if (!CHECK(text != NULL) || !CHECK(!HAS_ENDED(text))) return;
    make(list, *call);
    if (SEES_ENDS && !CHECK(HAS_ENDED(text))) printf("  after '%c'\n", *call);
    if (*call != 'f') dzjobs_list_free(list);
  }
}

/* A run is not a text but a place in its page. */
static void check_runs(void) {
  dzjobs_list *list = new_listing();
  answered_again(list);
  const dzjobs_run *lent = run(list);
  CHECK_TEXT(dzjobs_run_run_id(lent), "the runId");
  CHECK(!HAS_ENDED(lent));
  CHECK_INT(next_event(list), DZJOBS_RUN);
  if (SEES_ENDS) CHECK(HAS_ENDED(lent));
  dzjobs_list_free(list);
}

/* ---- Mistakes ------------------------------------------------------------------------------ */

/* A program with a mistake, in its own process, and AddressSanitizer's report. */
static void check_is_told(const struct lent *lent, char call) {
  static char report[65536];
  int ends[2];
  size_t length = 0;
  ssize_t count;
  fflush(stdout);
  if (!CHECK_INT(pipe(ends), 0)) return;
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 2);
    dzjobs_list *list = reached(lent);
    const volatile char *text = lent->get(list);
    make(list, call);
    _exit(text[0] & 0); /* never reached */
  }
  close(ends[1]);
  while ((count = read(ends[0], report + length, sizeof report - 1 - length)) > 0)
    length += (size_t)count;
  report[length] = 0;
  close(ends[0]);
  int status = 0;
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK(status != 0);
  CHECK_HAS(report, "heap-use-after-free");
}

int main(void) {
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    int before = check_failed;
    check_lives(&all[i]);
    check_ends(&all[i]);
    if (SEES_ENDS) check_is_told(&all[i], all[i].ends[0]);
    if (check_failed > before) printf("  %s, lent in row %zu\n", all[i].name, i);
  }
  check_runs();
  return check_done();
}
