/* dzjobs_client.h - a client for dzjobs.h: it finds credentials as the AWS command line does, sends
 * requests through libcurl, and waits.
 *
 *   dzjobs_client_new(&client);
 *   dzjobs_client_new_list(client, &list, "dzd_1234", "job5678");
 *   while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN)
 *     use(dzjobs_list_run(list));
 *
 * The rules of dzjobs.h hold here, too. In addition:
 *   Threads   Threads share a client freely, each with listings of its own.
 *   Lifetime  A listing keeps what it needs of its client; free them in any order.
 *   Client    Every call that may send, wait or find credentials takes the client, although a
 *             listing has but one: a reader sees which calls do I/O, and the same listing can be
 *             driven by dzjobs_list_next(), also after dzjobs_client_free(). A listing of another
 *             client, or of none, is DZJOBS_EINVAL.
 *   libcurl   The first request loads it (libcurl.so.4, 7.61 or later), and it stays loaded. The
 *             library starts no thread and installs no signal handler.
 *   Memory    Failing to allocate a small internal object (a connection, a request under way, a
 *             search for credentials; below 2 KB each) ends the process, as for handles.
 *   Fork      A child uses connections of its own. If another thread was inside a call at the time,
 *             the child needs a client of its own.
 */
#ifndef DZJOBS_CLIENT_H
#define DZJOBS_CLIENT_H

#include "dzjobs_callbacks.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ArrowArrayStream; /* Arrow's own: dzjobs_arrow.h has it */

/* Events of dzjobs_client_next_any() alone. */
#define DZJOBS_LIST_DONE 5   /* a listing has delivered all its runs, and left */
#define DZJOBS_LIST_FAILED 6 /* a listing failed, and left: dzjobs_list_last_error() */

/* Errors beside those of dzjobs.h. */
#define DZJOBS_ECREDENTIALS (-20) /* no credentials: the text has each provider's reason */
#define DZJOBS_ECONFIG (-21)      /* a profile file or a variable of the environment is wrong */
#define DZJOBS_ETIMEDOUT (-22)    /* the call timeout passed */
#define DZJOBS_EUNAVAILABLE (-24) /* libcurl cannot be loaded: the text has the reason */

/* ---- A client ---------------------------------------------------------------------------- */

/* Makes a client, and reads nothing: the first next reads the environment and the profile files.
 * Free it with dzjobs_client_free(). Returns DZJOBS_EINVAL if out is NULL, or DZJOBS_ENOMEM. */
DZJOBS_API int dzjobs_client_new(dzjobs_client **out);

/* Frees the handle. The client's connections and callbacks live as long as a listing or a stream of
 * it. dzjobs_list_next() can drive such a listing on, with the credentials that it has. */
DZJOBS_API void dzjobs_client_free(dzjobs_client *client);

/* Copies the text of the last failure of a call that had no listing to keep it: setters, new_list,
 * and next_any when it failed for all listings. Writes at most size bytes to buffer, a NUL among
 * them, without cutting a character; returns the length of the whole text. buffer may be NULL if
 * size is 0. "" if no call failed. Threads may call this while others fail. */
DZJOBS_API size_t dzjobs_client_error_text(const dzjobs_client *client, char *buffer, size_t size);

/* Copies where the credentials came from ("environment", "profile default in ..."), or, if there
 * are none, each provider's reason, in the same way. "" before they were needed. */
DZJOBS_API size_t dzjobs_client_credentials_source(const dzjobs_client *client, char *buffer,
                                                   size_t size);

/* ---- Settings: before the first next of the client, else DZJOBS_ESTATE ------------------- */
/* NULL unsets. A setting wins over the environment, and that over the profile. As in dzjobs.h,
 * after a refused value the first next fails with DZJOBS_EINVAL until a good one is set. */

/* 0: reads no variable of the environment and no file, and finds credentials only by the two
 * settings below. Then the region has to be set. Not 0, the default: as the AWS command line. */
DZJOBS_API int dzjobs_client_set_use_environment(dzjobs_client *client, int use_environment);

/* The profile of the shared config files. Default: AWS_DEFAULT_PROFILE, AWS_PROFILE, "default". */
DZJOBS_API int dzjobs_client_set_profile(dzjobs_client *client, const char *profile);

/* Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's region. */
DZJOBS_API int dzjobs_client_set_region(dzjobs_client *client, const char *region);

/* Default: AWS_ENDPOINT_URL_DATAZONE, AWS_ENDPOINT_URL, the profile's, the region's. */
DZJOBS_API int dzjobs_client_set_endpoint_url(dzjobs_client *client, const char *endpoint_url);

