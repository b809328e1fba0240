/* A client that reads no environment and sends through a function of the program. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "check.h"
#include "dzjobs_client.h"

static inline dzjobs_client *client_over(int (*send)(void *context, dzjobs_exchange *exchange),
                                         void *context) {
  dzjobs_client *client = NULL;
  CHECK_INT(dzjobs_client_new(&client), 0);
  CHECK_INT(dzjobs_client_set_use_environment(client, 0), 0);
  CHECK_INT(dzjobs_client_set_region(client, "us-east-1"), 0);
  CHECK_INT(dzjobs_client_set_credentials(client, "AKID", "secret", NULL), 0);
  CHECK_INT(dzjobs_client_set_transport(client, send, context, NULL), 0);
  return client;
}

#endif
