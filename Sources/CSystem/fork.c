/* Recognizes a child after fork() by its process id. Objects that hold descriptors, connections or
 * a search keep the id of their process and compare it: CurlMulti, EventPoll, Cancellation,
 * Scheduler and CredentialCache of the client. So a child neither uses nor closes its parent's. */
#define _GNU_SOURCE
#include "csystem.h"

#include <stdatomic.h>
#include <sys/mman.h>

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18 /* since Linux 4.14; older headers do not have it */
#endif
#define PAGE 4096
static struct {
  _Alignas(PAGE) atomic_int process;
  char rest[PAGE - sizeof(atomic_int)];
} wiped;
/* 1 if the kernel wipes the page in a child, -1 if it does not, 0 before the first call. */
static atomic_int wipes;

pid_t csystem_process(void) {
  pid_t process = atomic_load_explicit(&wiped.process, memory_order_relaxed);
  if (process != 0) return process;
  process = getpid();
  if (atomic_load(&wipes) == 0) {
    /* qemu's user mode accepts any advice and does nothing. If it accepts -1, do not rely on it. */
    int works = madvise(&wiped, sizeof wiped, -1) != 0 &&
                madvise(&wiped, sizeof wiped, MADV_WIPEONFORK) == 0;
    atomic_store(&wipes, works ? 1 : -1);
  }
  if (atomic_load(&wipes) > 0) atomic_store(&wiped.process, process);
  return process;
}
