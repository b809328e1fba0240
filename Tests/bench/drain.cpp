/* Lists to the end in one of several ways and prints the cost as a line of JSON. Arguments: the
 * way, the pages, and the file of pages or the endpoint of server.c. */
#include <curl/curl.h>
#include <dzjobs_client.h>
#include <sys/resource.h>
#include <time.h>

#include <fstream>
#include <vector>

#include "contestants.h"

#define KEY "AKIAIOSFODNN7EXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
static long pages, runs, early_rss;
static Touch touch;

static int64_t now_us() {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* In KB, from the kernel. getrusage() would include the parent process. */
static long memory(const std::string &name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.rfind(name, 0) == 0) return std::stol(line.substr(name.size()));
  return -1;
}

static void fail(const char *what) {
  fprintf(stderr, "drain: %s\n", what);
  exit(1);
}

/* Memory may grow for the first ten pages, which have all sizes. */
static void count_page(long page_runs) {
  runs += page_runs;
  if (++pages == 10) early_rss = memory("VmRSS:");
}

struct Counted : Touch {
  long seen = 0;
  void run() { seen++; }
};

/* ---- In memory ---------------------------------------------------------------------------- */

static void sign(Dzjobs &host) {
  dzjobs_list_set_credentials(host.list, KEY, SECRET, nullptr);
}

static void drain_memory(const char *path, long last, bool with_jansson) {
  std::ifstream file(path, std::ios::binary);
  std::vector<Page> all;
  for (std::string text; std::getline(file, text, '\0');) all.emplace_back(text);
  Dzjobs host;
  Jansson jansson;
  Counted counted;
  sign(host);
  for (long i = 0; i < last; i++) {
    Page &page = all[(size_t)i % all.size()];
    page.renew();
    host.prepare();
    if (with_jansson) {
      /* Makes the same signature. The listing gets a page without runs, to continue with the next
       * one. */
      jansson.parse(page, counted);
      std::string next = "{\"nextToken\":" + page.text.substr(page.token - 1);
      next.resize(next.rfind('}') + 1);
      dzjobs_list_put_response(host.list, Dzjobs::now, 200, next.data(), next.size());
      host.expect(dzjobs_list_next_page(host.list, Dzjobs::now), DZJOBS_PAGE);
    } else {
      host.parse(page, counted);
    }
    count_page(counted.seen);
    counted.seen = 0;
  }
  touch.sum += counted.sum;
}

/* ---- With libcurl -------------------------------------------------------------------------- */

static size_t keep(char *data, size_t size, size_t n, void *body) {
  static_cast<std::string *>(body)->append(data, size * n);
  return size * n;
}

static CURL *open_curl(std::string &body) {
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  return curl;
}

static void get(CURL *curl, const char *url, std::string &body) {
  body.clear();
  curl_easy_setopt(curl, CURLOPT_URL, url);
  if (curl_easy_perform(curl) != CURLE_OK) fail("no answer");
}

