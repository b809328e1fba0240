/* dzjobs_client.h - the batteries of dzjobs.h: credentials from where AWS keeps them, HTTPS through
 * libcurl, waiting. They drive the same listing, of which all of dzjobs.h can be asked.
 *
 *   dzjobs_client_new(&client);
 *   dzjobs_client_new_list(client, &list, "dzd_1234", "job5678");
 *   while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN)
 *     use(dzjobs_list_run(list));
 *
 * What dzjobs.h says of every call is true here, too. In addition:
 *   Threads   a client is shared freely: many threads may drive different listings of it.
 *   Lifetime  a listing keeps what it needs of its client: free them in any order.
 *   Callbacks are made on the thread that drives a listing, must not call the client, and return
 *             as functions do: no exception, no longjmp.
 *   libcurl   (libcurl.so.4, 7.66 or later) is loaded by the first request, not before, and
 *             never shut down. There is no init call, no thread of ours, no signal handler.
 *   Memory    what dzjobs.h says of a handle is true of Swift's small objects here: one a client,
 *             a connection, a request under way, a search for credentials, each below 2 KB.
 *   Fork      a child goes on with connections of its own; if another thread was inside a call at
 *             the time, with a client of its own.
 */
#ifndef DZJOBS_CLIENT_H
#define DZJOBS_CLIENT_H

#include "dzjobs.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dzjobs_client dzjobs_client; /* settings, credentials, connections, retry quota */
typedef struct dzjobs_credentials dzjobs_credentials; /* for a callback to fill in */
typedef struct dzjobs_exchange dzjobs_exchange; /* an HTTP request, for a callback to answer */
struct ArrowArrayStream; /* Arrow's own: dzjobs_arrow.h has it */

/* An event beside those of dzjobs.h, of dzjobs_client_next_any() alone. */
#define DZJOBS_LIST_DONE 5 /* a listing has handed out all its runs, and left */

/* Errors beside those of dzjobs.h. */
#define DZJOBS_ECREDENTIALS (-20) /* no credentials: the text has what each provider said */
#define DZJOBS_ECONFIG (-21)      /* a profile file or a variable of the environment is wrong */
#define DZJOBS_ETIMEDOUT (-22)    /* the deadline of a page passed */
#define DZJOBS_ECANCELED (-23)    /* dzjobs_client_cancel() was called */
#define DZJOBS_EUNAVAILABLE (-24) /* libcurl is not installed: the text has the package */

/* ---- A client ---------------------------------------------------------------------------- */

/* Makes a client. Writes *out on success only; free it with dzjobs_client_free(). Reads nothing:
 * the environment and the profile files are read by the first next of its first listing.
 * DZJOBS_EINVAL if out is NULL, DZJOBS_ENOMEM. */
DZJOBS_API int dzjobs_client_new(dzjobs_client **out);

/* Gives the client up. Its listings can be driven on by dzjobs_list_next(), not by it. */
DZJOBS_API void dzjobs_client_free(dzjobs_client *client);

/* What the last call on the client that failed was about, up to 4095 bytes; "" if none did. Errors
 * of a listing are asked of the listing. Lives until the next call on the client that fails, on any
 * thread, or free. */
DZJOBS_API const char *dzjobs_client_error_text(const dzjobs_client *client);

/* ---- Settings: before the first dzjobs_client_new_list(), else DZJOBS_ESTATE ----------------- */
/* NULL unsets. What the environment or a profile says counts where nothing is set here. */

/* The profile of the shared config files. Default: AWS_DEFAULT_PROFILE, AWS_PROFILE, "default". */
DZJOBS_API int dzjobs_client_set_profile(dzjobs_client *client, const char *profile);

/* Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's region. */
DZJOBS_API int dzjobs_client_set_region(dzjobs_client *client, const char *region);

/* Default: AWS_ENDPOINT_URL_DATAZONE, AWS_ENDPOINT_URL, the profile's, the region's. */
DZJOBS_API int dzjobs_client_set_endpoint_url(dzjobs_client *client, const char *endpoint_url);

/* Default: the callback below, else the SDKs' provider chain, none of it before it is needed:
 *   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, unless a profile was set here;
 *   the profile's role_arn, with source_profile (in a chain, too) or credential_source;
 *   AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the profile's; the profile's sso_session or
 *   sso_start_url, from the cache of `aws sso login`; its keys; its credential_process;
 *   AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI; instance metadata, for a second at most.
 * They are renewed ten minutes before they expire, by one thread while others go on.
 * session_token may be NULL or "". All NULL: as if never set. */
DZJOBS_API int dzjobs_client_set_credentials(dzjobs_client *client, const char *access_key_id,
                                             const char *secret_access_key,
                                             const char *session_token);

/* Asks the host for credentials instead of the provider chain: provide(context, credentials) calls
 * one of the two functions below before it returns, one call at a time. It is called when the first
 * credentials are needed, ten minutes before they expire, and when the service calls them expired.
 * NULL, the default: the chain. */
