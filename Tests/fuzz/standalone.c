/* Runs a fuzz target without libFuzzer, which the toolchain has only for the machine's own CPU: on
 * each named file, then on COUNT inputs from a fixed seed. These are short and consist of bytes
 * that scan.c distinguishes. Usage: PROGRAM COUNT FILE... */
#include "fuzz.h"

static uint64_t state = 0x9E3779B97F4A7C15;

/* xorshift64* */
static uint32_t draw(uint32_t bound) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)((state * UINT64_C(0x2545F4914F6CDD1D)) >> 32) % bound;
}

static uint8_t byte(void) {
  static const char telling[] = "0123456789.eE\"\\\x1F\x80 a";
  return draw(8) ? (uint8_t)telling[draw(sizeof telling - 1)] : (uint8_t)draw(256);
}

static size_t number(uint8_t *text) {
  size_t size = 0, whole = 1 + draw(11), more = draw(8);
  while (size < whole) text[size++] = (uint8_t)('0' + draw(10));
  text[size++] = '.';
  while (size <= whole + more) text[size++] = (uint8_t)('0' + draw(10));
  if (draw(2)) {
    text[size++] = 'E';
    text[size++] = (uint8_t)('0' + draw(10));
  }
  return size;
}

int main(int count, char **arguments) {
  static uint8_t input[4096];
  if (count < 3) return 2;
  for (int i = 2; i < count; i++) {
    FILE *file = fopen(arguments[i], "rb");
    REQUIRE(file != NULL);
    LLVMFuzzerTestOneInput(input, fread(input, 1, sizeof input, file));
    fclose(file);
  }
  for (long left = atol(arguments[1]); left > 0; left--) {
    size_t size = draw(80);
    int is_twice = draw(2) == 0; /* two equal halves, but for a byte: what scan.c compares */
    for (size_t i = 0; i < size; i++)
      input[i] = is_twice && i >= size / 2 ? input[i - size / 2] : byte();
    if (is_twice && size > 1) input[draw((uint32_t)size)] = byte();
    if (draw(4) == 0) size = number(input);
    LLVMFuzzerTestOneInput(input, size);
  }
  printf("%d files and %s inputs\n", count - 2, arguments[1]);
  return 0;
}