/* Not 0: FIPS endpoints. Default: AWS_USE_FIPS_ENDPOINT, the profile's, 0. */
DZJOBS_API int dzjobs_client_set_use_fips(dzjobs_client *client, int use_fips);

/* Default: the credentials provider, if one is set, else the SDKs' provider chain; no provider is
 * used before credentials are needed:
 *   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, unless a profile was set here;
 *   the profile's role_arn, with source_profile (in a chain, too) or credential_source;
 *   AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the profile's; the profile's sso_session or
 *   sso_start_url, from the cache of `aws sso login`; its keys; its credential_process;
 *   AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI; instance metadata, for a second at most.
 * One thread renews them ten minutes before they expire, while others use the old ones.
 * session_token may be NULL or "". All NULL: as if never set. */
DZJOBS_API int dzjobs_client_set_credentials(dzjobs_client *client, const char *access_key_id,
                                             const char *secret_access_key,
                                             const char *session_token);

/* Durations, in microseconds: more than 0, and less than a year, so that a point in time is
 * refused. Connecting, its TLS included. Default 10 s. */
DZJOBS_API int dzjobs_client_set_connect_timeout_us(dzjobs_client *client, int64_t timeout_us);

/* One attempt as a whole. Default 60 s. */
DZJOBS_API int dzjobs_client_set_attempt_timeout_us(dzjobs_client *client, int64_t timeout_us);

/* Silence within an attempt: no byte of the response for so long. Default: no limit. */
DZJOBS_API int dzjobs_client_set_stall_timeout_us(dzjobs_client *client, int64_t timeout_us);

/* One call of next, next_page or next_any, with all its attempts and waits; then DZJOBS_ETIMEDOUT,
 * after which another call tries again. Default: no limit. */
DZJOBS_API int dzjobs_client_set_call_timeout_us(dzjobs_client *client, int64_t timeout_us);

/* The same for calls of one listing, at any time; next_any lets a listing fail that has to wait
 * longer for a run. 0, the default: the client's. DZJOBS_EINVAL for a listing without a client. */
DZJOBS_API int dzjobs_list_set_call_timeout_us(dzjobs_list *list, int64_t timeout_us);

/* A file of trusted certificates in PEM. Default: AWS_CA_BUNDLE, the profile's ca_bundle, the
 * system's. The client always checks certificates. */
DZJOBS_API int dzjobs_client_set_ca_bundle(dzjobs_client *client, const char *path);

/* "http://host:port" and what else libcurl takes; "" for none. Default: the environment's
 * https_proxy, http_proxy, all_proxy and no_proxy. */
DZJOBS_API int dzjobs_client_set_proxy(dzjobs_client *client, const char *proxy);

/* As dzjobs_list_set_max_attempts(). Default: AWS_MAX_ATTEMPTS, the profile's, 3. */
DZJOBS_API int dzjobs_client_set_max_attempts(dzjobs_client *client, int max_attempts);

/* As dzjobs_list_set_retry_quota(), for all listings of the client together. */
DZJOBS_API int dzjobs_client_set_retry_quota(dzjobs_client *client, int quota);

/* The end of the User-Agent header, for the caller's name and version, such as "app/reports#2":
 * 1 to 256 printable ASCII characters. NULL, the default: nothing. */
DZJOBS_API int dzjobs_client_set_user_agent_suffix(dzjobs_client *client, const char *suffix);

/* Not 0, the default: the client requests the next page before it delivers the runs of this one,
 * never beyond max_items. 0: when the page is needed. */
DZJOBS_API int dzjobs_client_set_read_ahead(dzjobs_client *client, int read_ahead);

/* In-flight requests of dzjobs_client_next_any(), 1 or more. Default 16. */
DZJOBS_API int dzjobs_client_set_max_in_flight(dzjobs_client *client, int max_in_flight);

/* ---- Listings ---------------------------------------------------------------------------- */

/* Makes a listing of the runs of a job with the client's region, endpoint, attempts and quota. Its
 * setters work, but for the retry quota, which the client's listings share. Fails as
 * dzjobs_list_new() does; the first dzjobs_client_next() reports what else is wrong. */
DZJOBS_API int dzjobs_client_new_list(dzjobs_client *client, dzjobs_list **out,
                                      const char *domain_identifier, const char *job_identifier);

/* As dzjobs_list_next(), but sends and waits itself: DZJOBS_RUN, DZJOBS_DONE or an error. */
DZJOBS_API int dzjobs_client_next(dzjobs_client *client, dzjobs_list *list);

/* The same by pages: DZJOBS_PAGE, DZJOBS_DONE or an error. */
DZJOBS_API int dzjobs_client_next_page(dzjobs_client *client, dzjobs_list *list);

