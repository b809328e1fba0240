/* Answers of a hostile service or a broken proxy: a head, a unit repeated up to a size, and a tail.
 * For the test that each ends well, and for the bench of their cost. */
#ifndef ADVERSARY_H
#define ADVERSARY_H

#include <stdlib.h>
#include <string.h>

#include "dzjobs.h"

#define RUN_WITH(members) "{\"items\":[{" members
#define RUN_END "}]}"
#define KEY_ID "AKIDADVERSARY"
#define KEY "secretADVERSARY"
#define TOKEN "tokenADVERSARYtokenADVERSARYtokenADVERSARY"
#define ALMOST_TOKEN "tokenADVERSARYtokenADVERSARYtokenADVERSAR "

static const struct adversary {
  const char *name, *head, *unit, *tail;
  int status;
  int end; /* the event by pages; ETOOBIG from a size on that is far below the smallest used */
} adversaries[] = {
    {"deep arrays", "{\"x\":", "[", "", 200, DZJOBS_ETOOBIG},
    {"deep objects", "{\"x\":", "{\"x\":", "", 200, DZJOBS_ETOOBIG},
    {"deep in a run", RUN_WITH("\"x\":"), "[{\"x\":", "", 200, DZJOBS_ETOOBIG},
    {"digits", "{\"items\":[],\"x\":1", "0", "}", 200, DZJOBS_PAGE},
    {"digits of a time", RUN_WITH("\"createdAt\":1"), "0", RUN_END, 200, DZJOBS_EPARSE},
    {"fraction of a time", RUN_WITH("\"createdAt\":1."), "9", RUN_END, 200, DZJOBS_PAGE},
    {"exponent of a time", RUN_WITH("\"endTime\":1e"), "9", RUN_END, 200, DZJOBS_EPARSE},
    {"small exponent", RUN_WITH("\"endTime\":1e-"), "9", RUN_END, 200, DZJOBS_PAGE},
    {"fraction in text", RUN_WITH("\"endTime\":\"2026-11-23T10:00:00."), "0", "Z\"" RUN_END, 200,
     DZJOBS_PAGE},
    {"text for a time", RUN_WITH("\"endTime\":\""), "2", "\"" RUN_END, 200, DZJOBS_EPARSE},
    {"string", RUN_WITH("\"runId\":\""), "a", "\"" RUN_END, 200, DZJOBS_PAGE},
    {"escapes", RUN_WITH("\"runId\":\""), "\\u0041", "\"" RUN_END, 200, DZJOBS_PAGE},
    {"control escapes", RUN_WITH("\"runId\":\""), "\\u0001", "\"" RUN_END, 200, DZJOBS_PAGE},
    {"short escapes", RUN_WITH("\"runId\":\""), "\\n", "\"" RUN_END, 200, DZJOBS_PAGE},
    {"surrogate pairs", RUN_WITH("\"runId\":\""), "\\ud83d\\ude00", "\"" RUN_END, 200, DZJOBS_PAGE},
    {"accents", RUN_WITH("\"runId\":\""), "\xC3\xA9", "\"" RUN_END, 200, DZJOBS_PAGE},
    {"unknown string", "{\"items\":[],\"x\":\"", "a", "\"}", 200, DZJOBS_PAGE},
    {"string without an end", RUN_WITH("\"runId\":\""), "a", "", 200, DZJOBS_EPARSE},
    {"name", "{\"items\":[],\"", "n", "\":1}", 200, DZJOBS_PAGE},
    {"name of what is wrong", RUN_WITH("\""), "n", "\":wrong" RUN_END, 200, DZJOBS_EPARSE},
    {"value that is wrong", "{\"nextToken\":", "1", "}", 200, DZJOBS_EPARSE},
    {"space", "{", " \n", "}", 200, DZJOBS_PAGE},
    {"members of a page", "{", "\"a\":1,", "\"items\":[]}", 200, DZJOBS_PAGE},
    {"members of a run", RUN_WITH(""), "\"a\":1,", "\"a\":1" RUN_END, 200, DZJOBS_PAGE},
    {"members of an error", RUN_WITH("\"error\":{"), "\"a\":1,", "\"a\":1}" RUN_END, 200,
     DZJOBS_PAGE},
    {"escaped names", RUN_WITH(""), "\"\\u0061\":1,", "\"a\":1" RUN_END, 200, DZJOBS_PAGE},
    {"runId again", RUN_WITH(""), "\"runId\":\"r\",", "\"runId\":\"r\"" RUN_END, 200, DZJOBS_PAGE},
    {"createdAt again", RUN_WITH(""), "\"createdAt\":1,", "\"createdAt\":1" RUN_END, 200,
     DZJOBS_PAGE},
    {"error again", RUN_WITH(""), "\"error\":{\"x\":1},", "\"error\":{}" RUN_END, 200, DZJOBS_PAGE},
    {"items again", "{", "\"items\":[{},{\"runId\":\"r\"}],", "\"items\":[{}]}", 200, DZJOBS_PAGE},
    {"nextToken again", "{", "\"nextToken\":\"t\",", "\"nextToken\":\"t\"}", 200, DZJOBS_PAGE},
    {"runs", "{\"items\":[",
     "{\"runId\":\"r\",\"status\":\"s\",\"createdAt\":1795428000.123,\"x\":[1,2,{}],"
     "\"createdBy\":\"somebody with a name of some length, so that the limit is not reached\"},",
     "{}]}", 200, DZJOBS_PAGE},
    {"runs over the limit", "{\"items\":[", "{},", "{}]}", 200, DZJOBS_ETOOBIG},
    {"no JSON", "", "<html>", "", 200, DZJOBS_EPARSE},
    {"message", "{\"message\":\"", "m", "\"}", 403, DZJOBS_ESERVICE},
    {"message of escapes", "{\"message\":\"", "\\u00e9", "\"}", 403, DZJOBS_ESERVICE},
    {"message almost secret", "{\"message\":\"", ALMOST_TOKEN, "\"}", 403, DZJOBS_ESERVICE},
    {"message all secret", "{\"message\":\"", TOKEN, "\"}", 403, DZJOBS_ESERVICE},
    {"messages", "{", "\"message\":\"m\",", "\"message\":\"m\"}", 403, DZJOBS_ESERVICE},
    {"code", "{\"code\":\"", "c", "\"}", 403, DZJOBS_ESERVICE},
    {"members of a refusal", "{", "\"a\":{\"b\":[1]},", "\"a\":1}", 403, DZJOBS_ESERVICE},
    {"deep refusal", "{\"a\":", "[", "", 403, DZJOBS_ESERVICE},
    {"refusal without JSON", "", "<html>", "", 403, DZJOBS_ESERVICE},
    {"refusal that is no text", "", "\xFF", "", 403, DZJOBS_ESERVICE},
};

