/* Borrowed values of a listing with their contents: until a call ends their life, the contents stay
 * the same. */
#ifndef LENT_H
#define LENT_H

#include "fuzz.h"

/* The calls that end lives, by the kind of the value. */
enum life {
  OF_REQUEST = 1, /* next, next_page, response, no_response */
  OF_ANSWER = 2,  /* response, no_response */
  OF_PAGE = 4,    /* the delivery of another page */
  OF_TOKEN = 8,   /* resume_token, next, next_page */
  OF_ERROR = 16   /* a call that fails */
};

struct lent {
  struct {
    const char *text;
    char *said;
    enum life life;
  } all[64];
  size_t count;
};

static inline void check_lent(const struct lent *lent) {
  for (size_t i = 0; i < lent->count; i++)
    REQUIRE(strcmp(lent->all[i].text, lent->all[i].said) == 0);
}

/* Remembers a value until one of its calls. NULL is ignored. It keeps at most 64. */
static inline const char *remember(struct lent *lent, const char *text, enum life life) {
  if (!text) return text;
  size_t place = lent->count;
  if (place < 64) lent->count++;
  else free(lent->all[place = strlen(text) % 64].said);
  lent->all[place].text = text;
  lent->all[place].said = text_of(text, strlen(text));
  lent->all[place].life = life;
  return text;
}

static inline void end_lives(struct lent *lent, int lives) {
  size_t kept = 0;
  for (size_t i = 0; i < lent->count; i++) {
    if (lent->all[i].life & lives) free(lent->all[i].said);
    else lent->all[kept++] = lent->all[i];
  }
  lent->count = kept;
}

#endif
