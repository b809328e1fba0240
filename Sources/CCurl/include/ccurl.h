/* libcurl, loaded at run time: a table of the functions in use, and its variadic functions once for
 * each type of argument, because Swift cannot call variadic functions. Nothing links libcurl. */
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
  /* OpenSSL's functions; NULL if libcurl uses another TLS library. */
  void (*tls_set_message)(void *, void (*)(int, int, int, const void *, size_t, void *, void *));
  long (*tls_set)(void *, int, long, void *);
  void (*tls_set_shutdown)(void *, int);
} ccurl_api;

#define CCURL_OLDEST 0x073d00 /* 7.61.0 */

/* Fills the table and initialises libcurl. Returns 0, ENOMEM, or -1 with the reason in text.
 * libcurl is never unloaded: its threads and handlers must not outlive their code. */
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

/* The callbacks of libcurl during a transfer. */
typedef struct {
  curl_write_callback write, header;
  curl_xferinfo_callback progress;
  curl_opensocket_callback open;
  curl_closesocket_callback close;
  curl_prereq_callback begin;
  curl_ssl_ctx_callback tls;
} ccurl_callbacks;

/* Sets the callbacks, up to the first one that libcurl refuses. libcurl before 7.80 has no
 * `begin`. */
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

/* Makes OpenSSL call a function for each TLS record of an SSL_CTX's connections. */
typedef void (*ccurl_record)(int, int, int, const void *, size_t, void *tls, void *context);
static inline void ccurl_watch(const ccurl_api *api, void *tls_context, ccurl_record record,
                               void *context) {
  api->tls_set_message(tls_context, record);
  api->tls_set(tls_context, 16 /* SSL_CTRL_SET_MSG_CALLBACK_ARG */, 0, context);
}

/* Called in such a function, it ends what libcurl can read from the connection. */
static inline void ccurl_end_reading(const ccurl_api *api, void *tls) {
  api->tls_set_shutdown(tls, 3 /* SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN */);
}

/* Opens a socket that no program of this process inherits; -1 on failure. */
int ccurl_open_socket(const struct curl_sockaddr *address);

/* The local port of a socket; 0 if it has none. */
int ccurl_local_port(int socket);

/* True if a socket has unread bytes, or was closed by the peer. */
int ccurl_is_readable(int socket);

/* True if so few descriptors are left that a connection may have failed because of that. */
int ccurl_lacks_descriptors(void);

/* libcurl opens and reads a bundle without a time limit. 1 for a pipe or a device, which could hold
 * a call forever, with the reason in text, an error buffer of libcurl's. 0 if there is no file. */
int ccurl_refuse_bundle(const char *path, char *text);

/* Blocks SIGPIPE while libcurl writes to or closes connections, because OpenSSL writes without
 * MSG_NOSIGNAL. The same thread raises and lowers the shield. No code of the caller runs in
 * between, so its own broken pipes stay visible. */
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

/* Microseconds until multi has to be driven; -1 if there is no such time. */
static inline int64_t ccurl_timeout_us(const ccurl_api *api, CURLM *multi) {
  long milliseconds = -1;
  if (api->multi_timeout(multi, &milliseconds) != CURLM_OK || milliseconds < 0) return -1;
  return (int64_t)milliseconds * 1000;
}

/* Opens a descriptor for many others; -1 on failure. It is readable if one of these is readable, or
 * if the state of a socket changed since it was drained. */
int ccurl_events_open(void);
int ccurl_events_add(int events, int descriptor, int is_socket);
void ccurl_events_remove(int events, int descriptor);
void ccurl_events_drain(int events);

/* The time of a clock in microseconds. */
int64_t ccurl_clock_us(clockid_t clock);

#endif
