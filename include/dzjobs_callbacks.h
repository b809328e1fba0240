/* dzjobs_callbacks.h - what a caller may provide to a client: credentials, the HTTP transport, a
 * log. Included by dzjobs_client.h.
 *
 * Rules of every callback:
 *   context   The library passes it on. destroy, unless NULL, is called with it once, after the
 *             last call of the callback: when another setter call replaces it, or when the client,
 *             its listings and its streams are all freed, on the thread that freed the last. If
 *             the setter fails, the caller keeps the context and destroy is not called.
 *   Result    0, or a negative value for a failure. DZJOBS_PENDING is reserved for callbacks of a
 *             later version that finish later; today any positive value is a failure that no retry
 *             can change.
 *   Threads   The callback runs on the thread that drives a listing, and on several at once if
 *             several threads drive listings of the client. It must not call the client, and must
 *             return: no exception, no longjmp.
 */
#ifndef DZJOBS_CALLBACKS_H
#define DZJOBS_CALLBACKS_H

#include "dzjobs.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dzjobs_client dzjobs_client; /* settings, credentials, connections, retry quota */
typedef struct dzjobs_credentials dzjobs_credentials; /* for a provider to fill in */
typedef struct dzjobs_exchange dzjobs_exchange; /* an HTTP request, and room for its response */

/* A result of callbacks. */
#define DZJOBS_PENDING 7 /* reserved */

/* ---- Credentials ------------------------------------------------------------------------- */

/* Replaces the provider chain by provide(context, credentials), which calls one of the two
 * functions below before it returns; a negative result is the same as dzjobs_credentials_fail().
 * One call at a time: when the first credentials are needed, ten minutes before they expire, and
 * when the service says that they have expired. Credentials with less than ten minutes left are
 * renewed after half of that time, and after a minute at most. NULL, the default: the chain. */
DZJOBS_API int dzjobs_client_set_credentials_provider(
    dzjobs_client *client, int (*provide)(void *context, dzjobs_credentials *credentials),
    void *context, void (*destroy)(void *context));

/* Provides the credentials; the library copies them. session_token may be NULL or "", expiration_us
 * DZJOBS_NO_TIME if they do not expire. DZJOBS_EINVAL for values that can never be right. */
DZJOBS_API int dzjobs_credentials_set(dzjobs_credentials *credentials, const char *access_key_id,
                                      const char *secret_access_key, const char *session_token,
                                      int64_t expiration_us);

/* Reports that there are no credentials. reason becomes part of the text of DZJOBS_ECREDENTIALS. */
DZJOBS_API int dzjobs_credentials_fail(dzjobs_credentials *credentials, const char *reason);

/* ---- The log ----------------------------------------------------------------------------- */

/* How much a line matters; later versions may add levels and topics. */
#define DZJOBS_LEVEL_DEBUG 1   /* each request and each response */
#define DZJOBS_LEVEL_INFO 2    /* which credentials are used */
#define DZJOBS_LEVEL_WARNING 3 /* a retry, a request without a response, a setting without effect */

/* The topics of a line. */
#define DZJOBS_TOPIC_REQUEST 1     /* a request leaves */
#define DZJOBS_TOPIC_RESPONSE 2    /* its response came, or none will */
#define DZJOBS_TOPIC_RETRY 3       /* a wait before another attempt */
#define DZJOBS_TOPIC_CREDENTIALS 4 /* where credentials come from, and their trouble */
#define DZJOBS_TOPIC_CONFIG 5      /* settings of the environment and the profile */

/* Calls log(context, list, level, topic, line) while the client works. list is the listing that it
 * works for, of which dzjobs_list_context() may be asked, or NULL. line is UTF-8 for people,
 * without line breaks; it lives during the call. No key, token or signature is ever in it. NULL,
 * the default: no log. */
DZJOBS_API int dzjobs_client_set_log(
    dzjobs_client *client,
    void (*log)(void *context, const dzjobs_list *list, int level, int topic, const char *line),
    void *context, void (*destroy)(void *context));

/* ---- The caller's own HTTP, instead of libcurl ------------------------------------------- */

/* Makes send(context, exchange) carry every request, also those for credentials. send transmits the
 * request, puts the response or the lack of one, and returns 0. Without either, and after a
 * negative result, there was no response, and the request is retried. TLS, proxies and connections
 * are the caller's; send must not follow redirects. NULL, the default: libcurl.
 * Another thread may call the functions below during send, one at a time; but any thread may call
 * dzjobs_exchange_is_canceled() and dzjobs_exchange_timeout_us() at any time during it. */
DZJOBS_API int dzjobs_client_set_transport(
    dzjobs_client *client, int (*send)(void *context, dzjobs_exchange *exchange), void *context,
    void (*destroy)(void *context));

/* The request's method: "GET", "POST" or "PUT". All its strings live until send returns. */
DZJOBS_API const char *dzjobs_exchange_request_method(const dzjobs_exchange *exchange);

/* Its URL. */
DZJOBS_API const char *dzjobs_exchange_request_url(const dzjobs_exchange *exchange);

/* Its header i, from 0, as dzjobs_list_request_header() returns it. */
DZJOBS_API const char *dzjobs_exchange_request_header(const dzjobs_exchange *exchange, size_t i,
                                                      const char **value);

/* Its body, with the length in *len; "" and 0 if it has none. */
DZJOBS_API const char *dzjobs_exchange_request_body(const dzjobs_exchange *exchange, size_t *len);

/* How much time is left for it now, of the timeouts of an attempt and of a call: 0 or more. */
DZJOBS_API int64_t dzjobs_exchange_timeout_us(const dzjobs_exchange *exchange);

/* 1 once the client or the listing was canceled: no call waits for the response any more. */
DZJOBS_API int dzjobs_exchange_is_canceled(const dzjobs_exchange *exchange);

/* 1 if the request goes to the endpoint of a container or an instance, which may answer with keys:
 * send it past all proxies. */
DZJOBS_API int dzjobs_exchange_is_direct(const dzjobs_exchange *exchange);

/* Adds one header, before the response itself, as dzjobs_list_put_response_header() does. This and
 * the two below return DZJOBS_ESTATE after put_response or put_no_response. */
DZJOBS_API int dzjobs_exchange_put_response_header(dzjobs_exchange *exchange, const char *name,
                                                   const char *value);

/* The response, as dzjobs_list_put_response() takes it. */
DZJOBS_API int dzjobs_exchange_put_response(dzjobs_exchange *exchange, int http_status,
                                            const void *body, size_t body_len);

/* There was no complete response, as dzjobs_list_put_no_response() takes it. */
DZJOBS_API int dzjobs_exchange_put_no_response(dzjobs_exchange *exchange, int retryable,
                                               const char *reason);

#ifdef __cplusplus
}
#endif

#endif
