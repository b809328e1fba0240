/* The cached token of IAM Identity Center: the file's text, a line of two %, then answers: see
 * world.h. The token goes only to the portal, and the AWS CLI can read the cache after a
 * renewal. */
#include "world.h"

#include <dirent.h>
#include <jansson.h>

/* SHA-1 of the session's name. */
#define CACHE ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
#define CONFIG \
  "[default]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n" \
  "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n"

static int tokens, credentials;

static void check(struct world *world, dzjobs_exchange *exchange, const char *url) {
  const char *name, *value;
  int is_portal = strncmp(url, "https://portal.sso.eu-west-1.amazonaws.com/", 43) == 0;
  (void)world;
  REQUIRE(is_portal || same_text(url, "https://oidc.eu-west-1.amazonaws.com/token"));
  REQUIRE(dzjobs_exchange_is_direct(exchange) == 0);
  for (size_t i = 0; (name = dzjobs_exchange_request_header(exchange, i, &value)); i++)
    REQUIRE(is_portal || strcasecmp(name, "x-amz-sso_bearer_token") != 0);
  if (is_portal) credentials++;
  else tokens++;
}

/* The file is unchanged, or JSON with a token and its expiration; there is no other file. */
static void check_cache(const uint8_t *before, size_t len) {
  char path[PATH_MAX];
  static char text[1 << 17];
  snprintf(path, sizeof path, "%s/" CACHE, home);
  FILE *file = fopen(path, "r");
  REQUIRE(file != NULL);
  size_t now = fread(text, 1, sizeof text, file);
  fclose(file);
  if (now != len || memcmp(text, before, len) != 0) {
    json_t *root = json_loadb(text, now, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    REQUIRE(tokens > 0 && json_is_object(root));
    REQUIRE(json_string_length(json_object_get(root, "accessToken")) > 0);
    REQUIRE(json_string_length(json_object_get(root, "expiresAt")) >= 20);
    REQUIRE(json_is_string(json_object_get(root, "clientId")));
    json_decref(root);
  }
  *strrchr(path, '/') = 0;
  DIR *directory = opendir(path);
  int count = 0;
  REQUIRE(directory != NULL);
  while (readdir(directory)) count++;
  closedir(directory);
  REQUIRE(count == 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input = {data, data + size};
  struct world world = {.check = check};
  const uint8_t *cache;
  size_t len = take_part(&input, &cache);
  if (!home[0]) {
    char command[PATH_MAX + 32];
    make_home();
    snprintf(command, sizeof command, "/bin/mkdir -p '%s/.aws/sso/cache'", home);
    REQUIRE(system(command) == 0);
    write_file(".aws/config", CONFIG, strlen(CONFIG));
  }
  if (len > sizeof(char[1 << 16])) return 0;
  write_file(CACHE, cache, len);
  tokens = credentials = 0;
  open_world(&world, &input);
  int result = find_credentials(&world);
  REQUIRE(result != 0 || credentials > 0);
  check_cache(cache, len);
  dzjobs_client_free(world.client);
  return 0;
}
