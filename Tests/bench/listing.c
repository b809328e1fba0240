/* The cost of a listing, in a program that links nothing else, so that memory and instructions are
 * the library's. `sign ROUNDS` builds and signs requests, and makes OpenSSL's hash calls of the
 * same sizes. `steady PAGES FILE` lists that many pages and measures memory. `parse`, `json`,
 * `static` and `session PAGES FILE` do so for callgrind and count allocations. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <dzjobs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOW INT64_C(1795428000000000)
#define REPEATS 2000

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int fail(const char *what) {
  fprintf(stderr, "listing: %s\n", what);
  exit(1);
}

/* ---- Building and signing ------------------------------------------------------------------ */

static unsigned char *(*hmac)(const void *, const void *, int, const unsigned char *, size_t,
                              unsigned char *, unsigned *);
static unsigned char *(*sha256)(const unsigned char *, size_t, unsigned char *);
static const void *(*evp_sha256)(void);

/* Converts through a pointer of another type, because ISO C has no cast for it. */
static void find(void *library, const char *name, void *function) {
  void *symbol = library ? dlsym(library, name) : NULL;
  if (!symbol) fail(name);
  memcpy(function, &symbol, sizeof symbol);
}

static dzjobs_list *new_list(const char *session_token) {
  dzjobs_list *list = NULL;
  char token[345] = {0};
  memset(token, 'A', sizeof token - 1);
  if (dzjobs_list_new(&list, "us-east-1", "dzd_4bmd1ya4hbqd1z", "4tyx0wh5rjkf9c") ||
      dzjobs_list_set_next_token(list, token) ||
      dzjobs_list_set_credentials(list, "AKIAIOSFODNN7EXAMPLE",
                                  "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", session_token))
    fail("no listing");
  return list;
}

/* Without a response, next builds and signs the request once more. */
static double sign(dzjobs_list *list) {
  double start = microseconds();
  for (int i = 0; i < REPEATS; i++)
    if (dzjobs_list_next_page(list, NOW + i) != DZJOBS_SEND) fail("no request");
  return (microseconds() - start) / REPEATS;
}

static double hash(size_t canonical) {
  static unsigned char text[2048], digest[32];
  unsigned size = 0;
  double start = microseconds();
  for (int i = 0; i < REPEATS; i++) {
    sha256(text, canonical, digest);
    memcpy(text, digest, sizeof digest);
    hmac(evp_sha256(), digest, 32, text, 135, digest, &size);
  }
  return (microseconds() - start) / REPEATS;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int sign_all(int rounds) {
  static const char *const names[] = {"static", "session", "openssl static", "openssl session"};
  double results[4][101];
  char session[881] = {0};
  void *crypto = dlopen("libcrypto.so.3", RTLD_NOW);
  find(crypto, "HMAC", &hmac);
  find(crypto, "SHA256", &sha256);
  find(crypto, "EVP_sha256", &evp_sha256);
  memset(session, 'B', sizeof session - 1);
  dzjobs_list *lists[] = {new_list(NULL), new_list(session)};
  if (rounds > 101) rounds = 101;
  for (int i = 0; i < rounds; i++) {
    for (int k = 0; k < 2; k++) results[k][i] = sign(lists[k]);
    results[2][i] = hash(771);
    results[3][i] = hash(1696);
  }
  for (int k = 0; k < 4; k++) {
    qsort(results[k], (size_t)rounds, sizeof(double), compare);
    printf("{\"request\": \"%s\", \"us\": %.3f}\n", names[k], results[k][rounds / 2]);
  }
  for (int k = 0; k < 2; k++) dzjobs_list_free(lists[k]);
  return 0;
}

/* ---- Memory -------------------------------------------------------------------------------- */

/* A number of the kernel, in KB. getrusage() would include the parent process. */
static long kilobytes(const char *name) {
  char line[128];
  long value = -1;
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, name, strlen(name)) == 0) value = atol(line + strlen(name));
  if (file) fclose(file);
  return value;
}

/* Pages from a file of pages.py, repeatedly, each with its own token: loop detection has to
 * remember all of them. */
struct pages {
  char *text;
  size_t size, at;
  long count;
};

