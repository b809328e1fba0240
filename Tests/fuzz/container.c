/* The endpoint of a container: a line with its URI (after a + the relative one), a line with the
 * authorization token, then answers in the form of world.h. Plain HTTP goes only to this machine
 * and the orchestrators' addresses, and the token is one header or none. */
#include "world.h"

static const char *token;

/* The simplest check: four numbers without a leading zero, the first one 127. */
static int is_loopback(const char *host, size_t len) {
  int part[4], end = 0;
  char text[64], again[64];
  if (len >= sizeof text) return 0;
  memcpy(text, host, len), text[len] = 0;
  if (sscanf(text, "%3d.%3d.%3d.%3d%n", part, part + 1, part + 2, part + 3, &end) != 4) return 0;
  snprintf(again, sizeof again, "%d.%d.%d.%d", part[0], part[1], part[2], part[3]);
  for (int i = 0; i < 4; i++)
    if (part[i] < 0 || part[i] > 255) return 0;
  return part[0] == 127 && (size_t)end == len && strcmp(text, again) == 0;
}

static int may_be_plain(const char *host, size_t len) {
  static const char *const hosts[] = {"localhost", "169.254.170.2", "169.254.170.23",
                                      "[fd00:ec2::23]", "[::1]"};
  for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
    if (strlen(hosts[i]) == len && strncasecmp(host, hosts[i], len) == 0) return 1;
  return is_loopback(host, len);
}

static void check(struct world *world, dzjobs_exchange *exchange, const char *url) {
  const char *name, *value, *found = NULL;
  (void)world;
  REQUIRE(dzjobs_exchange_is_direct(exchange) == 1);
  if (strncasecmp(url, "http://", 7) == 0) {
    const char *host = url + 7;
    size_t all = strcspn(host, "/?#");
    REQUIRE(!memchr(host, '@', all));
    size_t len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
    REQUIRE(len <= all && may_be_plain(host, len));
  }
  for (size_t i = 0; (name = dzjobs_exchange_request_header(exchange, i, &value)); i++)
    if (strcasecmp(name, "Authorization") == 0) found = value;
  if (!found) REQUIRE(!getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN") || !*token);
  else REQUIRE(*found && strstr(token, found));
}

static void set_variable(const char *name, const char *value) {
  REQUIRE((value && *value ? setenv(name, value, 1) : unsetenv(name)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input = {data, data + size};
  struct world world = {.check = check};
  make_home();
  char *uri = take_line(&input), *authorization = take_line(&input);
  const char *blank = " \t\n\v\f\r";
  token = authorization[strspn(authorization, blank)] ? authorization : "";
  has_secret = strstr(token, SECRET_KEY) && !strstr(uri, SECRET_KEY);
  set_variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", *uri == '+' ? NULL : uri);
  set_variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", *uri == '+' ? uri + 1 : NULL);
  set_variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", token);
  open_world(&world, &input);
  int result = find_credentials(&world);
  REQUIRE(result != 0 || world.requests > 0);
  dzjobs_client_free(world.client);
  free(uri);
  free(authorization);
  return 0;
}
