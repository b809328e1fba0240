/* A program that was built with what is installed: it prints the version of header and library, and
 * sees that both are the same. */
#include <dzjobs_client.h>
#include <stdio.h>

int main(void) {
  dzjobs_client *client = NULL;
  int rc = dzjobs_client_new(&client);
  dzjobs_client_free(client);
  printf("%s 0x%06x\n", dzjobs_version(), DZJOBS_VERSION_NUMBER);
  return rc || dzjobs_version_number() != DZJOBS_VERSION_NUMBER;
}
