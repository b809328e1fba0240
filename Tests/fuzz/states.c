/* The whole state machine: a listing driven by a byte string as a sequence of calls in any order.
 * A letter is a call of dzjobs.h, or a few that go together; its arguments follow, each a text
 * up to the next line's end. model.h knows the result of each. */
#include "dzjobs_arrow.h"
#include "model.h"

/* ---- Settings ---------------------------------------------------------------------------- */

/* After the start of a listing no setting can change, and none is half set. A refused value
 * prevents the start until the same setter gets a good one. */
static int check_setting(struct model *model, char letter, int result) {
  uint64_t setting = UINT64_C(1) << (letter & 63);
  if (result < 0) end_lives(&model->lent, OF_ERROR);
  REQUIRE(model->is_started ? result == DZJOBS_ESTATE : result == 0 || result == DZJOBS_EINVAL);
  if (result == 0) model->refused &= ~setting;
  if (result == DZJOBS_EINVAL) model->refused |= setting;
  REQUIRE(result == 0 || dzjobs_list_error_text(model->list)[0] != 0);
  return result;
}

/* An empty line means NULL, - an empty text. */
static int set_text(struct model *model, char letter, int (*set)(dzjobs_list *, const char *)) {
  char *text = take_line(model->input);
  if (strcmp(text, "-") == 0) *text = 0;
  else if (!*text) free(text), text = NULL;
  int result = check_setting(model, letter, set(model->list, text));
  if (text) memset(text, '#', strlen(text));
  free(text);
  return result;
}

/* The caller decides where such a listing begins, not the service. */
static void set_token(struct model *model, char letter, int (*set)(dzjobs_list *, const char *)) {
  if (set_text(model, letter, set) == 0) model->is_honest = 0;
}

/* A number from -1 to 14, or one of the extremes. */
static int take_number(struct model *model) {
  int number = take(model->input);
  return number == 'M' ? INT32_MAX : number == 'm' ? INT32_MIN : (number & 15) - 1;
}

static void set_number(struct model *model, char which) {
  dzjobs_list *list = model->list;
  int number = take_number(model), result = 0;
  switch (which) {
    case 'm': result = dzjobs_list_set_max_results(list, number); break;
    case 'f': result = dzjobs_list_set_use_fips(list, number); break;
    case 'j': result = dzjobs_list_set_json_times(list, number); break;
    case 'q': result = dzjobs_list_set_retry_quota(list, number); break;
    case 'r': result = dzjobs_list_set_random_seed(list, (uint64_t)number); break;
    case 'i':
      result = dzjobs_list_set_max_items(list, number);
      if (result == 0) model->max_items = number;
      break;
    default:
      result = dzjobs_list_set_max_attempts(list, number);
      if (result == 0) model->max_attempts = number;
  }
  check_setting(model, which, result);
}

static void set_credentials(struct model *model) {
  static const char *const values[] = {SECRET_KEY, NULL, "", "a b", "\xff", SESSION_TOKEN};
  const char *id = values[take(model->input) % 6], *secret = values[take(model->input) % 6];
  const char *token = values[take(model->input) % 6];
  int result = dzjobs_list_set_credentials(model->list, id, secret, token);
  if (result < 0) end_lives(&model->lent, OF_ERROR);
  REQUIRE(result == 0 || result == DZJOBS_EINVAL);
  if (result == 0) model->is_signed = 0; /* with the keys it had */
}

/* ---- Answers ----------------------------------------------------------------------------- */

static void hand_in_header(struct model *model) {
  char *name = take_line(model->input), *colon = strchr(name, ':');
  if (colon) *colon = 0;
  int result = dzjobs_list_put_response_header(model->list, name, colon ? colon + 1 : NULL);
  if (result < 0) end_lives(&model->lent, OF_ERROR);
  REQUIRE(result == (!colon ? DZJOBS_EINVAL : model->is_out ? 0 : DZJOBS_ESTATE));
  free(name);
}

