/* 64 listings and 32 threads at once, through all faults of the emulator. In each of four groups
 * seven threads drive a listing each and exchange it with a spare one, and one drives eight with
 * dzjobs_client_next_any(). Meanwhile clients are canceled, deadlines pass, and listings are freed
 * half way. Nothing may be lost, duplicated, leaked or stuck. Arguments: endpoint, seconds, seed,
 * and a file with the run ids of job0 to job63. */
#include "process.h"

#include <unistd.h>

#include "listing.h"

#define GROUPS 4
#define THREADS 32
#define LISTINGS 64
#define MANY 8
#define STUCK 60 /* seconds: no call takes nearly as long */
#define TICK_US 50000
#define WARM_UP 2 /* seconds */
#define SLACK (64 << 10) /* bytes that allocators may hold back at the end */

struct thread {
  pthread_t thread;
  struct listing *listing; /* or the first of MANY */
  struct group *group;
  struct listing **spare; /* of the group, under its lock */
  unsigned dice;
  atomic_long calls;
  /* Read by the watchdog. */
  long seen_calls;
  double seen;
};

static struct listing listings[LISTINGS], *spares[GROUPS];
static struct group groups[GROUPS];
static struct thread threads[THREADS];
static atomic_int stopped;

static void reopen(struct thread *me, struct listing *it) {
  listing_close(it, draw(&me->dice, 2));
  listing_open(it, hold(it->group), draw(&me->dice, 2));
  figures.resumed += it->at > 0;
}

/* Another thread continues it, with its request in flight. */
static void swap(struct thread *me) {
  pthread_mutex_lock(&me->group->lock);
  struct listing *mine = me->listing;
  me->listing = *me->spare;
  *me->spare = mine;
  pthread_mutex_unlock(&me->group->lock);
}

static void *drive_one(void *argument) {
  struct thread *me = (struct thread *)argument;
  while (!stopped) {
    struct listing *it = me->listing;
    dzjobs_client *client = it->generation->client;
    int event = it->by_page ? dzjobs_client_next_page(client, it->list)
                            : dzjobs_client_next(client, it->list);
    me->calls++;
    if (!listing_event(it, event) || draw(&me->dice, 100) == 0) reopen(me, it);
    if (draw(&me->dice, 100) == 0) swap(me);
    if (draw(&me->dice, 20) == 0) usleep((useconds_t)draw(&me->dice, 2000));
  }
  return NULL;
}

/* Half of them have a request for their next page in flight. */
static void add(struct thread *me, struct listing *it) {
  dzjobs_client *client = it->generation->client;
  int count = draw(&me->dice, 2) ? draw(&me->dice, 2 * PAGE) : 0;
  for (int event = DZJOBS_RUN; count > 0 && event == DZJOBS_RUN; count--) {
    event = dzjobs_client_next(client, it->list);
    me->calls++;
    if (event < 0 || event == DZJOBS_DONE) break; /* next_any reports it again */
    listing_event(it, event);
  }
  MUST(dzjobs_client_add_list(client, it->list) == 0, "add failed");
}

/* All belong to one client: `generation`, which the thread also holds. */
static void replace(struct thread *me, struct listing *it, struct generation *generation) {
  listing_close(it, 0);
  pthread_mutex_lock(&me->group->lock);
  generation->holders++;
  pthread_mutex_unlock(&me->group->lock);
  listing_open(it, generation, 0);
  figures.resumed += it->at > 0;
  add(me, it);
}

static void *drive_many(void *argument) {
  struct thread *me = (struct thread *)argument;
  struct generation *generation = hold(me->group);
  for (int i = 0; i < MANY; i++) replace(me, me->listing + i, generation);
  while (!stopped) {
    dzjobs_list *list = NULL;
    int event = dzjobs_client_next_any(generation->client, &list);
    me->calls++;
    if (list) {
      struct listing *it = (struct listing *)dzjobs_list_context(list);
      if (event == DZJOBS_LIST_FAILED) event = dzjobs_list_last_error(list);
      MUST(it >= me->listing && it < me->listing + MANY && it->list == list, "a listing of others");
      if (!listing_event(it, event))
        replace(me, it, generation);
      else if (event < 0)
        add(me, it);
      else if (draw(&me->dice, 100) == 0)
        replace(me, me->listing + draw(&me->dice, MANY), generation);
    } else if (event == DZJOBS_ECANCELED) {
      MUST(generation->is_cancelled, "cancelled by nobody");
      figures.cancelled++;
      let_go(me->group, generation);
      generation = hold(me->group);
      for (int i = 0; i < MANY; i++) replace(me, me->listing + i, generation);
    } else {
      MUST(event == DZJOBS_ETIMEDOUT || event == DZJOBS_ECREDENTIALS, dzjobs_strerror(event));
      (event == DZJOBS_ETIMEDOUT ? &figures.timed_out : &figures.unsigned_requests)[0]++;
    }
  }
  let_go(me->group, generation);
  return NULL;
}

