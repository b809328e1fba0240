/* dzjobs_settings.h - the settings of a listing, and the credentials that sign its requests.
 * Included by dzjobs.h, which has the rules of every call. */
#ifndef DZJOBS_SETTINGS_H
#define DZJOBS_SETTINGS_H

#include "dzjobs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Styles of times in JSON, for dzjobs_list_set_json_times(). */
#define DZJOBS_JSON_ISO8601 0 /* "2026-11-23T10:00:00.123Z", with 0, 3 or 6 digits */
#define DZJOBS_JSON_EPOCH 1   /* 1795428000.123, seconds as a number */

/* ---- Settings: before the first next, else DZJOBS_ESTATE ------------------------------- */
/* A setter refuses a value that can never be right with DZJOBS_EINVAL. Until it is called with a
 * good value, the first next fails with DZJOBS_EINVAL, too: a caller who ignores results must not
 * send other requests than it wanted. The service judges all else, such as an unknown status. */

/* Another region than that of dzjobs_list_new(), or of the client. */
DZJOBS_API int dzjobs_list_set_region(dzjobs_list *list, const char *region);

/* Only runs of this status: "SCHEDULED" "IN_PROGRESS" "SUCCESS" "PARTIALLY_SUCCEEDED" "FAILED"
 * "ABORTED" "TIMED_OUT" "CANCELED". NULL, the default: all. */
DZJOBS_API int dzjobs_list_set_status(dzjobs_list *list, const char *status);

/* "ASCENDING" or "DESCENDING". NULL, the default: the service's order. */
DZJOBS_API int dzjobs_list_set_sort_order(dzjobs_list *list, const char *sort_order);

/* Runs a page, 1 or more; the service's maximum is 50. Default: the service's. */
DZJOBS_API int dzjobs_list_set_max_results(dzjobs_list *list, int max_results);

/* Ends the listing after so many runs, 0 or more; dzjobs_list_resume_token() continues it. With 0
 * it sends one request and delivers nothing, as botocore's MaxItems. Default: no end. */
DZJOBS_API int dzjobs_list_set_max_items(dzjobs_list *list, int64_t max_items);

/* The service's own nextToken to start from, 1 to 8192 characters. NULL, the default: from the
 * start. */
DZJOBS_API int dzjobs_list_set_next_token(dzjobs_list *list, const char *next_token);

/* A token of dzjobs_list_resume_token() or of botocore's paginator: base64 of a JSON object with no
 * other members than nextToken and boto_truncate_amount. The service gets anything else as it is.
 * Wins over dzjobs_list_set_next_token(). NULL, the default: from the start.
 * The token names a page by the service's token and counts the runs of it that were delivered. Any
 * page size continues rightly as long as the service's token means a place and not a page number,
 * as DataZone's does. Keep the page size, the status and the order to be independent of that. */
DZJOBS_API int dzjobs_list_set_resume_token(dzjobs_list *list, const char *resume_token);

/* Another endpoint: http or https, host, and if need be port and base path, which must be
 * percent-encoded already; no query, no fragment. NULL, the default: the region's. */
DZJOBS_API int dzjobs_list_set_endpoint_url(dzjobs_list *list, const char *endpoint_url);

/* Not 0: the region's FIPS endpoint. Together with an endpoint URL the first next fails with
 * DZJOBS_EINVAL. */
DZJOBS_API int dzjobs_list_set_use_fips(dzjobs_list *list, int use_fips);

/* Attempts at each page, the first included, 1 or more. Default 3. */
DZJOBS_API int dzjobs_list_set_max_attempts(dzjobs_list *list, int max_attempts);

/* Size of the retry quota, 0 (no retry except one after a clock skew) or more. A retry takes 14, or
 * 5 when throttled; a success gives back what its last retry took, or 1. Default 500. */
DZJOBS_API int dzjobs_list_set_retry_quota(dzjobs_list *list, int quota);

/* Makes jitter and invocation ids repeatable. Default: the system's entropy, drawn once. */
DZJOBS_API int dzjobs_list_set_random_seed(dzjobs_list *list, uint64_t seed);

/* How page and run JSON write times: DZJOBS_JSON_ISO8601, the default, or DZJOBS_JSON_EPOCH. */
DZJOBS_API int dzjobs_list_set_json_times(dzjobs_list *list, int style);

/* ---- Credentials ------------------------------------------------------------------------- */

/* The keys that sign the next request (AWS Signature Version 4). Call it at any time, to replace
 * expiring credentials. session_token: NULL or "" for none. All NULL, the default: the request is
 * unsigned, and the caller signs it; a client's listing uses the client's credentials. One key
 * without the other, or a token without keys, is DZJOBS_EINVAL and changes nothing. */
DZJOBS_API int dzjobs_list_set_credentials(dzjobs_list *list, const char *access_key_id,
                                           const char *secret_access_key,
                                           const char *session_token);

#ifdef __cplusplus
}
#endif

#endif
