/* Loading libcurl, and keeping its signals from the host. */
#define _GNU_SOURCE
#include "ccurl.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

/* glibc 2.34 moved these from libdl into libc. Their first version exists on both sides of that
 * move; musl ignores versions. Programs for an older glibc link with -ldl. */
#if defined(__GLIBC__) && defined(__x86_64__)
#define FIRST_VERSION "GLIBC_2.2.5"
#elif defined(__GLIBC__) && defined(__aarch64__)
#define FIRST_VERSION "GLIBC_2.17"
#endif
#ifdef FIRST_VERSION
__asm__(".symver dlopen,dlopen@" FIRST_VERSION);
__asm__(".symver dlsym,dlsym@" FIRST_VERSION);
#endif

/* Tells packagers what is loaded at run time: the ELF note of systemd's dlopen specification. */
#define NOTE \
  "[{\"feature\":\"client\",\"description\":\"HTTPS for dzjobs_client\"," \
  "\"priority\":\"recommended\",\"soname\":[\"libcurl.so.4\"]}]"
__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {
  uint32_t name_size, text_size, type;
  char name[4];
  char text[(sizeof NOTE + 3) & ~3u];
} note = {4, sizeof NOTE, 0x407c0c0a, "FDO", NOTE};

/* Before version 7.84 libcurl is initialised by one thread only, or not at all. */
static pthread_mutex_t initialising = PTHREAD_MUTEX_INITIALIZER;

int ccurl_load(ccurl_api *api) {
  static const char *const names[] = {
      "curl_global_init",     "curl_easy_init",       "curl_easy_cleanup",  "curl_easy_reset",
      "curl_easy_setopt",     "curl_easy_getinfo",  "curl_easy_strerror",
      "curl_slist_append",    "curl_slist_free_all", "curl_multi_init",
      "curl_multi_cleanup",   "curl_multi_setopt",  "curl_multi_add_handle",
      "curl_multi_remove_handle", "curl_multi_perform", "curl_multi_poll",
      "curl_multi_info_read"};
  _Static_assert(sizeof *api == sizeof names, "a name for each function");
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return -1;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *function = dlsym(library, names[i]);
    if (!function) return -1;
    memcpy((char *)api + i * sizeof function, &function, sizeof function);
  }
  pthread_mutex_lock(&initialising);
  CURLcode code = api->global_init(CURL_GLOBAL_DEFAULT);
  pthread_mutex_unlock(&initialising);
  return code == CURLE_OK ? 0 : -1;
}

int ccurl_close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose) {
  (void)context, (void)purpose;
  fcntl(socket, F_SETFD, FD_CLOEXEC);
  return CURL_SOCKOPT_OK;
}

/* Blocks SIGPIPE in this thread, and discards one that arrived meanwhile. Linux applies
 * sigprocmask() to the calling thread, and both C libraries have it in libc; pthread_sigmask() is
 * in libpthread before glibc 2.32. */
typedef struct {
  sigset_t before;
  int was_pending;
} shield;

static void raise_shield(shield *held) {
  sigset_t pipe, pending;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigpending(&pending);
  held->was_pending = sigismember(&pending, SIGPIPE);
  sigprocmask(SIG_BLOCK, &pipe, &held->before);
}

static void lower_shield(const shield *held) {
  if (!held->was_pending) {
    sigset_t pipe;
    struct timespec none = {0, 0};
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    while (sigtimedwait(&pipe, NULL, &none) > 0) {
    }
  }
  sigprocmask(SIG_SETMASK, &held->before, NULL);
}

int ccurl_perform(const ccurl_api *api, CURLM *multi) {
  shield held;
  int running = 0;
  raise_shield(&held);
  CURLMcode code = api->multi_perform(multi, &running);
  lower_shield(&held);
  return code == CURLM_OK ? 0 : -1;
}

void ccurl_remove(const ccurl_api *api, CURLM *multi, CURL *easy) {
  shield held;
  raise_shield(&held);
  api->multi_remove_handle(multi, easy);
  lower_shield(&held);
}

void ccurl_close_easy(const ccurl_api *api, CURL *easy) {
  shield held;
  raise_shield(&held);
  api->easy_cleanup(easy);
  lower_shield(&held);
}

void ccurl_close_multi(const ccurl_api *api, CURLM *multi) {
  shield held;
  raise_shield(&held);
  api->multi_cleanup(multi);
  lower_shield(&held);
}

int64_t ccurl_clock_us(clockid_t clock) {
  struct timespec now = {0, 0};
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
