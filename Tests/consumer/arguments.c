/* Every argument that can never be right is refused, with a text that names it, and changes
 * nothing. All others are encoded and sent. The caller's strings are overwritten at once. */
#include "answer.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef int set_text(dzjobs_list *, const char *);

static char token_8192[8193], token_8193[8194];
static char wide_8192[2 * 8192 + 1], wide_8193[2 * 8193 + 1];
static char label_63[64], label_64[65];

static void fill_long_texts(void) {
  memset(token_8192, 't', 8192);
  memset(token_8193, 't', 8193);
  for (int i = 0; i < 8193; i++) {
    if (i < 8192) memcpy(wide_8192 + 2 * i, "\xC3\xA9", 2);
    memcpy(wide_8193 + 2 * i, "\xC3\xA9", 2);
  }
  memset(label_63, 'r', 63);
  memset(label_64, 'r', 64);
}

/* ---- The constructor ------------------------------------------------------------------ */

static dzjobs_list *lent_listing(const char *region, const char *domain, const char *job) {
  dzjobs_list *list = NULL;
  char *lent[] = {lend(region), lend(domain), lend(job)};
  CHECK_INT(dzjobs_list_new(&list, lent[0], lent[1], lent[2]), 0);
  for (int i = 0; i < 3; i++) take_back(lent[i]);
  return list;
}

static void accepted_listing(const char *region, const char *domain, const char *job,
                             const char *url) {
  dzjobs_list *list = lent_listing(region, domain, job);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(list), url);
  dzjobs_list_free(list);
}

static void refused_listing(const char *region, const char *domain, const char *job,
                            const char *name) {
  dzjobs_list *list = lent_listing(region, domain, job);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), name);
  CHECK_TEXT(dzjobs_list_request_url(list), NULL);
  dzjobs_list_free(list);
}

static void regions(void) {
  static const char *const refused[] = {
      "",    "us_east_1",    "us-east-1/evil", "us.east",     "-us-east-1",      "us-east-1-",
      "123", "us east 1",    "us-east-1\r\n",  "\xC3\xBCs-1", "us-east-1@evil",  "us-east-1:80",
      "\xFF", label_64,      "us-east-1#",     "us-east-1?",  "us-east-1\\evil", "%75s-east-1",
  };
  char url[200];
  for (size_t i = 0; i < COUNT(refused); i++)
    refused_listing(refused[i], "dzd_consumer", "job1", "region");
  accepted_listing("us-east-1", "dzd_consumer", "job1", BASE);
  accepted_listing("eu-west-1", "d", "j",
                   "https://datazone.eu-west-1.api.aws/v2/domains/d/jobs/j/runs");
  accepted_listing("fips-us-east-1", "d", "j",
                   "https://datazone-fips.us-east-1.api.aws/v2/domains/d/jobs/j/runs");
  accepted_listing("mars-1", "d", "j",
                   "https://datazone.mars-1.api.aws/v2/domains/d/jobs/j/runs");
  snprintf(url, sizeof url, "https://datazone.%s.api.aws/v2/domains/d/jobs/j/runs", label_63);
  accepted_listing(label_63, "d", "j", url);
}

static void identifiers(void) {
  static const char *const refused[] = {"", ".", "..", "\xFF", "\xC0\xAF", "\xED\xA0\x80", "a\xC3"};
  for (size_t i = 0; i < COUNT(refused); i++) {
    refused_listing("us-east-1", refused[i], "job1", "domain_identifier");
    refused_listing("us-east-1", "dzd_consumer", refused[i], "job_identifier");
  }
  accepted_listing("us-east-1", "a/b", "j?x#y%41 z",
                   "https://datazone.us-east-1.api.aws/v2/domains/a%2Fb/jobs/"
                   "j%3Fx%23y%2541%20z/runs");
  accepted_listing("us-east-1", "...", "..a",
                   "https://datazone.us-east-1.api.aws/v2/domains/.../jobs/..a/runs");
  accepted_listing("us-east-1", "a\r\nHost: evil", "\x01\xF0\x9F\x98\x80~",
                   "https://datazone.us-east-1.api.aws/v2/domains/a%0D%0AHost%3A%20evil/jobs/"
                   "%01%F0%9F%98%80~/runs");
}

/* ---- Text settings --------------------------------------------------------------------- */

