/* dzjobs.h - list the runs of an Amazon DataZone job (ListJobRuns). No I/O, no clock.
 *
 * The host owns the transport. A listing says what to do next; the host does it:
 *
 *   while ((event = dzjobs_list_next(list, now_us())) > 0)
 *     if (event == DZJOBS_RUN)       use(dzjobs_list_run(list));
 *     else if (event == DZJOBS_SEND) send the request, then dzjobs_list_put_response(list, ...);
 *     else                           sleep for dzjobs_list_wait_us(list);
 *
 * and afterwards event is DZJOBS_DONE (0) or the error. Signing, pagination, retries, clock
 * skew and parsing happen inside.
 *
 * True of every call:
 *   Result    an int is 0, a positive event where documented, or a negative DZJOBS_E* code.
 *             Outputs come first and are written on success only.
 *   Strings   going in are NUL-terminated UTF-8 and copied. Strings coming out are borrowed:
 *             never free them; each comment names the calls that end their life.
 *   Times     points in time and durations are int64_t microseconds, their names end in _us.
 *             Points count from 1970-01-01T00:00:00Z and lie in the years 1 to 9999.
 *   Threads   one thread at a time per listing; different listings are independent. There is
 *             no global state, nothing to initialise and nothing to shut down.
 *   NULL      a NULL handle gives DZJOBS_EINVAL; where the result is no code but a pointer, a
 *             time or a count, NULL, DZJOBS_NO_TIME or 0. Freeing NULL does nothing.
 *   Memory    pages, requests and texts that cannot be allocated give DZJOBS_ENOMEM. Only a
 *             handle itself, about 2 KB, ends the process if it cannot be. Two blocks a page
 *             are kept for the next; seen tokens take at most 15 bytes a page.
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
#define DZJOBS_SEND 3 /* send the request, hand in its answer */
#define DZJOBS_WAIT 4 /* come back in dzjobs_list_wait_us() */

/* Errors. More may be added: any negative value is a failure. */
#define DZJOBS_EINVAL (-1)     /* an argument is NULL, malformed or out of range */
#define DZJOBS_ESTATE (-2)     /* the call does not fit what came before it */
#define DZJOBS_ENOMEM (-3)     /* memory ran out; the listing is as before the call */
#define DZJOBS_EPARSE (-4)     /* the body is not a ListJobRuns answer */
#define DZJOBS_ESERVICE (-5)   /* the service refused: dzjobs_list_service_code() */
#define DZJOBS_ELOOP (-6)      /* a pagination token came again: the pages go in a circle; or 10,000
                                   pages in a row had no run: dzjobs_list_next_token() goes on */
#define DZJOBS_ETRANSPORT (-7) /* no answer: dzjobs_list_put_no_response() gave the reason */
#define DZJOBS_ETOOBIG (-8)    /* over a limit: body 64 MiB, depth 512, 100,000 runs a page,
                                   token 8192 characters */

#define DZJOBS_NO_TIME (-9223372036854775807 - 1) /* INT64_MIN: a time that was not sent */

/* Styles of times in JSON, for dzjobs_list_set_json_times(). */
#define DZJOBS_JSON_ISO8601 0 /* "2026-11-23T10:00:00.123Z", with 0, 3 or 6 digits */
#define DZJOBS_JSON_EPOCH 1   /* 1795428000.123, seconds as a number */

/* ---- A listing ------------------------------------------------------------------------- */

/* Starts a listing in a region ("us-east-1"; "fips-us-east-1" sets FIPS, too) of the runs of
 * one job in one domain. Writes *out on success only; free it with dzjobs_list_free().
 * DZJOBS_EINVAL if out is NULL, DZJOBS_ENOMEM. What is wrong with the other arguments is told
 * by the first dzjobs_list_next(), so that there is a listing to ask for the text. */
DZJOBS_API int dzjobs_list_new(dzjobs_list **out, const char *region,
                               const char *domain_identifier, const char *job_identifier);

/* Ends the listing and the life of all it lent, after wiping the credentials. */
DZJOBS_API void dzjobs_list_free(dzjobs_list *list);

/* A pointer of the host's own that goes with the listing, at any time; the library does nothing
 * with it. NULL by default. */
DZJOBS_API int dzjobs_list_set_context(dzjobs_list *list, void *context);
DZJOBS_API void *dzjobs_list_context(const dzjobs_list *list);

