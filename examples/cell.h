/* Texts of a service on a terminal: on one line, without control characters, and cut to the room
 * there is. Call setlocale() first; the locale must be a UTF-8 one. */
#ifndef CELL_H
#define CELL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* wcwidth; before the first system header */
#endif
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* What a terminal obeys and does not show: control characters, and what turns text around. */
static inline int is_control(wchar_t c) {
  return wcwidth(c) < 0 || c == 0x61c || c == 0x200e || c == 0x200f ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Prints text on one line, cut to room columns; returns the columns it takes. out may be NULL. */
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

/* How wide the terminal is that this file descriptor goes to; INT_MAX if it goes elsewhere. */
static inline int terminal_width(int descriptor) {
  struct winsize window;
  return !ioctl(descriptor, TIOCGWINSZ, &window) && window.ws_col ? window.ws_col : INT_MAX;
}

#endif