static void refused_text(set_text *set, const char *value, const char *name) {
  dzjobs_list *list = new_listing();
  char *lent = lend(value);
  CHECK_INT(set(list, lent), DZJOBS_EINVAL);
  take_back(lent);
  CHECK_HAS(dzjobs_list_error_text(list), name);
  /* A caller that ignores the result must not send an unintended request. */
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_EINVAL);
  CHECK_HAS(dzjobs_list_error_text(list), name);
  CHECK_INT(dzjobs_list_last_error(list), DZJOBS_EINVAL);
  CHECK_INT(set(list, NULL), 0);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(list), BASE);
  dzjobs_list_free(list);
}

static void accepted_text(set_text *set, const char *value, const char *url) {
  dzjobs_list *list = new_listing();
  char *lent = lend(value);
  CHECK_INT(set(list, lent), 0);
  take_back(lent);
  CHECK_TEXT(dzjobs_list_error_text(list), "");
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_TEXT(dzjobs_list_request_url(list), url);
  dzjobs_list_free(list);
}

static void filters(void) {
  refused_text(dzjobs_list_set_status, "\xFF", "status");
  refused_text(dzjobs_list_set_sort_order, "UP\x80", "sort_order");
  accepted_text(dzjobs_list_set_status, "FAILED", BASE "?status=FAILED");
  accepted_text(dzjobs_list_set_status, "NOT_KNOWN YET", BASE "?status=NOT_KNOWN%20YET");
  accepted_text(dzjobs_list_set_status, "", BASE "?status=");
  accepted_text(dzjobs_list_set_status, "A&maxResults=1\n", BASE "?status=A%26maxResults%3D1%0A");
  accepted_text(dzjobs_list_set_sort_order, "DESCENDING", BASE "?sortOrder=DESCENDING");
}

static void tokens(void) {
  static set_text *const setters[] = {dzjobs_list_set_next_token, dzjobs_list_set_resume_token};
  static const char *const names[] = {"next_token", "resume_token"};
  char url[sizeof BASE + 6 * 8192 + 20];
  for (size_t i = 0; i < 2; i++) {
    refused_text(setters[i], "", names[i]);
    refused_text(setters[i], "t\xFF", names[i]);
    refused_text(setters[i], token_8193, names[i]);
    refused_text(setters[i], wide_8193, names[i]);
    accepted_text(setters[i], "a+b/c==", BASE "?nextToken=a%2Bb%2Fc%3D%3D");
    snprintf(url, sizeof url, BASE "?nextToken=%s", token_8192);
    accepted_text(setters[i], token_8192, url);
    size_t at = strlen(BASE "?nextToken=");
    for (int c = 0; c < 8192; c++) memcpy(url + at + 6 * c, "%C3%A9", 7);
    accepted_text(setters[i], wide_8192, url);
  }
}

static void endpoints(void) {
  static const char *const refused[] = {
      "",
      "localhost",
      "localhost:8080",
      "//localhost",
      "ftp://localhost",
      "http:",
      "http:/localhost",
      "http://",
      "http://:8080",
      "http:///path",
      "http://localhost?q=1",
      "http://localhost/?",
      "http://localhost#top",
      "http://localhost:",
      "http://localhost:x",
      "http://localhost:-1",
      "http://localhost:65536",
      "http://localhost:99999999999999999999",
      "http://user@localhost",
      "http://user:password@localhost",
      "http://local host",
      "http://localhost/a b",
      "http://localhost/\xC3\xBC",
      "http://localhost/%zz",
      "http://localhost/%4",
      "http://localhost\r\nX-Evil: 1",
      "http://localhost/\r\nX-Evil: 1",
      "http://\xFF",
      "http://localhost\\path",
  };
  for (size_t i = 0; i < COUNT(refused); i++) {
    int before = check_failed;
    refused_text(dzjobs_list_set_endpoint_url, refused[i], "endpoint_url");
    if (check_failed > before) printf("  for %s\n", refused[i]);
  }
#define PATH "/v2/domains/dzd_consumer/jobs/job1/runs"
  accepted_text(dzjobs_list_set_endpoint_url, "http://localhost", "http://localhost" PATH);
  accepted_text(dzjobs_list_set_endpoint_url, "http://127.0.0.1:8080",
                "http://127.0.0.1:8080" PATH);
  accepted_text(dzjobs_list_set_endpoint_url, "http://[::1]:8080", "http://[::1]:8080" PATH);
  accepted_text(dzjobs_list_set_endpoint_url, "https://vpce-1.datazone.example/",
                "https://vpce-1.datazone.example" PATH);
  accepted_text(dzjobs_list_set_endpoint_url, "https://h:65535/base%20path/",
                "https://h:65535/base%20path" PATH);
}

int main(void) {
  fill_long_texts();
  regions();
  identifiers();
  filters();
  tokens();
  endpoints();
  return check_done();
}
