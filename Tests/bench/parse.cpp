/* Parses pages of every shape with every contestant, in interleaved rounds, and prints a line of
 * JSON for each: median microseconds and allocations a page. It refuses to measure contestants
 * whose results differ. With a shape and a contestant in place of the rounds it only parses, for
 * callgrind. */
#include "contestants.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

extern "C" void *__libc_malloc(size_t);
extern "C" void *__libc_calloc(size_t, size_t);
extern "C" void *__libc_realloc(void *, size_t);
static long allocations;
extern "C" void *malloc(size_t size) { return allocations++, __libc_malloc(size); }
extern "C" void *calloc(size_t n, size_t size) { return allocations++, __libc_calloc(n, size); }
extern "C" void *realloc(void *p, size_t size) { return allocations++, __libc_realloc(p, size); }

static volatile uint64_t sink;

static std::vector<Page> load(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<Page> pages;
  std::string text;
  while (std::getline(file, text, '\0')) pages.emplace_back(text);
  return pages;
}

static double microseconds() {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(now).count();
}

template <typename Contestant> static std::string contents(std::vector<Page> &pages) {
  Contestant contestant;
  Tell tell;
  for (auto &page : pages) page.renew(), contestant.prepare(), contestant.parse(page, tell);
  return tell.all;
}

/* Reads the page's own JSON in place of its fields. */
struct Printer : Dzjobs {
  static constexpr const char *name = "libdzjobs, JSON out";
  template <typename Visitor> void parse(Page &page, Visitor &visitor) {
    size_t size = 0;
    receive(page);
    visitor.text(0, dzjobs_list_page_json(list, &size), size);
  }
};

/* Builds a tree without reading it. */
struct Loader : Jansson {
  static constexpr const char *name = "jansson, load only";
  template <typename Visitor> void parse(Page &page, Visitor &) {
    json_decref(json_loadb(page.text.data(), page.size, 0, nullptr));
  }
};

/* Not inlined, so that callgrind can count only inside of it. */
template <typename Contestant>
__attribute__((noinline)) void parse_page(Contestant &contestant, Page &page, Touch &touch) {
  contestant.parse(page, touch);
}

template <typename Contestant> struct Timed {
  Contestant contestant;
  Touch touch;
  std::vector<double> rounds;
  long allocated = 0, parsed = 0;

  /* Parses all pages `repeats` times. The mean is a round's result. */
  void round(std::vector<Page> &pages, int repeats, bool counts = true) {
    double spent = 0;
    for (int i = 0; i < repeats; i++)
      for (auto &page : pages) {
        page.renew();
        contestant.prepare();
        long before = allocations;
        double start = microseconds();
        parse_page(contestant, page, touch);
        spent += microseconds() - start;
        if (counts) allocated += allocations - before, parsed++;
      }
    if (counts) rounds.push_back(spent / repeats / (double)pages.size());
    sink = touch.sum;
  }

  void print(const char *shape, double bytes) {
    std::sort(rounds.begin(), rounds.end());
    printf("{\"shape\": \"%s\", \"contestant\": \"%s\", \"us\": %.3f, \"allocations\": %.2f, "
           "\"bytes\": %.0f}\n",
           shape, Contestant::name, rounds[rounds.size() / 2], (double)allocated / (double)parsed,
           bytes);
  }
};

template <typename... Contestants>
static void agree(const char *shape, std::vector<Page> &pages) {
  std::map<std::string, const char *> found;
  (found.emplace(contents<Contestants>(pages), Contestants::name), ...);
  if (found.size() != 1) {
    for (auto &[text, name] : found) fprintf(stderr, "%s: %s\n%.400s\n", shape, name, text.c_str());
    fprintf(stderr, "%s: the contestants differ\n", shape);
    exit(1);
  }
}

template <typename... Contestants>
static void race(const char *shape, std::vector<Page> &pages, int rounds) {
  double bytes = 0;
  for (auto &page : pages) bytes += (double)page.size / (double)pages.size();
  int repeats = std::max(1, (1 << 18) / (int)bytes);
  std::tuple<Timed<Contestants>...> all;
  auto play = [&](bool counts) {
    std::apply([&](auto &...timed) { (timed.round(pages, repeats, counts), ...); }, all);
  };
  play(false);
  for (int i = 0; i < rounds; i++) play(true);
  std::apply([&](auto &...timed) { (timed.print(shape, bytes), ...); }, all);
}

template <typename Contestant> static bool only(const char *name, std::vector<Page> &pages) {
  if (strcmp(name, Contestant::name) != 0) return false;
  Timed<Contestant> timed;
  timed.round(pages, 2);
  return true;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  std::string folder = argv[1];
  if (argc == 4) {
    auto pages = load(folder + "/" + argv[2]);
    return !(only<Dzjobs>(argv[3], pages) || only<Getters>(argv[3], pages) ||
             only<Simdjson>(argv[3], pages) || only<RapidJSON>(argv[3], pages) ||
             only<CJSON>(argv[3], pages) || only<Jansson>(argv[3], pages));
  }
  fprintf(stderr, "simdjson: %s\n", simdjson::get_active_implementation()->name().c_str());
  int rounds = atoi(argv[2]);
  for (const char *shape : {"runs50", "runs1", "shuffled", "pretty", "nulls", "unknown",
                            "unknown2k", "escapes", "errors5k"}) {
    auto pages = load(folder + "/" + shape);
    agree<Dzjobs, Getters, Simdjson, RapidJSON, CJSON, Jansson>(shape, pages);
    race<Dzjobs, Getters, Simdjson, RapidJSON, CJSON, Jansson>(shape, pages, rounds);
  }
  auto pages = load(folder + "/runs50");
  race<Printer, Loader>("runs50", pages, rounds);
}
