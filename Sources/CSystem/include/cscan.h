/* Scans sixteen bytes at a time with SSE2 or NEON, and eight elsewhere. Embedded Swift does not
 * compile Swift's own vectors to these instructions. */
#ifndef CSCAN_H
#define CSCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The number of bytes that the functions read: blocks of sixteen, and for a time at most
 * CSCAN_SECONDS: sixteen digits, a point, an exponent of two bytes and the byte after the
 * number. */
enum { CSCAN_BLOCK = 16, CSCAN_SECONDS = 20 };

/* Inlined even if the caller is compiled for size. */
#define CSCAN_INLINE static inline __attribute__((always_inline))

/* Eight bytes as a number. The first byte is the lowest. */
CSCAN_INLINE uint64_t cscan_word(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>

/* Four bits of the result for each byte of a comparison. */
CSCAN_INLINE uint64_t cscan_bits(uint8x16_t found) {
  uint8x8_t narrow = vshrn_n_u16(vreinterpretq_u16_u8(found), 4);
  return vget_lane_u64(vreinterpret_u64_u8(narrow), 0);
}
#else
/* The number of bytes, of eight, before the first one whose upper bit is set in found. */
CSCAN_INLINE size_t cscan_before(uint64_t found) {
  return found ? (size_t)__builtin_ctzll(found) / 8 : 8;
}

/* Sets the upper bit of each byte that needs care in a JSON string. Only the lowest such bit is
 * exact, which is enough. */
CSCAN_INLINE uint64_t cscan_special(uint64_t word) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t quote = word ^ ones * 0x22, backslash = word ^ ones * 0x5C;
  uint64_t found = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                   ((word - ones * 0x20) & ~word) | word;
  return found & ones * 0x80;
}
#endif

/* The number of bytes, of sixteen, before the first quote, backslash, control character or byte
 * past ASCII, which a JSON string does not simply copy. */
CSCAN_INLINE size_t cscan_plain(const uint8_t *source) {
#if defined(__SSE2__)
  __m128i bytes = _mm_loadu_si128((const __m128i *)source);
  /* Signed, bytes past ASCII are below the space, too. */
  __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x22)),
                               _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x5C)),
                                            _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20))));
  return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(found) | 0x10000);
#elif defined(__ARM_NEON) && defined(__aarch64__)
  uint8x16_t bytes = vld1q_u8(source);
  uint8x16_t found = vorrq_u8(vceqq_u8(bytes, vdupq_n_u8(0x22)),
                              vorrq_u8(vceqq_u8(bytes, vdupq_n_u8(0x5C)),
                                       vcltq_s8(vreinterpretq_s8_u8(bytes), vdupq_n_s8(0x20))));
  uint64_t bits = cscan_bits(found);
  return bits ? (size_t)__builtin_ctzll(bits) / 4 : 16;
#else
  size_t first = cscan_before(cscan_special(cscan_word(source)));
  return first < 8 ? first : 8 + cscan_before(cscan_special(cscan_word(source + 8)));
#endif
}

/* Copies up to `room` bytes, in whole blocks. Returns the number of bytes before the first one that
 * a JSON string does not simply copy, or all bytes of the blocks. */
CSCAN_INLINE size_t cscan_copy(uint8_t *target, const uint8_t *source, ptrdiff_t room) {
  ptrdiff_t i = 0;
  for (; i <= room - 16; i += 16) {
    size_t plain = cscan_plain(source + i);
    memcpy(target + i, source + i, 16);
    if (plain < 16) return (size_t)i + plain;
  }
  return (size_t)i;
}

/* The number of equal bytes, of sixteen, before the first difference. */
CSCAN_INLINE size_t cscan_same_block(const uint8_t *a, const uint8_t *b) {
#if defined(__SSE2__)
  __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)a),
                                _mm_loadu_si128((const __m128i *)b));
  return (size_t)__builtin_ctz(~(unsigned)_mm_movemask_epi8(same));
#elif defined(__ARM_NEON) && defined(__aarch64__)
  uint64_t bits = ~cscan_bits(vceqq_u8(vld1q_u8(a), vld1q_u8(b)));
  return bits ? (size_t)__builtin_ctzll(bits) / 4 : 16;
#else
  size_t first = cscan_before(cscan_word(a) ^ cscan_word(b));
  return first < 8 ? first : 8 + cscan_before(cscan_word(a + 8) ^ cscan_word(b + 8));
#endif
}