DZJOBS_API int dzjobs_client_set_credentials_provider(dzjobs_client *client,
                                                      void (*provide)(void *context,
                                                                      dzjobs_credentials *),
                                                      void *context);

/* In that callback: the credentials, copied. session_token may be NULL or "", expiration_us
 * DZJOBS_NO_TIME if they do not expire. DZJOBS_EINVAL for what can never be right. */
DZJOBS_API int dzjobs_credentials_set(dzjobs_credentials *credentials, const char *access_key_id,
                                      const char *secret_access_key, const char *session_token,
                                      int64_t expiration_us);

/* In that callback: there are none, and why; reason goes into the text of DZJOBS_ECREDENTIALS. */
DZJOBS_API int dzjobs_credentials_fail(dzjobs_credentials *credentials, const char *reason);

/* How long connecting, its TLS included, may take, in microseconds, more than 0. Default 10 s. */
DZJOBS_API int dzjobs_client_set_connect_timeout_us(dzjobs_client *client, int64_t timeout_us);

/* How long one attempt may take in all, in microseconds, more than 0. Default 60 s. */
DZJOBS_API int dzjobs_client_set_attempt_timeout_us(dzjobs_client *client, int64_t timeout_us);

/* How long one call of next, next_page or next_any may take with all its attempts and waits, in
 * microseconds, more than 0; then DZJOBS_ETIMEDOUT, after which it can be tried again. Default: no
 * limit. */
DZJOBS_API int dzjobs_client_set_call_timeout_us(dzjobs_client *client, int64_t timeout_us);

/* A file of trusted certificates in PEM. Default: AWS_CA_BUNDLE, the profile's ca_bundle, the
 * system's. Certificates are always checked. */
DZJOBS_API int dzjobs_client_set_ca_bundle(dzjobs_client *client, const char *path);

/* "http://host:port" and what else libcurl takes; "" for none. Default: the environment's
 * https_proxy, http_proxy, all_proxy and no_proxy. */
DZJOBS_API int dzjobs_client_set_proxy(dzjobs_client *client, const char *proxy);

/* As dzjobs_list_set_max_attempts(). Default: AWS_MAX_ATTEMPTS, the profile's, 3. */
DZJOBS_API int dzjobs_client_set_max_attempts(dzjobs_client *client, int max_attempts);

/* Not 0, the default: the request for the next page leaves before the runs of this one are
 * handed out, never beyond max_items. 0: it leaves when it is needed. */
DZJOBS_API int dzjobs_client_set_read_ahead(dzjobs_client *client, int read_ahead);

/* Requests of dzjobs_client_next_any() that are under way at once, 1 or more. Default 16. */
DZJOBS_API int dzjobs_client_set_max_in_flight(dzjobs_client *client, int max_in_flight);

/* Calls log(context, line) for each request, answer, wait and credential step; line is UTF-8, has
 * no line breaks and lives during the call. No key, token or signature is ever in it. NULL, the
 * default: no log. */
DZJOBS_API int dzjobs_client_set_log(dzjobs_client *client,
                                     void (*log)(void *context, const char *line),
                                     void *context);

/* ---- The host's own HTTP, instead of libcurl --------------------------------------------- */

/* Has send(context, exchange) carry every request, those for credentials included: it sends what
 * the exchange says, hands in what came back, by dzjobs_exchange_put_response() or
 * dzjobs_exchange_put_no_response(), and returns; without either it counts as no answer. TLS,
 * proxies and connections are then the host's; redirects must not be followed. NULL, the
 * default: libcurl. */
DZJOBS_API int dzjobs_client_set_transport(dzjobs_client *client,
                                           void (*send)(void *context, dzjobs_exchange *),
                                           void *context);

/* The request's method: "GET", "POST" or "PUT". All its strings live until send returns. */
DZJOBS_API const char *dzjobs_exchange_request_method(const dzjobs_exchange *exchange);

/* Its URL. */
DZJOBS_API const char *dzjobs_exchange_request_url(const dzjobs_exchange *exchange);

/* Its header i, from 0, as dzjobs_list_request_header() has it. */
DZJOBS_API const char *dzjobs_exchange_request_header(const dzjobs_exchange *exchange, size_t i,
                                                      const char **value);

/* Its body, with the length in *len; "" and 0 if it has none. */
DZJOBS_API const char *dzjobs_exchange_request_body(const dzjobs_exchange *exchange, size_t *len);

/* How long it may take, in microseconds, more than 0: what is left of the timeout and deadline. */
DZJOBS_API int64_t dzjobs_exchange_timeout_us(const dzjobs_exchange *exchange);

/* Not 0: it goes to the endpoint of a container or an instance, which may answer with keys, and so
 * past all proxies. */
DZJOBS_API int dzjobs_exchange_is_direct(const dzjobs_exchange *exchange);

/* One header, before the answer itself, as dzjobs_list_put_response_header() takes it. This and
 * the two below are DZJOBS_ESTATE after put_response or put_no_response. */
