/* Calls every function of dzjobs.h and the headers that it includes in every state of a listing: a
 * table has the results. Refused calls and getters change nothing, errors stay, and no function is
 * missing. */
#include "calls.h"
#include "states.h"

/* ---- The table ----------------------------------------------------------------------------
 *
 * fresh, configured, wrong | sending, half answered, answered | at a run, at a page, sending again,
 * answered again | waiting, waiting again, sending a retry | refused, told of a refusal, told of no
 * answer | broken, too big, in a loop, done, cut */
#define OF_A_RUN "--- --- ++++ -+- --- -++++"
#define TEXT_ROW(name, words, value) {"run_" #words, run_##words, OF_A_RUN},
#define TIME_ROW(name, words, value) {"run_" #words "_us", run_##words##_us, OF_A_RUN},
static const struct row {
  const char *name;
  int (*call)(dzjobs_list *);
  const char *results;
} rows[] = {
    {"list_new", list_new, "000 000 0000 000 000 00000"},
    {"list_free", list_free, "vvv vvv vvvv vvv vvv vvvvv"},
    {"list_set_context", set_context, "000 000 0000 000 000 00000"},
    {"list_context", context, "+++ +++ ++++ +++ +++ +++++"},
    {"list_set_region", set_region, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_status", set_status, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_sort_order", set_sort_order, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_max_results", set_max_results, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_max_items", set_max_items, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_next_token", set_next_token, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_resume_token", set_resume_token, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_endpoint_url", set_endpoint_url, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_use_fips", set_fips, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_max_attempts", set_max_attempts, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_retry_quota", set_retry_quota, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_random_seed", set_random_seed, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_json_times", set_json_times, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_credentials", set_credentials, "000 000 0000 000 000 00000"},
    {"list_next", next, ">>I >>R RR>R WW> X>> EBLDD"},
    {"list_next_page", page, ">>I >>P >>>P WW> X>> EBLDD"},
    {"list_wait_us", wait_us, "--- --- ---- ++- --- -----"},
    {"list_cancel", cancel, "000 000 0000 000 000 00000"},
    {"list_uncancel", uncancel, "000 000 0000 000 000 00000"},
    {"list_request_url", url, "--- ++- --+- --+ --- -----"},
    {"list_request_header", header, "--- ++- --+- --+ --- -----"},
    {"list_put_response_header", response_header, "SSS 00S SS0S SS0 SSS SSSSS"},
    {"list_put_response", response, "SSS 00S SS0S SS0 SSS SSSSS"},
    {"list_put_no_response", no_response, "SSS 00S SS0S SS0 SSS SSSSS"},
    {"list_run", run, "--- --- +--- --- --- -----"},
    {"list_page_run_count", page_count, "--- --- ++++ -+- --- -++++"},
    {"list_page_run", page_run, "--- --- ++++ -+- --- -++++"},
    {"list_page_json", page_json, "--- --- ++++ -+- --- -++++"},
    {"list_next_token", next_token, "--- --- ++++ -+- --- -++-+"},
    {"list_resume_token", resume_token, "-+- --- ++++ -+- --- -++-+"},
    STRING_MEMBERS(TEXT_ROW)
    TIME_MEMBERS(TIME_ROW)
    {"run_read", run_read, OF_A_RUN},
    {"run_json", run_json, OF_A_RUN},
    {"list_export_arrow_schema", arrow_schema, "000 000 0000 000 000 00000"},
    {"list_export_arrow_page", arrow_page, "SSS SSS 0000 S0S SSS S0000"},
    {"list_error_text", error, "--+ --- ---- --- -++ +++--"},
    {"list_last_error", last_error, "--+ --- ---- --- -++ +++--"},
    {"list_is_throttled", is_throttled, "--- --- ---- --- --- -----"},
    {"list_is_retryable", is_retryable, "--- --- ---- +++ --- -----"},
    {"list_count", count, "--- --+ ++++ +++ +++ +++++"},
    {"list_service_code", error_code, "--- --- ---- +++ ++- -----"},
    {"list_service_message", error_message, "--- --- ---- +++ ++- -----"},
    {"list_http_status", http_status, "--- --+ ++++ +++ ++- +++++"},
    {"list_request_id", request_id, "--- --+ ++++ +++ ++- +++++"},
    {"list_attempts", attempts, "--- --+ ++++ +++ +++ +++++"},
    {"strerror", strerror_, "+++ +++ ++++ +++ +++ +++++"},
    {"version", version, "+++ +++ ++++ +++ +++ +++++"},
    {"version_number", version_number, "+++ +++ ++++ +++ +++ +++++"},
};

#define ROWS (sizeof rows / sizeof *rows)

static const struct row *row_of(const char *name) {
  for (size_t i = 0; i < ROWS; i++)
    if (strcmp(rows[i].name, name) == 0) return &rows[i];
  return NULL;
}

static int is_known(const char *name) { return row_of(name + strlen("dzjobs_")) != NULL; }

/* ---- The program --------------------------------------------------------------------------- */

/* All results of a listing except the text of its last error. */
static void look(dzjobs_list *l, char *text, size_t room) {
  const char *name, *value = NULL, *token = dzjobs_list_resume_token(l);
  int at = snprintf(text, room, "%d %zu %p %p %lld %d %d\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n",
                    dzjobs_list_run(l) != NULL, dzjobs_list_page_run_count(l),
                    (const void *)dzjobs_list_run(l), dzjobs_list_context(l),
                    (long long)dzjobs_list_wait_us(l), dzjobs_list_http_status(l),
                    dzjobs_list_attempts(l),
                    dzjobs_list_request_url(l) ? dzjobs_list_request_url(l) : "-",
                    dzjobs_list_page_run_count(l) ? dzjobs_list_page_json(l, NULL) : "-",
                    dzjobs_list_next_token(l) ? dzjobs_list_next_token(l) : "-",
                    token ? token : "-", error_code(l) ? dzjobs_list_service_code(l) : "-",
                    error_message(l) ? dzjobs_list_service_message(l) : "-",
                    request_id(l) ? dzjobs_list_request_id(l) : "-");
  for (size_t i = 0; (name = dzjobs_list_request_header(l, i, &value)) != NULL; i++)
    at += snprintf(text + at, room - (size_t)at, "%s: %s\n", name, value);
  CHECK(at > 0);
  CHECK((size_t)at < room);
}

/* Past the last item there is no result, and outputs do not change. */
static void look_past_the_end(const dzjobs_list *l) {
  const char *value = "kept";
  size_t count = dzjobs_list_page_run_count(l), len = 99;
  CHECK_TEXT(dzjobs_list_request_header(l, 1000, &value), NULL);
  CHECK_TEXT(dzjobs_list_request_header(l, SIZE_MAX, &value), NULL);
  CHECK(dzjobs_list_page_run(l, count) == NULL);
  CHECK(dzjobs_list_page_run(l, SIZE_MAX) == NULL);
  if (!page_run((dzjobs_list *)l)) CHECK_TEXT(dzjobs_list_page_json(l, &len), NULL);
  CHECK_INT(len, 99);
  CHECK_TEXT(value, "kept");
}

/* One cell: a new listing, the call, and the state after it. */
static void check_cell(const struct row *row, size_t s) {
  static char before[65536], after[65536];
  char letter = cell(row->results, s);
  int expected = code_of(letter), changes = strchr("0DRP>WEXLTB", letter) != NULL;
  dzjobs_list *l = reach(&states[s]);
  char *told = lend(dzjobs_list_error_text(l));
  look(l, before, sizeof before);
  look_past_the_end(l);
  CHECK_INT(row->call(l), expected);
  if (!changes) {
    look(l, after, sizeof after);
    CHECK_TEXT(after, before);
    if (is_refusal(letter)) CHECK(is_text(dzjobs_list_error_text(l)));
    else CHECK_TEXT(dzjobs_list_error_text(l), told);
    CHECK_INT(next(l), code_of(cell(row_of("list_next")->results, s)));
  }
  take_back(told);
  dzjobs_list_free(l);
}

/* Errors and the end stay, for every call; a request stays until its response. */
static void check_stays(size_t s) {
  char letter = cell(row_of("list_next")->results, s);
  if (!strchr("IEBLDW>", letter)) return;
  dzjobs_list *l = reach(&states[s]);
  char *told = NULL;
  for (int i = 0; i < 6; i++) {
    CHECK_INT(i % 2 ? page(l) : next(l), code_of(letter));
    if (i == 0) told = lend(dzjobs_list_error_text(l));
    CHECK_TEXT(dzjobs_list_error_text(l), told);
  }
  take_back(told);
  dzjobs_list_free(l);
}

int main(int argc, char **argv) {
  CHECK(argc > 1);
  size_t known = argc > 1 ? check_header(argv[1], "dzjobs.h", is_known) : 0;
  if (argc > 1) known += check_header(argv[1], "dzjobs_run.h", is_known);
  if (argc > 1) known += check_header(argv[1], "dzjobs_settings.h", is_known);
  CHECK_INT(known, ROWS);
  for (size_t s = 0; s < STATES; s++) {
    for (size_t i = 0; i < ROWS; i++) {
      int before = check_failed;
      CHECK_INT(cells(rows[i].results), STATES);
      check_cell(&rows[i], s);
      if (check_failed > before) printf("  %s while %s\n", rows[i].name, states[s].name);
    }
    check_stays(s);
  }
  return check_done();
}
