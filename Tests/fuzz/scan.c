/* The C functions that scan blocks, compared with the simplest equivalent loops, in blocks that
 * end where the functions must stop. scan_portable.c has the code for other processors. */
#include "fuzz.h"

#include "cscan.h"

static int is_plain(uint8_t c) { return c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; }

static size_t plain_bytes(const uint8_t *text, size_t len) {
  size_t count = 0;
  while (count < len && is_plain(text[count])) count++;
  return count;
}

static void check_copy(const uint8_t *text, size_t len) {
  uint8_t *source = (uint8_t *)copy_of(text, len), *target = (uint8_t *)copy_of(text, len);
  memset(target, '#', len);
  if (len >= 16) REQUIRE(cscan_plain(source) == plain_bytes(source, 16));
  size_t copied = cscan_copy(target, source, (ptrdiff_t)len);
  REQUIRE(copied == plain_bytes(source, len / 16 * 16));
  REQUIRE(memcmp(target, source, copied) == 0);
  REQUIRE(cscan_copy(target, source, -1) == 0);
  free(source);
  free(target);
}

/* The two halves of the text. All but the last 15 bytes of each count. */
static void check_same(const uint8_t *text, size_t len) {
  size_t half = len / 2, count = half < 15 ? 0 : half - 15, same = 0;
  uint8_t *a = (uint8_t *)copy_of(text, half), *b = (uint8_t *)copy_of(text + half, half);
  while (same < half && a[same] == b[same]) same++;
  size_t found = cscan_same(a, b, count);
  REQUIRE(same < count ? found == same : found >= count && found <= same);
  if (half >= 16) REQUIRE(cscan_same_block(a, b) == (same < 16 ? same : 16));
  free(a);
  free(b);
}

static int is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

/* The rules in the comment of cscan_seconds(): ten digits before the point, by the exponent, at
 * most six after it, and no leading zero. */
static size_t seconds(const uint8_t *text, int64_t *microseconds) {
  size_t at = 0, whole = 0, digits = 0, exponent = 0;
  int64_t value = 0;
  for (; is_digit(text[at]) && digits < 16; at++, digits++) value = value * 10 + text[at] - '0';
  whole = digits;
  if (text[at] == '.') {
    for (at++; is_digit(text[at]) && digits < 16; at++, digits++)
      value = value * 10 + text[at] - '0';
    if (digits == whole) return 0;
  }
  if (text[at] == 'e' || text[at] == 'E') {
    if (!is_digit(text[at + 1])) return 0;
    exponent = (size_t)text[at + 1] - '0';
    at += 2;
  }
  if (is_digit(text[at]) || text[0] == '0' || whole + exponent != 10) return 0;
  for (; digits < 16; digits++) value *= 10;
  *microseconds = value;
  return at;
}

static void check_seconds(const uint8_t *text, size_t len) {
  char padded[24] = "";
  memcpy(padded, text, len < 20 ? len : 20);
  uint8_t *exact = (uint8_t *)copy_of(padded, 20);
  int64_t expected = -1, found = -1;
  size_t count = seconds((const uint8_t *)padded, &expected);
  REQUIRE(cscan_seconds(exact, &found) == count);
  REQUIRE(found == expected);
  free(exact);
}

static int is_unreserved(uint8_t c) {
  uint8_t letter = c | 0x20;
  return (letter >= 'a' && letter <= 'z') || is_digit(c) || c == '-' || c == '_';
}

static void check_unreserved(const uint8_t *text) {
  uint8_t *exact = (uint8_t *)copy_of(text, 16);
  size_t count = 0;
  while (count < 16 && is_unreserved(exact[count])) count++;
  REQUIRE(cscan_unreserved(exact) == count);
  free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_copy(data, size);
  check_same(data, size);
  check_seconds(data, size);
  for (size_t at = 0; at + 16 <= size; at++) check_unreserved(data + at);
  return 0;
}