/* For a caller that does the HTTP itself: gives the listing the client's region, endpoint, attempts
 * and credentials, so that dzjobs_list_next() returns signed requests. It may send and wait to find
 * the credentials. Call it before the first dzjobs_list_next(), again when *renew_at_us comes
 * (DZJOBS_NO_TIME: never), and after DZJOBS_ESERVICE for expired credentials. renew_at_us may be
 * NULL. With a NULL list it only finds credentials, so that no later call has to wait for them. */
DZJOBS_API int dzjobs_client_prepare(dzjobs_client *client, dzjobs_list *list,
                                     int64_t *renew_at_us);

/* The rest of a listing as a stream of the Arrow C data interface. get_next() sends and waits as
 * dzjobs_client_next_page() does. It returns batches of batch_rows rows; the last may have fewer.
 * With 0 each batch is a page, and pages without a run are skipped. It returns 0, with a released
 * array at the end; or EINVAL, ENOMEM, ECANCELED, ETIMEDOUT, and EIO for all else, and
 * get_last_error() returns the text. A further call continues as next_page does: no row is lost.
 * The stream keeps the listing and its client: free them before it or after it. One thread at a
 * time may use listing and stream; runs that another call delivers are not in the stream. Releasing
 * it early ends nothing but the stream. DZJOBS_EINVAL if out is NULL. */
DZJOBS_API int dzjobs_client_export_arrow_stream(dzjobs_client *client, dzjobs_list *list,
                                                 size_t batch_rows, struct ArrowArrayStream *out);

/* ---- Many listings, one thread ----------------------------------------------------------- */
/* One thread at a time; another one meanwhile gets DZJOBS_ESTATE. Other threads may drive listings
 * that were not added. The thread that calls next_any frees added listings, between two calls. */

/* Adds a listing to dzjobs_client_next_any(), wherever it stands. Until it leaves, next and
 * next_page of it are DZJOBS_ESTATE. Freeing it takes it out. DZJOBS_ESTATE if it was added
 * already. */
DZJOBS_API int dzjobs_client_add_list(dzjobs_client *client, dzjobs_list *list);

/* Returns the next run of any added listing, and that listing in *list, which is always written.
 * Listings that have a page take turns, run by run, while up to max_in_flight requests are out.
 *   DZJOBS_RUN          *list has a run. Runs of its page live until the call that follows its last
 *                       run.
 *   DZJOBS_LIST_DONE    *list has no more runs and has left. The caller may free it.
 *   DZJOBS_LIST_FAILED  *list failed and has left; dzjobs_list_last_error() and _error_text() say
 *                       why. If it is added again, it continues.
 *   DZJOBS_DONE         No listing is left; *list is NULL.
 *   an error            All listings are affected: no credentials, a wrong profile, no libcurl,
 *                       the call timeout, canceled. *list is NULL and no listing leaves; the next
 *                       call tries again. dzjobs_client_error_text() has the reason. */
DZJOBS_API int dzjobs_client_next_any(dzjobs_client *client, dzjobs_list **list);

/* The same for an event loop: returns DZJOBS_WAIT, and NULL in *list, where next_any would wait.
 * Then call it again when poll() reports the descriptor of dzjobs_client_poll_fd() readable, or
 * after dzjobs_client_wait_us(). Only finding credentials may make it wait: dzjobs_client_prepare()
 * on another thread finds them ahead. */
DZJOBS_API int dzjobs_client_try_next_any(dzjobs_client *client, dzjobs_list **list);

/* The client's descriptor, only to be polled. It stays the same, but a child process has to call
 * this again after fork(). -1 if the process has no descriptor left. */
DZJOBS_API int dzjobs_client_poll_fd(dzjobs_client *client);

/* After DZJOBS_WAIT of try_next_any: how long to wait at most, 0 or more. */
DZJOBS_API int64_t dzjobs_client_wait_us(const dzjobs_client *client);

/* ---- The whole client -------------------------------------------------------------------- */

/* Makes every next of the client's listings fail with DZJOBS_ECANCELED, from now on, also those
 * that are waiting, until dzjobs_client_uncancel(). Delivered runs and resume tokens stay. It
 * interrupts transfers, waits and provider programs, but no callback and no lookup of a host name
 * that libcurl cannot leave. Any thread and any signal handler may call both, while the client is
 * not freed. */
DZJOBS_API int dzjobs_client_cancel(dzjobs_client *client);
DZJOBS_API int dzjobs_client_uncancel(dzjobs_client *client);

/* As dzjobs_list_count(), of all the client's listings together. */
DZJOBS_API int64_t dzjobs_client_count(const dzjobs_client *client, int which);

#ifdef __cplusplus
}
#endif

#endif
