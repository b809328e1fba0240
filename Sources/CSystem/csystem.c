/* The functions of csystem.h that are not inline, and symbols that Debian's BearSSL needs. */
#define _GNU_SOURCE
#include "csystem.h"

#include <pwd.h>
#include <sys/auxv.h>

extern char **environ;

int csystem_spawn(char *const argv[], pid_t *pid, int *out) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  posix_spawn_file_actions_init(&actions);
  /* If memory runs out, start no program: it would print keys to the caller's stdout. */
  int failed = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) |
               posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawnattr_init(&attributes);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  if (!failed) failed = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed) close(ends[0]);
  *out = ends[0];
  return failed;
}

int csystem_replace(const char *path, const char *temporary, const void *bytes, size_t count) {
  int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return -1;
  ssize_t written = write(file, bytes, count);
  int failed = written != (ssize_t)count;
  failed |= close(file) != 0;
  if (!failed) failed = rename(temporary, path);
  if (failed) unlink(temporary);
  return failed ? -1 : 0;
}

const char *csystem_home(char *buffer, size_t size) {
  struct passwd user, *found = NULL;
  if (getauxval(AT_SECURE) || getpwuid_r(getuid(), &user, buffer, size, &found)) return NULL;
  return found ? found->pw_dir : NULL;
}

void csystem_sha1(const void *bytes, size_t count, unsigned char digest[20]) {
  br_sha1_context context;
  br_sha1_init(&context);
  br_sha1_update(&context, bytes, count);
  br_sha1_out(&context, digest);
}

/* Debian compiles BearSSL with _FORTIFY_SOURCE. Only glibc has the checked memcpy(), so the library
 * brings its own: one binary serves glibc and musl. */
#undef memcpy
#define HIDDEN __attribute__((visibility("hidden")))
HIDDEN void *__memcpy_chk(void *to, const void *from, size_t count, size_t room);

HIDDEN void *__memcpy_chk(void *to, const void *from, size_t count, size_t room) {
  if (count > room) __builtin_trap();
  return memcpy(to, from, count);
}

#if defined(__aarch64__)
/* The canary of BearSSL's frames. glibc's is a variable of ld-linux-aarch64.so.1, which musl lacks.
 * The zero byte ends a string that would overwrite it. */
HIDDEN extern uintptr_t __stack_chk_guard;
HIDDEN uintptr_t __stack_chk_guard = 0x00000aff0d1bc35a;
#endif
