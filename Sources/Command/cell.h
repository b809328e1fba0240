/* Prints texts of a service to a terminal: on one line, without control characters, and cut to the
 * available columns. Call setlocale() first, with a UTF-8 locale. Compile with -D_GNU_SOURCE. */
#ifndef CELL_H
#define CELL_H

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* True for characters that change a terminal instead of being shown: control characters, and those
 * that change the direction of text. */
static inline int is_control(wchar_t c) {
  return wcwidth(c) < 0 || c == 0x61c || c == 0x200e || c == 0x200f ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Prints text on one line, cut to room columns. Returns the number of columns. out may be NULL. */
static inline int print_cell(FILE *out, const char *text, int room) {
  int used = 0, size, cut = room < INT_MAX && print_cell(NULL, text, INT_MAX) > room;
  for (wchar_t c; (size = mbtowc(&c, text, MB_CUR_MAX)) > 0; text += size) {
    int control = is_control(c), columns = control ? 1 : wcwidth(c);
    if (used + columns > room - cut) break;
    if (out) fprintf(out, "%.*s", size, control ? " " : text);
    used += columns;
  }
  if (out && cut) fputs("…", out);
  return used + cut;
}

/* Prints JSON to a terminal, with escapes for the characters of is_control(). In valid JSON they
 * can only be inside a string. */
static inline void print_escaped(FILE *out, const char *json) {
  wchar_t c = 0;
  for (int size; *json; json += size) {
    size = mbtowc(&c, json, MB_CUR_MAX);
    if (size < 1) size = 1, c = (unsigned char)*json; /* the locale is not a UTF-8 one */
    if (is_control(c) && c > 0xffff)
      fprintf(out, "\\u%04x\\u%04x", 0xd7c0 + ((unsigned)c >> 10), 0xdc00 + ((unsigned)c & 0x3ff));
    else if (is_control(c))
      fprintf(out, "\\u%04x", (unsigned)c);
    else
      fwrite(json, 1, (size_t)size, out);
  }
}

/* The columns of the terminal behind a descriptor; INT_MAX if it is not a terminal. */
static inline int terminal_width(int descriptor) {
  struct winsize window;
  return !ioctl(descriptor, TIOCGWINSZ, &window) && window.ws_col ? window.ws_col : INT_MAX;
}

#endif
