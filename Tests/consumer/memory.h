/* A counter in front of the C library's allocator, which can make one allocation fail and checks
 * freed blocks. Including it replaces the allocator of the whole process. */
#ifndef MEMORY_H
#define MEMORY_H

#include <malloc.h>

#include "answer.h"

#define SECRET "S3CR3T-ACCESS-KEY"
#define LARGE 16384

static long allocations;  /* so far */
static long failing = -1; /* the number of the one that fails */
static int spares_objects; /* those that Swift's own objects are made in do not fail */
static long failed, refused, leaked_secrets;
static long blocks, large_blocks; /* not freed yet; ever allocated */
static long long bytes, most;     /* not freed yet; ever at once */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static int fails(size_t size) {
  large_blocks += size >= LARGE;
  if (allocations++ != failing) return 0;
  failed++;
  return 1;
}

/* Fill new bytes of a block, because has_secret() reads all of it. */
static void *counted(void *block, size_t kept) {
  if (!block) return NULL;
  size_t size = malloc_usable_size(block);
  if (kept < size) memset((char *)block + kept, 0, size - kept);
  blocks++;
  bytes += (long long)size;
  if (bytes > most) most = bytes;
  return block;
}

static void forget(void *block) {
  if (block) blocks--, bytes -= (long long)malloc_usable_size(block);
}

static int has_secret(void *block) {
  return block && memmem(block, malloc_usable_size(block), SECRET, strlen(SECRET)) != NULL;
}

void *malloc(size_t size) { return fails(size) ? NULL : counted(__libc_malloc(size), 0); }

void *calloc(size_t count, size_t size) {
  return fails(count * size) ? NULL : counted(__libc_calloc(count, size), 0);
}

void *realloc(void *block, size_t size) {
  if (fails(size)) return NULL;
  int secret = has_secret(block);
  size_t kept = block ? malloc_usable_size(block) : 0;
  uintptr_t before = (uintptr_t)block;
  forget(block);
  block = counted(__libc_realloc(block, size), kept);
  leaked_secrets += secret && (uintptr_t)block != before;
  return block;
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  if (spares_objects || !fails(size)) *out = counted(__libc_memalign(alignment, size), 0);
  else *out = NULL;
  return *out ? 0 : 12;
}

void free(void *block) {
  leaked_secrets += has_secret(block);
  forget(block);
  __libc_free(block);
}

/* The result of a call, which is repeated if memory ran out. */
#define INSIST(call) (outcome = (call), outcome == DZJOBS_ENOMEM ? (refused++, (call)) : outcome)
#define INSIST_TEXT(call) (text = (call), text ? text : (refused++, (call)))

/* Runs the scenario, first without failures, then with each of its allocations failing in turn.
 * `prepare` makes objects whose allocation may abort. */
static inline void fail_each(const char *name, void *(*prepare)(void), void (*scenario)(void *),
                      void (*give_back)(void *)) {
  long number = -1;
  do {
    long blocks_before = blocks;
    int before = check_failed;
    clock_us = START_US;
    void *prepared = prepare();
    failed = 0;
    failing = number < 0 ? -1 : allocations + number;
    scenario(prepared);
    failing = -1;
    give_back(prepared);
    CHECK_INT(blocks, blocks_before);
    if (check_failed > before) printf("  %s, when allocation %ld fails\n", name, number);
    number++;
  } while (failed > 0 || number == 0);
  CHECK(number > 10);
  CHECK(refused > 10);
  CHECK_INT(leaked_secrets, 0);
}

#endif
