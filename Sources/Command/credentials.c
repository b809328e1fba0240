/* `dzjobs credentials`: prints the provider that has credentials, or each provider's reason. */
#include "commands.h"
#include "moment.h"
#include <stdio.h>

int show_credentials(const struct options *options) {
  dzjobs_client *client = NULL;
  dzjobs_list *list = NULL;
  int64_t renew_at_us = DZJOBS_NO_TIME;
  char source[4096], renewal[32];
  int code = open_listing(options, &client, &list);
  if (!code) code = dzjobs_client_prepare(client, NULL, &renew_at_us);
  if (code < 0) {
    code = report_failure(code, client, NULL);
  } else {
    dzjobs_client_credentials_source(client, source, sizeof source);
    printf("credentials: %s\n", source);
    if (*write_moment(renewal, sizeof renewal, "%Y-%m-%dT%H:%M:%SZ", renew_at_us))
      printf("renewed at:  %s\n", renewal);
    code = fflush(stdout) != 0;
  }
  dzjobs_list_free(list);
  dzjobs_client_free(client);
  return code;
}
