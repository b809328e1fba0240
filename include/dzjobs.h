/* dzjobs.h - list the runs of an Amazon DataZone job (ListJobRuns). No I/O, no clock.
 *
 * The caller owns the transport. dzjobs_list_next() returns what to do next:
 *
 *   for (;;) {
 *     int event = dzjobs_list_next(list, now_us());
 *     if (event == DZJOBS_RUN)       use(dzjobs_list_run(list));
 *     else if (event == DZJOBS_SEND) send the request, then dzjobs_list_put_response(list, ...);
 *     else if (event == DZJOBS_WAIT) sleep for dzjobs_list_wait_us(list);
 *     else                           break; // DZJOBS_DONE, or a failure
 *   }
 *
 * The listing signs, paginates, retries, corrects clock skew and parses. dzjobs_client.h has a
 * client that finds credentials and does the HTTP as well.
 *
 * Rules of every call:
 *   Result    An int is 0, a positive event, or a negative DZJOBS_E* code. A function that makes
 *             something writes *out on success only.
 *   Strings   Arguments are NUL-terminated UTF-8, which the library copies. Returned strings are
 *             borrowed: never free them. Each comment names the calls that end their life.
 *   Times     Points in time and durations are int64_t microseconds; their names end in _us.
 *             Points count from 1970-01-01T00:00:00Z and lie in the years 1 to 9999.
 *   Threads   One thread at a time may use a listing; listings are independent. The library has no
 *             global state, and needs no call to initialise it or to shut it down.
 *   NULL      For a NULL handle a call returns DZJOBS_EINVAL, or, if it returns no code, NULL,
 *             DZJOBS_NO_TIME or 0. Freeing NULL does nothing.
 *   Memory    A call that cannot allocate a page, a request or a text returns DZJOBS_ENOMEM.
 *             Failing to allocate a handle, about 2 KB, ends the process. A listing keeps two
 *             blocks for pages, and at most 15 bytes for each pagination token.
 *   Later     A later version may add codes, functions, and entries of arrays that are passed with
 *             their counts. Any negative value is a failure. Only new functions return new events;
 *             a caller treats an event that it does not know as a failure.
 */
#ifndef DZJOBS_H
#define DZJOBS_H

#include <stddef.h>
#include <stdint.h>

#define DZJOBS_VERSION_NUMBER 0x000100 /* of this header, 0xMMmmpp; the library's: below */

#ifndef DZJOBS_API
#define DZJOBS_API extern
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dzjobs_list dzjobs_list; /* one listing, over all its pages */
typedef struct dzjobs_run dzjobs_run;   /* one job run, borrowed from a page of a listing */
struct ArrowSchema;                     /* Arrow's own: dzjobs_arrow.h has them */
struct ArrowArray;

/* Events of dzjobs_list_next() and dzjobs_list_next_page(). */
#define DZJOBS_DONE 0 /* nothing is left */
#define DZJOBS_RUN 1  /* dzjobs_list_run() is the next run */
#define DZJOBS_PAGE 2 /* a page is current: dzjobs_list_page_run_count() and what follows it */
#define DZJOBS_SEND 3 /* send the request, put its response */
#define DZJOBS_WAIT 4 /* call again in dzjobs_list_wait_us() */

/* Errors. */
#define DZJOBS_EINVAL (-1)     /* an argument is NULL, malformed or out of range */
#define DZJOBS_ESTATE (-2)     /* the call does not fit what came before it */
#define DZJOBS_ENOMEM (-3)     /* memory ran out; the listing is as before the call */
#define DZJOBS_EPARSE (-4)     /* the body is not a ListJobRuns response */
#define DZJOBS_ESERVICE (-5)   /* the service refused: dzjobs_list_service_code() */
#define DZJOBS_ELOOP (-6)      /* a pagination token came again: the pages form a loop; or 10,000
                                   pages in a row had no run: dzjobs_list_next_token() continues */