/* The number of bytes, of sixteen, before the first one that is no letter, digit, hyphen or
 * underscore. A URL need not encode these. */
CSCAN_INLINE size_t cscan_unreserved(const uint8_t *source) {
  typedef uint8_t block __attribute__((vector_size(16)));
  block bytes, letters, digits, others;
  memcpy(&bytes, source, sizeof bytes);
  letters = (bytes | 0x20) - 0x61;
  digits = bytes - 0x30;
  others = ~(block)((letters < 26) | (digits < 10) | (bytes == 0x2D) | (bytes == 0x5F));
  uint64_t low = cscan_word((const uint8_t *)&others);
  uint64_t high = cscan_word((const uint8_t *)&others + 8);
  if (low) return (size_t)__builtin_ctzll(low) / 8;
  return high ? 8 + (size_t)__builtin_ctzll(high) / 8 : 16;
}

/* The length of a time at the start of text: seconds since 1970 with ten digits before the point
 * and at most six after it, in one of the notations of services: 1731608325, 1731608325.123 or
 * 1.731608325123E9. 0 for everything else. The microseconds are the sixteen digits without the
 * point, filled with zeros. */
CSCAN_INLINE size_t cscan_seconds(const uint8_t *text, int64_t *microseconds) {
  size_t point = 0, count = 0;
#if defined(__SSE2__)
  /* A window of 16 bytes that starts at 16 - n has n bytes set. */
  static const uint8_t window[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                     0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  const __m128i zero = _mm_set1_epi8(0x30), ten = _mm_set1_epi8(10);
  /* Before the point the digits are in their places; after it they are one place further. */
  __m128i whole = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)text), zero);
  __m128i others = _mm_cmpeq_epi8(_mm_max_epu8(whole, ten), whole);
  point = (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(others) | 0x8000);
  size_t has_point = text[point] == 0x2E;
  __m128i digits =
      _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(text + has_point)), zero);
  others = _mm_cmpeq_epi8(_mm_max_epu8(digits, ten), digits);
  unsigned ends = ((unsigned)_mm_movemask_epi8(others) | 0x10000) >> point << point;
  count = (size_t)__builtin_ctz(ends);
  __m128i before = _mm_loadu_si128((const __m128i *)(window + 16 - point));
  digits = _mm_or_si128(_mm_and_si128(before, whole), _mm_andnot_si128(before, digits));
  digits = _mm_and_si128(_mm_loadu_si128((const __m128i *)(window + 16 - count)), digits);
  /* Join neighbours to pairs, then to fours and eights. */
  digits = _mm_add_epi16(_mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xFF)),
                                         _mm_set1_epi16(10)),
                         _mm_srli_epi16(digits, 8));
  digits = _mm_madd_epi16(digits, _mm_set1_epi32(1 << 16 | 100));
  digits = _mm_madd_epi16(_mm_packs_epi32(digits, digits), _mm_set1_epi32(1 << 16 | 10000));
  uint64_t eights = (uint64_t)_mm_cvtsi128_si64(digits);
  uint64_t value = (eights & 0xFFFFFFFF) * 100000000 + (eights >> 32);
#else
  uint64_t value = 0;
  while ((uint8_t)(text[point] - 0x30) < 10 && point < 15)
    value = value * 10 + text[point++] - 0x30;
  size_t has_point = text[point] == 0x2E;
  for (count = point; (uint8_t)(text[count + has_point] - 0x30) < 10 && count < 16; count++)
    value = value * 10 + text[count + has_point] - 0x30;
  for (size_t i = count; i < 16; i++) value *= 10;
#endif
  size_t end = count + has_point;
  size_t has_exponent = (text[end] | 0x20) == 0x65;
  size_t exponent = has_exponent ? (size_t)text[end + 1] - 0x30 : 0;
  end += 2 * has_exponent;
  if (point + exponent != 10 || exponent > 9 || count < point + has_point || text[0] == 0x30 ||
      (uint8_t)(text[end] - 0x30) < 10)
    return 0;
  *microseconds = (int64_t)value;
  return end;
}

/* The number of equal bytes before the first difference; n or more if the first n are equal. It
 * reads up to 15 bytes more than n. */
CSCAN_INLINE size_t cscan_same(const uint8_t *a, const uint8_t *b, size_t n) {
  size_t i = 0;
  for (; i < n; i += 16) {
    size_t same = cscan_same_block(a + i, b + i);
    if (same < 16) return i + same;
  }
  return i;
}

#endif
