/* Prints texts of the service, which may have any character, where a terminal may read them. */
#ifndef TEXT_H
#define TEXT_H

#include <stdio.h>

/* Prints text on one line: a space stands for each control character, C1 included. */
static inline void put_text(FILE *out, const char *text) {
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    int is_c1 = *c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;
    fputc(*c < ' ' || *c == 0x7f || is_c1 ? ' ' : *c, out);
    c += is_c1;
  }
}

#endif
