/* A stream of a listing whose service is a script, for all programs about streams. */
#ifndef ARROW_STREAM_H
#define ARROW_STREAM_H

#include <errno.h>

#include "arrow.h"
#include "dzjobs_client.h"

/* The answers, in order: a body, or a status other than 200. */
static const struct reply {
  int status;
  const char *body;
} *replies;
static int requests;

static inline int carry(void *context, dzjobs_exchange *exchange) {
  const struct reply *reply = &replies[requests++];
  CHECK(context == &requests);
  if (!CHECK(reply->body != NULL)) return 0;
  if (reply->status == 503) /* in a second */
    CHECK_INT(dzjobs_exchange_put_response_header(exchange, "x-amz-retry-after", "1000"), 0);
  if (reply->status == 0)
    CHECK_INT(dzjobs_exchange_put_no_response(exchange, 0, reply->body), 0);
  else
    CHECK_INT(dzjobs_exchange_put_response(exchange, reply->status, reply->body,
                                           strlen(reply->body)), 0);
  return 0;
}

static inline dzjobs_client *new_client(const struct reply *script) {
  dzjobs_client *client = NULL;
  replies = script;
  requests = 0;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, "http://localhost"), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, "AKIDCONSUMER", "secretCONSUMER", NULL), 0);
  CHECK_INT(dzjobs_client_set_transport(client, carry, &requests, NULL), 0);
  CHECK_INT(dzjobs_client_set_read_ahead(client, 0), 0);
  CHECK_INT(dzjobs_client_set_max_attempts(client, 1), 0);
  return client;
}

static inline dzjobs_list *list_of(dzjobs_client *client) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job1"), 0);
  return list;
}

/* A stream whose listing and client are freed. */
static inline struct ArrowArrayStream stream_of(const struct reply *script) {
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &stream), 0);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return stream;
}

static inline void release_stream(struct ArrowArrayStream *stream) {
  stream->release(stream);
  CHECK(stream->release == NULL);
}

/* Appends the ids of an array, and releases it. */
static inline void append_ids(struct ArrowArray *array, char *ids) {
  static char rows[ROWS_TEXT];
  rows_of_array(array, rows);
  for (int64_t i = 0; i < array->length; i++) {
    int len = 0;
    const char *id = text_at(array->children[3], i, &len);
    sprintf(ids + strlen(ids), "%s%.*s", i ? " " : "", len, id);
  }
  release_array(array);
}

/* The ids of the next page; "" at the end. */
static inline const char *next_ids(struct ArrowArrayStream *stream) {
  static char ids[64];
  struct ArrowArray array;
  *ids = 0;
  memset(&array, 7, sizeof array);
  if (CHECK_INT(stream->get_next(stream, &array), 0) && array.release) append_ids(&array, ids);
  return ids;
}

static inline int next_fails(struct ArrowArrayStream *stream) {
  struct ArrowArray array;
  memset(&array, 7, sizeof array);
  int code = stream->get_next(stream, &array);
  CHECK(code > 0);
  return code;
}

#define PAGE(ids, token) {200, "{\"items\":[" ids "],\"nextToken\":\"" token "\"}"}
#define ID(id) "{\"runId\":\"" id "\"}"
#define END {0, NULL}

#endif