static struct pages open_pages(const char *path) {
  struct pages pages = {calloc(1, 8 << 20), 0, 0, 0};
  FILE *file = fopen(path, "r");
  if (file && pages.text) pages.size = fread(pages.text, 1, 8 << 20, file);
  if (pages.size == 0) fail("no pages");
  fclose(file);
  return pages;
}

static void next_page(struct pages *pages, dzjobs_list *list) {
  char *page = pages->text + pages->at, digits[17];
  size_t length = strlen(page);
  snprintf(digits, sizeof digits, "%08lx", pages->count++);
  memcpy(strstr(page, "nextToken") + (strchr(page, '\n') ? 13 : 12), digits, 8);
  pages->at = pages->at + length + 1 < pages->size ? pages->at + length + 1 : 0;
  if (dzjobs_list_next_page(list, NOW) != DZJOBS_SEND ||
      dzjobs_list_put_response(list, NOW, 200, page, length) ||
      dzjobs_list_next_page(list, NOW) != DZJOBS_PAGE)
    fail(dzjobs_list_error_text(list));
}

static int steady(long count, const char *path) {
  struct pages pages = open_pages(path);
  dzjobs_list *list = NULL;
  long early = 0, runs = 0;
  if (dzjobs_list_new(&list, "us-east-1", "dzd_1", "job")) fail("no listing");
  printf("{\"samples\": [");
  for (long i = 0; i < count; i++) {
    next_page(&pages, list);
    runs += (long)dzjobs_list_page_run_count(list);
    if (i == 9) early = kilobytes("VmRSS:");
    if (i % (count / 50 + 1) == 0) printf("%s[%ld, %ld]", i ? ", " : "", runs, kilobytes("VmRSS:"));
  }
  printf("], \"runs\": %ld, \"rss\": %ld, \"growth\": %ld}\n", runs, kilobytes("VmHWM:"),
         kilobytes("VmRSS:") - early);
  dzjobs_list_free(list);
  free(pages.text);
  return 0;
}

/* ---- Counting ------------------------------------------------------------------------------ */

static long allocations;
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
void *malloc(size_t size) { return allocations++, __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return allocations++, __libc_calloc(count, size); }
void *realloc(void *block, size_t size) { return allocations++, __libc_realloc(block, size); }

static void visit(dzjobs_list *list) {
  const dzjobs_run *run;
  for (size_t i = 0; (run = dzjobs_list_page_run(list, i)); i++) {
    dzjobs_run_run_id(run), dzjobs_run_domain_id(run), dzjobs_run_job_id(run);
    dzjobs_run_job_type(run), dzjobs_run_run_mode(run), dzjobs_run_status(run);
    dzjobs_run_error_message(run), dzjobs_run_created_by(run), dzjobs_run_created_at_us(run);
    dzjobs_run_start_time_us(run), dzjobs_run_end_time_us(run);
  }
}

/* Count allocations after all sizes of a page were seen. */
static int count(const char *what, long count, const char *path) {
  struct pages pages = open_pages(path);
  int is_signed = strcmp(what, "parse") != 0 && strcmp(what, "json") != 0;
  char session[881] = {0};
  long early = 0;
  size_t size;
  memset(session, 'B', sizeof session - 1);
  dzjobs_list *list = new_list(strcmp(what, "session") == 0 ? session : NULL);
  if (!is_signed && dzjobs_list_set_credentials(list, NULL, NULL, NULL)) fail("still signs");
  for (long i = 0; i < count; i++) {
    if (i == count / 2) early = allocations;
    next_page(&pages, list);
    visit(list);
    if (strcmp(what, "json") == 0 && !dzjobs_list_page_json(list, &size)) fail("no JSON");
  }
  printf("{\"allocations\": %.2f}\n", (double)(allocations - early) / (double)(count - count / 2));
  dzjobs_list_free(list);
  free(pages.text);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "sign") == 0) return sign_all(atoi(argv[2]));
  if (argc == 4 && strcmp(argv[1], "steady") == 0) return steady(atol(argv[2]), argv[3]);
  return argc == 4 ? count(argv[1], atol(argv[2]), argv[3]) : 2;
}
