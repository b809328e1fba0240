/* Memory runs out in a client, at each allocation in turn: while it reads profiles, token caches
 * and responses of credential services, copies requests and collects responses. The call returns
 * DZJOBS_ENOMEM, and the repeated call continues normally. The transport is this program's. Swift's
 * own small objects are exempt: see dzjobs_client.h. */
#define _GNU_SOURCE /* memmem, setenv, mkdtemp */
#include "texts.h"
#include "arrow.h"
#include "memory.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dzjobs_client.h"

#define KEYS "\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"" SECRET "\","
#define END "\"Expiration\":\"2099-01-01T00:00:00Z\""
#define XML                                                                                    \
  "<Credentials><AccessKeyId>AKID</AccessKeyId><SecretAccessKey>" SECRET "</SecretAccessKey>"  \
  "<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
/* The name is the SHA-1 of "corp". */
#define CACHE "/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"

static char home[64];

/* ---- Files and services -------------------------------------------------------------------- */

static void write_file(const char *path, const char *text) {
  char whole[256];
  snprintf(whole, sizeof whole, "%s%s", home, path);
  FILE *file = fopen(whole, "w");
  if (!CHECK(file != NULL)) return;
  fputs(text, file);
  fclose(file);
}

static void make_home(void) {
  static const char *const folders[] = {"/.aws", "/.aws/sso", "/.aws/sso/cache"};
  char path[256];
  strcpy(home, "/tmp/dzjobs-memory-XXXXXX");
  CHECK(mkdtemp(home) != NULL);
  for (int i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s%s", home, folders[i]);
    CHECK_INT(mkdir(path, 0700), 0);
  }
  setenv("HOME", home, 1);
  write_file("/.aws/config",
             "[profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = keys\n"
             "external_id = x\n[profile sso]\nsso_session = corp\nsso_account_id = 1\n"
             "sso_role_name = r\n[sso-session corp]\nsso_region = us-east-1\n"
             "sso_start_url = https://x.awsapps.com/start\n"
             "[profile web]\nrole_arn = arn:aws:iam::1:role/w\n"
             "web_identity_token_file = ~/.aws/token\n"
             "[profile process]\ncredential_process = echo '{\"Version\":1,\"AccessKeyId\":"
             "\"AKID\",\"SecretAccessKey\":\"" SECRET "\"}'\n"
             "[profile keys]\nservices = all\n[services all]\ndatazone =\n"
             "  endpoint_url = http://h\n"
             "[profile metadata]\nregion = us-east-1\n");
  write_file("/.aws/credentials",
             "[keys]\naws_access_key_id = AKID\naws_secret_access_key = " SECRET "\n");
  write_file("/.aws/token", "web-identity-token");
}

static void remove_home(void) {
  char command[100];
  snprintf(command, sizeof command, "rm -r '%s'", home);
  CHECK_INT(system(command), 0);
}

static const char *answer_to(const char *url, const char *body) {
  if (strstr(url, "nextToken=t1")) return "{\"items\":[{\"runId\":\"r2\"}]}";
  if (strstr(url, "/runs")) return "{\"items\":[{\"runId\":\"r1\"}],\"nextToken\":\"t1\"}";
  if (strstr(body, "Action=")) return XML;
  if (strstr(url, "/federation/credentials"))
    return "{\"roleCredentials\":{\"accessKeyId\":\"AKID\",\"secretAccessKey\":\"" SECRET
           "\",\"sessionToken\":\"token\",\"expiration\":4070908800000}}";
  if (strstr(url, "/token") && !strstr(url, "/latest"))
    return "{\"accessToken\":\"new\",\"expiresIn\":28800,\"refreshToken\":\"newer\"}";
  if (strstr(url, "/latest/api/token")) return "imds-token";
  if (strstr(url, "/security-credentials/role") || strstr(url, "/container"))
    return "{\"Code\":\"Success\"," KEYS "\"Token\":\"token\"," END "}";
  return "role";
}

