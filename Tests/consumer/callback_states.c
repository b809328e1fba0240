/* Calls every function for a client's callbacks in every state of its handle, and after the
 * callback returned. The tables are compared with the header. */
#include "lives.h"
#include "table.h"

/* ---- The functions ------------------------------------------------------------------------- */

struct row {
  const char *name;
  int (*call)(void);
  const char *results;
};

static dzjobs_exchange *exchange;
static dzjobs_credentials *credentials;

static int is_text(const char *text) { return text != NULL && *text != 0; }
static int method(void) { return is_text(dzjobs_exchange_request_method(exchange)); }
static int url(void) { return is_text(dzjobs_exchange_request_url(exchange)); }
static int header(void) { return is_text(dzjobs_exchange_request_header(exchange, 0, NULL)); }
static int body(void) { return dzjobs_exchange_request_body(exchange, NULL) != NULL; }
static int timeout_us(void) { return dzjobs_exchange_timeout_us(exchange) > 0; }
static int is_canceled(void) { return dzjobs_exchange_is_canceled(exchange); }
static int is_direct(void) { return dzjobs_exchange_is_direct(exchange); }
static int response_header(void) { return dzjobs_exchange_put_response_header(exchange, "a", "b"); }
static int response(void) { return dzjobs_exchange_put_response(exchange, 200, "{}", 2); }
static int no_response(void) { return dzjobs_exchange_put_no_response(exchange, 0, "no"); }
static int set(void) { return dzjobs_credentials_set(credentials, "a", "b", NULL, DZJOBS_NO_TIME); }
static int fail(void) { return dzjobs_credentials_fail(credentials, "none"); }

/* asked; after response_header, response, no_response */
static const struct row exchange_rows[] = {
    {"exchange_request_method", method, "++++"},
    {"exchange_request_url", url, "++++"},
    {"exchange_request_header", header, "++++"},
    {"exchange_request_body", body, "++++"},
    {"exchange_timeout_us", timeout_us, "++++"},
    {"exchange_is_canceled", is_canceled, "0000"},
    {"exchange_is_direct", is_direct, "0000"},
    {"exchange_put_response_header", response_header, "00SS"},
    {"exchange_put_response", response, "00SS"},
    {"exchange_put_no_response", no_response, "00SS"},
};
static int (*const exchange_steps[])(void) = {NULL, response_header, response, no_response};

/* asked; after set, fail */
static const struct row credentials_rows[] = {
    {"credentials_set", set, "000"},
    {"credentials_fail", fail, "000"},
};
static int (*const credentials_steps[])(void) = {NULL, set, fail};


/* ---- The program --------------------------------------------------------------------------- */

#define COUNT(array) (sizeof(array) / sizeof *(array))

static size_t known;

/* client_states.c has the functions of a client. */
static int is_known(const char *name) {
  if (strncmp(name, "dzjobs_client_", 14) == 0) return 1;
  name += strlen("dzjobs_");
  for (size_t i = 0; i < COUNT(exchange_rows); i++)
    if (strcmp(exchange_rows[i].name, name) == 0) return ++known, 1;
  for (size_t i = 0; i < COUNT(credentials_rows); i++)
    if (strcmp(credentials_rows[i].name, name) == 0) return ++known, 1;
  return 0;
}

/* The cell that the callback checks. */
static const struct row *row;
static int (*step)(void);
static size_t state, looked;
static const char *lent[4];

static void check_cell(void) {
  looked++;
  if (step) CHECK_INT(step(), 0);
  CHECK_INT(row->call(), code_of(cell(row->results, state)));
}

static int carry(void *is_looked_at, dzjobs_exchange *given) {
  const char *value = NULL;
  exchange = given;
  if (is_looked_at) check_cell();
  else CHECK_INT(response(), 0);
  lent[0] = dzjobs_exchange_request_url(given);
  lent[1] = dzjobs_exchange_request_header(given, 0, &value);
  lent[2] = value;
  lent[3] = dzjobs_exchange_request_body(given, NULL);
  return 0;
}

static int provide(void *is_looked_at, dzjobs_credentials *given) {
  credentials = given;
  if (is_looked_at) check_cell();
  else CHECK_INT(set(), 0);
  return 0;
}

static void drive(int in_send) {
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, "http://localhost"), 0);
  CHECK_INT(dzjobs_client_set_max_attempts(client, 1), 0);
  CHECK_INT(dzjobs_client_set_transport(client, carry, in_send ? &row : NULL, NULL), 0);
  void *asked = in_send ? NULL : &row;
  CHECK_INT(dzjobs_client_set_credentials_provider(client, provide, asked, NULL), 0);
  CHECK_INT(dzjobs_client_new_list(client, &list, "d", "j"), 0);
  exchange = NULL;
  dzjobs_client_next(client, list);
  CHECK(!in_send || exchange != NULL);
  for (int i = 0; SEES_ENDS && exchange && i < 4; i++) CHECK(HAS_ENDED(lent[i]));
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void check_table(const struct row *table, size_t count, int (*const *steps)(void)) {
  for (row = table; row < table + count; row++) {
    for (state = 0; state < cells(row->results); state++) {
      int before = check_failed;
      looked = 0;
      step = steps[state];
      drive(table == exchange_rows);
      CHECK(looked > 0);
      if (check_failed > before) printf("  %s in state %zu\n", row->name, state);
    }
  }
}

int main(int argc, char **argv) {
  CHECK(argc > 1);
  if (argc > 1) check_header(argv[1], "dzjobs_callbacks.h", is_known);
  CHECK_INT(known, COUNT(exchange_rows) + COUNT(credentials_rows));
  check_table(exchange_rows, COUNT(exchange_rows), exchange_steps);
  check_table(credentials_rows, COUNT(credentials_rows), credentials_steps);
  return check_done();
}