static void hand_in_refusal(struct model *model) {
  static const int statuses[] = {500, 429, 403, 300, 999, 100, 99, 1000, -1, 404, 503};
  int status = statuses[take(model->input) % COUNT(statuses)];
  char *body = take_line(model->input);
  hand_in(model, status, body, strlen(body));
  free(body);
}

static void hand_in_anything(struct model *model) {
  static const int statuses[] = {200, 204, 299};
  int status = statuses[take(model->input) % COUNT(statuses)];
  char *body = take_line(model->input);
  if (hand_in(model, status, body, strlen(body)) == 0) model->is_honest = 0;
  free(body);
}

static void hand_in_nothing(struct model *model) {
  int retryable = take(model->input) & 1;
  char *reason = take_line(model->input);
  end_lives(&model->lent, OF_REQUEST | OF_ANSWER);
  int result = dzjobs_list_put_no_response(model->list, model->now, retryable,
                                           *reason ? reason : NULL);
  if (result < 0) end_lives(&model->lent, OF_ERROR);
  REQUIRE(result == (model->is_out ? 0 : DZJOBS_ESTATE));
  REQUIRE(result < 0 || dzjobs_list_http_status(model->list) == 0);
  model->is_out = 0;
  free(reason);
}

/* ---- Getters ----------------------------------------------------------------------------- */

static void read_request(struct model *model) {
  const char *name, *value = NULL, *host = NULL;
  size_t count = 0;
  REQUIRE((dzjobs_list_request_url(model->list) != NULL) == model->is_out);
  remember(&model->lent, dzjobs_list_request_url(model->list), OF_REQUEST);
  for (; (name = dzjobs_list_request_header(model->list, count, &value)) != NULL; count++) {
    REQUIRE(dzjobs_list_request_header(model->list, count, NULL) == name);
    REQUIRE(!strpbrk(name, "\r\n: ") && !strpbrk(value, "\r\n") && !strstr(value, "\xff"));
    if (count == 0) host = name;
    remember(&model->lent, name, OF_REQUEST);
    remember(&model->lent, value, OF_REQUEST);
  }
  REQUIRE(model->is_out ? count >= 5 && same_text(host, "Host") : count == 0);
}

static void read_page(struct model *model) {
  const dzjobs_list *list = model->list;
  REQUIRE(dzjobs_list_page_run_count(list) == model->count);
  remember(&model->lent, dzjobs_list_next_token(list), OF_PAGE);
  for (size_t i = 0; i <= model->count; i++) {
    const dzjobs_run *run = dzjobs_list_page_run(list, i);
    REQUIRE((run != NULL) == (i < model->count));
    remember(&model->lent, dzjobs_run_run_id(run), OF_PAGE);
    remember(&model->lent, dzjobs_run_status(run), OF_PAGE);
    remember(&model->lent, dzjobs_run_error_message(run), OF_PAGE);
    remember(&model->lent, dzjobs_run_job_id(run), OF_PAGE);
    REQUIRE(run || dzjobs_run_created_at_us(run) == DZJOBS_NO_TIME);
    if (take(model->input) & 1) remember(&model->lent, dzjobs_run_json(run, NULL), OF_PAGE);
  }
}

static void read_json(struct model *model) {
  size_t len = 0;
  const char *text = remember(&model->lent, dzjobs_list_page_json(model->list, &len), OF_PAGE);
  REQUIRE(!text || (strlen(text) == len && is_utf8(text, len) && text[0] == '{'));
  REQUIRE(text || model->count == 0);
}

/* page.c compares the columns. */
static void read_columns(struct model *model) {
  struct ArrowArray array;
  int result = dzjobs_list_export_arrow_page(model->list, &array);
  if (result < 0) end_lives(&model->lent, OF_ERROR);
  REQUIRE(result == 0 || (result == DZJOBS_ESTATE && model->count == 0));
  REQUIRE(result < 0 || array.length == (int64_t)model->count);
  if (result == 0) array.release(&array);
}

