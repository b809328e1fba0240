/* Whole HTTP exchanges for listings of a client, driven by dzjobs_client_next(), next_page() or
 * next_any(). For all answers each call returns a documented result, and a failed listing can
 * continue. The first two bytes choose the calls; the rest are answers: see world.h. */
#include "world.h"

enum { LISTS = 3 };

static void check_run(const dzjobs_list *list) {
  size_t len = 0;
  const char *json = dzjobs_run_json(dzjobs_list_run(list), &len);
  REQUIRE(json && len >= 2 && json[0] == '{' && json[len - 1] == '}' && is_utf8(json, len));
  REQUIRE(dzjobs_list_resume_token(list) != NULL);
}

static void check_failure(dzjobs_list *list, int event) {
  static const int known[] = {DZJOBS_EPARSE,     DZJOBS_ESERVICE, DZJOBS_ELOOP,
                              DZJOBS_ETRANSPORT, DZJOBS_ETOOBIG,  DZJOBS_ETIMEDOUT};
  size_t i = 0;
  while (i < sizeof known / sizeof *known && known[i] != event) i++;
  REQUIRE(i < sizeof known / sizeof *known);
  REQUIRE(*dzjobs_list_error_text(list));
  check_texts(list);
  check_secrets(list);
}

static void check(struct world *world, dzjobs_exchange *exchange, const char *url) {
  const char *name, *value;
  (void)world;
  REQUIRE(strncmp(url, "https://datazone.eu-west-1.api.aws/v2/domains/dzd_fuzz/", 55) == 0);
  for (size_t i = 0; (name = dzjobs_exchange_request_header(exchange, i, &value)); i++)
    if (strcasecmp(name, "Authorization") == 0) REQUIRE(!strstr(value, SECRET_KEY));
}

static void run_alone(struct world *world, dzjobs_list *list, uint8_t shape) {
  for (int calls = 0; calls < 300; calls++) {
    int is_page = (shape >> (calls & 7)) & 1, had = world->requests;
    size_t before = left(world->input);
    int event = is_page ? dzjobs_client_next_page(world->client, list)
                        : dzjobs_client_next(world->client, list);
    REQUIRE(event == DZJOBS_DONE || event < 0 || event == (is_page ? DZJOBS_PAGE : DZJOBS_RUN));
    if (event == DZJOBS_RUN) check_run(list);
    if (event == DZJOBS_PAGE) REQUIRE(dzjobs_list_page_json(list, NULL) != NULL);
    if (event < 0) check_failure(list, event);
    if (event == DZJOBS_DONE) return;
    /* An error without an answer stays. */
    if (event < 0 && had == world->requests) return;
    if (event < 0 && before == 0) return;
  }
}

static void run_many(struct world *world, dzjobs_list **lists) {
  int ended = 0, event;
  dzjobs_list *list;
  for (int i = 0; i < LISTS; i++) REQUIRE(dzjobs_client_add_list(world->client, lists[i]) == 0);
  while ((event = dzjobs_client_next_any(world->client, &list)) != DZJOBS_DONE) {
    if (event == DZJOBS_ETIMEDOUT) return; /* only the call ended, not the listings */
    REQUIRE(event == DZJOBS_RUN || event == DZJOBS_LIST_DONE || event == DZJOBS_LIST_FAILED);
    if (event == DZJOBS_RUN) {
      check_run(list);
      continue;
    }
    if (event == DZJOBS_LIST_FAILED) check_failure(list, dzjobs_list_last_error(list));
    REQUIRE(++ended <= LISTS);
  }
  REQUIRE(ended == LISTS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input = {data, data + size};
  struct world world = {.check = check};
  dzjobs_list *lists[LISTS];
  uint8_t shape = take(&input), calls = take(&input);
  make_home();
  has_secret = 1;
  open_world(&world, &input);
  dzjobs_client *client = world.client;
  REQUIRE(dzjobs_client_set_use_environment(client, 0) == 0);
  REQUIRE(dzjobs_client_set_region(client, "eu-west-1") == 0);
  REQUIRE(dzjobs_client_set_credentials(client, "AKID", SECRET_KEY, SESSION_TOKEN) == 0);
  REQUIRE(dzjobs_client_set_read_ahead(client, shape & 1) == 0);
  REQUIRE(dzjobs_client_set_max_in_flight(client, 1 + (shape >> 1 & 3)) == 0);
  for (int i = 0; i < LISTS; i++) {
    REQUIRE(dzjobs_client_new_list(client, &lists[i], "dzd_fuzz", "job") == 0);
    if (shape & 8) REQUIRE(dzjobs_list_set_max_items(lists[i], shape >> 4) == 0);
  }
  if (shape & 0x80) run_many(&world, lists);
  else run_alone(&world, lists[0], calls);
  for (int i = 0; i < LISTS; i++) dzjobs_list_free(lists[i]);
  check_client_texts(client);
  dzjobs_client_free(client);
  return 0;
}
