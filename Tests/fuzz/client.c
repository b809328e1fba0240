/* The client: a byte string is a sequence of calls for several listings, in any order, with forks,
 * cancellations, expiring keys and time that passes. A letter is a call; the bytes behind it choose
 * the listing, and what service and provider answer meanwhile. The headers know what is promised.
 * Before the first input come all sequences of a few calls. */
#include "client_calls.h"

/* ---- Lives ------------------------------------------------------------------------------- */

static void make_client(uint8_t settings) {
  static const int64_t limits[] = {0, 0, 40000, 2 * SECOND};
  dzjobs_client *client = NULL;
  REQUIRE(dzjobs_client_new(&client) == 0);
  world->client = client;
  world->max_in_flight = 1 + (settings & 3);
  world->timeout = limits[settings >> 2 & 3];
  world->has_provider = settings >> 4 & 1;
  world->is_canceled = world->may_be_refused = 0;
  world->keys = world->has_provider ? 0 : 1;
  world->next_try = 0;
  world->last_failure = -1;
  world->expiry = INT64_MAX;
  REQUIRE(dzjobs_client_set_use_environment(client, 0) == 0);
  REQUIRE(dzjobs_client_set_region(client, "us-east-1") == 0);
  REQUIRE(dzjobs_client_set_attempt_timeout_us(client, ATTEMPT_TIMEOUT) == 0);
  REQUIRE(dzjobs_client_set_max_in_flight(client, world->max_in_flight) == 0);
  REQUIRE(dzjobs_client_set_read_ahead(client, settings >> 5 & 1) == 0);
  REQUIRE(dzjobs_client_set_transport(client, carry, world, NULL) == 0);
  REQUIRE(dzjobs_client_set_log(client, hear, world, NULL) == 0);
  if (world->timeout) REQUIRE(dzjobs_client_set_call_timeout_us(client, world->timeout) == 0);
  if (world->has_provider)
    REQUIRE(dzjobs_client_set_credentials_provider(client, provide, world, NULL) == 0);
  else REQUIRE(dzjobs_client_set_credentials(client, "AKID1", SECRET_KEY, NULL) == 0);
}

static void make_list(struct listing *listing) {
  static const int ends[] = {-1, -1, -1, 3, 0, 2, -1, 1};
  char job[16];
  uint8_t kind = take(world->input);
  dzjobs_list_free(listing->list);
  *listing = (struct listing){.number = ++world->count, .by_page = (kind & 15) == 15};
  listing->max_items = ends[kind >> 4 & 7];
  snprintf(job, sizeof job, "job%d", listing->number);
  REQUIRE(dzjobs_client_new_list(world->client, &listing->list, "dzd_fuzz", job) == 0);
  REQUIRE(dzjobs_list_set_random_seed(listing->list, kind) == 0);
  if (listing->max_items >= 0)
    REQUIRE(dzjobs_list_set_max_items(listing->list, listing->max_items) == 0);
}

static void set_timeout(struct listing *listing) {
  static const int64_t limits[] = {0, 30000, 700000, 5 * SECOND};
  listing->timeout = limits[choice(4)];
  REQUIRE(dzjobs_list_set_call_timeout_us(listing->list, listing->timeout) == 0);
}

static void uncancel(struct listing *listing) {
  REQUIRE(dzjobs_list_uncancel(listing->list) == 0);
  listing->is_canceled = 0;
}

static void uncancel_all(void) {
  REQUIRE(dzjobs_client_uncancel(world->client) == 0);
  world->is_canceled = 0;
}

/* The child goes on with what its parent had; its client is not canceled. */
static void fork_virtually(void) {
  virtual_process++;
  world->is_canceled = 0;
  world->has_forked = 1;
}

/* ---- Sequences --------------------------------------------------------------------------- */

