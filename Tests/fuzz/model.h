/* A listing with a model of its state, and a service whose pages have tokens. So the next run is
 * known, whatever happens in between: none is lost or duplicated, even if a listing resumes from
 * another one's token. */
#ifndef MODEL_H
#define MODEL_H

#include "fuzz.h"
#include "lent.h"

#define PAGES 16

struct model {
  struct input *input;
  dzjobs_list *list;
  struct lent lent;
  int64_t now;
  int is_started;   /* settings cannot change any more */
  uint64_t refused; /* a bit for each setter whose last value was refused */
  int is_out;     /* a request waits for its answer */
  int is_arrived; /* it got an answer that is or may be a page */
  int is_honest;  /* all answers were the service's own */
  int is_signed;   /* with the keys of fuzz.h, from its beginning */
  int tries_again; /* another request follows the last error */
  int ended;       /* the final event or error; 1: none yet */
  int max_attempts;
  int64_t max_items; /* -1: none */
  int64_t delivered; /* runs of all pages so far */
  unsigned standing; /* the run, from 0, after the last one returned */
  unsigned first;    /* run of the current page */
  size_t count, position;
};

/* ---- The service ------------------------------------------------------------------------- */

static inline unsigned runs_of(unsigned page) { return (page + 3) % 6; }

static inline unsigned all_runs(void) {
  unsigned count = 0;
  for (unsigned page = 0; page < PAGES; page++) count += runs_of(page);
  return count;
}

/* Passes an answer in a block that is freed afterwards. */
static inline int hand_in(struct model *model, int status, const char *body, size_t len) {
  end_lives(&model->lent, OF_REQUEST | OF_ANSWER);
  char *copy = copy_of(body, len);
  int result = dzjobs_list_put_response(model->list, model->now, status, copy, len);
  memset(copy, '#', len);
  free(copy);
  if (result < 0) end_lives(&model->lent, OF_ERROR);
  int is_status = status >= 100 && status <= 999;
  REQUIRE(result == (!model->is_out ? DZJOBS_ESTATE : is_status ? 0 : DZJOBS_EINVAL));
  if (result == 0) {
    model->is_out = 0;
    model->is_arrived = status >= 200 && status < 300;
    REQUIRE(dzjobs_list_http_status(model->list) == status);
    REQUIRE((dzjobs_list_service_code(model->list) == NULL) == model->is_arrived);
    REQUIRE(dzjobs_list_attempts(model->list) >= 1);
    REQUIRE(dzjobs_list_attempts(model->list) <= model->max_attempts);
  }
  return result;
}

/* The page of the request's token, p:r for page p that begins with run r. */
static inline void serve(struct model *model) {
  const char *url = model->is_out ? dzjobs_list_request_url(model->list) : "";
  const char *token = strstr(url, "nextToken=p");
  unsigned page = 0, run = 0;
  if (token && sscanf(token, "nextToken=p%u.%u", &page, &run) != 2) page = PAGES;
  char body[1024] = "{\"items\":[", *end = body + strlen(body);
  if (page >= PAGES || run > 100 || (!token && strstr(url, "nextToken=")))
    page = run = 0, model->is_honest = 0; /* the caller's own token */
  for (unsigned i = 0; i < runs_of(page); i++)
    end += sprintf(end, "%s{\"runId\":\"r%u\",\"status\":\"FAILED\"}", i ? "," : "", run + i);
  end += sprintf(end, "]");
  if (page + 1 < PAGES)
    end += sprintf(end, ",\"nextToken\":\"p%u.%u\"", page + 1, run + runs_of(page));
  end += sprintf(end, "}");
  hand_in(model, 200, body, (size_t)(end - body));
}

/* ---- Life -------------------------------------------------------------------------------- */

static inline void begin(struct model *model, const char *region) {
  end_lives(&model->lent, ~0);
  dzjobs_list_free(model->list);
  struct input *input = model->input;
  struct lent lent = model->lent;
  int64_t now = model->now;
  *model = (struct model){.input = input, .lent = lent, .now = now, .max_items = -1};
  model->is_honest = model->is_signed = model->ended = 1;
  model->max_attempts = 3;
  REQUIRE(dzjobs_list_new(&model->list, region, "dzd_fuzz", "job") == 0);
  REQUIRE(dzjobs_list_set_random_seed(model->list, 1) == 0);
  REQUIRE(dzjobs_list_set_credentials(model->list, "AKID", SECRET_KEY, SESSION_TOKEN) == 0);
}

