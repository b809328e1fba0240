/* The parts that the library leaves to its caller: HTTP, here with libcurl 7.61 or later, and those
 * in system.h. Copy it, replace it, or use dzjobs_client.h. */
#ifndef HOST_H
#define HOST_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* asprintf, open_memstream; before the first system header */
#endif
#include "system.h"
#include <curl/curl.h>
#include <dzjobs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A request in flight and its response so far. Use: {0}, prepare(), finish(), discard(). */
struct transfer {
  CURL *curl;
  dzjobs_list *list;
  int rc; /* of the headers */
  struct curl_slist *headers;
  FILE *sink;
  char *body, reason[CURL_ERROR_SIZE];
  size_t length;
};

/* Keeps the body, up to a limit: the library refuses more than 64 MiB. */
static inline size_t keep(char *data, size_t size, size_t count, void *sink) {
  return ftell(sink) > 64L << 20 ? 0 : fwrite(data, size, count, sink);
}

/* Passes a header line to the listing, unless it is a status line or belongs to an interim
 * response. */
static inline size_t keep_header(char *line, size_t size, size_t count, void *context) {
  struct transfer *transfer = context;
  long status = 0;
  curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
  char *name = strndup(line, size * count), *value = name ? strchr(name, ':') : NULL;
  if (!name) transfer->rc = DZJOBS_ENOMEM;
  if (value && status >= 200 && !transfer->rc) {
    *value++ = 0;
    value += strspn(value, " \t");
    value[strcspn(value, "\r\n")] = 0;
    transfer->rc = dzjobs_list_put_response_header(transfer->list, name, value);
  }
  free(name);
  return size * count;
}

static inline void discard(struct transfer *transfer) {
  curl_slist_free_all(transfer->headers);
  if (transfer->sink) fclose(transfer->sink);
  free(transfer->body);
  *transfer = (struct transfer){0};
}

/* After DZJOBS_SEND: prepares curl for the request. Returns 0 or DZJOBS_ENOMEM. Use one curl handle
 * for a whole listing, so that its pages share a connection. */
static inline int prepare(CURL *curl, dzjobs_list *list, struct transfer *transfer) {
  const char *name, *value;
  transfer->curl = curl;
  transfer->list = list;
  transfer->sink = open_memstream(&transfer->body, &transfer->length);
  transfer->headers = curl_slist_append(NULL, "Accept:"); /* send no other */
  if (!curl || !transfer->sink || !transfer->headers) return DZJOBS_ENOMEM;
  for (size_t i = 0; (name = dzjobs_list_request_header(list, i, &value)); i++) {
    char *line = NULL;
    if (asprintf(&line, "%s: %s", name, value) < 0) return DZJOBS_ENOMEM;
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);
    free(line);
    if (!longer) return DZJOBS_ENOMEM;
    transfer->headers = longer;
  }
  curl_easy_setopt(curl, CURLOPT_URL, dzjobs_list_request_url(list));
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L); /* as it was signed */
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* decodes unrequested codings, too */
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer->sink);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); /* so that any thread may call this */
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->reason);
  return 0;
}

/* Passes the response to the listing. Returns 0 or a DZJOBS_E* code. */
static inline int finish(CURL *curl, CURLcode code, dzjobs_list *list, struct transfer *transfer) {
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL); /* it may not outlive the handle */
  fflush(transfer->sink); /* brings body and length up to date */
  if (code != CURLE_OK && transfer->length <= 64L << 20) {
    int hopeless = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
                   code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
    const char *reason = *transfer->reason ? transfer->reason : curl_easy_strerror(code);
    return dzjobs_list_put_no_response(list, now_us(), !hopeless, reason);
  }
  if (transfer->rc) return transfer->rc;
  return dzjobs_list_put_response(list, now_us(), (int)status, transfer->body, transfer->length);
}

/* After DZJOBS_SEND: sends the request and waits for the response. Returns 0 or a DZJOBS_E*
 * code. */
static inline int exchange(CURL *curl, dzjobs_list *list) {
  struct transfer transfer = {0};
  int rc = prepare(curl, list, &transfer);
  if (!rc) rc = finish(curl, curl_easy_perform(curl), list, &transfer);
  discard(&transfer);
  return rc;
}

#endif
