/* Calls every function of dzjobs_client.h in every state of a client and compares the results with
 * a table, and the table with the header. There is no network: the transport is this program's. */
#include "texts.h"
#include "dzjobs_arrow.h"
#include "table.h"

static dzjobs_client *client;
static dzjobs_list *list, *other;
static const char *answers[] = {"{\"items\":[{},{}],\"nextToken\":\"t1\"}", "{\"items\":[{}]}"};

static int is_text(const char *text) { return text != NULL && *text != 0; }

static int carry(void *context, dzjobs_exchange *exchange) {
  const char *body = answers[strstr(dzjobs_exchange_request_url(exchange), "nextToken=t1") != NULL];
  CHECK(context == &client);
  CHECK_INT(dzjobs_exchange_put_response(exchange, 200, body, strlen(body)), 0);
  return 0;
}

static int provide(void *context, dzjobs_credentials *credentials) {
  CHECK(context == &client);
  CHECK_INT(dzjobs_credentials_set(credentials, "AKID", "secret", NULL, DZJOBS_NO_TIME), 0);
  return 0;
}

static void write_line(void *context, const dzjobs_list *list, int level, int topic,
                       const char *line) {
  CHECK(context == &client);
  CHECK(is_text(line));
  CHECK(level);
  CHECK(topic);
  (void)list;
}

/* ---- The states of a client ---------------------------------------------------------------- */

static void make_client(void) {
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, "http://localhost"), 0);
  CHECK_INT(dzjobs_client_set_transport(client, carry, &client, NULL), 0);
  CHECK_INT(dzjobs_client_set_credentials_provider(client, provide, &client, NULL), 0);
  CHECK_INT(dzjobs_client_set_log(client, write_line, &client, NULL), 0);
}

static void fresh(void) {}
static void listed(void) { CHECK_INT(dzjobs_client_new_list(client, &list, "d", "j"), 0); }
static void driven(void) {
  listed();
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
}
static void added(void) {
  listed();
  CHECK_INT(dzjobs_client_add_list(client, list), 0);
}
static void taking_turns(void) {
  added();
  CHECK_INT(dzjobs_client_next_any(client, &other), DZJOBS_RUN);
  CHECK(other == list);
}
static void ended(void) {
  added();
  for (int i = 0; i < 3; i++) CHECK_INT(dzjobs_client_next_any(client, &other), DZJOBS_RUN);
  CHECK_INT(dzjobs_client_next_any(client, &other), DZJOBS_LIST_DONE);
  CHECK(other == list);
}
static void cancelled(void) {
  driven();
  CHECK_INT(dzjobs_client_cancel(client), 0);
}
static void cancelled_in_turns(void) {
  taking_turns();
  CHECK_INT(dzjobs_client_cancel(client), 0);
}

static const struct client_state {
  const char *name;
  void (*reach)(void);
} states[] = {
    {"fresh", fresh},
    {"listed", listed},
    {"driven", driven},
    {"added", added},
    {"taking turns", taking_turns},
    {"ended", ended},
    {"cancelled", cancelled},
    {"cancelled in turns", cancelled_in_turns},
};

/* ---- The functions ------------------------------------------------------------------------- */

#define SET(name, ...) \
  static int set_##name(void) { return dzjobs_client_set_##name(client, __VA_ARGS__); }
SET(use_environment, 1)
SET(use_fips, 0)
SET(retry_quota, 1)
SET(user_agent_suffix, "a#b")
SET(profile, "p")
SET(region, "us-east-1")
SET(endpoint_url, "http://h")
SET(credentials, "a", "b", NULL)
SET(credentials_provider, provide, &client, NULL)
SET(connect_timeout_us, 1)
SET(attempt_timeout_us, 1)
SET(stall_timeout_us, 1)
SET(call_timeout_us, 1)
SET(ca_bundle, "/x")
SET(proxy, "")
SET(max_attempts, 1)
SET(read_ahead, 0)
SET(max_in_flight, 1)
SET(log, write_line, &client, NULL)
SET(transport, carry, &client, NULL)

static int new_(void) {
  dzjobs_client *made = NULL;
  int code = dzjobs_client_new(&made);
  dzjobs_client_free(made);
  return code;
}
static int free_(void) { return 0; } /* each test ends with it */
static int error(void) { return is_text(client_error(client)); }
static int list_(void) {
  dzjobs_list *made = NULL;
  int code = dzjobs_client_new_list(client, &made, "d", "j");
  dzjobs_list_free(made);
  return code;
}
static int next(void) { return dzjobs_client_next(client, list); }
static int next_page_(void) { return dzjobs_client_next_page(client, list); }
static int stream(void) {
  struct ArrowArrayStream made;
  int code = dzjobs_client_export_arrow_stream(client, list, 0, &made);
  if (code == 0) made.release(&made);
  return code;
}
static int add(void) { return dzjobs_client_add_list(client, list); }
static int next_any(void) { return dzjobs_client_next_any(client, &other); }
static int uncancel(void) { return dzjobs_client_uncancel(client); }
static int try_next_any(void) {
  int event = dzjobs_client_try_next_any(client, &other);
  CHECK((other != NULL) == (event == DZJOBS_RUN));
  return event;
}
static int poll_fd(void) { return dzjobs_client_poll_fd(client) >= 0; }
static int wait_us(void) { return dzjobs_client_wait_us(client) >= 0; }
static int prepare(void) { return dzjobs_client_prepare(client, list, NULL); }
static int count(void) { return dzjobs_client_count(client, DZJOBS_COUNT_RUNS) > 0; }
static int cancel(void) { return dzjobs_client_cancel(client); }
static int source(void) { return is_text(client_source(client)); }

