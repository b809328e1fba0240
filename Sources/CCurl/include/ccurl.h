/* libcurl, found at run time: a table of the functions in use, and its variadic functions once for
 * each type of argument, because Swift cannot call those. Nothing here links libcurl. */
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  CURLcode (*global_init)(long);
  CURL *(*easy_init)(void);
  void (*easy_cleanup)(CURL *);
  void (*easy_reset)(CURL *);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  const char *(*easy_strerror)(CURLcode);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
  CURLM *(*multi_init)(void);
  CURLMcode (*multi_cleanup)(CURLM *);
  CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
  CURLMcode (*multi_add_handle)(CURLM *, CURL *);
  CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
  CURLMcode (*multi_perform)(CURLM *, int *);
  CURLMcode (*multi_wait)(CURLM *, struct curl_waitfd[], unsigned int, int, int *);
  CURLMsg *(*multi_info_read)(CURLM *, int *);
  CURLMcode (*multi_timeout)(CURLM *, long *);
  curl_version_info_data *(*version_info)(CURLversion);
  unsigned int version; /* 0x075801 is 7.88.1 */
  /* OpenSSL's, NULL where libcurl has another TLS. */
  void (*tls_set_message)(void *, void (*)(int, int, int, const void *, size_t, void *, void *));
  long (*tls_set)(void *, int, long, void *);
  void (*tls_set_shutdown)(void *, int);
} ccurl_api;

#define CCURL_OLDEST 0x073d00 /* 7.61.0 */

/* Fills the table and initialises libcurl: 0, or ENOMEM, or -1 with the reason in text. libcurl
 * stays loaded and initialised: it may have started threads and left handlers that must not outlive
 * their code. */
int ccurl_load(ccurl_api *api, char *text, size_t size);

static inline CURLcode ccurl_set_long(const ccurl_api *api, CURL *easy, CURLoption option,
                                      long value) {
  return api->easy_setopt(easy, option, value);
}

static inline void ccurl_keep_connections(const ccurl_api *api, CURLM *multi, long most) {
  api->multi_setopt(multi, CURLMOPT_MAXCONNECTS, most);
}

static inline CURLcode ccurl_set_text(const ccurl_api *api, CURL *easy, CURLoption option,
                                      const char *value) {
  return api->easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(const ccurl_api *api, CURL *easy, CURLoption option,
                                         void *value) {
  return api->easy_setopt(easy, option, value);
}

/* What libcurl calls during a transfer. */
typedef struct {
  curl_write_callback write, header;
  curl_xferinfo_callback progress;
  curl_opensocket_callback open;
  curl_closesocket_callback close;
  curl_prereq_callback begin;
  curl_ssl_ctx_callback tls;
} ccurl_callbacks;

/* Stops at the first one that libcurl does not take. libcurl before 7.80 has no `begin`. */
static inline CURLcode ccurl_set_callbacks(const ccurl_api *api, CURL *easy,
                                           const ccurl_callbacks *callbacks) {
  CURLcode code = api->easy_setopt(easy, CURLOPT_WRITEFUNCTION, callbacks->write);
  if (!code) code = api->easy_setopt(easy, CURLOPT_HEADERFUNCTION, callbacks->header);
  if (!code) code = api->easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, callbacks->progress);
  if (!code) code = api->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callbacks->open);
  if (!code) code = api->easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, callbacks->close);
  if (!code && api->version >= 0x075000)
    code = api->easy_setopt(easy, CURLOPT_PREREQFUNCTION, callbacks->begin);
  if (!code && api->tls_set_message)
    code = api->easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, callbacks->tls);
  return code;
}

static inline long ccurl_info(const ccurl_api *api, CURL *easy, CURLINFO info) {
  long value = 0;
  return api->easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline void *ccurl_private(const ccurl_api *api, CURL *easy) {
  char *value = NULL;
  return api->easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

/* Has a function called for each record of the connections of an SSL_CTX. */
typedef void (*ccurl_record)(int, int, int, const void *, size_t, void *tls, void *context);
static inline void ccurl_watch(const ccurl_api *api, void *tls_context, ccurl_record record,
                               void *context) {
  api->tls_set_message(tls_context, record);
  api->tls_set(tls_context, 16 /* SSL_CTRL_SET_MSG_CALLBACK_ARG */, 0, context);
}

/* In such a function: ends what libcurl can read from the connection. */
static inline void ccurl_end_reading(const ccurl_api *api, void *tls) {
  api->tls_set_shutdown(tls, 3 /* SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN */);
}

/* A socket that programs of this process never inherit, -1 on failure. */
int ccurl_open_socket(const struct curl_sockaddr *address);

/* The port of a socket on this machine, 0 if it has none. */
int ccurl_local_port(int socket);

/* Whether bytes, or the end, lie on a socket to be read. */
int ccurl_is_readable(int socket);

/* Whether so few descriptors are left that a connection may have failed for want of one. */
int ccurl_lacks_descriptors(void);

/* Keeps SIGPIPE from the program while libcurl may write or close connections, since OpenSSL writes
 * to sockets without MSG_NOSIGNAL. One thread raises and lowers it. No code of the caller's runs in
 * between: a broken pipe of the caller's is not ours to hide. */
typedef struct {
  sigset_t before;
  int was_pending;
} ccurl_shield;

void ccurl_raise_shield(ccurl_shield *held);
void ccurl_lower_shield(const ccurl_shield *held);

/* Makes progress with all transfers of multi without waiting; 0 on success. */
static inline int ccurl_perform(const ccurl_api *api, CURLM *multi) {
  int running = 0;
  return api->multi_perform(multi, &running) == CURLM_OK ? 0 : -1;
}

/* A transfer that ended since the last call, and its result; NULL if none did. */
static inline CURL *ccurl_finished(const ccurl_api *api, CURLM *multi, int *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = api->multi_info_read(multi, &left)) != NULL)
    if (message->msg == CURLMSG_DONE) {
      *result = (int)message->data.result;
      return message->easy_handle;
    }
  return NULL;
}

/* Waits for the transfers of multi, or for one of two events to become readable. */
static inline void ccurl_wait(const ccurl_api *api, CURLM *multi, int event, int other,
                              int timeout_ms) {
  struct curl_waitfd extra[2] = {{event, CURL_WAIT_POLLIN, 0}, {other, CURL_WAIT_POLLIN, 0}};
  api->multi_wait(multi, extra, 2, timeout_ms, NULL);
}

/* When multi wants to be looked at, in microseconds; -1 for no such time. */
static inline int64_t ccurl_timeout_us(const ccurl_api *api, CURLM *multi) {
  long milliseconds = -1;
  if (api->multi_timeout(multi, &milliseconds) != CURLM_OK || milliseconds < 0) return -1;
  return (int64_t)milliseconds * 1000;
}

/* A descriptor that can be read when something happened to one of those that were added: when one
 * of these can be read, or the state of a socket changed since it was drained. -1 on failure. */
int ccurl_events_open(void);
int ccurl_events_add(int events, int descriptor, int is_socket);
void ccurl_events_remove(int events, int descriptor);
void ccurl_events_drain(int events);

/* Microseconds of a clock. */
int64_t ccurl_clock_us(clockid_t clock);

#endif
