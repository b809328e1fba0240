/* Prints texts of the service to a terminal. They may contain any character. */
#ifndef TEXT_H
#define TEXT_H

#include <stdio.h>

/* The number of bytes of a character that controls a terminal: C0, DEL, C1, and those that change
 * the direction of text; else 0. */
static inline int control_size(const unsigned char *c) {
  if (*c < ' ' || *c == 0x7f) return 1;
  if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) return 2;
  if (*c == 0xd8 && c[1] == 0x9c) return 2; /* U+061C */
  if (*c != 0xe2) return 0;
  if (c[1] == 0x80 && ((c[2] >= 0x8e && c[2] <= 0x8f) || (c[2] >= 0xa8 && c[2] <= 0xae))) return 3;
  return c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9 ? 3 : 0;
}

/* Prints text on one line, with a space for each of these characters. */
static inline void put_text(FILE *out, const char *text) {
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    int size = control_size(c);
    fputc(size ? ' ' : *c, out);
    if (size) c += size - 1;
  }
}

#endif
