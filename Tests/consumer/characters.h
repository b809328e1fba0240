/* Checks of the characters of a text. Each prints the text that fails. */
#ifndef CHARACTERS_H
#define CHARACTERS_H

#include "check.h"

static inline int is_utf8(const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  while (*at) {
    unsigned value = *at, more = value < 0x80 ? 0 : value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3;
    static const unsigned least[] = {0, 0x80, 0x800, 0x10000};
    if (value >= 0x80 && (value < 0xC2 || value > 0xF4)) return 0;
    value &= more ? 0x3Fu >> more : 0x7F;
    for (unsigned i = 0; i < more; i++) {
      if ((*++at & 0xC0) != 0x80) return 0;
      value = value << 6 | (*at & 0x3F);
    }
    if (value < least[more] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return 0;
    at++;
  }
  return 1;
}

static inline int has_control(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text < 0x20 || *text == 0x7F) return 1;
  return 0;
}

static inline int is_visible_ascii(const char *text) {
  for (; *text; text++)
    if (*text <= 0x20 || *text >= 0x7F) return 0;
  return 1;
}

static inline void check_utf8(const char *text) {
  if (CHECK(text != NULL) && !CHECK(is_utf8(text))) printf("  told: %.200s\n", text);
}

static inline void check_visible(const char *text) {
  if (!CHECK(is_visible_ascii(text))) printf("  text: %.200s\n", text);
}

static inline void check_header_line(const char *name, const char *value) {
  check_visible(name);
  if (!CHECK(!has_control(value))) printf("  %.99s: %.200s\n", name, value);
}

#endif
