/* A libcurl.so.4 that carries nothing: each transfer ends with the code that STUB_CODE names.
 * STUB_REFUSE: the option of this number, from 1, is not taken, for want of memory.
 * STUB_VERSION: its version, 0x073d00 is 7.61.0; options that are newer are unknown to it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRIVATE 10103
#define NEWEST_OF_7_61 278
#define OUT_OF_MEMORY 27
#define UNKNOWN_OPTION 48
#define INFO_PRIVATE (0x100000 + 21)

struct easy {
  void *private;
  int refused;
};
struct message {
  int kind;
  void *easy;
  union {
    void *whatever;
    int code;
  } data;
};
struct version {
  int age;
  const char *version;
  unsigned number;
  const char *host;
  int features;
  const char *ssl;
};

static struct easy *waiting;
static int options;

static long setting(const char *name, long usual) {
  const char *value = getenv(name);
  return value ? strtol(value, NULL, 0) : usual;
}

int curl_global_init(long flags) {
  (void)flags;
  return 0;
}

void *curl_easy_init(void) {
  options = 0;
  return calloc(1, sizeof(struct easy));
}
void curl_easy_cleanup(void *easy) { free(easy); }
void curl_easy_reset(void *easy) { memset(easy, 0, sizeof(struct easy)); }

int curl_easy_setopt(void *handle, int option, ...) {
  struct easy *easy = handle;
  if (++options == setting("STUB_REFUSE", 0)) {
    easy->refused = 1;
    return OUT_OF_MEMORY;
  }
  if (setting("STUB_VERSION", 0x080000) < 0x073e00 && option % 10000 > NEWEST_OF_7_61)
    return UNKNOWN_OPTION;
  if (option == PRIVATE) {
    va_list arguments;
    va_start(arguments, option);
    easy->private = va_arg(arguments, void *);
    va_end(arguments);
  }
  return 0;
}

int curl_easy_getinfo(void *handle, int info, ...) {
  va_list arguments;
  va_start(arguments, info);
  if (info == INFO_PRIVATE)
    *va_arg(arguments, void **) = ((struct easy *)handle)->private;
  else
    *va_arg(arguments, long *) = 0;
  va_end(arguments);
  return 0;
}

const char *curl_easy_strerror(int code) {
  static char text[32];
  snprintf(text, sizeof text, "code %d", code);
  return text;
}

void *curl_slist_append(void *list, const char *text) {
  (void)text;
  return list ? list : malloc(1);
}

void curl_slist_free_all(void *list) { free(list); }
void *curl_multi_init(void) { return malloc(1); }
int curl_multi_cleanup(void *multi) { return free(multi), 0; }
int curl_multi_setopt(void *multi, int option, ...) { return (void)multi, (void)option, 0; }

int curl_multi_add_handle(void *multi, void *easy) {
  (void)multi;
  if (((struct easy *)easy)->refused) puts("a request left without all of its options");
  waiting = easy;
  return 0;
}

int curl_multi_remove_handle(void *multi, void *easy) { return (void)multi, (void)easy, 0; }
int curl_multi_perform(void *multi, int *running) { return (void)multi, *running = 0; }

#ifndef LACKS_WAIT
int curl_multi_wait(void *multi, void *extra, unsigned count, int timeout, int *ready) {
  return (void)multi, (void)extra, (void)count, (void)timeout, (void)ready, 0;
}
#endif

int curl_multi_timeout(void *multi, long *left) { return (void)multi, *left = -1, 0; }

void *curl_multi_info_read(void *multi, int *left) {
  static struct message message;
  (void)multi;
  *left = 0;
  if (!waiting) return NULL;
  message = (struct message){.kind = 1, .easy = waiting};
  message.data.code = (int)setting("STUB_CODE", 0);
  waiting = NULL;
  return &message;
}

void *curl_version_info(int age) {
  static struct version info;
  static char text[32];
  unsigned number = (unsigned)setting("STUB_VERSION", 0x080000);
  (void)age;
  snprintf(text, sizeof text, "%u.%u.%u", number >> 16, number >> 8 & 255, number & 255);
  info.version = text;
  info.number = number;
  return &info;
}