/* ---- Settings: before the first next, else DZJOBS_ESTATE ------------------------------- */
/* A value that can never be right is DZJOBS_EINVAL and changes nothing. What only the service
 * can judge (a status it does not know, a page size over its maximum) is sent as it is. */

/* Only runs of this status: "SCHEDULED" "IN_PROGRESS" "SUCCESS" "PARTIALLY_SUCCEEDED" "FAILED"
 * "ABORTED" "TIMED_OUT" "CANCELED". NULL, the default: all. */
DZJOBS_API int dzjobs_list_set_status(dzjobs_list *list, const char *status);

/* "ASCENDING" or "DESCENDING". NULL, the default: as the service does. */
DZJOBS_API int dzjobs_list_set_sort_order(dzjobs_list *list, const char *sort_order);

/* Runs a page, 1 or more; the service's maximum is 50. Default: the service's. */
DZJOBS_API int dzjobs_list_set_max_results(dzjobs_list *list, int max_results);

/* Ends the listing after so many runs, 0 or more; dzjobs_list_resume_token() continues it.
 * 0 sends one request and hands out nothing, as botocore's MaxItems. Default: no end. */
DZJOBS_API int dzjobs_list_set_max_items(dzjobs_list *list, int64_t max_items);

/* The service's own nextToken to start from, 1 to 8192 characters. NULL, the default: from
 * the start. */
DZJOBS_API int dzjobs_list_set_next_token(dzjobs_list *list, const char *next_token);

/* A token of dzjobs_list_resume_token() or of botocore's paginator (NextToken, resume_token):
 * base64 of a JSON object with no other members than nextToken and boto_truncate_amount.
 * Anything else is sent to the service as it is. Wins over dzjobs_list_set_next_token().
 * NULL, the default: from the start. A token counts the runs of one page: go on with the page
 * size it was made with. */
DZJOBS_API int dzjobs_list_set_resume_token(dzjobs_list *list, const char *resume_token);

/* Another endpoint: http or https, host, and if need be port and base path, which must be
 * percent-encoded already; no query, no fragment. NULL, the default: the region's. A
 * refused URL changes nothing: check the result, or requests go to AWS. */
DZJOBS_API int dzjobs_list_set_endpoint_url(dzjobs_list *list, const char *endpoint_url);

/* Not 0: the region's FIPS endpoint. With an endpoint URL the first next is DZJOBS_EINVAL. */
DZJOBS_API int dzjobs_list_set_use_fips(dzjobs_list *list, int fips);

/* Attempts at each page, the first included, 1 or more. Default 3. */
DZJOBS_API int dzjobs_list_set_max_attempts(dzjobs_list *list, int max_attempts);

/* Size of the retry quota, 0 (no retry but one for a clock that is off) or more: a retry takes 14
 * of it, 5 when throttled; an answer gives back what its last retry took, or 1. Default 500. */
DZJOBS_API int dzjobs_list_set_retry_quota(dzjobs_list *list, int quota);

/* Makes jitter and invocation ids repeatable. Default: the system's entropy, drawn once. */
DZJOBS_API int dzjobs_list_set_random_seed(dzjobs_list *list, uint64_t seed);

/* How page and run JSON write times: DZJOBS_JSON_ISO8601, the default, or DZJOBS_JSON_EPOCH. */
DZJOBS_API int dzjobs_list_set_json_times(dzjobs_list *list, int style);

/* ---- Credentials: at any time, so that expiring ones can be replaced -------------------- */

/* What the next request is signed with (AWS Signature Version 4). session_token: NULL or ""
 * for none. All NULL, the default: requests stay unsigned and the host signs them. One key
 * without the other, or a token without keys, is DZJOBS_EINVAL. */
DZJOBS_API int dzjobs_list_set_credentials(dzjobs_list *list, const char *access_key_id,
                                           const char *secret_access_key,
                                           const char *session_token);

/* ---- What comes next -------------------------------------------------------------------- */

/* The next event: DZJOBS_RUN, _SEND, _WAIT, _DONE, or an error. now_us, 1970 or later, is the
 * time requests are signed for and waits are counted from.
 * Without an answer SEND comes again, signed for the new time; before a wait is over WAIT
 * comes again with what is left. Errors stay: the same comes again. After DZJOBS_ESERVICE and
 * DZJOBS_ETRANSPORT, though, the call after that tries the same page afresh, attempts counted
 * anew; DZJOBS_ENOMEM may be tried again, too. What was delivered stays delivered. */
