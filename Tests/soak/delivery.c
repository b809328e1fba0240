/* Delivers the runs of a job into a journal, each once, however often it is killed. A record is one
 * append of run ids and the resume token after them, so both always agree. The next start cuts off
 * a torn record. Arguments: endpoint, job, journal, "runs" or "pages" (the contents of a record).
 * To be killed in the act: the number of runs after which it kills itself, and the bytes of that
 * record that it writes before. At the end it prints the number of pages, requests and listings,
 * and the growth of memory. */
#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "dzjobs_client.h"

#define RECORD 65536
#define PAGE_SIZE 50
/* The pages after which memory is read: first, and after the largest page was seen. */
#define FIRST 10
#define SETTLED 100

static char token[RECORD]; /* behind the last record; "" before the first */
static long pages, requests, listings, failures;
static long runs_left = -1, torn_bytes; /* until it kills itself; -1: it does not */

struct memory {
  long resident, heap;
};
static struct memory first, settled;

static struct memory measure(void) {
  return (struct memory){resident_pages(), heap_bytes()};
}

static int fail(const char *what, const char *why) {
  fprintf(stderr, "delivery: %s: %s\n", what, why);
  return 1;
}

static void count_line(void *context, const dzjobs_list *list, int level, int topic,
                       const char *line) {
  (void)context, (void)list, (void)level, (void)topic;
  requests += strncmp(line, "GET ", 4) == 0;
}

/* Cuts off an incomplete record and keeps the token of the last complete one. */
static int recover(int journal) {
  char tail[2 * RECORD + 1];
  off_t size = lseek(journal, 0, SEEK_END);
  off_t from = size > 2 * RECORD ? size - 2 * RECORD : 0;
  ssize_t length = pread(journal, tail, sizeof tail - 1, from);
  if (length != size - from) return -1;
  while (length > 0 && tail[length - 1] != '\n') length--;
  if (ftruncate(journal, from + length) != 0) return -1;
  if (length == 0) return from == 0 ? 0 : -1;
  tail[length - 1] = 0;
  const char *last = strrchr(tail, '\t');
  if (!last || strlen(last + 1) >= sizeof token) return -1;
  strcpy(token, last + 1);
  return 0;
}

static int append(int journal, const dzjobs_list *list, int event) {
  static char record[RECORD];
  const char *next = dzjobs_list_resume_token(list);
  size_t count = event == DZJOBS_PAGE ? dzjobs_list_page_run_count(list) : 1, used = 0;
  if (!next) return -1;
  for (size_t i = 0; i < count; i++) {
    const dzjobs_run *run =
        event == DZJOBS_PAGE ? dzjobs_list_page_run(list, i) : dzjobs_list_run(list);
    used += (size_t)snprintf(record + used, sizeof record - used, "%s%s", i ? "," : "",
                             dzjobs_run_run_id(run));
    if (used >= sizeof record) return -1;
  }
  used += (size_t)snprintf(record + used, sizeof record - used, "\t%s\n", next);
  if (used >= sizeof record) return -1;
  strcpy(token, next);
  if (runs_left >= 0 && (runs_left -= (long)count) <= 0) {
    if (write(journal, record, used < (size_t)torn_bytes ? used : (size_t)torn_bytes) < 0) abort();
    kill(getpid(), SIGKILL);
  }
  return write(journal, record, used) == (ssize_t)used ? 0 : -1;
}

static dzjobs_list *start(dzjobs_client *client, const char *job) {
  dzjobs_list *list = NULL;
  if (dzjobs_client_new_list(client, &list, "dzd_emulator", job) != 0 ||
      dzjobs_list_set_max_results(list, PAGE_SIZE) != 0 ||
      dzjobs_list_set_resume_token(list, *token ? token : NULL) != 0)
    abort();
  listings++;
  return list;
}

/* The next call retries a page's faults. A bad answer ends the listing, and a new one continues
 * from the token. */
static int deliver(dzjobs_client *client, int journal, const char *job, int by_page) {
  dzjobs_list *list = start(client, job);
  int event, in_a_row = 0;
  for (;;) {
    event = by_page ? dzjobs_client_next_page(client, list) : dzjobs_client_next(client, list);
    if (event > 0) {
      in_a_row = 0;
      if (append(journal, list, event) != 0) return fail("append", "failed");
      pages += event == DZJOBS_PAGE;
      if (pages == FIRST) first = measure();
      if (pages == SETTLED) settled = measure();
    } else if (event == DZJOBS_DONE) {
      break;
    } else if (++in_a_row > 100) {
      return fail("100 failures in a row", dzjobs_list_error_text(list));
    } else if (event == DZJOBS_EPARSE) {
      dzjobs_list_free(list);
      list = start(client, job);
    } else if (event == DZJOBS_ESERVICE || event == DZJOBS_ETRANSPORT) {
      failures++;
    } else {
      return fail(dzjobs_strerror(event), dzjobs_list_error_text(list));
    }
  }
  struct memory last = measure();
  printf("pages=%ld requests=%ld listings=%ld failures=%ld resident=%ld,%ld,%ld heap=%ld,%ld,%ld\n",
         pages, requests, listings, failures, first.resident, settled.resident, last.resident,
         first.heap, settled.heap, last.heap);
  dzjobs_list_free(list);
  return 0;
}

int main(int argc, char **argv) {
  dzjobs_client *client = NULL;
  if (argc != 5 && argc != 7) return fail("arguments", "endpoint job journal runs|pages [n bytes]");
  if (argc == 7) {
    runs_left = atol(argv[5]);
    torn_bytes = atol(argv[6]);
  }
  int journal = open(argv[3], O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (journal < 0 || recover(journal) != 0) return fail(argv[3], "cannot be used");
  if (dzjobs_client_new(&client) != 0 || dzjobs_client_set_endpoint_url(client, argv[1]) != 0 ||
      dzjobs_client_set_log(client, count_line, NULL, NULL) != 0)
  {
    char text[4096];
    dzjobs_client_error_text(client, text, sizeof text);
    return fail("client", text);
  }
  int code = deliver(client, journal, argv[2], strcmp(argv[4], "pages") == 0);
  dzjobs_client_free(client);
  close(journal);
  return code;
}
