/* A plugin that must not read its process's environment: garbage there has no effect, and a missing
 * setting is an error that names it. */
#define _GNU_SOURCE
#include "server.h"

static struct server server;
static const char *own_region;

static void spoil_the_environment(void) {
  char path[] = "/tmp/dzjobs-plugin-XXXXXX";
  int file = mkstemp(path);
  if (!CHECK(file >= 0) || !CHECK_INT(write(file, "[garbage", 8), 8)) return;
  close(file);
  setenv("AWS_CONFIG_FILE", path, 1);
  setenv("AWS_PROFILE", "nobody", 1);
  setenv("AWS_MAX_ATTEMPTS", "many", 1);
  setenv("AWS_USE_FIPS_ENDPOINT", "perhaps", 1);
  setenv("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT", 1);
  setenv("AWS_CA_BUNDLE", "/nowhere", 1);
  setenv("http_proxy", "http://127.0.0.1:1", 1);
}

static dzjobs_client *plugin_client(void) {
  dzjobs_client *client = NULL;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_use_environment(client, 0), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_endpoint_url(client, server.url), 0);
  return client;
}

/* Lists and returns the end. The text must contain this part. */
static int end_of(dzjobs_client *client, const char *part) {
  dzjobs_list *list = NULL;
  int event, runs = 0;
  CHECK_INT(dzjobs_client_new_list(client, &list, "dzd_consumer", "job"), 0);
  if (own_region) CHECK_INT(dzjobs_list_set_region(list, own_region), 0);
  while ((event = dzjobs_client_next(client, list)) == DZJOBS_RUN) runs++;
  if (event == DZJOBS_DONE) CHECK_INT(runs, 2 * PAGES);
  CHECK_HAS(dzjobs_list_error_text(list), part);
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return event;
}

int main(void) {
  server_start(&server);
  spoil_the_environment();
  dzjobs_client *client = plugin_client();
  CHECK_INT(dzjobs_client_set_credentials(client, "AKIDCONSUMER", "secret", NULL), 0);
  CHECK_INT(end_of(client, ""), DZJOBS_DONE);
  CHECK_INT(end_of(plugin_client(), "use_environment"), DZJOBS_ECREDENTIALS);
  client = plugin_client();
  CHECK_INT(dzjobs_client_set_region(client, NULL), 0);
  CHECK_INT(end_of(client, "region"), DZJOBS_ECONFIG);
  client = plugin_client(); /* a listing may have a region of its own */
  CHECK_INT(dzjobs_client_set_region(client, NULL), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, "AKIDCONSUMER", "secret", NULL), 0);
  own_region = "eu-west-1";
  CHECK_INT(end_of(client, ""), DZJOBS_DONE);
  own_region = NULL;
  client = plugin_client(); /* FIPS by the caller contradicts an endpoint by the caller */
  CHECK_INT(dzjobs_client_set_credentials(client, "AKIDCONSUMER", "secret", NULL), 0);
  CHECK_INT(dzjobs_client_set_use_fips(client, 1), 0);
  CHECK_INT(end_of(client, "endpoint_url"), DZJOBS_EINVAL);
  client = plugin_client();
  CHECK_INT(dzjobs_client_set_profile(client, "p"), 0);
  CHECK_INT(end_of(client, "profile"), DZJOBS_ECONFIG);
  client = plugin_client();
  CHECK_INT(dzjobs_client_set_use_environment(client, 1), 0);
  CHECK_INT(end_of(client, "definition") < 0, 1);
  unlink(getenv("AWS_CONFIG_FILE"));
  server_stop(&server);
  return check_done();
}