DZJOBS_API int dzjobs_list_next(dzjobs_list *list, int64_t now_us);

/* The same by pages: DZJOBS_PAGE instead of RUN. Every answer is a page, an empty one, too.
 * It leaves the current page, whose other runs count as handed out. The two may be mixed: after
 * PAGE, which hands out the whole page, dzjobs_list_next() still steps through its runs, and
 * the resume token goes back with it. */
DZJOBS_API int dzjobs_list_next_page(dzjobs_list *list, int64_t now_us);

/* After DZJOBS_WAIT: how long to wait, more than 0. Otherwise 0. */
DZJOBS_API int64_t dzjobs_list_wait_us(const dzjobs_list *list);

/* ---- The request, after DZJOBS_SEND: an HTTP GET without a body ------------------------- */

/* Its URL, NULL when there is nothing to send. This and the headers live until the next call
 * of next, next_page, put_response, put_no_response or free. */
DZJOBS_API const char *dzjobs_list_request_url(const dzjobs_list *list);

/* Its header i, from 0: the name, and the value in *value unless value is NULL. NULL past the
 * last. Host comes first, User-Agent is among them, no name comes twice. Send them all,
 * unchanged. */
DZJOBS_API const char *dzjobs_list_request_header(const dzjobs_list *list, size_t i,
                                                  const char **value);

/* ---- The answer. What it means is told by the next event -------------------------------- */

/* One header of the answer, before dzjobs_list_put_response(), which uses and forgets them, as
 * another SEND forgets them. Hand
 * in all or only what is used: date, x-amzn-errortype, x-amzn-requestid, x-amz-request-id and
 * x-amz-retry-after, in any case; of equal names the first counts. 0; DZJOBS_EINVAL for NULL;
 * DZJOBS_ESTATE when no request is out; DZJOBS_ENOMEM: hand it in again. */
DZJOBS_API int dzjobs_list_put_response_header(dzjobs_list *list, const char *name,
                                               const char *value);

/* The answer: HTTP status (100 to 999) and the whole body, its content coding undone. The body
 * is not needed after the call. 0; DZJOBS_EINVAL for a NULL body with a length or a status out
 * of range; DZJOBS_ESTATE when no request is out; DZJOBS_ENOMEM: hand it in again. */
DZJOBS_API int dzjobs_list_put_response(dzjobs_list *list, int64_t now_us, int http_status,
                                        const void *body, size_t body_len);

/* There was no (whole) answer. retryable: 0 for what another attempt cannot change, such as a
 * certificate that is not trusted. reason: for the error text; may be NULL. Results as above. */
DZJOBS_API int dzjobs_list_put_no_response(dzjobs_list *list, int64_t now_us, int retryable,
                                           const char *reason);

/* ---- Runs and pages ---------------------------------------------------------------------- */
/* A page, its runs, their strings and its JSON live until the call of next or next_page that
 * delivers another page, or free. Until then they can be read whatever the event is: while the
 * request for the page after it is out, and after an error. */

/* After DZJOBS_RUN: the run. Otherwise NULL. */
DZJOBS_API const dzjobs_run *dzjobs_list_run(const dzjobs_list *list);

/* How many runs the page delivered last has, cut by max_items and by a resume token. */
DZJOBS_API size_t dzjobs_list_page_run_count(const dzjobs_list *list);

/* Its run i, from 0; NULL past the last. */
DZJOBS_API const dzjobs_run *dzjobs_list_page_run(const dzjobs_list *list, size_t i);

/* The page as {"items":[...],"nextToken":"..."}: UTF-8, NUL-terminated, its length in *len
 * unless len is NULL. One line: members in the order of the API reference, absent ones left out,
 * then those that the library does not know, without the white space between their tokens.
 * NULL before the first page and when memory ran out. */
DZJOBS_API const char *dzjobs_list_page_json(const dzjobs_list *list, size_t *len);

/* Its nextToken, the service's own; NULL if absent, null or empty. Lives as the page does. */
DZJOBS_API const char *dzjobs_list_next_token(const dzjobs_list *list);

/* Where the listing stands: a starting token that continues after the last run handed out, in
 * botocore's format. NULL
 *   before anything was handed out, unless the listing was started from a token;
 *   after DZJOBS_DONE, unless max_items cut the listing;
 *   when memory ran out, at the latest until the next run or page is handed out.
 * Lives until the next call of this function, next, next_page or free. */
