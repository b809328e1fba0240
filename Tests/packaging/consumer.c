/* A program built with the installed files. It prints the version of header and library and checks
 * that both are equal. */
#include <dzjobs_client.h>
#include <stdio.h>

int main(void) {
  dzjobs_client *client = NULL;
  int rc = dzjobs_client_new(&client);
  dzjobs_client_free(client);
  printf("%s 0x%06x\n", dzjobs_version(), DZJOBS_VERSION_NUMBER);
  return rc || dzjobs_version_number() != DZJOBS_VERSION_NUMBER;
}
