/* The rest of a listing as an ArrowArrayStream: pages in order and none lost, and lives that end in
 * any order. */
#include "arrow_stream.h"

#include <pthread.h>

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

/* The runs of pages in batches of this size. None is lost if the network fails. */
static void batches(void) {
  static const struct reply script[] = {
      PAGE(ID("r1") "," ID("r2"), "t1"), {200, "{\"items\":[],\"nextToken\":\"t2\"}"},
      {0, "no route"}, PAGE(ID("r3"), "t3"),
      {200, "{\"items\":[" ID("r4") "," ID("r5") "]}"}, END};
  static const struct {
    size_t rows;
    const char *ids;
  } cases[] = {{1, "r1|r2|!|r3|r4|r5|"}, {2, "r1 r2|!|r3 r4|r5|"}, {3, "!|r1 r2 r3|r4 r5|"},
               {5, "!|r1 r2 r3 r4 r5|"}, {100, "!|r1 r2 r3 r4 r5|"},
               {SIZE_MAX, "!|r1 r2 r3 r4 r5|"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char all[200] = "";
    struct ArrowArrayStream stream;
    dzjobs_client *client = new_client(script);
    dzjobs_list *list = list_of(client);
    CHECK_INT(dzjobs_client_export_arrow_stream(client, list, cases[i].rows, &stream), 0);
    for (int calls = 0; calls < 20; calls++) {
      struct ArrowArray array;
      int error = stream.get_next(&stream, &array);
      if (error) strcat(all, "!");
      else if (!array.release) break;
      else append_ids(&array, all);
      strcat(all, "|");
    }
    CHECK_TEXT(all, cases[i].ids);
    CHECK_TEXT(next_ids(&stream), "");
    release_stream(&stream);
    dzjobs_list_free(list);
    dzjobs_client_free(client);
  }
}

/* The code in packaging/docs/data-tools.md. */
static int64_t count_rows(dzjobs_client *client, dzjobs_list *list, int *error) {
  struct ArrowArrayStream stream;
  struct ArrowArray page;
  int64_t rows = 0;
  *error = dzjobs_client_export_arrow_stream(client, list, 0, &stream);
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

/* The stream begins at the listing's place and ends at max_items. */
static void what_is_left(void) {
  static const struct reply script[] = {PAGE(ID("r1") "," ID("r2"), "t1"),
                                        PAGE(ID("r3") "," ID("r4"), "t2"),
                                        PAGE(ID("r5") "," ID("r6"), "t3"), END};
  struct ArrowArrayStream stream;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_list_set_max_items(list, 5), 0);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &stream), 0);
  CHECK_TEXT(next_ids(&stream), "r3 r4");
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_page_run(list, 1)), "r4");
  CHECK_TEXT(next_ids(&stream), "r5");
  CHECK(dzjobs_list_resume_token(list) != NULL);
  CHECK_TEXT(next_ids(&stream), "");
  release_stream(&stream);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_DONE);
  dzjobs_client_free(client);
  dzjobs_list_free(list);
}

/* A stream that is released early ends only itself. */
static void given_up(void) {
  static const struct reply script[] = {PAGE(ID("r1"), "t1"), PAGE(ID("r2"), ""), END};
  struct ArrowArrayStream stream, other;
  dzjobs_client *client = new_client(script);
  dzjobs_list *list = list_of(client);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &stream), 0);
  CHECK_INT(dzjobs_client_export_arrow_stream(client, list, 0, &other), 0);
  release_stream(&other);
  CHECK_TEXT(next_ids(&stream), "r1");
  CHECK_INT(stream.get_next(&stream, NULL), EINVAL);
  release_stream(&stream);
  CHECK_INT(dzjobs_client_next(client, list), DZJOBS_RUN);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_run(list)), "r1");
  CHECK_INT(dzjobs_client_next_page(client, list), DZJOBS_PAGE);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_page_run(list, 0)), "r2");
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

/* It is moved, and then read and released on another thread. */
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
  int failed = pthread_create(&thread, NULL, read_all, &moved);
  if (!failed) failed = pthread_join(thread, NULL);
  CHECK_INT(failed, 0);
}

int main(void) {
  all_pages();
  no_pages();
  batches();
  counted();
  what_is_left();
  given_up();
  on_another_thread();
  return check_done();
}