static void call(char letter) {
  struct listing *listing = &world->all[take(world->input) % LISTINGS];
  if (letter == 'N') make_list(listing);
  if (!listing->list) return;
  switch (letter) {
    case 'n': next(listing); break;
    case 'a': add(listing); break;
    case 'y': next_any(1); break;
    case 't': next_any(0); break;
    case 'h': drive_by_hand(listing); break;
    case 'p': prepare(listing); break;
    case 'P': prepare(NULL); break;
    case 'o': set_own_keys(listing); break;
    case 'l': set_timeout(listing); break;
    case 'c': cancel(listing); break;
    case 'C': cancel_all(); break;
    case 'u': uncancel(listing); break;
    case 'U': uncancel_all(); break;
    case 'k': fork_virtually(); break;
    case 'd': REQUIRE(dzjobs_client_poll_fd(world->client) >= 0); break;
    case 'w': virtual_now += (int64_t)take(world->input) * SECOND / 10; break;
    case 'W': virtual_now += (int64_t)take(world->input) * 10 * SECOND; break;
    case 'f':
      dzjobs_list_free(listing->list);
      *listing = (struct listing){0};
      break;
    default: break;
  }
}

/* Whatever came before, all listings get to their ends once nothing fails any more. */
static void finish(void) {
  int is_left = 1;
  world->is_kind = 1;
  uncancel_all();
  for (struct listing *each = world->all; each < world->all + LISTINGS; each++)
    if (each->list) uncancel(each), add(each);
  for (int i = 0; is_left; i++) {
    REQUIRE(i < 400);
    virtual_now += 1000; /* a failure counts for all calls that began at its time */
    int event = next_any(1);
    is_left = event != DZJOBS_DONE;
    for (int j = 0; event == DZJOBS_LIST_FAILED && j < LISTINGS; j++)
      if (world->all[j].list && world->all[j].standing < all_runs(&world->all[j]) &&
          !world->all[j].is_added)
        add(&world->all[j]);
  }
  for (struct listing *each = world->all; each < world->all + LISTINGS; each++) {
    for (int i = 0; each->list && each->by_page && i < 400; i++, virtual_now += 1000) next(each);
    REQUIRE(!each->list || each->standing == all_runs(each));
  }
}

static void run(const uint8_t *data, size_t size) {
  struct input input = {data, data + size};
  struct world here = {.input = &input};
  world = &here;
  virtual_now = START_US;
  make_client(take(&input));
  while (left(&input)) call((char)take(&input));
  finish();
  for (int i = 0; i < LISTINGS / 2; i++) dzjobs_list_free(here.all[i].list);
  dzjobs_client_free(here.client);
  for (int i = LISTINGS / 2; i < LISTINGS; i++) dzjobs_list_free(here.all[i].list);
  end_processes(here.has_forked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 600) run(data, size);
  return 0;
}

/* All sequences of so many of these calls, for two listings, with each kind of client. */
#define LENGTH 3
static void run_all_sequences(void) {
  static const char *const calls[] = {"n0", "a0", "a1", "y0", "t0", "h0", "p0", "C0", "U0", "c0",
                                      "u0", "l0\1", "k0", "f0", "w0\7"};
  static const char settings[] = {0x40, 0x20, 0x31, 0x1C};
  char text[64];
  for (size_t kind = 0; kind < sizeof settings; kind++) {
    for (size_t number = 0, digits; number < 3375; number++) { /* COUNT(calls) to the LENGTH */
      digits = number;
      size_t length = (size_t)snprintf(text, sizeof text, "%cN0 N1 ", settings[kind]);
      for (int i = 0; i < LENGTH; i++, digits /= COUNT(calls))
        length += (size_t)sprintf(text + length, "%s", calls[digits % COUNT(calls)]);
      run((const uint8_t *)text, length);
    }
  }
}

int LLVMFuzzerInitialize(int *count, char ***arguments);

int LLVMFuzzerInitialize(int *count, char ***arguments) {
  (void)count, (void)arguments;
  run_all_sequences();
  return 0;
}
