/* Memory, from between the library and the C library's allocator: any allocation may fail and
 * the listing goes on after DZJOBS_ENOMEM as if nothing had been; a thousand pages need no more
 * memory than five; all of it comes back, and no block comes back with a secret in it. */
#define _GNU_SOURCE /* memmem */
#include <malloc.h>

#include "answer.h"

#define SECRET "S3CR3T-ACCESS-KEY"
#define LARGE 16384

static long allocations;  /* so far */
static long failing = -1; /* the number of the one that fails */
static long failed, refused, leaked_secrets;
static long blocks, large_blocks; /* not freed yet; ever allocated */
static long long bytes;           /* not freed yet */

/* ---- The allocator ---------------------------------------------------------------------- */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static int fails(size_t size) {
  large_blocks += size >= LARGE;
  if (allocations++ != failing) return 0;
  failed++;
  return 1;
}

/* What is new in a block is set, because has_secret() reads all of it. */
static void *counted(void *block, size_t kept) {
  if (!block) return NULL;
  size_t size = malloc_usable_size(block);
  if (kept < size) memset((char *)block + kept, 0, size - kept);
  blocks++;
  bytes += (long long)size;
  return block;
}

static void forget(void *block) {
  if (block) blocks--, bytes -= (long long)malloc_usable_size(block);
}

static int has_secret(void *block) {
  return block && memmem(block, malloc_usable_size(block), SECRET, strlen(SECRET)) != NULL;
}

void *malloc(size_t size) { return fails(size) ? NULL : counted(__libc_malloc(size), 0); }

void *calloc(size_t count, size_t size) {
  return fails(count * size) ? NULL : counted(__libc_calloc(count, size), 0);
}

void *realloc(void *block, size_t size) {
  if (fails(size)) return NULL;
  int secret = has_secret(block);
  size_t kept = block ? malloc_usable_size(block) : 0;
  uintptr_t before = (uintptr_t)block;
  forget(block);
  block = counted(__libc_realloc(block, size), kept);
  leaked_secrets += secret && (uintptr_t)block != before;
  return block;
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  if (!fails(size)) *out = counted(__libc_memalign(alignment, size), 0);
  else *out = NULL;
  return *out ? 0 : 12;
}

void free(void *block) {
  leaked_secrets += has_secret(block);
  forget(block);
  __libc_free(block);
}

/* ---- One allocation that fails ----------------------------------------------------------- */

/* The result of a call that is made again if memory ran out. */
#define INSIST(call) (outcome = (call), outcome == DZJOBS_ENOMEM ? (refused++, (call)) : outcome)
#define INSIST_TEXT(call) (text = (call), text ? text : (refused++, (call)))

static void hand_in(dzjobs_list *list, int status, const char *body) {
  int outcome;
  CHECK_INT(INSIST(dzjobs_list_response_header(list, "x-amzn-requestid", "request-1")), 0);
  CHECK_INT(INSIST(dzjobs_list_response(list, clock_us, status, body, strlen(body))), 0);
}

