/* A program's view of its process: a library that it loads itself, its symbols, and how many
 * entries a directory such as /proc/self/fd has. */
#ifndef PROCESS_H
#define PROCESS_H

#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>

#include "check.h"

static inline void *opened(const char *path) {
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!CHECK(handle != NULL)) {
    puts(dlerror());
    abort();
  }
  return handle;
}

/* ISO C has no cast from an object pointer to a function pointer; POSIX guarantees equal bytes. */
static inline void find(void *handle, const char *name, void *function) {
  void *symbol = dlsym(handle, name);
  if (!CHECK(symbol != NULL)) abort();
  memcpy(function, &symbol, sizeof symbol);
}

static inline int entries(const char *path) {
  int count = 0;
  DIR *directory = opendir(path);
  while (directory && readdir(directory)) count++;
  if (directory) closedir(directory);
  return count;
}

#endif
