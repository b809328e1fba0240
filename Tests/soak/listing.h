/* An endless listing: freed and resumed, moved to another client, begun again at its end, and at
 * each run compared with the service's runs. */
#ifndef LISTING_H
#define LISTING_H

#include <string.h>

#include "generation.h"

#define RUNS 40
#define PAGE 5
#define ID 64

struct figures {
  atomic_long runs, ended, resumed, failed, timed_out, cancelled, unparsed, unsigned_requests;
};
static struct figures figures;

struct listing {
  char ids[RUNS][ID]; /* the runs that it has to deliver */
  char job[16], token[4096]; /* "": from the start */
  int at, by_page;
  dzjobs_list *list;
  struct group *group;
  struct generation *generation; /* which it holds */
};

/* Another listing from the place of the last one. It takes over `generation`, which the caller
 * holds. */
static inline void listing_open(struct listing *it, struct generation *generation, int by_page) {
  it->generation = generation;
  it->by_page = by_page;
  int rc = dzjobs_client_new_list(generation->client, &it->list, "dzd_emulator", it->job);
  if (rc == 0) rc = dzjobs_list_set_max_results(it->list, PAGE);
  if (rc == 0) rc = dzjobs_list_set_resume_token(it->list, *it->token ? it->token : NULL);
  if (rc == 0) rc = dzjobs_list_set_context(it->list, it);
  if (rc != 0) abort();
}

/* Frees it at any place, before or after its client. */
static inline void listing_close(struct listing *it, int client_first) {
  const char *token = dzjobs_list_resume_token(it->list);
  if (!token && it->at == RUNS) it->at = 0; /* it ended and reports that again */
  MUST(token || it->at == 0, "no resume token");
  MUST(!token || strlen(token) < sizeof it->token, "a resume token that is too long");
  if (it->at == 0)
    it->token[0] = 0;
  else if (token && strlen(token) < sizeof it->token)
    strcpy(it->token, token);
  if (client_first) let_go(it->group, it->generation);
  dzjobs_list_free(it->list);
  if (!client_first) let_go(it->group, it->generation);
  it->list = NULL;
}

static inline void listing_take(struct listing *it, const dzjobs_run *run) {
  const char *id = dzjobs_run_run_id(run);
  if (!MUST(it->at < RUNS, "more runs than there are")) return;
  MUST(id && strcmp(id, it->ids[it->at]) == 0, "another run than the next one");
  it->at++;
  figures.runs++;
}

/* Handles an event. Returns 1 to continue, 0 to close and open it again. */
static inline int listing_event(struct listing *it, int event) {
  if (event < 0) MUST(dzjobs_list_error_text(it->list)[0] != 0, "an error without a text");
  switch (event) {
    case DZJOBS_RUN: listing_take(it, dzjobs_list_run(it->list)); return 1;
    case DZJOBS_PAGE:
      for (size_t i = 0; i < dzjobs_list_page_run_count(it->list); i++)
        listing_take(it, dzjobs_list_page_run(it->list, i));
      return 1;
    case DZJOBS_DONE:
    case DZJOBS_LIST_DONE:
      MUST(it->at == RUNS, "an end before the last run");
      figures.ended++;
      it->at = 0; /* from the start again */
      return 0;
    case DZJOBS_ESERVICE:
    case DZJOBS_ETRANSPORT: figures.failed++; return 1;
    case DZJOBS_ETIMEDOUT: figures.timed_out++; return 1;
    case DZJOBS_ECREDENTIALS: figures.unsigned_requests++; return 1;
    case DZJOBS_ECANCELED:
      MUST(it->generation->is_cancelled, "cancelled by nobody");
      figures.cancelled++;
      return 0;
    case DZJOBS_EPARSE: figures.unparsed++; return 0;
    default: MUST(0, dzjobs_strerror(event)); return 0;
  }
}

#endif
