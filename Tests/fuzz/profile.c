/* Profiles: a name on a line, the text of the config file, a line of two %, that of the credentials
 * file, another such line, then answers: see world.h. For all files the client sends complete
 * requests or reports the problem. */
#include "world.h"

/* The input must not name a program to run. */
static int names_program(const uint8_t *text, size_t len) {
  static const char word[] = "credential_process";
  for (size_t i = 0; i + sizeof word - 1 <= len; i++)
    if (strncasecmp((const char *)text + i, word, sizeof word - 1) == 0) return 1;
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input = {data, data + size};
  struct world world = {0};
  const uint8_t *config, *credentials;
  dzjobs_list *list = NULL;
  if (names_program(data, size)) return 0;
  if (!home[0]) {
    make_home();
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/.aws", home);
    REQUIRE(mkdir(path, 0700) == 0);
  }
  char *name = take_line(&input);
  size_t config_len = take_part(&input, &config);
  size_t credentials_len = take_part(&input, &credentials);
  write_file(".aws/config", config, config_len);
  write_file(".aws/credentials", credentials, credentials_len);
  open_world(&world, &input);
  if (*name && dzjobs_client_set_profile(world.client, name) != 0)
    REQUIRE(dzjobs_client_set_profile(world.client, NULL) == 0);
  REQUIRE(dzjobs_client_new_list(world.client, &list, "dzd_fuzz", "job") == 0);
  for (int calls = 0, event = 1; event > 0 && calls < 20; calls++) {
    event = dzjobs_client_next(world.client, list);
    REQUIRE(event == DZJOBS_RUN || event == DZJOBS_DONE || event < 0);
    REQUIRE(event >= 0 || *dzjobs_list_error_text(list));
    check_texts(list);
    check_text(dzjobs_list_error_text(list));
  }
  check_client_texts(world.client);
  dzjobs_list_free(list);
  dzjobs_client_free(world.client);
  free(name);
  return 0;
}