#define DZJOBS_ETRANSPORT (-7) /* no response: dzjobs_list_put_no_response() gave the reason */
#define DZJOBS_ETOOBIG (-8)    /* over a limit: body 64 MiB, depth 512, 100,000 runs a page,
                                   token 8192 characters */
#define DZJOBS_ECANCELED (-23) /* dzjobs_list_cancel() was called, or dzjobs_client_cancel() */

#define DZJOBS_NO_TIME (-9223372036854775807 - 1) /* INT64_MIN: a time that was not sent */

/* ---- A listing ------------------------------------------------------------------------- */

/* Makes a listing of the runs of one job in one domain, in a region ("us-east-1"; "fips-us-east-1"
 * sets FIPS, too). Free it with dzjobs_list_free(). Returns DZJOBS_EINVAL if out is NULL, or
 * DZJOBS_ENOMEM. The first dzjobs_list_next() reports what is wrong with the other arguments, so
 * that dzjobs_list_error_text() can explain it. */
DZJOBS_API int dzjobs_list_new(dzjobs_list **out, const char *region,
                               const char *domain_identifier, const char *job_identifier);

/* Wipes the credentials and frees the listing with everything that it lent. */
DZJOBS_API void dzjobs_list_free(dzjobs_list *list);

/* A pointer of the caller's, at any time. The library does nothing with it. Default: NULL. */
DZJOBS_API int dzjobs_list_set_context(dzjobs_list *list, void *context);
DZJOBS_API void *dzjobs_list_context(const dzjobs_list *list);

/* ---- What comes next -------------------------------------------------------------------- */

/* Returns DZJOBS_RUN, _SEND, _WAIT, _DONE, or an error. now_us, 1970 or later, is the current time:
 * requests are signed for it and waits count from it.
 * Without a response the next call returns SEND again, signed for the new time. Before a wait is
 * over it returns WAIT again. An error comes again with each call; but after DZJOBS_ESERVICE and
 * DZJOBS_ETRANSPORT a further call tries the same page afresh, with new attempts, and after
 * DZJOBS_ENOMEM it tries again. Delivered runs stay delivered. */
DZJOBS_API int dzjobs_list_next(dzjobs_list *list, int64_t now_us);

/* The same by pages: DZJOBS_PAGE instead of RUN. Every response is a page, also an empty one.
 * The call leaves the current page; the rest of its runs count as delivered. The two calls may be
 * mixed: after PAGE, which delivers the whole page, dzjobs_list_next() still steps through its
 * runs, and the resume token goes back with it. */
DZJOBS_API int dzjobs_list_next_page(dzjobs_list *list, int64_t now_us);

/* After DZJOBS_WAIT: how long to wait, more than 0. Otherwise 0. */
DZJOBS_API int64_t dzjobs_list_wait_us(const dzjobs_list *list);

/* Makes every next of this listing fail with DZJOBS_ECANCELED, also one that a client is waiting
 * in, until dzjobs_list_uncancel(). The listing keeps its place and its resume token. Any thread
 * and any signal handler may call both, as long as the listing is not freed. */
DZJOBS_API int dzjobs_list_cancel(dzjobs_list *list);
DZJOBS_API int dzjobs_list_uncancel(dzjobs_list *list);

/* ---- The request, after DZJOBS_SEND: an HTTP GET without a body ------------------------- */

/* Its URL; NULL when there is nothing to send. The URL and the headers live until the next call of
 * next, next_page, put_response, put_no_response or free, also by a client. */
DZJOBS_API const char *dzjobs_list_request_url(const dzjobs_list *list);

/* Its header i, from 0: returns the name, and writes the value to *value unless value is NULL. NULL
 * past the last. Host is the first, User-Agent is among them, no name comes twice. Send all of them
 * unchanged. */
DZJOBS_API const char *dzjobs_list_request_header(const dzjobs_list *list, size_t i,
                                                  const char **value);

/* ---- The response: the next event reports what it means --------------------------------- */

