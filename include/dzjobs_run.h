/* dzjobs_run.h - the pages of a listing, their runs, and the members of a run. Included by
 * dzjobs.h, which has the rules of every call. */
#ifndef DZJOBS_RUN_H
#define DZJOBS_RUN_H

#include "dzjobs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Runs and pages ---------------------------------------------------------------------- */
/* A page, its runs, their strings and its JSON live until the call that delivers another page of
 * this listing (next or next_page, dzjobs_client_next_any(), get_next() of an Arrow stream), or
 * free. Until then they can be read after every event: while the next request is out, and after an
 * error. */

/* The run that the last event, DZJOBS_RUN, delivered. NULL after another event of
 * dzjobs_list_next(), and after its error. An error of dzjobs_client_next() may leave the run. */
DZJOBS_API const dzjobs_run *dzjobs_list_run(const dzjobs_list *list);

/* The number of runs of the last page, cut by max_items and by a resume token. */
DZJOBS_API size_t dzjobs_list_page_run_count(const dzjobs_list *list);

/* Its run i, from 0; NULL past the last. */
DZJOBS_API const dzjobs_run *dzjobs_list_page_run(const dzjobs_list *list, size_t i);

/* The page as {"items":[...],"nextToken":"..."}: UTF-8, NUL-terminated, its length in *len unless
 * len is NULL. It is one line: members in the order of the API reference, absent ones left out,
 * then those that the library does not know, without the white space between their tokens. NULL
 * before the first page and when memory ran out. */
DZJOBS_API const char *dzjobs_list_page_json(const dzjobs_list *list, size_t *len);

/* Its nextToken, the service's own; NULL if absent, null or empty. Lives as the page does. */
DZJOBS_API const char *dzjobs_list_next_token(const dzjobs_list *list);

/* A token that continues after the last delivered run, in botocore's format. NULL
 *   before anything was delivered, unless the listing was started from a token;
 *   after DZJOBS_DONE, unless max_items cut the listing;
 *   when memory ran out, at the latest until the next run or page is delivered.
 * Lives until the next call of this function, of a next, or free. */
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

/* The order of dzjobs_run_read(). */
#define DZJOBS_TEXT_DOMAIN_ID 0       /* domainId */
#define DZJOBS_TEXT_JOB_ID 1          /* jobId */
#define DZJOBS_TEXT_JOB_TYPE 2        /* jobType */
#define DZJOBS_TEXT_RUN_ID 3          /* runId */
#define DZJOBS_TEXT_RUN_MODE 4        /* runMode */
#define DZJOBS_TEXT_STATUS 5          /* status */
#define DZJOBS_TEXT_ERROR_MESSAGE 6   /* error.message */
#define DZJOBS_TEXT_CREATED_BY 7      /* createdBy */
#define DZJOBS_TIME_CREATED_AT 0      /* createdAt */
#define DZJOBS_TIME_START_TIME 1      /* startTime */
#define DZJOBS_TIME_END_TIME 2        /* endTime */

/* All of them in one call. Writes n_texts pointers to texts and, unless lengths is NULL, their
 * lengths, and n_times times to times_us, in this order; entries past those that the library knows
 * become NULL and 0, or DZJOBS_NO_TIME. A length counts the whole string, also past a NUL
 * character inside. Returns how many of these members the service sent. */
DZJOBS_API size_t dzjobs_run_read(const dzjobs_run *run, size_t n_texts, const char **texts,
                                  size_t *lengths, size_t n_times, int64_t *times_us);

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
 * A member that the service did not send is null. Strings are whole, also with a NUL inside. No
 * column is a dictionary: tools that join pages refuse dictionaries that a new status makes longer.
 *
 * The exported data owns its memory: it outlives page and listing. Its consumer releases it once,
 * on any thread, by its release(), before the library is unloaded, and may move children out of it.
 * dzjobs_arrow.h has the structs, as any other copy of Arrow's own definitions. */

/* The columns, which all pages share. Returns DZJOBS_EINVAL if out is NULL, or DZJOBS_ENOMEM. */
DZJOBS_API int dzjobs_list_export_arrow_schema(dzjobs_list *list, struct ArrowSchema *out);

/* The runs of dzjobs_list_page_run(), however many. DZJOBS_ESTATE before the first page;
 * otherwise as above. */
DZJOBS_API int dzjobs_list_export_arrow_page(dzjobs_list *list, struct ArrowArray *out);

#ifdef __cplusplus
}
#endif

#endif
