/* What needs more of C than an inline function, and what keeps OpenSSL to our promises. */
#define _GNU_SOURCE
#include "csystem.h"

#include <bearssl/bearssl_hash.h>
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
  /* Out of memory: rather no program than one that prints keys where the host prints. */
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

/* Loading the library reads no environment: OpenSSL's CPU detection asks for OPENSSL_ia32cap when
 * it is loaded. The shipped library is linked with --wrap=getenv, which sends that question to
 * this one. */
char *__wrap_getenv(const char *name);

char *__wrap_getenv(const char *name) {
  (void)name;
  return NULL;
}
