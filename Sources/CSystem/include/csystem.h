/* The C functions that the library needs: memory, digests, entropy, files and programs. */
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include "cscan.h"

#include <bearssl/bearssl_hash.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Overwrites n bytes in a way that no compiler removes. explicit_bzero() needs glibc 2.25. */
static inline void csystem_wipe(void *p, size_t n) {
  if (n == 0) return;
  memset(p, 0, n);
  __asm__ __volatile__("" : : "r"(p) : "memory");
}

/* The value of a variable; NULL in a set-user-ID program. */
char *secure_getenv(const char *name);

/* The C library's sort, which passes its caller's context to the comparison. */
void qsort_r(void *base, size_t count, size_t size,
             int (*compare)(const void *, const void *, void *), void *context);

/* Opens a file to read; -1 if there is none. It never waits, not even for the writer of a pipe. */
static inline int csystem_open(const char *path) {
  int file;
  do file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  while (file < 0 && errno == EINTR);
  return file;
}

/* Like read(), but signals do not interrupt it. Returns CSYSTEM_NOTHING_YET if it would have to
 * wait. */
#define CSYSTEM_NOTHING_YET (-2)
static inline ssize_t csystem_read(int file, void *bytes, size_t count) {
  ssize_t got;
  do got = read(file, bytes, count);
  while (got < 0 && errno == EINTR);
  return got < 0 && errno == EAGAIN ? CSYSTEM_NOTHING_YET : got;
}

/* The home directory of the process's user in the system's user list, for processes without HOME.
 * NULL if there is none, or in a set-user-ID program. buffer holds it. */
const char *csystem_home(char *buffer, size_t size);

/* Replaces path by a file that only its owner can read. It writes a temporary file beside it first,
 * so that readers see the old file or the new one, never a part. 0 on success. */
int csystem_replace(const char *path, const char *temporary, const void *bytes, size_t count);

/* BearSSL names this function by a macro, which Swift does not import. */
static inline void csystem_sha256_update(br_sha256_context *context, const void *bytes,
                                         size_t count) {
  br_sha256_update(context, bytes, count);
}

/* SHA-1, only for the names of cached tokens. It secures nothing. */
void csystem_sha1(const void *bytes, size_t count, unsigned char digest[20]);

/* Starts a program from PATH whose output can be read from *out; 0 on success. Its stdin is empty;
 * its stderr is the caller's. */
int csystem_spawn(char *const argv[], pid_t *pid, int *out);

/* A program's exit status: CSYSTEM_RUNS if it still runs and patient is 0, -1 if a signal ended it,
 * 0 if it is unknown because the caller's process ignores SIGCHLD. */
#define CSYSTEM_RUNS (-2)
static inline int csystem_wait(pid_t pid, int patient) {
  int status = 0;
  pid_t ended;
  while ((ended = waitpid(pid, &status, patient ? 0 : WNOHANG)) < 0) {
    if (errno == ECHILD) return 0;
    if (errno != EINTR) return -1;
  }
  if (ended == 0) return CSYSTEM_RUNS;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* getpid() without its system call, which a client would make several times a run. It caches the
 * result in a page that the kernel wipes in a child after fork(). Where the kernel cannot do that,
 * this is getpid(). */
pid_t csystem_process(void);

/* Fills n bytes with entropy, 0 on success. The getrandom() function needs glibc 2.25, the
 * system call only Linux 3.17. */
static inline int csystem_entropy(void *p, size_t n) {
  return syscall(SYS_getrandom, p, n, 0) == (long)n ? 0 : -1;
}

#endif