static int carry(void *context, dzjobs_exchange *exchange) {
  int outcome;
  const char *body = answer_to(dzjobs_exchange_request_url(exchange),
                               dzjobs_exchange_request_body(exchange, NULL));
  (void)context;
  CHECK_INT(INSIST(dzjobs_exchange_put_response_header(exchange, "x-amzn-requestid", "id")), 0);
  CHECK_INT(INSIST(dzjobs_exchange_put_response(exchange, 200, body, strlen(body))), 0);
  return 0;
}

static void ignore(void *context, const dzjobs_list *list, int level, int topic,
                   const char *line) {
  (void)context, (void)list, (void)level, (void)topic;
  CHECK(strstr(line, SECRET) == NULL);
}

/* ---- A listing from beginning to end -------------------------------------------------------- */

static const char *profile, *source;

static void *prepare(void) {
  static dzjobs_client *client;
  CHECK_INT(dzjobs_client_new(&client), 0);
  /* An expired token, which is renewed and written again. */
  write_file(CACHE, "{\"startUrl\":\"https://x.awsapps.com/start\",\"region\":\"us-east-1\","
                    "\"accessToken\":\"old\",\"expiresAt\":\"2020-01-01T00:00:00Z\","
                    "\"clientId\":\"c\",\"clientSecret\":\"s\",\"refreshToken\":\"r\","
                    "\"registrationExpiresAt\":\"2099-01-01T00:00:00Z\"}");
  return client;
}

static void give_back(void *client) { dzjobs_client_free((dzjobs_client *)client); }

/* A failed listing has left, and continues when it is added again. */
static int next_any(dzjobs_client *client) {
  dzjobs_list *other = NULL;
  int event = dzjobs_client_next_any(client, &other);
  int fails = event == DZJOBS_LIST_FAILED;
  if (!fails && event != DZJOBS_ENOMEM) return event;
  refused++;
  if (fails) CHECK_INT(dzjobs_list_last_error(other), DZJOBS_ENOMEM);
  if (fails) CHECK_INT(dzjobs_client_add_list(client, other), 0);
  return dzjobs_client_next_any(client, &other);
}

static void drive(void *prepared) {
  dzjobs_client *client = (dzjobs_client *)prepared;
  dzjobs_list *list = NULL;
  int outcome;
  long before = refused;
  CHECK_INT(INSIST(dzjobs_client_set_profile(client, profile)), 0);
  CHECK_INT(INSIST(dzjobs_client_set_region(client, "us-east-1")), 0);
  CHECK_INT(INSIST(dzjobs_client_set_endpoint_url(client, "http://localhost:1")), 0);
  CHECK_INT(INSIST(dzjobs_client_set_ca_bundle(client, "~/bundle")), 0);
  CHECK_INT(INSIST(dzjobs_client_set_proxy(client, "http://localhost:2")), 0);
  CHECK_INT(INSIST(dzjobs_client_set_transport(client, carry, NULL, NULL)), 0);
  CHECK_INT(INSIST(dzjobs_client_set_log(client, ignore, NULL, NULL)), 0);
  if (!*source) {
    CHECK_INT(INSIST(dzjobs_client_set_credentials(client, "AKID", SECRET, "token")), 0);
  }
  CHECK_INT(INSIST(dzjobs_client_new_list(client, &list, "d", "j")), 0);
  CHECK_INT(INSIST(dzjobs_client_next(client, list)), DZJOBS_RUN);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_run(list)), "r1");
  CHECK_INT(INSIST(dzjobs_client_add_list(client, list)), 0);
  CHECK_INT(next_any(client), DZJOBS_RUN);
  CHECK_TEXT(dzjobs_run_run_id(dzjobs_list_run(list)), "r2");
  CHECK_INT(next_any(client), DZJOBS_LIST_DONE);
  const char *told = client_source(client);
  /* The text may be incomplete if memory ran out for it. */
  if (!failed || refused > before) CHECK_HAS(told, *source ? source : "explicit");
  dzjobs_list_free(list);
}