/* Adds one header, before dzjobs_list_put_response(), which consumes them; another SEND discards
 * them. The library reads date, x-amzn-errortype, x-amzn-requestid, x-amz-request-id and
 * x-amz-retry-after, in any case; the first of equal names counts. Returns DZJOBS_EINVAL for NULL,
 * DZJOBS_ESTATE when no request is in flight, or DZJOBS_ENOMEM: call again. */
DZJOBS_API int dzjobs_list_put_response_header(dzjobs_list *list, const char *name,
                                               const char *value);

/* The HTTP status (100 to 999) and the whole body, without its content coding. The body is not
 * needed after the call. Returns DZJOBS_EINVAL for a NULL body with a length or a status out of
 * range, DZJOBS_ESTATE when no request is in flight, or DZJOBS_ENOMEM: call again. */
DZJOBS_API int dzjobs_list_put_response(dzjobs_list *list, int64_t now_us, int http_status,
                                        const void *body, size_t body_len);

/* There was no complete response. retryable: 0 for what another attempt cannot change, such as an
 * untrusted certificate. reason, which may be NULL, becomes part of the error text. Results as
 * above. */
DZJOBS_API int dzjobs_list_put_no_response(dzjobs_list *list, int64_t now_us, int retryable,
                                           const char *reason);

/* ---- Errors and counters ----------------------------------------------------------------- */

/* The code of the last call on this listing that failed, and its text for people. The text names
 * the argument, or the member and the byte of the body, or quotes the service: code, message as it
 * came (with line breaks), HTTP status, request id and attempt. 0 and "" if none failed. The text
 * lives until the next call that fails, or free. */
DZJOBS_API int dzjobs_list_last_error(const dzjobs_list *list);
DZJOBS_API const char *dzjobs_list_error_text(const dzjobs_list *list);

/* Whether the last response, or the lack of one, was throttling; whether another attempt may end
 * otherwise, which is what the retries go by. 1 or 0. */
DZJOBS_API int dzjobs_list_is_throttled(const dzjobs_list *list);
DZJOBS_API int dzjobs_list_is_retryable(const dzjobs_list *list);

/* Of the last response, good or bad: the service's error code ("ThrottlingException") and message,
 * NULL if it was no error (or had no message); the HTTP status, 0 if there was no response; the
 * request id, NULL if it had none; and the attempt at its page that it answered.
 * The strings live until the next put_response or put_no_response, also by a client, or free. */
DZJOBS_API const char *dzjobs_list_service_code(const dzjobs_list *list);
DZJOBS_API const char *dzjobs_list_service_message(const dzjobs_list *list);
DZJOBS_API int dzjobs_list_http_status(const dzjobs_list *list);
DZJOBS_API const char *dzjobs_list_request_id(const dzjobs_list *list);
DZJOBS_API int dzjobs_list_attempts(const dzjobs_list *list);

/* Counters. */
#define DZJOBS_COUNT_PAGES 0    /* pages that were delivered */
#define DZJOBS_COUNT_RUNS 1     /* their runs */
#define DZJOBS_COUNT_ATTEMPTS 2 /* requests that were answered or got no response */
#define DZJOBS_COUNT_RETRIES 3  /* those that were not the first for their page */
#define DZJOBS_COUNT_BYTES 4    /* of response bodies */

/* How much the listing did so far, for one of these counters; 0 for any other. */
DZJOBS_API int64_t dzjobs_list_count(const dzjobs_list *list, int which);

/* The meaning of an event or error code; "unknown code" for any other. Static. */
DZJOBS_API const char *dzjobs_strerror(int code);

/* The library's version, "0.1.0" (static) and 0x000100. */
DZJOBS_API const char *dzjobs_version(void);
DZJOBS_API int dzjobs_version_number(void);

#ifdef __cplusplus
}
#endif

#include "dzjobs_run.h"      /* pages, runs and their members */
#include "dzjobs_settings.h" /* settings of a listing before its first next */

#endif
