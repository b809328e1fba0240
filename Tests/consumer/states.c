/* Every function of dzjobs.h in every state of a listing: what it gives stands in a table. What is
 * refused, and what only looks, changes nothing; an error stays; and no function is missing. */
#include "arrow.h"
#include "states.h"

/* ---- The functions ----------------------------------------------------------------------- */

static int context_pointer;
static dzjobs_list *made;
static const dzjobs_run *first(const dzjobs_list *list) { return dzjobs_list_page_run(list, 0); }
static int is_text(const char *text) { return text != NULL && *text != 0; }
static int is_time(int64_t time) { return time != DZJOBS_NO_TIME; }

typedef dzjobs_list list; /* for short */
static int list_new(list *l) {
  (void)l;
  int code = dzjobs_list_new(&made, "us-east-1", "d", "j");
  dzjobs_list_free(made);
  return code;
}
static int set_context(list *l) { return dzjobs_list_set_context(l, &context_pointer); }
static int context(list *l) { return dzjobs_list_context(l) != NULL; }
static int set_status(list *l) { return dzjobs_list_set_status(l, "FAILED"); }
static int set_sort_order(list *l) { return dzjobs_list_set_sort_order(l, "ASCENDING"); }
static int set_max_results(list *l) { return dzjobs_list_set_max_results(l, 7); }
static int set_max_items(list *l) { return dzjobs_list_set_max_items(l, 7); }
static int set_next_token(list *l) { return dzjobs_list_set_next_token(l, "t7"); }
static int set_starting_token(list *l) { return dzjobs_list_set_resume_token(l, "t7"); }
static int set_endpoint_url(list *l) { return dzjobs_list_set_endpoint_url(l, "http://h"); }
static int set_fips(list *l) { return dzjobs_list_set_use_fips(l, 0); }
static int set_max_attempts(list *l) { return dzjobs_list_set_max_attempts(l, 7); }
static int set_retry_quota(list *l) { return dzjobs_list_set_retry_quota(l, 7); }
static int set_random_seed(list *l) { return dzjobs_list_set_random_seed(l, 7); }
static int set_json_times(list *l) { return dzjobs_list_set_json_times(l, 1); }
static int set_credentials(list *l) { return dzjobs_list_set_credentials(l, "a", "b", "c"); }
static int next(list *l) { return dzjobs_list_next(l, clock_us); }
static int page(list *l) { return dzjobs_list_next_page(l, clock_us); }
static int wait_us(list *l) { return dzjobs_list_wait_us(l) > 0; }
static int url(list *l) { return is_text(dzjobs_list_request_url(l)); }
static int header(list *l) { return is_text(dzjobs_list_request_header(l, 0, NULL)); }
static int response_header(list *l) { return dzjobs_list_put_response_header(l, "a", "b"); }
static int response(list *l) { return dzjobs_list_put_response(l, clock_us, 200, "{}", 2); }
static int no_response(list *l) { return dzjobs_list_put_no_response(l, clock_us, 1, "reset"); }
static int run(list *l) { return dzjobs_list_run(l) != NULL; }
static int page_count(list *l) { return dzjobs_list_page_run_count(l) > 0; }
static int page_run(list *l) { return first(l) != NULL; }
static int page_json(list *l) { return is_text(dzjobs_list_page_json(l, NULL)); }
static int next_token(list *l) { return is_text(dzjobs_list_next_token(l)); }
static int resume_token(list *l) { return is_text(dzjobs_list_resume_token(l)); }
#define TEXT_GETTER(name, words, value) \
  static int run_##words(list *l) { return is_text(dzjobs_run_##words(first(l))); }
#define TIME_GETTER(name, words, value) \
  static int run_##words##_us(list *l) { return is_time(dzjobs_run_##words##_us(first(l))); }
STRING_MEMBERS(TEXT_GETTER)
TIME_MEMBERS(TIME_GETTER)
static int run_json(list *l) { return is_text(dzjobs_run_json(first(l), NULL)); }
static int arrow_schema(list *l) {
  struct ArrowSchema schema;
  int code = dzjobs_list_export_arrow_schema(l, &schema);
  if (code == 0) release_schema(&schema);
  return code;
}
static int arrow_page(list *l) {
  static char found[ROWS_TEXT], expected[ROWS_TEXT];
  struct ArrowArray array;
  int code = dzjobs_list_export_arrow_page(l, &array);
  if (code != 0) return code;
  CHECK_TEXT(rows_of_array(&array, found), rows_of_page(l, expected));
  release_array(&array);
  return code;
}
static int error(list *l) { return is_text(dzjobs_list_error_text(l)); }
static int error_code(list *l) { return is_text(dzjobs_list_service_code(l)); }
static int error_message(list *l) { return is_text(dzjobs_list_service_message(l)); }
static int http_status(list *l) { return dzjobs_list_http_status(l) > 0; }
static int request_id(list *l) { return is_text(dzjobs_list_request_id(l)); }
static int attempts(list *l) { return dzjobs_list_attempts(l) > 0; }
static int strerror_(list *l) { return l != NULL && is_text(dzjobs_strerror(0)); }
static int version(list *l) { return l != NULL && is_text(dzjobs_version()); }
static int version_number(list *l) { return l != NULL && dzjobs_version_number() > 0; }
static int list_free(list *l) { return (void)l, 0; } /* what each of these ends with */

/* ---- The table ----------------------------------------------------------------------------
 *
 * fresh, configured, wrong | sending, half answered, answered | at a run, at a page, sending again,
 * answered again | waiting, waiting again, sending a retry | refused, told of a refusal, told of no
 * answer | broken, too big, in a circle, done, cut */
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
    {"list_set_status", set_status, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_sort_order", set_sort_order, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_max_results", set_max_results, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_max_items", set_max_items, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_next_token", set_next_token, "00S SSS SSSS SSS SSS SSSSS"},
    {"list_set_resume_token", set_starting_token, "00S SSS SSSS SSS SSS SSSSS"},
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
    {"run_json", run_json, OF_A_RUN},
    {"list_export_arrow_schema", arrow_schema, "000 000 0000 000 000 00000"},
    {"list_export_arrow_page", arrow_page, "SSS SSS 0000 S0S SSS S0000"},
    {"list_error_text", error, "--+ --- ---- --- -++ +++--"},
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

/* ---- All of it ----------------------------------------------------------------------------- */

/* All that can be asked of a listing but for the text of its last error. */
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
  CHECK(at > 0 && (size_t)at < room);
}

/* Past the last there is nothing, and what was to be written is as it was. */
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

/* One cell: a listing of its own, the call, and what it left. */
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

/* Errors and the end stay, whichever way they are asked for; a request stays until answered. */
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
  if (argc > 1) CHECK_INT(check_header(argv[1], "dzjobs.h", is_known), ROWS);
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
