/* The errors of a listing's stream, and how it continues after them. */
#include "arrow_stream.h"

/* The same page is retried and comes after the earlier ones. */
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

/* The errno of each error. */
static void codes(void) {
  static const struct reply script[] = {PAGE(ID("r1"), "t1"), PAGE(ID("r2"), "t1"), END};
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &stream), 0);
  CHECK_INT(dzjobs_client_add_list(client, list), 0);
  CHECK_INT(next_fails(&stream), EINVAL);
  CHECK_HAS(stream.get_last_error(&stream), "dzjobs_client_next_any");
  dzjobs_list_free(list);
  release_stream(&stream);

  list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &stream), 0);
  CHECK_INT(stream.get_schema(&stream, NULL), EINVAL);
  CHECK_INT(stream.get_next(&stream, NULL), EINVAL); /* it keeps its page */
  CHECK_HAS(stream.get_last_error(&stream), "out");
  CHECK_TEXT(next_ids(&stream), "r1");
  CHECK_TEXT(next_ids(&stream), "r2");
  CHECK_INT(next_fails(&stream), EIO);
  CHECK_HAS(stream.get_last_error(&stream), "loop");
  CHECK_INT(dzjobs_client_cancel(client), 0);
  CHECK_INT(next_fails(&stream), ECANCELED);
  CHECK_TEXT(stream.get_last_error(&stream), "canceled");
  dzjobs_client_free(client);
  dzjobs_list_free(list);
  release_stream(&stream);
}

static void deadline(void) {
  static const struct reply script[] = {{503, "{}"}, PAGE(ID("r1"), ""), END};
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  CHECK_INT(dzjobs_client_set_max_attempts(client, 2), 0);
  CHECK_INT(dzjobs_client_set_call_timeout_us(client, 1), 0);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &stream), 0);
  CHECK_INT(next_fails(&stream), ETIMEDOUT);
  CHECK_HAS(stream.get_last_error(&stream), "call_timeout_us");
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
  CHECK_INT(dzjobs_client_export_arrow_stream(client, NULL, 0, &stream), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, NULL), DZJOBS_EINVAL);
  CHECK_INT(dzjobs_client_export_arrow_stream(other, list, 0, &stream), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), "not this client's");
  CHECK_INT(dzjobs_client_export_arrow_stream(client, alone, 0, &stream), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(alone), "not this client's");
  CHECK(memcmp(&stream, &before, sizeof stream) == 0);
  dzjobs_list_free(alone);
  dzjobs_list_free(list);
  dzjobs_client_free(other);
  dzjobs_client_free(client);
}

int main(void) {
  errors_in_between();
  codes();
  deadline();
  refusals();
  return check_done();
}