DZJOBS_API const char *dzjobs_list_resume_token(const dzjobs_list *list);

/* ---- A run: NULL, or DZJOBS_NO_TIME, for what the service did not send ------------------- */
/* A string with a NUL character inside ends there; the JSON has it whole. */
DZJOBS_API const char *dzjobs_run_run_id(const dzjobs_run *run);        /* runId */
DZJOBS_API const char *dzjobs_run_domain_id(const dzjobs_run *run);     /* domainId */
DZJOBS_API const char *dzjobs_run_job_id(const dzjobs_run *run);        /* jobId */
DZJOBS_API const char *dzjobs_run_job_type(const dzjobs_run *run);      /* jobType "LINEAGE" */
DZJOBS_API const char *dzjobs_run_run_mode(const dzjobs_run *run);      /* runMode "ON_DEMAND" */
DZJOBS_API const char *dzjobs_run_status(const dzjobs_run *run);        /* status "FAILED" */
DZJOBS_API const char *dzjobs_run_error_message(const dzjobs_run *run); /* error.message */
DZJOBS_API const char *dzjobs_run_created_by(const dzjobs_run *run);    /* createdBy */
DZJOBS_API int64_t dzjobs_run_created_at_us(const dzjobs_run *run);     /* createdAt */
DZJOBS_API int64_t dzjobs_run_start_time_us(const dzjobs_run *run);     /* startTime */
DZJOBS_API int64_t dzjobs_run_end_time_us(const dzjobs_run *run);       /* endTime */

/* This run alone as JSON, as in dzjobs_list_page_json(); lives as its page does. NULL when
 * memory ran out. */
DZJOBS_API const char *dzjobs_run_json(const dzjobs_run *run, size_t *len);

/* ---- A page as a table: the Arrow C data interface --------------------------------------- */
/* A struct array with a row for each run of the page and a column for each member, which has the
 * name and the shape that the API reference gives it:
 *   utf8        every string, enums included
 *   struct      error, with one child: message, utf8
 *   timestamp   every time, in microseconds, UTC
 *
 * Null is what the service did not send. Strings are whole, a NUL inside or not. No column is a
 * dictionary: tools that join pages refuse dictionaries that a new status makes longer.
 *
 * What is exported owns its memory: it outlives page and listing, and is released once, on any
 * thread, by its release(), but before the library is unloaded. Its children may be moved out of
 * it. dzjobs_arrow.h has the structs, as any other copy of Arrow's own definitions. */

/* The columns, which are those of every page. DZJOBS_EINVAL if out is NULL; DZJOBS_ENOMEM. */
DZJOBS_API int dzjobs_list_export_arrow_schema(dzjobs_list *list, struct ArrowSchema *out);

/* The runs of dzjobs_list_page_run(), however many. DZJOBS_ESTATE before the first page;
 * otherwise as above. */
DZJOBS_API int dzjobs_list_export_arrow_page(dzjobs_list *list, struct ArrowArray *out);

/* ---- Errors ------------------------------------------------------------------------------ */

/* What the last failed call on this listing was about, for people: names the argument, or the
 * member and the byte of the body, or quotes the service: code, message as it came (line breaks
 * and all), HTTP status, request id and attempt. "" if none failed; never NULL but for a NULL
 * list. Lives until the next call that fails, or free. */
DZJOBS_API const char *dzjobs_list_error_text(const dzjobs_list *list);

/* Of the last answer, good or bad: the service's error code ("ThrottlingException") and
 * message, NULL if it was not an error (or had no message); the HTTP status, 0 if there was no
 * answer; the request id, NULL if it had none; and at which attempt at its page it came.
 * Strings live until the next call of put_response, put_no_response or free. */
DZJOBS_API const char *dzjobs_list_service_code(const dzjobs_list *list);
DZJOBS_API const char *dzjobs_list_service_message(const dzjobs_list *list);
DZJOBS_API int dzjobs_list_http_status(const dzjobs_list *list);
DZJOBS_API const char *dzjobs_list_request_id(const dzjobs_list *list);
DZJOBS_API int dzjobs_list_attempts(const dzjobs_list *list);

/* What an event or error code means; "unknown code" for any other. Static. */
DZJOBS_API const char *dzjobs_strerror(int code);

/* The library's version, "0.1.0" (static) and 0x000100. */
DZJOBS_API const char *dzjobs_version(void);
DZJOBS_API int dzjobs_version_number(void);

#ifdef __cplusplus
}
#endif

#endif
