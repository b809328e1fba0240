/* What is left of a listing as an ArrowArrayStream: pages in order and none lost, errors with their
 * texts and what comes after them, and lives that end in any order. The transport is this
 * program's. */
#include "arrow.h"

#include <errno.h>
#include <pthread.h>

#include "dzjobs_client.h"

/* The answers that come, one after the other: a body, or a status that is no 200. */
static const struct reply {
  int status;
  const char *body;
} *replies;
static int requests;

static void carry(void *context, dzjobs_exchange *exchange) {
  const struct reply *reply = &replies[requests++];
  CHECK(context == &requests);
  if (!CHECK(reply->body != NULL)) return;
  if (reply->status == 0)
    CHECK_INT(dzjobs_exchange_no_response(exchange, 0, reply->body), 0);
  else
    CHECK_INT(dzjobs_exchange_response(exchange, reply->status, reply->body,
                                       strlen(reply->body)), 0);
}

static dzjobs_client *new_client(const struct reply *script) {
  dzjobs_client *client = NULL;
  replies = script;
  requests = 0;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, "http://localhost"), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, "AKIDCONSUMER", "secretCONSUMER", NULL), 0);
  CHECK_INT(dzjobs_client_set_transport(client, carry, &requests), 0);
  CHECK_INT(dzjobs_client_set_read_ahead(client, 0), 0);
  CHECK_INT(dzjobs_client_set_max_attempts(client, 1), 0);
  return client;
}

static dzjobs_list *list_of(dzjobs_client *client) {
  dzjobs_list *list = NULL;
  CHECK_INT(dzjobs_client_list(client, &list, "dzd_consumer", "job1"), 0);
  return list;
}

/* A stream of which nothing but itself is left. */
static struct ArrowArrayStream stream_of(const struct reply *script) {
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, &stream), 0);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return stream;
}

static void release_stream(struct ArrowArrayStream *stream) {
  stream->release(stream);
  CHECK(stream->release == NULL);
}

/* The ids of the next page, "" for the end. */
static const char *next_ids(struct ArrowArrayStream *stream) {
  static char ids[64];
  struct ArrowArray array;
  static char rows[ROWS_TEXT];
  *ids = 0;
  memset(&array, 7, sizeof array);
  if (!CHECK_INT(stream->get_next(stream, &array), 0) || !array.release) return ids;
  rows_of_array(&array, rows);
  for (int64_t i = 0; i < array.length; i++) {
    int len = 0;
    const char *id = text_at(array.children[3], i, &len);
    snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%.*s", i ? " " : "", len, id);
  }
  release_array(&array);
  return ids;
}

static int next_fails(struct ArrowArrayStream *stream) {
  struct ArrowArray array;
  memset(&array, 7, sizeof array);
  int code = stream->get_next(stream, &array);
  CHECK(code > 0);
  return code;
}

#define PAGE(ids, token) {200, "{\"items\":[" ids "],\"nextToken\":\"" token "\"}"}
#define ID(id) "{\"runId\":\"" id "\"}"
#define END {0, NULL}

/* ---- Pages --------------------------------------------------------------------------------- */

static void all_pages(void) {
  static const struct reply script[] = {PAGE(ID("r1") "," ID("r2"), "t1"), PAGE(ID("r3"), "t2"),
                                        PAGE("", "t3"), PAGE("", "t4"), PAGE(ID("r4"), ""), END};
  struct ArrowSchema schema;
  struct ArrowArrayStream stream = stream_of(script);
  CHECK_INT(requests, 0);
  CHECK_INT(stream.get_schema(&stream, &schema), 0);
  CHECK_INT(requests, 0);
  CHECK_TEXT(next_ids(&stream), "r1 r2");
  CHECK_INT(requests, 1);
  CHECK_TEXT(next_ids(&stream), "r3");
  CHECK_TEXT(next_ids(&stream), "r4");
  CHECK_INT(requests, 5);
  for (int i = 0; i < 3; i++) CHECK_TEXT(next_ids(&stream), "");
  CHECK_INT(requests, 5);
  release_stream(&stream);
  check_schema(&schema);
  release_schema(&schema);
}