/* The longest time of a thread in one call. Ends the process if a call never returns. */
static double watch(double longest) {
  double now = seconds_now();
  for (int i = 0; i < THREADS; i++) {
    long calls = threads[i].calls;
    if (calls != threads[i].seen_calls) threads[i].seen = now;
    threads[i].seen_calls = calls;
    double pause = now - threads[i].seen;
    if (pause > longest) longest = pause;
    if (pause < STUCK) continue;
    fprintf(stderr, "thread %d has been stuck in its call %ld for %d s\n", i, calls + 1, STUCK);
    abort();
  }
  return longest;
}

static void read_ids(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) abort();
  for (int i = 0; i < LISTINGS; i++) {
    snprintf(listings[i].job, sizeof listings[i].job, "job%d", i);
    for (int n = 0; n < RUNS; n++)
      if (fscanf(file, "%63s", listings[i].ids[n]) != 1) abort();
  }
  fclose(file);
}

static struct listing *open_listing(struct listing *it, struct group *group) {
  it->group = group;
  listing_open(it, hold(group), 0);
  return it;
}

static void start(unsigned seed) {
  struct listing *next = listings;
  for (int i = 0; i < GROUPS; i++) {
    pthread_mutex_init(&groups[i].lock, NULL);
    groups[i].current = generation_new(seed - 1 - (unsigned)i);
    spares[i] = open_listing(next++, &groups[i]);
  }
  for (int i = 0; i < THREADS; i++) {
    struct thread *it = &threads[i];
    it->group = &groups[i % GROUPS];
    it->spare = &spares[i % GROUPS];
    it->dice = seed + (unsigned)i;
    it->seen = seconds_now();
    it->listing = next;
    for (int k = i < GROUPS ? MANY : 1; k > 0; k--) open_listing(next++, it->group);
  }
  MUST(next == listings + LISTINGS, "another count of listings");
  for (int i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i].thread, NULL, i < GROUPS ? drive_many : drive_one,
                       &threads[i]) != 0)
      abort();
}

/* The time until the threads left their canceled calls. */
static double stop(unsigned *dice) {
  double began = seconds_now();
  struct timespec end;
  stopped = 1;
  for (int i = 0; i < GROUPS; i++) renew(&groups[i], (unsigned)rand_r(dice));
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += STUCK;
  for (int i = 0; i < THREADS; i++) {
    if (pthread_timedjoin_np(threads[i].thread, NULL, &end) != 0) abort(); /* it is stuck */
    MUST(threads[i].calls > 0, "a thread without a call");
  }
  double took = seconds_now() - began;
  for (int i = 0; i < LISTINGS; i++) listing_close(&listings[i], draw(dice, 2));
  for (int i = 0; i < GROUPS; i++) let_go(&groups[i], groups[i].current);
  return took;
}

struct round {
  int descriptors, cancels; /* the most that were open */
  double longest, stopping;
};

static struct round play(double seconds, unsigned seed) {
  struct round round = {0};
  unsigned dice = seed ^ 0x5bd1e995;
  stopped = 0;
  start(seed);
  for (double end = seconds_now() + seconds; seconds_now() < end; usleep(TICK_US)) {
    round.longest = watch(round.longest);
    int open = open_descriptors();
    if (open > round.descriptors) round.descriptors = open;
    if (draw(&dice, 10) != 0) continue;
    renew(&groups[draw(&dice, GROUPS)], (unsigned)rand_r(&dice));
    round.cancels++;
  }
  round.stopping = stop(&dice);
  return round;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  endpoint = argv[1];
  double seconds = atof(argv[2]);
  unsigned seed = (unsigned)strtoul(argv[3], NULL, 10);
  read_ids(argv[4]);
  /* After this, everything permanent is loaded, and the allocator has its arenas. */
  play(WARM_UP, ~seed);
  memset(&figures, 0, sizeof figures);
  int descriptors = open_descriptors();
  long heap = heap_bytes();
  struct round round = play(seconds, seed);
  int descriptors_left = open_descriptors() - descriptors;
  long heap_left = heap_bytes() - heap;
  MUST(descriptors_left == 0, "a descriptor is left");
  MUST(heap_left <= SLACK, "memory is left");
  MUST(figures.runs > LISTINGS * PAGE && figures.failed && figures.unparsed && figures.resumed,
       "hardly anything happened");
  printf("%d threads, %d listings, %.0f s: %ld runs, each once and in order; %ld listings ended, "
         "%ld resumed; %d cancels ended %ld calls; %ld deadlines, %ld failures, %ld bodies that "
         "were none, %ld times no credentials; descriptors: %d more at most, %d left; heap: %ld "
         "bytes left; longest call %.1f s, all out %.2f s after the end; %d wrong\n",
         THREADS, LISTINGS, seconds, figures.runs, figures.ended, figures.resumed, round.cancels,
         figures.cancelled, figures.timed_out, figures.failed, figures.unparsed,
         figures.unsigned_requests, round.descriptors - descriptors, descriptors_left, heap_left,
         round.longest, round.stopping, wrong);
  return wrong != 0;
}
