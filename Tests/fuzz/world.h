/* The world of the client's fuzzers: their own environment and home, and a transport that checks
 * each request and answers it from the input. Include it first. */
#ifndef WORLD_H
#define WORLD_H

#define _GNU_SOURCE
#include <ctype.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dzjobs_client.h"
#include "fuzz.h"

struct world {
  struct input *input;
  dzjobs_client *client;
  int requests;
  /* Further checks of a request. */
  void (*check)(struct world *world, dzjobs_exchange *exchange, const char *url);
};

/* SECRET_KEY is a secret of the target: no text and no other header may contain it. */
static int has_secret;

/* ---- The environment --------------------------------------------------------------------- */

static char home[PATH_MAX];

static inline void remove_home(void) {
  char command[PATH_MAX + 16];
  snprintf(command, sizeof command, "rm -rf '%s'", home);
  if (system(command) != 0) perror(home);
}

/* Runs once: makes an empty home in memory and unsets all variables of the machine. */
static inline void make_home(void) {
  if (home[0]) return;
  const char *memory = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
  snprintf(home, sizeof home, "%s/dzjobs-fuzz-XXXXXX", memory);
  REQUIRE(mkdtemp(home) != NULL);
  atexit(remove_home);
  clearenv();
  REQUIRE(setenv("HOME", home, 1) == 0 && setenv("AWS_EC2_METADATA_DISABLED", "true", 1) == 0);
}

static inline void write_file(const char *name, const void *bytes, size_t len) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%s", home, name);
  FILE *file = fopen(path, "w");
  REQUIRE(file && fwrite(bytes, 1, len, file) == len && fclose(file) == 0);
}

/* The input up to a line of two %, or its end; the rest of it stays. */
static inline size_t take_part(struct input *input, const uint8_t **part) {
  const uint8_t *at = *part = input->at;
  while (at < input->end && (input->end - at < 4 || memcmp(at, "\n%%\n", 4) != 0)) at++;
  input->at = at < input->end ? at + 4 : at;
  return (size_t)(at - *part);
}

/* ---- Requests and answers ---------------------------------------------------------------- */

static inline void check_visible(const char *text) {
  for (; *text; text++) REQUIRE(*text > 0x20 && *text < 0x7F);
}

static inline void check_request(dzjobs_exchange *exchange) {
  const char *method = dzjobs_exchange_request_method(exchange), *name, *value, *other;
  const char *url = dzjobs_exchange_request_url(exchange);
  REQUIRE(same_text(method, "GET") || same_text(method, "POST") || same_text(method, "PUT"));
  REQUIRE(strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0);
  check_visible(url);
  for (size_t i = 0; (name = dzjobs_exchange_request_header(exchange, i, &value)); i++) {
    REQUIRE(*name && i < 32);
    for (const char *c = name; *c; c++) REQUIRE(isalnum((unsigned char)*c) || strchr("-_", *c));
    for (const char *c = value; *c; c++) REQUIRE((uint8_t)*c >= 0x20 && *c != 0x7F);
    for (size_t j = 0; j < i; j++) {
      other = dzjobs_exchange_request_header(exchange, j, NULL);
      REQUIRE(strcasecmp(name, other) != 0);
    }
    int is_its_place = strcasecmp(name, "Authorization") == 0;
    REQUIRE(is_its_place || !has_secret || !strstr(value, SECRET_KEY));
  }
}

/* Lines of the form `name: value` are headers. A line of a status, a colon and a body is the
 * answer. A line that begins with `!` means no answer; with a second `!` a retry cannot help. */
static inline int answer(void *context, dzjobs_exchange *exchange) {
  struct world *world = (struct world *)context;
  world->requests++;
  check_request(exchange);
  if (world->check) world->check(world, exchange, dzjobs_exchange_request_url(exchange));
  REQUIRE(dzjobs_exchange_timeout_us(exchange) >= 0);
  for (int result = 1; result;) {
    if (!left(world->input)) return dzjobs_exchange_put_response(exchange, 404, "", 0);
    char *line = take_line(world->input);
    char *colon = strchr(line, ':');
    if (*line == '!') {
      result = dzjobs_exchange_put_no_response(exchange, line[1] != '!', line + 1);
      REQUIRE(result == 0);
    } else if (!colon) {
      free(line);
      return -1;
    } else if (isdigit((unsigned char)*line)) {
      int status = atoi(line);
      result = dzjobs_exchange_put_response(exchange, status, colon + 1, strlen(colon + 1));
      REQUIRE(result == (status < 100 || status > 999 ? DZJOBS_EINVAL : 0));
    } else {
      *colon = 0;
      (void)dzjobs_exchange_put_response_header(exchange, line, colon + 1);
    }
    free(line);
  }
  REQUIRE(dzjobs_exchange_put_response(exchange, 200, "{}", 2) == DZJOBS_ESTATE);
  return 0;
}

/* ---- Texts ------------------------------------------------------------------------------- */

static inline void check_text(const char *text) {
  REQUIRE(is_text(text) && !(has_secret && strstr(text, SECRET_KEY)));
}

static inline void heed(void *context, const dzjobs_list *list, int level, int topic,
                        const char *line) {
  (void)context, (void)list;
  REQUIRE(level >= 1 && level <= 3 && topic >= 1 && topic <= 5 && !strchr(line, '\n'));
  check_text(line);
}

static inline void check_client_texts(const dzjobs_client *client) {
  char text[4096];
  REQUIRE(dzjobs_client_error_text(client, text, sizeof text) < sizeof text * 64);
  check_text(text);
  dzjobs_client_credentials_source(client, text, sizeof text);
  check_text(text);
}

/* A client that sends with answer(). One attempt and calls of 20 ms, so that nothing waits. */
static inline void open_world(struct world *world, struct input *input) {
  world->input = input;
  REQUIRE(dzjobs_client_new(&world->client) == 0);
  REQUIRE(dzjobs_client_set_max_attempts(world->client, 1) == 0);
  REQUIRE(dzjobs_client_set_call_timeout_us(world->client, 20000) == 0);
  REQUIRE(dzjobs_client_set_transport(world->client, answer, world, NULL) == 0);
  REQUIRE(dzjobs_client_set_log(world->client, heed, NULL, NULL) == 0);
}

/* Makes the client search for credentials. The result is a code of the header. */
static inline int find_credentials(struct world *world) {
  int64_t renew_at_us = 0;
  int result = dzjobs_client_prepare(world->client, NULL, &renew_at_us);
  REQUIRE(result == 0 || result == DZJOBS_ECREDENTIALS || result == DZJOBS_ECONFIG ||
          result == DZJOBS_ETIMEDOUT || result == DZJOBS_EINVAL);
  check_client_texts(world->client);
  return result;
}

#endif