static void no_pages(void) {
  static const struct reply script[] = {{200, "{}"}, END};
  struct ArrowArrayStream stream = stream_of(script);
  CHECK_TEXT(next_ids(&stream), "");
  release_stream(&stream);
}

/* What packaging/docs/data-tools.md shows. */
static int64_t count_rows(dzjobs_client *client, dzjobs_list *list, int *error) {
  struct ArrowArrayStream stream;
  struct ArrowArray page;
  int64_t rows = 0;
  *error = dzjobs_client_export_arrow_stream(client, list, &stream);
  if (*error) return 0;
  while ((*error = stream.get_next(&stream, &page)) == 0 && page.release) {
    rows += page.length;
    page.release(&page);
  }
  if (*error) puts(stream.get_last_error(&stream));
  stream.release(&stream);
  return rows;
}

static void counted(void) {
  static const struct reply script[] = {PAGE(ID("r1") "," ID("r2"), "t1"), PAGE(ID("r3"), "t2"),
                                        {200, "[]"}, END};
  int error = 0;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(count_rows(client, list, &error), 3);
  CHECK_INT(error, EIO);
  CHECK_INT(count_rows(client, NULL, &error), 0);
  CHECK_INT(error, DZJOBS_EINVAL);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

/* From where the listing stands on, and no further than max_items. */
static void what_is_left(void) {
  static const struct reply script[] = {PAGE(ID("r1") "," ID("r2"), "t1"),
                                        PAGE(ID("r3") "," ID("r4"), "t2"),
                                        PAGE(ID("r5") "," ID("r6"), "t3"), END};
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_list_set_max_items(list, 5), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, &stream), 0);
  CHECK_TEXT(next_ids(&stream), "r3 r4");
  CHECK_TEXT(dzjobs_run_id(dzjobs_list_page_run(list, 1)), "r4");
  CHECK_TEXT(next_ids(&stream), "r5");
  CHECK(dzjobs_list_resume_token(list) != NULL);
  CHECK_TEXT(next_ids(&stream), "");
  release_stream(&stream);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_DONE);
  dzjobs_client_free(client);
  dzjobs_list_free(list);
}

/* A stream that is given up ends nothing but itself. */
static void given_up(void) {
  static const struct reply script[] = {PAGE(ID("r1"), "t1"), PAGE(ID("r2"), ""), END};
  struct ArrowArrayStream stream, other;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, &stream), 0);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, &other), 0);
  release_stream(&other);
  CHECK_TEXT(next_ids(&stream), "r1");
  release_stream(&stream);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_TEXT(dzjobs_run_id(dzjobs_list_run(list)), "r1");
  CHECK_INT(dzjobs_client_next_page(client, list), DZJOBS_PAGE);
  CHECK_TEXT(dzjobs_run_id(dzjobs_list_page_run(list, 0)), "r2");
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

/* Moved, and read and released on another thread. */
static void *read_all(void *argument) {
  struct ArrowArrayStream *stream = (struct ArrowArrayStream *)argument;
  CHECK_TEXT(next_ids(stream), "r1");
  CHECK_TEXT(next_ids(stream), "");
  release_stream(stream);
  return NULL;
}

static void on_another_thread(void) {
  static const struct reply script[] = {PAGE(ID("r1"), ""), END};
  struct ArrowArrayStream stream = stream_of(script), moved = stream;
  pthread_t thread;
  stream.release = NULL;
  CHECK_INT(pthread_create(&thread, NULL, read_all, &moved), 0);
  CHECK_INT(pthread_join(thread, NULL), 0);
}

/* ---- Errors -------------------------------------------------------------------------------- */

