/* What the library needs of C: memory, BearSSL's digests, the kernel's entropy, files and
 * programs. */
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

/* Overwrites n bytes in a way no compiler leaves out. explicit_bzero() needs glibc 2.25. */
static inline void csystem_wipe(void *p, size_t n) {
  if (n == 0) return;
  memset(p, 0, n);
  __asm__ __volatile__("" : : "r"(p) : "memory");
}

/* A variable of the environment, NULL in a program that runs with more rights than its user. */
char *secure_getenv(const char *name);

/* The C library's sort, which hands its caller's context to the comparison. */
void qsort_r(void *base, size_t count, size_t size,
             int (*compare)(const void *, const void *, void *), void *context);

/* A descriptor to read a file from, -1 if there is none. It waits for nobody, not even for the
 * writer of a pipe. */
static inline int csystem_open(const char *path) {
  int file;
  do file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  while (file < 0 && errno == EINTR);
  return file;
}

/* Like read(), whatever signals come. CSYSTEM_NOTHING_YET if it would have to wait. */
#define CSYSTEM_NOTHING_YET (-2)
static inline ssize_t csystem_read(int file, void *bytes, size_t count) {
  ssize_t got;
  do got = read(file, bytes, count);
  while (got < 0 && errno == EINTR);
  return got < 0 && errno == EAGAIN ? CSYSTEM_NOTHING_YET : got;
}

/* The home directory of this process's user by the system's list of users, in buffer, to be used
 * where HOME is not set; NULL if there is none, or if the program has more rights than its user. */
const char *csystem_home(char *buffer, size_t size);

/* Puts a file, which only its owner may read, in the place of path, by way of a temporary one
 * beside it: whoever reads path meets the old one whole or the new one. 0 on success. */
int csystem_replace(const char *path, const char *temporary, const void *bytes, size_t count);

/* BearSSL's br_sha256_update() and br_sha256_out(), faster where the processor helps. */
void csystem_sha256_update(br_sha256_context *context, const void *bytes, size_t count);
void csystem_sha256_out(const br_sha256_context *context, uint8_t digest[32]);

/* SHA-1. It names the files of cached tokens and secures nothing. */
void csystem_sha1(const void *bytes, size_t count, unsigned char digest[20]);

/* Starts a program, found along PATH, whose output can be read from *out; 0 on success. It gets no
 * input; what it has to say to people goes where this process' own complaints go. */
int csystem_spawn(char *const argv[], pid_t *pid, int *out);

/* A program's exit status: CSYSTEM_RUNS if it runs still and patient is 0, -1 if a signal ended
 * it, 0 if nobody can tell because the host has the kernel forget its children. */
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

/* getpid() without its system call, which a client would make several times a run: a page that the
 * kernel wipes in the child of a fork remembers the answer. Where the kernel or its pages are of
 * another kind, this is getpid(). */
pid_t csystem_process(void);

/* Fills n bytes with entropy, 0 on success. The getrandom() function needs glibc 2.25, the
 * system call only Linux 3.17. */
static inline int csystem_entropy(void *p, size_t n) {
  return syscall(SYS_getrandom, p, n, 0) == (long)n ? 0 : -1;
}

#endif
