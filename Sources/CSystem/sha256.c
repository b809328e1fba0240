/* SHA-256 with the processor's instructions, if it has them. A signed request has 14 to 28 blocks,
 * and BearSSL's portable code takes ten times as long for each. */
#define _GNU_SOURCE
#include "csystem.h"

#include <stdatomic.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define NATIVE __attribute__((target("sha,sse4.1")))
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <arm_neon.h>
#include <sys/auxv.h>
#define NATIVE __attribute__((target("+sha2")))
#endif

enum { BLOCK = 64 };

#ifdef NATIVE
/* The round constants (FIPS 180-4, section 4.2.2). */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* Four rounds for each step. a to d are the sixteen message words that the schedule uses. */
#if defined(__x86_64__)
NATIVE static void compress(uint32_t state[8], const uint8_t *block, size_t count) {
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  /* The instructions need the words A, B, E, F in one register and C, D, G, H in another. */
  __m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xF0);
  for (; count > 0; count--, block += BLOCK) {
    __m128i before[2] = {abef, cdgh}, a = order, b = order, c = order, d = order;
    for (int i = 0; i < 16; i++) {
      __m128i next;
      if (i < 4)
        next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(block + 16 * i)), order);
      else
        next = _mm_sha256msg2_epu32(
            _mm_add_epi32(_mm_sha256msg1_epu32(a, b), _mm_alignr_epi8(d, c, 4)), d);
      a = b, b = c, c = d, d = next;
      next = _mm_add_epi32(d, _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, next);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(next, 0x0E));
    }
    abef = _mm_add_epi32(abef, before[0]);
    cdgh = _mm_add_epi32(cdgh, before[1]);
  }
  low = _mm_shuffle_epi32(abef, 0x1B);
  high = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

static int look(void) {
  unsigned a, b, c, d, sse;
  return __get_cpuid(1, &a, &b, &sse, &d) && (sse & bit_SSE4_1) &&
         __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}
#else
NATIVE static void compress(uint32_t state[8], const uint8_t *block, size_t count) {
  uint32x4_t low = vld1q_u32(state), high = vld1q_u32(state + 4);
  for (; count > 0; count--, block += BLOCK) {
    uint32x4_t before[2] = {low, high}, a = low, b = low, c = low, d = low;
    for (int i = 0; i < 16; i++) {
      uint32x4_t next, rotated = low;
      if (i < 4) next = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(block + 16 * i)));
      else next = vsha256su1q_u32(vsha256su0q_u32(a, b), c, d);
      a = b, b = c, c = d, d = next;
      next = vaddq_u32(d, vld1q_u32(constants + 4 * i));
      low = vsha256hq_u32(low, high, next);
      high = vsha256h2q_u32(high, rotated, next);
    }
    low = vaddq_u32(low, before[0]);
    high = vaddq_u32(high, before[1]);
  }
  vst1q_u32(state, low);
  vst1q_u32(state + 4, high);
}

static int look(void) { return (getauxval(AT_HWCAP) & 1 << 6) != 0; /* HWCAP_SHA2 */ }
#endif

/* Checks once: in a virtual machine each CPUID instruction traps to the hypervisor. */
static int has_instructions(void) {
  enum { UNKNOWN, NO, YES };
  static atomic_int known;
  int found = atomic_load_explicit(&known, memory_order_relaxed);
  if (found == UNKNOWN) {
    found = look() ? YES : NO;
    atomic_store_explicit(&known, found, memory_order_relaxed);
  }
  return found == YES;
}
#else
static void compress(uint32_t *state, const uint8_t *block, size_t count) {
  (void)state, (void)block, (void)count;
}
static int has_instructions(void) { return 0; }
#endif

void csystem_sha256_update(br_sha256_context *context, const void *bytes, size_t count) {
  if (!has_instructions()) {
    br_sha256_update(context, bytes, count);
    return;
  }
  const uint8_t *from = bytes;
  while (count > 0) {
    size_t held = context->count % BLOCK, taken = BLOCK - held;
    if (held == 0 && count >= BLOCK) {
      taken = count - count % BLOCK;
      compress(context->val, from, taken / BLOCK);
    } else {
      if (taken > count) taken = count;
      memcpy(context->buf + held, from, taken);
      if (held + taken == BLOCK) compress(context->val, context->buf, 1);
    }
    context->count += taken;
    from += taken;
    count -= taken;
  }
}

static uint64_t big_endian(uint64_t number) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  number = __builtin_bswap64(number);
#endif
  return number;
}

void csystem_sha256_out(const br_sha256_context *context, uint8_t digest[32]) {
  br_sha256_context last = *context;
  /* The padding: a 1 bit, zeros up to the last eight bytes of a block, and there the length in
   * bits. */
  uint8_t padding[BLOCK + 8] = {0x80};
  size_t zeros = (BLOCK + BLOCK - 9 - last.count % BLOCK) % BLOCK;
  uint64_t bits = big_endian(last.count * 8);
  memcpy(padding + 1 + zeros, &bits, sizeof bits);
  csystem_sha256_update(&last, padding, 1 + zeros + sizeof bits);
  for (int i = 0; i < 8; i += 2) {
    uint64_t two = big_endian((uint64_t)last.val[i] << 32 | last.val[i + 1]);
    memcpy(digest + 4 * i, &two, sizeof two);
  }
  csystem_wipe(&last, sizeof last);
}