static void drain_curl(const char *endpoint) {
  std::string body, line;
  Dzjobs host;
  Counted counted;
  sign(host);
  dzjobs_list_set_endpoint_url(host.list, endpoint);
  CURL *curl = open_curl(body);
  int event;
  while ((event = dzjobs_list_next_page(host.list, now_us())) > 0) {
    if (event == DZJOBS_PAGE) {
      host.visit(counted);
      count_page(counted.seen);
      counted.seen = 0;
      continue;
    }
    if (event != DZJOBS_SEND) fail("had to wait");
    struct curl_slist *headers = nullptr;
    const char *name, *value;
    for (size_t i = 0; (name = dzjobs_list_request_header(host.list, i, &value)); i++) {
      line.assign(name).append(": ").append(value);
      headers = curl_slist_append(headers, line.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    get(curl, dzjobs_list_request_url(host.list), body);
    curl_slist_free_all(headers);
    struct curl_header *header = nullptr;
    while ((header = curl_easy_nextheader(curl, CURLH_HEADER, -1, header)))
      dzjobs_list_put_response_header(host.list, header->name, header->value);
    dzjobs_list_put_response(host.list, now_us(), 200, body.data(), body.size());
  }
  if (event < 0) fail(dzjobs_list_error_text(host.list));
  touch.sum += counted.sum;
  curl_easy_cleanup(curl);
}

/* What C programs do today; without jansson, the cost of the network alone. */
static void drain_peer(const char *endpoint, bool with_jansson) {
  std::string body, start = std::string(endpoint) + "/v2/domains/dzd_1/jobs/job/runs", url = start;
  Counted counted;
  CURL *curl = open_curl(body);
  if (with_jansson) {
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, "aws:amz:us-east-1:datazone");
    curl_easy_setopt(curl, CURLOPT_USERPWD, KEY ":" SECRET);
  }
  for (bool more = true; more;) {
    get(curl, url.c_str(), body);
    size_t token = body.rfind("nextToken\":\"");
    if ((more = token != std::string::npos)) {
      token += 12;
      char *escaped = curl_easy_escape(curl, &body[token], (int)(body.find('"', token) - token));
      url = start + "?nextToken=" + escaped;
      curl_free(escaped);
    }
    if (with_jansson) Jansson().read(body.data(), body.size(), counted);
    else counted.seen = 50;
    count_page(counted.seen);
    counted.seen = 0;
  }
  touch.sum += counted.sum;
  curl_easy_cleanup(curl);
}

static dzjobs_client *new_client(const char *endpoint) {
  dzjobs_client *client;
  if (dzjobs_client_new(&client) || dzjobs_client_set_region(client, "us-east-1") ||
      dzjobs_client_set_credentials(client, KEY, SECRET, nullptr) ||
      dzjobs_client_set_endpoint_url(client, endpoint))
    fail("no client");
  return client;
}

static dzjobs_list *new_listing(dzjobs_client *client) {
  dzjobs_list *list;
  if (dzjobs_client_new_list(client, &list, "dzd_1", "job")) fail("no listing");
  return list;
}

/* Reads a page of each job, in the order of arrival, or one job after the other. */
static void drain_jobs(const char *endpoint, long count, bool at_once) {
  dzjobs_client *client = new_client(endpoint);
  dzjobs_list *list;
  int event;
  for (long i = 0; at_once && i < count; i++)
    if (dzjobs_client_add_list(client, new_listing(client))) fail("no listing was added");
  while (at_once && (event = dzjobs_client_next_any(client, &list)) != DZJOBS_DONE) {
    if (event < 0) fail(dzjobs_strerror(event));
    if (event == DZJOBS_LIST_FAILED) fail(dzjobs_list_error_text(list));
    if (event == DZJOBS_RUN) runs++;
    if (event != DZJOBS_LIST_DONE) continue;
    count_page(0);
    dzjobs_list_free(list);
  }
  for (long i = 0; !at_once && i < count; i++) {
    list = new_listing(client);
    while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) runs++;
    if (event < 0) fail(dzjobs_list_error_text(list));
    count_page(0);
    dzjobs_list_free(list);
  }
  dzjobs_client_free(client);
}

static void drain_client(const char *endpoint) {
  dzjobs_client *client = new_client(endpoint);
  dzjobs_list *list = new_listing(client);
  int event;
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) {
    Dzjobs::show(dzjobs_list_run(list), touch);
    if (++runs % 50 == 0) count_page(0);
  }
  if (event < 0) fail(dzjobs_list_error_text(list));
  dzjobs_list_free(list);
  dzjobs_client_free(client);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  std::string way = argv[1];
  struct rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  int64_t start = now_us();
  if (way == "memory") drain_memory(argv[3], atol(argv[2]), false);
  else if (way == "memory-jansson") drain_memory(argv[3], atol(argv[2]), true);
  else if (way == "curl") drain_curl(argv[3]);
  else if (way == "curl-jansson") drain_peer(argv[3], true);
  else if (way == "curl-copy") drain_peer(argv[3], false);
  else if (way == "client") drain_client(argv[3]);
  else if (way == "jobs") drain_jobs(argv[3], atol(argv[2]), true);
  else if (way == "jobs-in-turn") drain_jobs(argv[3], atol(argv[2]), false);
  double wall = (double)(now_us() - start) / 1e6;
  getrusage(RUSAGE_SELF, &after);
  auto seconds = [](struct timeval a, struct timeval b) {
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_usec - a.tv_usec) / 1e6;
  };
  if (pages != atol(argv[2])) fail("not all pages came");
  printf("{\"way\": \"%s\", \"runs\": %ld, \"wall\": %.6f, \"user\": %.6f, \"system\": %.6f, "
         "\"rss\": %ld, \"growth\": %ld, \"sum\": %llu}\n",
         argv[1], runs, wall, seconds(before.ru_utime, after.ru_utime),
         seconds(before.ru_stime, after.ru_stime), memory("VmHWM:"), memory("VmRSS:") - early_rss,
         (unsigned long long)touch.sum % 1000);
}