DZJOBS_API int dzjobs_exchange_put_response_header(dzjobs_exchange *exchange, const char *name,
                                                   const char *value);

/* The answer, as dzjobs_list_put_response() takes it. */
DZJOBS_API int dzjobs_exchange_put_response(dzjobs_exchange *exchange, int http_status,
                                            const void *body, size_t body_len);

/* That there was no (whole) answer, as dzjobs_list_put_no_response() takes it. */
DZJOBS_API int dzjobs_exchange_put_no_response(dzjobs_exchange *exchange, int retryable,
                                               const char *reason);

/* ---- Listings ---------------------------------------------------------------------------- */

/* Starts a listing of the runs of a job with the client's region, endpoint, attempts and quota.
 * All settings of dzjobs.h but the retry quota may be made on it. Free it with dzjobs_list_free(),
 * before the client or after it. Fails as dzjobs_list_new() does: what else is wrong is told by the
 * first dzjobs_client_next(). */
DZJOBS_API int dzjobs_client_new_list(dzjobs_client *client, dzjobs_list **out,
                                      const char *domain_identifier, const char *job_identifier);

/* As dzjobs_list_next(), but sends and waits itself: DZJOBS_RUN, DZJOBS_DONE or an error.
 * DZJOBS_EINVAL for a listing that is not of this client. */
DZJOBS_API int dzjobs_client_next(dzjobs_client *client, dzjobs_list *list);

/* The same by pages: DZJOBS_PAGE, DZJOBS_DONE or an error. */
DZJOBS_API int dzjobs_client_next_page(dzjobs_client *client, dzjobs_list *list);

/* All that is left of a listing of this client as a stream of the Arrow C data interface, for data
 * tools to read. get_next() sends and waits as dzjobs_client_next_page() does, and gives what
 * dzjobs_list_export_arrow_page() would; pages without a run are passed over. It returns 0, with
 * a released array at the end; or EINVAL, ENOMEM, ECANCELED, ETIMEDOUT, and EIO for all else, and
 * get_last_error() has the text of dzjobs_list_error_text(). Then it can be called again, and
 * goes on as next_page does after an error: no page is lost.
 * The stream keeps the listing and its client: free them before it or after it. Both may be asked
 * and driven in between, by one thread at a time; what is handed out elsewhere is not in the
 * stream. Releasing it early ends nothing but the stream. Until then the client's callbacks may be
 * called, whatever was freed.
 * DZJOBS_EINVAL if out is NULL, and for a listing that is not of this client. */
DZJOBS_API int dzjobs_client_export_arrow_stream(dzjobs_client *client, dzjobs_list *list,
                                                 struct ArrowArrayStream *out);

/* ---- Many listings, one thread ----------------------------------------------------------- */
/* One thread at a time; another one meanwhile gets DZJOBS_ESTATE. Other threads may drive listings
 * that were not added, as ever. A listing that was added is freed by the thread that calls
 * dzjobs_client_next_any(), between two calls. */

/* Gives a listing of this client, at any point of its way, to dzjobs_client_next_any(). Until it
 * leaves, next and next_page of it are DZJOBS_ESTATE. Freeing it takes it out. DZJOBS_EINVAL for a
 * listing of another client, DZJOBS_ESTATE if it was added already. */
DZJOBS_API int dzjobs_client_add_list(dzjobs_client *client, dzjobs_list *list);

/* The next run of any added listing, and of which in *list: those whose page is there take turns,
 * run by run, while up to max_in_flight requests for others are under way.
 *   DZJOBS_RUN    *list has a run. Runs of its page can be read until its next page is delivered.
 *   DZJOBS_LIST_DONE  *list has no more and has left. It can be freed.
 *   DZJOBS_DONE   No listing is left; *list is NULL.
 *   an error      *list failed and has left; dzjobs_list_error_text() has the text. Added again,
 *                 it goes on where it stood. *list NULL: an error of all (no credentials, a
 *                 profile that is wrong, no libcurl, the time limit, canceled), which takes no
 *                 listing out: the next call tries again. dzjobs_client_error_text() has the text.
 * *list is always written. dzjobs_list_context() can say what a listing is to the host. */
DZJOBS_API int dzjobs_client_next_any(dzjobs_client *client, dzjobs_list **list);

/* ---- All of it --------------------------------------------------------------------------- */

/* Ends all waits and transfers of the client, from any thread, and all that are begun after it:
 * next gives DZJOBS_ECANCELED. What was delivered stays, as do the resume tokens. */
DZJOBS_API int dzjobs_client_cancel(dzjobs_client *client);

/* Where the credentials came from ("environment", "profile default in ..."), or, if none were
 * found, what each provider said. "" before they were needed, NULL when memory ran out. Lives
 * until the next call of this function or free; to be called by one thread at a time. */
DZJOBS_API const char *dzjobs_client_credentials_source(dzjobs_client *client);

#ifdef __cplusplus
}
#endif

#endif