#define ADVERSARIES (sizeof adversaries / sizeof *adversaries)

/* A body of about `size` bytes. The caller frees it. */
static inline char *make_body(const struct adversary *adversary, size_t size, size_t *len) {
  size_t head = strlen(adversary->head), unit = strlen(adversary->unit);
  size_t count = size / unit + 1, tail = strlen(adversary->tail);
  char *body = (char *)malloc(head + count * unit + tail);
  if (!body) abort();
  memcpy(body, adversary->head, head);
  for (size_t i = 0; i < count; i++) memcpy(body + head + i * unit, adversary->unit, unit);
  memcpy(body + head + count * unit, adversary->tail, tail);
  *len = head + count * unit + tail;
  return body;
}

/* Gives this answer to a listing, up to its end, and then reads everything. */
static inline int drive(dzjobs_list *list, int64_t now, int status, const char *body, size_t len) {
  if (dzjobs_list_set_credentials(list, KEY_ID, KEY, TOKEN) ||
      dzjobs_list_set_max_attempts(list, 1) || dzjobs_list_next_page(list, now) != DZJOBS_SEND ||
      dzjobs_list_put_response(list, now, status, body, len))
    return DZJOBS_EINVAL;
  int event = dzjobs_list_next_page(list, now);
  dzjobs_list_error_text(list);
  dzjobs_list_page_json(list, NULL);
  for (size_t i = 0; i < dzjobs_list_page_run_count(list) && i < 100; i++)
    dzjobs_run_json(dzjobs_list_page_run(list, i), NULL);
  return event;
}

#endif
