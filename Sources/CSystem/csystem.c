/* Keeps the promise that loading the library reads no environment: OpenSSL's CPU detection asks
 * for OPENSSL_ia32cap when it is loaded. The shipped library is linked with --wrap=getenv, which
 * sends that question here. */
#include "csystem.h"

char *__wrap_getenv(const char *name);

char *__wrap_getenv(const char *name) {
  (void)name;
  return NULL;
}