static void one_failure(dzjobs_list *list) {
  int outcome;
  const char *text;
  CHECK_INT(INSIST(dzjobs_list_set_status(list, "FAILED")), 0);
  CHECK_INT(INSIST(dzjobs_list_set_sort_order(list, "ASCENDING")), 0);
  CHECK_INT(INSIST(dzjobs_list_set_next_token(list, "token-0")), 0);
  CHECK_INT(INSIST(dzjobs_list_set_starting_token(list, "dG9rZW4tMQ==")), 0);
  CHECK_INT(INSIST(dzjobs_list_set_endpoint_url(list, "http://localhost:8080/base")), 0);
  CHECK_INT(INSIST(dzjobs_list_set_credentials(list, "AKID", SECRET, "TOKEN")), 0);
  CHECK_INT(INSIST(dzjobs_list_set_max_results(list, 0)), DZJOBS_EINVAL);
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  CHECK_HAS(dzjobs_list_url(list), "http://localhost:8080/base/v2/domains/dzd_consumer/jobs/");
  CHECK_TEXT(sent_header(list, "X-Amz-Security-Token"), "TOKEN");
  static char signed_by[512]; /* in the first run, in which nothing fails */
  if (!*signed_by) strcpy(signed_by, sent_header(list, "Authorization"));
  CHECK_TEXT(sent_header(list, "Authorization"), signed_by);
  hand_in(list, 500, "{\"__type\":\"InternalServerException\",\"message\":\"m\"}");
  CHECK_TEXT(dzjobs_list_error_code(list), "InternalServerException");
  CHECK_TEXT(dzjobs_list_request_id(list), "request-1");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_WAIT);
  clock_us += dzjobs_list_wait_us(list);
  CHECK_INT(INSIST(dzjobs_list_set_credentials(list, "AKID", SECRET SECRET, "TOKEN2")), 0);
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 200,
          "{\"items\":[{\"runId\":\"r1\",\"new\":[1]},{\"runId\":\"r2\"}],\"nextToken\":\"t1\"}");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_RUN);
  const dzjobs_run *run = dzjobs_list_run(list);
  CHECK_TEXT(INSIST_TEXT(dzjobs_run_json(run, NULL)), "{\"runId\":\"r1\",\"new\":[1]}");
  CHECK_HAS(INSIST_TEXT(dzjobs_list_resume_token(list)), "eyJ");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_RUN);
  CHECK_HAS(INSIST_TEXT(dzjobs_list_page_json(list, NULL)), "\"r2\"");
  CHECK_TEXT(dzjobs_run_json(run, NULL), "{\"runId\":\"r1\",\"new\":[1]}");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 403, "{\"__type\":\"AccessDeniedException\",\"message\":\"m\"}");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_ESERVICE);
  CHECK_HAS(dzjobs_list_error(list), "AccessDeniedException");
  CHECK_INT(INSIST(dzjobs_list_next(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 200, "{\"items\":[{\"runId\":\"r3\"}],\"nextToken\":\"t2\"}");
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_PAGE);
  CHECK_TEXT(dzjobs_run_id(dzjobs_list_page_run(list, 0)), "r3");
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_SEND);
  hand_in(list, 200, "[]");
  CHECK_INT(INSIST(dzjobs_list_next_page(list, clock_us)), DZJOBS_EPARSE);
  CHECK_HAS(dzjobs_list_error(list), "byte 0");
}

static void every_failure(void) {
  long blocks_before = blocks, number = -1;
  do {
    clock_us = START_US;
    int before = check_failed;
    dzjobs_list *list = new_listing(); /* the handle itself may end the process */
    failed = 0;
    failing = number < 0 ? -1 : allocations + number;
    one_failure(list);
    failing = -1;
    dzjobs_list_free(list);
    CHECK_INT(blocks, blocks_before);
    if (check_failed > before) printf("  when allocation %ld fails\n", number);
    number++;
  } while (failed > 0 || number == 0);
  CHECK(number > 10 && refused > 10);
  CHECK_INT(leaked_secrets, 0);
}

/* ---- A thousand pages -------------------------------------------------------------------- */

/* 400 runs a page. The tokens that were seen are kept, in 15 bytes each. */
static void thousand_pages(void) {
  static char body[40000];
  dzjobs_list *list = new_listing();
  long long bytes_then = 0;
  long large_then = 0;
  for (int page = 0; page < 1000; page++) {
    size_t len = (size_t)sprintf(body, "{\"nextToken\":\"t%06d\",\"items\":[", page);
    for (int run = 0; run < 400; run++)
      len += (size_t)sprintf(body + len, "%s{\"runId\":\"r%d\",\"createdAt\":1795428000.123}",
                             run ? "," : "", run);
    len += (size_t)sprintf(body + len, "]}");
    CHECK_INT(dzjobs_list_next_page(list, clock_us), DZJOBS_SEND);
    CHECK_INT(dzjobs_list_response(list, clock_us, 200, body, len), 0);
    CHECK_INT(dzjobs_list_next_page(list, clock_us), DZJOBS_PAGE);
    CHECK_INT(dzjobs_list_page_count(list), 400);
    if (page == 5) bytes_then = bytes, large_then = large_blocks;
  }
  CHECK_INT(large_blocks, large_then);
  CHECK(bytes - bytes_then <= 15 * 1000 + 4096);
  dzjobs_list_free(list);
}

int main(void) {
  static char output[4096];
  setvbuf(stdout, output, _IOLBF, sizeof output);
  every_failure();
  thousand_pages();
  CHECK_INT(blocks, 0);
  return check_done();
}
