/* Loads libcurl by name when the first request needs it, or gives the reason why it cannot. */
#include "ccurl.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* glibc 2.34 moved these functions from libdl into libc. Their first version exists in both; musl
 * ignores versions. Programs for an older glibc link with -ldl. */
#if defined(__GLIBC__) && defined(__x86_64__)
#define FIRST_VERSION "GLIBC_2.2.5"
#elif defined(__GLIBC__) && defined(__aarch64__)
#define FIRST_VERSION "GLIBC_2.17"
#endif
#ifdef FIRST_VERSION
__typeof__(dlopen) dlopen __asm__("dlopen@" FIRST_VERSION);
__typeof__(dlsym) dlsym __asm__("dlsym@" FIRST_VERSION);
__typeof__(dlerror) dlerror __asm__("dlerror@" FIRST_VERSION);
#endif

/* The ELF note of systemd's dlopen specification, from which packagers see what is loaded at run
 * time. */
#define NOTE \
  "[{\"feature\":\"client\",\"description\":\"HTTPS for dzjobs_client\"," \
  "\"priority\":\"recommended\",\"soname\":[\"libcurl.so.4\",\"libcurl-gnutls.so.4\"]}]"
__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {
  uint32_t name_size, text_size, type;
  char name[4];
  char text[(sizeof NOTE + 3) & ~3u];
} note = {4, sizeof NOTE, 0x407c0c0a, "FDO", NOTE};

/* Before version 7.84 the initialisation of libcurl is not thread-safe. */
static pthread_mutex_t initialising = PTHREAD_MUTEX_INITIALIZER;

/* glibc may name no cause when it cannot map a library. This tries about the room that libcurl and
 * its own libraries need. */
static int lacks_memory(const char *reason) {
  void *volatile room = malloc(16 << 20);
  free(room);
  return !room || strstr(reason, "allocate memory");
}

/* Opens the usual libcurl or, if it is missing, the other build of it. Returns NULL with
 * dlerror()'s text about the usual build, because few machines have the other one on purpose. */
static void *open_library(char *text, size_t size) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library) return library;
  const char *reason = dlerror();
  snprintf(text, size, "%s", reason ? reason : "libcurl.so.4: cannot be loaded");
  if (ccurl_lacks_descriptors()) snprintf(text, size, "libcurl.so.4: no file descriptors are left");
  library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  errno = !library && lacks_memory(text) ? ENOMEM : 0;
  return library;
}

/* Finds the OpenSSL that libcurl uses. The library watches its TLS records, because some loops of
 * libcurl call nothing else. */
static void find_tls(ccurl_api *api, void *library) {
  const curl_version_info_data *info = api->version_info(CURLVERSION_FIRST);
  void *functions[] = {dlsym(library, "SSL_CTX_set_msg_callback"), dlsym(library, "SSL_CTX_ctrl"),
                       dlsym(library, "SSL_set_shutdown")};
  api->tls_set_message = NULL;
  if (!info->ssl_version || strncmp(info->ssl_version, "OpenSSL/", 8) != 0) return;
  if (!functions[0] || !functions[1] || !functions[2]) return;
  memcpy(&api->tls_set_message, functions, sizeof functions);
}

int ccurl_load(ccurl_api *api, char *text, size_t size) {
  /* The functions in the order of ccurl_api. An array of pointers would need relocations. */
  static const char names[] =
      "curl_global_init\0curl_easy_init\0curl_easy_cleanup\0curl_easy_reset\0curl_easy_setopt\0"
      "curl_easy_getinfo\0curl_easy_strerror\0curl_slist_append\0curl_slist_free_all\0"
      "curl_multi_init\0curl_multi_cleanup\0curl_multi_setopt\0curl_multi_add_handle\0"
      "curl_multi_remove_handle\0curl_multi_perform\0curl_multi_wait\0curl_multi_info_read\0"
      "curl_multi_timeout\0curl_version_info\0";
  void *library = open_library(text, size);
  if (!library) return errno == ENOMEM ? ENOMEM : -1;
  const char *name = names;
  for (size_t at = 0; at < offsetof(ccurl_api, version); at += sizeof(void *)) {
    void *function = dlsym(library, name);
    if (!function) {
      snprintf(text, size, "libcurl.so.4 has no %s(): 7.61 or later is needed", name);
      return -1;
    }
    memcpy((char *)api + at, &function, sizeof function);
    name += strlen(name) + 1;
  }
  const curl_version_info_data *info = api->version_info(CURLVERSION_FIRST);
  api->version = info->version_num;
  find_tls(api, library);
  if (api->version < CCURL_OLDEST) {
    snprintf(text, size, "libcurl %s is too old: 7.61 or later is needed", info->version);
    return -1;
  }
  pthread_mutex_lock(&initialising);
  CURLcode code = api->global_init(CURL_GLOBAL_DEFAULT);
  pthread_mutex_unlock(&initialising);
  if (code == CURLE_OK) return 0;
  snprintf(text, size, "libcurl: %s", api->easy_strerror(code));
  return code == CURLE_OUT_OF_MEMORY ? ENOMEM : -1;
}