/* fresh, listed, driven | added, taking turns, ended | cancelled, cancelled in turns */
static const struct row {
  const char *name;
  int (*call)(void);
  const char *results;
} rows[] = {
    {"client_new", new_, "000 000 00"},
    {"client_free", free_, "vvv vvv vv"},
    {"client_error_text", error, "--- --- --"},
    {"client_set_use_environment", set_use_environment, "00S 0SS SS"},
    {"client_set_use_fips", set_use_fips, "00S 0SS SS"},
    {"client_set_retry_quota", set_retry_quota, "00S 0SS SS"},
    {"client_set_user_agent_suffix", set_user_agent_suffix, "00S 0SS SS"},
    {"client_set_profile", set_profile, "00S 0SS SS"},
    {"client_set_region", set_region, "00S 0SS SS"},
    {"client_set_endpoint_url", set_endpoint_url, "00S 0SS SS"},
    {"client_set_credentials", set_credentials, "00S 0SS SS"},
    {"client_set_credentials_provider", set_credentials_provider, "00S 0SS SS"},
    {"client_set_connect_timeout_us", set_connect_timeout_us, "00S 0SS SS"},
    {"client_set_attempt_timeout_us", set_attempt_timeout_us, "00S 0SS SS"},
    {"client_set_stall_timeout_us", set_stall_timeout_us, "00S 0SS SS"},
    {"client_set_call_timeout_us", set_call_timeout_us, "00S 0SS SS"},
    {"client_set_ca_bundle", set_ca_bundle, "00S 0SS SS"},
    {"client_set_proxy", set_proxy, "00S 0SS SS"},
    {"client_set_max_attempts", set_max_attempts, "00S 0SS SS"},
    {"client_set_read_ahead", set_read_ahead, "00S 0SS SS"},
    {"client_set_max_in_flight", set_max_in_flight, "00S 0SS SS"},
    {"client_set_log", set_log, "00S 0SS SS"},
    {"client_set_transport", set_transport, "00S 0SS SS"},
    {"client_new_list", list_, "000 000 00"},
    {"client_next", next, "IRR SSD KS"},
    {"client_next_page", next_page_, "IPP SSD KS"},
    {"client_export_arrow_stream", stream, "I00 000 00"},
    {"client_add_list", add, "I00 SS0 0S"},
    {"client_next_any", next_any, "DDD RRD KK"},
    {"client_try_next_any", try_next_any, "DDD RRD KK"},
    {"client_poll_fd", poll_fd, "+++ +++ ++"},
    {"client_wait_us", wait_us, "+++ +++ ++"},
    {"client_prepare", prepare, "000 SS0 KS"},
    {"client_count", count, "--+ -++ ++"},
    {"client_uncancel", uncancel, "000 000 00"},
    {"client_cancel", cancel, "000 000 00"},
    {"client_credentials_source", source, "--+ -++ ++"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- The program --------------------------------------------------------------------------- */

static size_t known;

/* callback_states.c has the functions for callbacks. */
static int is_known(const char *name) {
  if (strncmp(name, "dzjobs_client_", 14) != 0)
    return strncmp(name, "dzjobs_exchange_", 16) == 0 ||
           strncmp(name, "dzjobs_credentials_", 19) == 0 ||
           strcmp(name, "dzjobs_list_set_call_timeout_us") == 0;
  for (size_t i = 0; i < COUNT(rows); i++)
    if (strcmp(rows[i].name, name + strlen("dzjobs_")) == 0) return ++known, 1;
  return 0;
}

/* Makes the call. If it was refused, the next result is the same as without it. */
static void check_cell(const struct row *row, size_t s) {
  make_client();
  list = NULL;
  states[s].reach();
  char letter = cell(row->results, s);
  CHECK_INT(row->call(), code_of(letter));
  if (strchr("SI+-", letter)) {
    for (size_t i = 0; i < COUNT(rows); i++)
      if (rows[i].call == next_any) CHECK_INT(next_any(), code_of(cell(rows[i].results, s)));
  }
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

int main(int argc, char **argv) {
  CHECK(argc > 1);
  if (argc > 1) check_header(argv[1], "dzjobs_client.h", is_known),
      check_header(argv[1], "dzjobs_callbacks.h", is_known);
  CHECK_INT(known, COUNT(rows));
  for (size_t s = 0; s < COUNT(states); s++) {
    for (size_t i = 0; i < COUNT(rows); i++) {
      int before = check_failed;
      CHECK_INT(cells(rows[i].results), COUNT(states));
      check_cell(&rows[i], s);
      if (check_failed > before) printf("  %s while %s\n", rows[i].name, states[s].name);
    }
  }
  return check_done();
}