/* The same page is tried afresh, and comes after those before it. */
static void errors_in_between(void) {
  static const struct reply script[] = {
      {403, "{\"__type\":\"AccessDeniedException\",\"message\":\"not you\"}"},
      PAGE(ID("r1"), "t1"),
      {0, "reset"},
      PAGE(ID("r2"), "t2"),
      {200, "[]"},
      END};
  struct ArrowArrayStream stream = stream_of(script);
  CHECK_INT(next_fails(&stream), EIO);
  CHECK_HAS(stream.get_last_error(&stream), "AccessDeniedException");
  CHECK_HAS(stream.get_last_error(&stream), "not you");
  CHECK_TEXT(next_ids(&stream), "r1");
  CHECK_INT(next_fails(&stream), EIO);
  CHECK_HAS(stream.get_last_error(&stream), "reset");
  CHECK_TEXT(next_ids(&stream), "r2");
  for (int i = 0; i < 3; i++) {
    CHECK_INT(next_fails(&stream), EIO);
    CHECK_HAS(stream.get_last_error(&stream), "body: not a JSON object");
  }
  CHECK_INT(requests, 5);
  release_stream(&stream);
}

/* What each error is as an errno. */
static void codes(void) {
  static const struct reply script[] = {PAGE(ID("r1"), "t1"), PAGE(ID("r2"), "t1"), END};
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, &stream), 0);
  CHECK_INT(dzjobs_client_add(client, list), 0);
  CHECK_INT(next_fails(&stream), EINVAL);
  CHECK_HAS(stream.get_last_error(&stream), "dzjobs_client_next_any");
  dzjobs_list_free(list);
  release_stream(&stream);

  list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, &stream), 0);
  CHECK_INT(stream.get_schema(&stream, NULL), EINVAL);
  CHECK_INT(stream.get_next(&stream, NULL), EINVAL); /* and keeps its page */
  CHECK_HAS(stream.get_last_error(&stream), "out");
  CHECK_TEXT(next_ids(&stream), "r1");
  CHECK_TEXT(next_ids(&stream), "r2");
  CHECK_INT(next_fails(&stream), EIO);
  CHECK_HAS(stream.get_last_error(&stream), "circle");
  CHECK_INT(dzjobs_client_cancel(client), 0);
  CHECK_INT(next_fails(&stream), ECANCELED);
  CHECK_TEXT(stream.get_last_error(&stream), "the client was cancelled");
  dzjobs_client_free(client);
  dzjobs_list_free(list);
  release_stream(&stream);
}

static void deadline(void) {
  static const struct reply script[] = {{503, "{}"}, PAGE(ID("r1"), ""), END};
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  CHECK_INT(dzjobs_client_set_max_attempts(client, 2), 0);
  CHECK_INT(dzjobs_client_set_deadline_us(client, 1), 0);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, &stream), 0);
  CHECK_INT(next_fails(&stream), ETIMEDOUT);
  CHECK_HAS(stream.get_last_error(&stream), "deadline");
  release_stream(&stream);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

static void refusals(void) {
  static const struct reply script[] = {END};
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script), *other = new_client(script);
  dzjobs_list *list = list_of(client), *alone = new_listing();
  memset(&stream, 7, sizeof stream);
  struct ArrowArrayStream before = stream;
  CHECK_INT(dzjobs_client_export_arrow_stream(client, NULL, &stream), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_export_arrow_stream(other, list, &stream), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error(list), "not of this client");
  CHECK_INT(dzjobs_client_export_arrow_stream(client, alone, &stream), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error(alone), "not of this client");
  CHECK(memcmp(&stream, &before, sizeof stream) == 0);
  dzjobs_list_free(alone);
  dzjobs_list_free(list);
  dzjobs_client_free(other);
  dzjobs_client_free(client);
}

int main(void) {
  all_pages();
  no_pages();
  counted();
  what_is_left();
  given_up();
  on_another_thread();
  errors_in_between();
  codes();
  deadline();
  refusals();
  return check_done();
}
