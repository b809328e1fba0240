/* libcurl with an allocator that fails once: at the allocation that fail_at() sets, from 1.
 * allocations() returns their number since then. */
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_long count, failing;

static int fails(void) { return atomic_fetch_add(&count, 1) + 1 == atomic_load(&failing); }
static void *my_malloc(size_t size) { return fails() ? NULL : malloc(size); }
static void my_free(void *memory) { free(memory); }
static void *my_realloc(void *memory, size_t size) {
  return fails() ? NULL : realloc(memory, size);
}
static char *my_strdup(const char *text) { return fails() ? NULL : strdup(text); }
static void *my_calloc(size_t number, size_t size) { return fails() ? NULL : calloc(number, size); }

void fail_at(long which) {
  atomic_store(&count, 0);
  atomic_store(&failing, which);
}

long allocations(void) { return atomic_load(&count); }

/* Runs before the library, whose own initialisation then keeps this allocator. */
int begin(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW);
  CURLcode (*init)(long, curl_malloc_callback, curl_free_callback, curl_realloc_callback,
                   curl_strdup_callback, curl_calloc_callback) =
      (CURLcode(*)(long, curl_malloc_callback, curl_free_callback, curl_realloc_callback,
                   curl_strdup_callback, curl_calloc_callback))
          dlsym(library, "curl_global_init_mem");
  return (int)init(CURL_GLOBAL_DEFAULT, my_malloc, my_free, my_realloc, my_strdup, my_calloc);
}
