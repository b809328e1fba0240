/* Copies of a client's texts for comparisons, valid until the next call. */
#ifndef TEXTS_H
#define TEXTS_H

#include <dzjobs_client.h>

static inline const char *client_error(const dzjobs_client *client) {
  static char text[8192];
  text[0] = 0;
  dzjobs_client_error_text(client, text, sizeof text);
  return text;
}

static inline const char *client_source(const dzjobs_client *client) {
  static char text[8192];
  text[0] = 0;
  dzjobs_client_credentials_source(client, text, sizeof text);
  return text;
}

#endif
