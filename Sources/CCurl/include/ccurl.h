/* libcurl, found at run time: a table of the functions that are used, and its variadic ones once
 * for each type of argument, because Swift cannot call those. Nothing here links libcurl. */
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <poll.h>
#include <pthread.h>
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
  CURLMcode (*multi_poll)(CURLM *, struct curl_waitfd[], unsigned int, int, int *);
  CURLMsg *(*multi_info_read)(CURLM *, int *);
} ccurl_api;

/* Fills the table and initialises libcurl, 0 on success. It stays loaded and initialised: it may
 * have started threads and left handlers that must not outlive their code. */
int ccurl_load(ccurl_api *api);

static inline int ccurl_set_long(const ccurl_api *api, CURL *easy, CURLoption option, long value) {
  return api->easy_setopt(easy, option, value);
}

static inline void ccurl_keep_connections(const ccurl_api *api, CURLM *multi, long most) {
  api->multi_setopt(multi, CURLMOPT_MAXCONNECTS, most);
}

static inline int ccurl_set_text(const ccurl_api *api, CURL *easy, CURLoption option,
                                 const char *value) {
  return api->easy_setopt(easy, option, value);
}

static inline int ccurl_set_pointer(const ccurl_api *api, CURL *easy, CURLoption option,
                                    void *value) {
  return api->easy_setopt(easy, option, value);
}

typedef size_t (*ccurl_sink)(char *, size_t, size_t, void *);

static inline int ccurl_set_sink(const ccurl_api *api, CURL *easy, CURLoption option,
                                 ccurl_sink value) {
  return api->easy_setopt(easy, option, value);
}

/* Has what libcurl opens closed in programs that the process starts. */
int ccurl_close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose);

static inline int ccurl_set_socket(const ccurl_api *api, CURL *easy,
                                   curl_sockopt_callback value) {
  return api->easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, value);
}

static inline long ccurl_status(const ccurl_api *api, CURL *easy) {
  long status = 0;
  return api->easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

static inline void *ccurl_private(const ccurl_api *api, CURL *easy) {
  char *value = NULL;
  return api->easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

/* Makes what is ready progress without SIGPIPE reaching the host, whose handler it is not for:
 * OpenSSL writes to sockets without MSG_NOSIGNAL. */
int ccurl_perform(const ccurl_api *api, CURLM *multi);

/* The same for ending a transfer, and for closing connections. */
void ccurl_remove(const ccurl_api *api, CURLM *multi, CURL *easy);
void ccurl_close_easy(const ccurl_api *api, CURL *easy);
void ccurl_close_multi(const ccurl_api *api, CURLM *multi);

/* A transfer that ended since this was asked last, and its result; NULL if none did. */
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

/* Waits for the transfers of multi, or for event to become readable. */
static inline void ccurl_wait(const ccurl_api *api, CURLM *multi, int event, int timeout_ms) {
  struct curl_waitfd extra = {0};
  extra.fd = event;
  extra.events = CURL_WAIT_POLLIN;
  api->multi_poll(multi, &extra, 1, timeout_ms, NULL);
}

/* Microseconds of a clock. */
int64_t ccurl_clock_us(clockid_t clock);

#endif