static void read_errors(struct model *model) {
  const dzjobs_list *list = model->list;
  check_texts(list);
  if (model->is_signed) check_secrets(list);
  remember(&model->lent, dzjobs_list_error_text(list), OF_ERROR);
  remember(&model->lent, dzjobs_list_service_code(list), OF_ANSWER);
  remember(&model->lent, dzjobs_list_service_message(list), OF_ANSWER);
  remember(&model->lent, dzjobs_list_request_id(list), OF_ANSWER);
}

/* Calls without an effect in any state. */
static void misuse(struct model *model) {
  REQUIRE(dzjobs_list_set_context(model->list, model) == 0);
  REQUIRE(dzjobs_list_context(model->list) == model);
  REQUIRE(dzjobs_list_new(NULL, "us-east-1", "d", "j") == DZJOBS_EINVAL);
  REQUIRE(dzjobs_list_next(NULL, model->now) == DZJOBS_EINVAL);
  REQUIRE(dzjobs_list_page_run(model->list, SIZE_MAX) == NULL);
  REQUIRE(dzjobs_list_request_header(model->list, SIZE_MAX, NULL) == NULL);
  REQUIRE(dzjobs_strerror(take_number(model)) != NULL);
  REQUIRE(dzjobs_version_number() == (DZJOBS_VERSION_NUMBER & 0xFFFFFF) && dzjobs_version());
  dzjobs_list_free(NULL);
  int result = dzjobs_list_put_response(model->list, model->now, 200, NULL, SIZE_MAX);
  end_lives(&model->lent, OF_REQUEST | OF_ANSWER | OF_ERROR);
  REQUIRE(result == (model->is_out ? DZJOBS_EINVAL : DZJOBS_ESTATE));
}

/* ---- The program ------------------------------------------------------------------------- */

static void call(struct model *model, char letter) {
  static const char *const regions[] = {"us-east-1", "fips-us-east-1", "us east", "", NULL};
  switch (letter) {
    case 'n': step(model, 0); break;
    case 'p': step(model, 1); break;
    case 'N': step_at_no_time(model); break;
    case 'w': model->now += dzjobs_list_wait_us(model->list); break;
    case 'W': model->now += (int64_t)take(model->input) * 100000 - 1000000; break;
    case 'g': set_text(model, letter, dzjobs_list_set_region); break;
    case 's': set_text(model, letter, dzjobs_list_set_status); break;
    case 'o': set_text(model, letter, dzjobs_list_set_sort_order); break;
    case 't': set_token(model, letter, dzjobs_list_set_next_token); break;
    case 'T': set_token(model, letter, dzjobs_list_set_resume_token); break;
    case 'e': set_text(model, letter, dzjobs_list_set_endpoint_url); break;
    case 'm': case 'f': case 'j': case 'q': case 'r': case 'i': case 'a':
      set_number(model, letter);
      break;
    case 'c': set_credentials(model); break;
    case 'h': hand_in_header(model); break;
    case 'A': serve(model); break;
    case 'B': hand_in_anything(model); break;
    case 'E': hand_in_refusal(model); break;
    case 'X': hand_in_nothing(model); break;
    case 'u': read_request(model); break;
    case 'R': read_page(model); break;
    case 'J': read_json(model); break;
    case 'C': read_columns(model); break;
    case 'G': read_errors(model); break;
    case 'K': resume(model); break;
    case 'Z': misuse(model); break;
    case 'F': begin(model, regions[take(model->input) % COUNT(regions)]); break;
    default: break;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input = {data, data + size};
  struct model model = {.input = &input, .now = START_US};
  begin(&model, "us-east-1");
  while (left(&input)) {
    call(&model, (char)take(&input));
    check_lent(&model.lent);
  }
  end_lives(&model.lent, ~0);
  dzjobs_list_free(model.list);
  return 0;
}
