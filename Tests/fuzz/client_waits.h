/* When a client waits and for how long, under the clock of virtual_time.h: never past the time of
 * an attempt, of a limit or of a cancellation. */
#ifndef CLIENT_WAITS_H
#define CLIENT_WAITS_H

#include "client_model.h"

/* Before each wait for another attempt; its time is exact, other than that of the line. */
static void hear(void *context, const dzjobs_list *list, int level, int topic, const char *line) {
  REQUIRE(context == world && level > 0 && line[0] && !strchr(line, '\n'));
  REQUIRE(!strstr(line, SECRET_KEY) && !strstr(line, SESSION_TOKEN));
  for (int i = 0; topic == DZJOBS_TOPIC_RETRY && i < LISTINGS; i++)
    if (world->all[i].list == list) world->all[i].due = virtual_now + dzjobs_list_wait_us(list);
}

/* No wait is longer than the first of what it is for, up to poll()'s milliseconds; no wait begins
 * when there is something to do; and a cancellation ends it. */
static int wait_virtually(struct pollfd *waits, nfds_t count, int64_t time) {
  int64_t end = world->deadline;
  REQUIRE(!world->is_canceled);
  for (struct listing *each = world->all; each < world->all + LISTINGS; each++) {
    if (!each->list || !(world->driven ? each == world->driven : each->is_added)) continue;
    REQUIRE(!each->is_canceled && (world->driven || !each->is_ready));
    if (each->due && each->due < end) end = each->due;
    if (!world->driven && each->timeout && each->since >= 0 && each->since + each->timeout < end)
      end = each->since + each->timeout;
  }
  REQUIRE(end > virtual_now);
  REQUIRE(virtual_now + time - 1000 <= end);
  int manner = choice(8);
  virtual_now += manner <= 4 ? time : time / 2;
  if (manner <= 4) return 0;
  if (manner == 5) {
    errno = EINTR;
    return -1;
  }
  if (manner == 6) cancel_all();
  for (int i = 0; manner == 7 && i < LISTINGS; i++)
    if (world->all[i].list) cancel(&world->all[i]);
  int ready = __real_poll(waits, count, 0);
  REQUIRE(ready > 0);
  return ready;
}

#endif
