/* The caller that the programs share: a virtual clock, and a service that sends the test's answers.
 * Bodies are in blocks of their exact size that are freed at once, so that Valgrind finds reads
 * past them or after the call. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdint.h>
#include <stdlib.h>

#include "check.h"
#include "dzjobs.h"

#define START_US 1795428000000000 /* 2026-11-23T10:00:00Z */
#define BASE "https://datazone.us-east-1.api.aws/v2/domains/dzd_consumer/jobs/job1/runs"

static int64_t clock_us = START_US;

static inline dzjobs_list *new_listing(void) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_list_new(&list, "us-east-1", "dzd_consumer", "job1"), 0);
  CHECK_INT(dzjobs_list_set_random_seed(list, 20261123), 0);
  return list;
}

static inline dzjobs_list *new_signed_listing(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_set_credentials(list, "AKIDCONSUMER", "secretCONSUMER", NULL), 0);
  return list;
}

/* A block of the text's exact size, without a NUL. Its size is never 0, for which malloc() may
 * return NULL. */
static inline char *exact_copy(const char *text, size_t len) {
  char *copy = (char *)malloc(len ? len : 1);
  if (!copy) abort();
  memcpy(copy, text, len);
  return copy;
}

/* A string of the caller that is freed while the library may still use it. */
static inline char *lend(const char *text) {
  return text ? exact_copy(text, strlen(text) + 1) : NULL;
}

static inline void take_back(char *text) {
  if (text) memset(text, '#', strlen(text));
  free(text);
}

static inline void answer_bytes(dzjobs_list *list, int status, const char *body, size_t len) {
  char *copy = exact_copy(body, len);
  CHECK_INT(dzjobs_list_put_response(list, clock_us, status, copy, len), 0);
  free(copy);
}

static inline void answer(dzjobs_list *list, int status, const char *body) {
  answer_bytes(list, status, body, strlen(body));
}

static inline void answer_header(dzjobs_list *list, const char *name, const char *value) {
  char *lent_name = lend(name), *lent_value = lend(value);
  CHECK_INT(dzjobs_list_put_response_header(list, lent_name, lent_value), 0);
  take_back(lent_name);
  take_back(lent_value);
}

/* An error in the rest-json shape, as the service sends it. */
static inline void answer_error(dzjobs_list *list, int status, const char *code,
                                const char *message) {
  char body[512];
  snprintf(body, sizeof body, "{\"message\":\"%s\"}", message);
  answer_header(list, "x-amzn-ErrorType", code);
  answer_header(list, "x-amzn-RequestId", "req-1");
  answer(list, status, body);
}

/* The next event except WAIT: waiting moves the clock. */
static inline int next_event(dzjobs_list *list) {
  int event;
  while ((event = dzjobs_list_next(list, clock_us)) == DZJOBS_WAIT)
    clock_us += dzjobs_list_wait_us(list);
  return event;
}

static inline int next_page(dzjobs_list *list) {
  int event;
  while ((event = dzjobs_list_next_page(list, clock_us)) == DZJOBS_WAIT)
    clock_us += dzjobs_list_wait_us(list);
  return event;
}

/* Expects the request and answers it. */
static inline void serve(dzjobs_list *list, const char *body) {
  CHECK_INT(next_event(list), DZJOBS_SEND);
  answer(list, 200, body);
}

/* The value of a header of the current request, or NULL. The case of the name counts. */
static inline const char *sent_header(const dzjobs_list *list, const char *name) {
  const char *value = NULL, *found;
  for (size_t i = 0; (found = dzjobs_list_request_header(list, i, &value)) != NULL; i++)
    if (strcmp(found, name) == 0) return value;
  return NULL;
}

/* The id of the run that next() returns. */
static inline const char *next_run_id(dzjobs_list *list) {
  CHECK_INT(next_event(list), DZJOBS_RUN);
  return dzjobs_run_run_id(dzjobs_list_run(list));
}

#endif
