/* Ownership of an exported page: it outlives its listing, and each part that was moved out lives
 * until it is released, in any order and on any thread. */
#include "arrow.h"

#include <pthread.h>

/* Moves a struct as consumers do: copies the bytes and clears the release of the source. */
static struct ArrowArray moved(struct ArrowArray *array) {
  struct ArrowArray copy = *array;
  array->release = NULL;
  return copy;
}

/* No CHECK in a thread: the main thread makes checks meanwhile. */
static void *release_in_thread(void *argument) {
  struct ArrowArray *array = (struct ArrowArray *)argument;
  array->release(array);
  return NULL;
}

#define PAIR "{\"items\":[" FULL ",{\"status\":\"NEW\",\"error\":{\"message\":\"second\"}}]}"

/* Each column is moved out, read and released after the page, in both orders. */
static void moved_columns(int backwards) {
  struct ArrowArray array = exported(PAIR), columns_alone[COLUMNS];
  for (int k = 0; k < COLUMNS; k++) columns_alone[k] = moved(array.children[k]);
  release_array(&array);
  for (int i = 0; i < COLUMNS; i++) {
    int k = backwards ? COLUMNS - 1 - i : i;
    check_column(&columns[k], &columns_alone[k], 2);
    release_array(&columns_alone[k]);
  }
}

/* One column is moved out, and the others are released with the page, in two threads. */
static void moved_column(int k) {
  pthread_t threads[2];
  struct ArrowArray array = exported(PAIR), alone = moved(array.children[k]);
  check_column(&columns[k], &alone, 2);
  int failed = pthread_create(&threads[0], NULL, release_in_thread, &array) |
               pthread_create(&threads[1], NULL, release_in_thread, &alone);
  for (int i = 0; i < 2; i++) failed |= pthread_join(threads[i], NULL);
  CHECK_INT(failed, 0);
  CHECK(array.release == NULL);
  CHECK(alone.release == NULL);
}

/* The child of a column: the text of an error. */
static void moved_from_column(void) {
  struct ArrowArray array = exported(PAIR);
  struct ArrowArray error = moved(array.children[column_of("error")]);
  struct ArrowArray message = moved(error.children[0]);
  int len = 0;
  release_array(&array);
  release_array(&error);
  check_utf8(&message, 2);
  CHECK(memcmp(text_at(&message, 1, &len), "second", 6) == 0);
  CHECK_INT(len, 6);
  release_array(&message);
}

/* The whole array is moved, and so is a schema. */
static void moved_wholes(void) {
  struct ArrowArray array = exported(PAIR), elsewhere = moved(&array);
  struct ArrowSchema schema, fields[COLUMNS], message;
  CHECK_TEXT(rows_of_array(&elsewhere, found), expected);
  release_array(&elsewhere);
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_export_arrow_schema(list, &schema), 0);
  dzjobs_list_free(list);
  for (int k = 0; k < COLUMNS; k++) {
    fields[k] = *schema.children[k];
    schema.children[k]->release = NULL;
  }
  release_schema(&schema);
  struct ArrowSchema *error = &fields[column_of("error")];
  message = *error->children[0];
  error->children[0]->release = NULL;
  for (int k = 0; k < COLUMNS; k++) {
    CHECK_TEXT(fields[k].name, columns[k].name);
    CHECK_TEXT(fields[k].format, columns[k].format);
    release_schema(&fields[k]);
  }
  CHECK_TEXT(message.format, "u");
  release_schema(&message);
}

/* Two exports of one page, and one of the next page, are independent. */
static void exports_are_independent(void) {
  dzjobs_list *list = page_of("{\"items\":[" FULL "],\"nextToken\":\"t\"}");
  struct ArrowArray first = export_page(list), second = export_page(list);
  CHECK_INT(next_page(list), DZJOBS_SEND);
  answer(list, 200, "{\"items\":[{\"runId\":\"later\"}]}");
  CHECK_INT(next_page(list), DZJOBS_PAGE);
  struct ArrowArray third = export_page(list);
  release_array(&first);
  CHECK_HAS(rows_of_array(&second, found), "<r1>");
  dzjobs_list_free(list);
  CHECK_HAS(rows_of_array(&third, found), "<later>");
  release_array(&third);
  release_array(&second);
}

int main(void) {
  moved_columns(0);
  moved_columns(1);
  for (int k = 0; k < COLUMNS; k++) moved_column(k);
  moved_from_column();
  moved_wholes();
  exports_are_independent();
  return check_done();
}