static dzjobs_list *begin_stream(dzjobs_client *client, struct ArrowArrayStream *stream) {
  dzjobs_list *list = NULL;
  int outcome;
  CHECK_INT(INSIST(dzjobs_client_set_region(client, "us-east-1")), 0);
  CHECK_INT(INSIST(dzjobs_client_set_credentials(client, "AKID", SECRET, "token")), 0);
  CHECK_INT(INSIST(dzjobs_client_set_transport(client, carry, NULL, NULL)), 0);
  CHECK_INT(INSIST(dzjobs_client_new_list(client, &list, "d", "j")), 0);
  CHECK_INT(INSIST(dzjobs_client_export_arrow_stream(client, list, 0, stream)), 0);
  return list;
}

/* A page that was delivered, but not exported, comes with the next call. */
static void read_stream(void *prepared) {
  static char rows[ROWS_TEXT];
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  int outcome;
  dzjobs_list_free(begin_stream((dzjobs_client *)prepared, &stream));
  while ((outcome = stream.get_schema(&stream, &schema)) == ENOMEM) refused++;
  CHECK_INT(outcome, 0);
  for (int page = 1; page <= 3; page++) {
    struct ArrowArray array;
    while ((outcome = stream.get_next(&stream, &array)) == ENOMEM) {
      CHECK_TEXT(stream.get_last_error(&stream), "memory ran out");
      refused++;
    }
    if (!CHECK_INT(outcome, 0) || !CHECK_INT(array.release != NULL, page < 3) || page == 3) break;
    CHECK_TEXT(rows_of_array(&array, rows), page == 1 ? "runId<r1>\n" : "runId<r2>\n");
    release_array(&array);
  }
  release_schema(&schema);
  stream.release(&stream);
}

/* Pages that the caller read beside the stream are not in it. */
static void read_beside(void *prepared) {
  static char rows[ROWS_TEXT];
  dzjobs_client *client = (dzjobs_client *)prepared;
  struct ArrowArrayStream stream;
  struct ArrowArray array;
  int outcome, seen = 0;
  dzjobs_list *list = begin_stream(client, &stream);
  while (CHECK((outcome = stream.get_next(&stream, &array)) == 0 || outcome == ENOMEM)) {
    if (outcome == 0 && !array.release) break;
    if (outcome == 0) {
      seen++;
      CHECK_TEXT(rows_of_array(&array, rows), seen == 1 ? "runId<r1>\n" : "runId<r2>\n");
      release_array(&array);
      continue;
    }
    refused++;
    int event = INSIST(dzjobs_client_next_page(client, list));
    seen = event == DZJOBS_PAGE ? dzjobs_run_run_id(dzjobs_list_page_run(list, 0))[1] - '0' : 2;
  }
  CHECK_INT(seen, 2);
  stream.release(&stream);
  dzjobs_list_free(list);
}

static void fail_each_of(const char *name, const char *where) {
  profile = name;
  source = where;
  fail_each(name, prepare, drive, give_back);
}

int main(void) {
  static char output[4096];
  setvbuf(stdout, output, _IOLBF, sizeof output);
  make_home();
  leaked_secrets = 0; /* those of the C library, which wrote the files */
  spares_objects = 1;
  fail_each_of("keys", "");
  fail_each_of("keys", "profile keys");
  fail_each_of("role", "role of profile role with credentials from profile keys");
  fail_each_of("web", "web identity");
  fail_each_of("sso", "sso");
  fail_each_of("process", "credential_process");
  fail_each_of("metadata", "instance metadata");
  setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/container", 1);
  fail_each_of("metadata", "container");
  fail_each("stream", prepare, read_stream, give_back);
  fail_each("beside a stream", prepare, read_beside, give_back);
  remove_home();
  return check_done();
}