/* Continues at the listing's place in another one. */
static inline void resume(struct model *model) {
  end_lives(&model->lent, OF_TOKEN);
  const char *token = remember(&model->lent, dzjobs_list_resume_token(model->list), OF_TOKEN);
  if (!token || !model->is_honest || take(model->input) % 2) return;
  char *copy = text_of(token, strlen(token));
  unsigned standing = model->standing;
  begin(model, "us-east-1");
  model->standing = model->first = standing;
  REQUIRE(dzjobs_list_set_resume_token(model->list, copy) == 0);
  end_lives(&model->lent, OF_TOKEN);
  REQUIRE(same_text(dzjobs_list_resume_token(model->list), copy));
  free(copy);
}

/* ---- What comes next --------------------------------------------------------------------- */

static inline void check_run(struct model *model, const dzjobs_run *run, unsigned number) {
  char id[16];
  snprintf(id, sizeof id, "r%u", number);
  REQUIRE(run != NULL);
  if (model->is_honest) REQUIRE(same_text(dzjobs_run_run_id(run), id));
}

/* Another page replaced the current one or, after DZJOBS_ETOOBIG, may have. */
static inline void deliver(struct model *model, int event) {
  end_lives(&model->lent, OF_PAGE);
  model->first = model->standing;
  model->position = 0;
  model->count = dzjobs_list_page_run_count(model->list);
  if (event != DZJOBS_ETOOBIG) model->delivered += (int64_t)model->count;
  REQUIRE(model->max_items < 0 || model->delivered <= model->max_items);
  for (size_t i = 0; i < model->count; i++)
    check_run(model, dzjobs_list_page_run(model->list, i), model->first + (unsigned)i);
  REQUIRE(dzjobs_list_page_run(model->list, model->count) == NULL);
}

static inline void after_event(struct model *model, int event, int by_page) {
  int steps = !by_page && model->position < model->count;
  REQUIRE(!steps || event == DZJOBS_RUN);
  if (!steps) model->standing = model->first + (unsigned)model->count;
  if (!steps && model->is_arrived && event != DZJOBS_EPARSE) deliver(model, event);
  model->is_arrived = 0;
  REQUIRE((dzjobs_list_run(model->list) != NULL) == (event == DZJOBS_RUN));
  if (event == DZJOBS_RUN) {
    REQUIRE(model->position < model->count);
    REQUIRE(dzjobs_list_run(model->list) == dzjobs_list_page_run(model->list, model->position));
    model->standing = model->first + (unsigned)++model->position;
  } else {
    model->position = event == DZJOBS_PAGE ? 0 : model->count;
    model->standing = model->first + (unsigned)model->count;
  }
  REQUIRE(dzjobs_list_page_run_count(model->list) == model->count);
}

static inline void step(struct model *model, int by_page) {
  int (*next)(dzjobs_list *, int64_t) = by_page ? dzjobs_list_next_page : dzjobs_list_next;
  end_lives(&model->lent, OF_REQUEST | OF_TOKEN);
  int was_out = model->is_out, tried_again = model->tries_again;
  int event = next(model->list, model->now);
  if (event < 0) end_lives(&model->lent, OF_ERROR);
  int is_held = !model->is_started && model->refused;
  REQUIRE(!is_held || (event == DZJOBS_EINVAL && strstr(dzjobs_list_error_text(model->list),
                                                        ": its last value was refused")));
  model->is_started = !is_held;
  REQUIRE(event >= DZJOBS_ETOOBIG && event <= DZJOBS_WAIT && event != DZJOBS_ESTATE);
  REQUIRE(event != (by_page ? DZJOBS_RUN : DZJOBS_PAGE));
  REQUIRE(event != DZJOBS_ENOMEM);
  REQUIRE(model->ended > 0 || event == model->ended);
  REQUIRE((!was_out && !tried_again) || event == DZJOBS_SEND);
  after_event(model, event, by_page);
  model->is_out = event == DZJOBS_SEND;
  model->tries_again = event == DZJOBS_ESERVICE || event == DZJOBS_ETRANSPORT;
  if (event <= 0 && !model->tries_again && !is_held) model->ended = event;
  REQUIRE((dzjobs_list_wait_us(model->list) > 0) == (event == DZJOBS_WAIT));
  REQUIRE(event >= 0 || dzjobs_list_error_text(model->list)[0] != 0);
  if (event == DZJOBS_DONE && model->is_honest)
    REQUIRE(model->max_items == model->delivered || model->standing == all_runs());
}

/* An invalid time changes nothing. */
static inline void step_at_no_time(struct model *model) {
  static const int64_t times[] = {-1, INT64_MIN, INT64_MAX, 253402300800000000};
  int64_t time = times[take(model->input) % COUNT(times)];
  int (*next)(dzjobs_list *, int64_t) =
      take(model->input) % 2 ? dzjobs_list_next_page : dzjobs_list_next;
  end_lives(&model->lent, OF_REQUEST | OF_TOKEN | OF_ERROR);
  REQUIRE(next(model->list, time) == DZJOBS_EINVAL);
}

#endif
