/* The cost of hostile input: `growth NAME SIZE` passes it to a listing or a client once, and prints
 * its size, the result and the peak of memory. Without arguments it prints the names. Callgrind
 * counts the instructions of the library's functions meanwhile. */
#define _GNU_SOURCE
#include <dzjobs_client.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../consumer/adversary.h"

#define NOW INT64_C(1795428000000000)

static long long bytes, most;

/* ---- A counting allocator --------------------------------------------------------------- */

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static void *counted(void *block) {
  if (block) bytes += (long long)malloc_usable_size(block);
  if (bytes > most) most = bytes;
  return block;
}
static void forget(void *block) {
  if (block) bytes -= (long long)malloc_usable_size(block);
}
void *malloc(size_t size) { return counted(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }
void *realloc(void *block, size_t size) {
  forget(block);
  return counted(__libc_realloc(block, size));
}
int posix_memalign(void **out, size_t alignment, size_t size) {
  *out = counted(__libc_memalign(alignment, size));
  return *out ? 0 : 12;
}
void free(void *block) {
  forget(block);
  __libc_free(block);
}

static int fail(const char *what) {
  fprintf(stderr, "growth: %s\n", what);
  exit(1);
}

/* ---- Inputs ----------------------------------------------------------------------------- */

/* The form of an input: a head, a line with a number, repeated, and a tail. */
enum place { CONFIG, CREDENTIALS, PROCESS, ENDPOINT, STS, DOMAIN, TOKEN_IN, HEADERS, PAGES };
static const struct text {
  const char *name;
  enum place place;
  const char *head, *line, *tail;
} texts[] = {
    {"file: profiles", CONFIG, "", "[profile p%07zu]\nregion = x\n", ""},
    {"file: a profile again", CONFIG, "", "[profile p]\nk%07zu = v\n", ""},
    {"file: sections of no use", CONFIG, "", "[x y%07zu]\nk = v\n", ""},
    {"file: properties", CONFIG, "[default]\n", "k%07zu = v\n", ""},
    {"file: a property again", CONFIG, "[default]\n", "region = r%07zu\n", ""},
    {"file: continued", CONFIG, "[default]\nk = v\n", " v%07zu\n", ""},
    {"file: sub-properties", CONFIG, "[default]\nservices = s\n[services s]\ndatazone =\n",
     "  endpoint_url = http://h%07zu\n", ""},
    {"file: one long line", CONFIG, "[default]\nk = ", "%07zu # ", "\n"},
    {"file: comments", CONFIG, "[default]\n", "# %07zu\n", ""},
    {"file: line breaks", CONFIG, "[default]\n", "\r\n\n", ""},
    {"file: keys", CREDENTIALS, "", "[p%07zu]\naws_access_key_id = A\naws_secret_access_key = s\n",
     ""},
    {"file: a key without an end", CREDENTIALS, "[default]\naws_access_key_id = A\n"
                                                "aws_secret_access_key = ", "k%07zu", "\n"},
    {"program: words", PROCESS, "[default]\ncredential_process = false", " w%07zu", "\n"},
    {"container: members", ENDPOINT, "{", "\"m%07zu\":\"v\",", "\"m\":1}"},
    {"container: a token without an end", ENDPOINT,
     "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\",\"Token\":\"", "t%07zu", "\"}"},
    {"STS: elements", STS, "<x>", "<y%07zu>&amp;</y>", "</x>"},
    {"STS: elements without an end", STS, "", "<AccessKeyId%07zu", ""},
    {"STS: keys without an end", STS, "", "<AccessKeyId ><%07zu>", ""},
    {"STS: references", STS, "<AccessKeyId>", "&amp;%07zu", "</AccessKeyId>"},
    {"argument: identifier", DOMAIN, "", "/%07zu", ""},
    {"argument: starting token", TOKEN_IN, "", "A%07zu", ""},
    {"headers of an answer", HEADERS, "", "x-amzn-requestid%07zu", ""},
    {"pages, each with a new token", PAGES, "", "t%07zu", ""},
};

static char *make_text(const struct text *text, size_t size, size_t *len) {
  char *made = (char *)calloc(1, size + 1024);
  size_t at = (size_t)sprintf(made, "%s", text->head);
  for (size_t i = 0; at < size; i++) at += (size_t)sprintf(made + at, text->line, i);
  at += (size_t)sprintf(made + at, "%s", text->tail);
  *len = at;
  return made;
}

/* ---- A listing -------------------------------------------------------------------------- */

static int meet_in_list(const struct text *text, const char *made, size_t size) {
  char line[64], body[128];
  dzjobs_list *list = NULL;
  if (dzjobs_list_new(&list, "us-east-1", text->place == DOMAIN ? made : "d", "j")) return -99;
  int event = text->place == TOKEN_IN ? dzjobs_list_set_resume_token(list, made) : 0;
  if (!event) event = dzjobs_list_next_page(list, NOW);
  for (size_t i = 0; i < size / 32 && text->place == HEADERS; i++) {
    snprintf(line, sizeof line, text->line, i);
    event = dzjobs_list_put_response_header(list, line, line);
  }
  for (size_t i = 0; i < size / 32 && text->place == PAGES; i++) {
    int len = snprintf(body, sizeof body, "{\"items\":[{}],\"nextToken\":\"t%07zu\"}", i);
    dzjobs_list_put_response(list, NOW, 200, body, (size_t)len);
    dzjobs_list_next_page(list, NOW);
    event = dzjobs_list_next_page(list, NOW);
  }
  dzjobs_list_free(list);
  return event;
}

/* ---- A client --------------------------------------------------------------------------- */

static const char *answer_text;
static size_t answer_len;

static int carry(void *context, dzjobs_exchange *exchange) {
  (void)context;
  dzjobs_exchange_put_response(exchange, 200, answer_text, answer_len);
  return 0;
}

static void write_file(const char *path, const char *text, size_t len) {
  FILE *file = fopen(path, "w");
  if (!file || fwrite(text, 1, len, file) != len || fclose(file)) fail(path);
}

static int meet_in_client(const struct text *text, const char *made, size_t len) {
  static const char role[] = "[default]\nrole_arn = r\nsource_profile = s\n[profile s]\n"
                             "aws_access_key_id = A\naws_secret_access_key = s\n";
  char config[] = "/tmp/dzjobs-growth-XXXXXX/config", credentials[sizeof config + 16];
  config[strlen(config) - 7] = 0;
  if (!mkdtemp(config)) fail("no folder");
  snprintf(credentials, sizeof credentials, "%s/credentials", config);
  config[strlen(config)] = '/';
  int is_config = text->place == CONFIG || text->place == PROCESS;
  if (is_config) write_file(config, made, len);
  if (text->place == STS) write_file(config, role, strlen(role));
  if (text->place == CREDENTIALS) write_file(credentials, made, len);
  if (text->place == ENDPOINT)
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/c", 1);
  setenv("AWS_CONFIG_FILE", config, 1);
  setenv("AWS_SHARED_CREDENTIALS_FILE", credentials, 1);
  setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
  setenv("AWS_REGION", "us-east-1", 1);
  answer_text = made;
  answer_len = len;
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  dzjobs_client_new(&client);
  dzjobs_client_set_transport(client, carry, NULL, NULL);
  dzjobs_client_new_list(client, &list, "d", "j");
  int event = dzjobs_client_next(client, list);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  unlink(config);
  unlink(credentials);
  config[strlen(config) - 7] = 0;
  rmdir(config);
  return event;
}

int main(int argc, char **argv) {
  size_t texts_count = sizeof texts / sizeof *texts, len = 0;
  if (argc != 3) {
    for (size_t i = 0; i < ADVERSARIES; i++) printf("answer: %s\n", adversaries[i].name);
    for (size_t i = 0; i < texts_count; i++) printf("%s\n", texts[i].name);
    return 0;
  }
  size_t size = (size_t)atol(argv[2]);
  int event = -99;
  long long before = 0;
  for (size_t i = 0; i < ADVERSARIES; i++) {
    if (strncmp(argv[1], "answer: ", 8) || strcmp(adversaries[i].name, argv[1] + 8)) continue;
    char *body = make_body(&adversaries[i], size, &len);
    dzjobs_list *list = NULL;
    dzjobs_list_new(&list, "us-east-1", "d", "j");
    before = most = bytes;
    event = drive(list, NOW, adversaries[i].status, body, len);
    dzjobs_list_free(list);
    free(body);
  }
  for (size_t i = 0; i < texts_count; i++) {
    if (strcmp(texts[i].name, argv[1])) continue;
    char *made = make_text(&texts[i], size, &len);
    before = most = bytes;
    event = texts[i].place >= DOMAIN ? meet_in_list(&texts[i], made, size)
                                     : meet_in_client(&texts[i], made, len);
    free(made);
  }
  if (len == 0) fail("no such name");
  printf("{\"bytes\": %zu, \"event\": %d, \"most\": %lld}\n", len, event, most - before);
  return 0;
}
