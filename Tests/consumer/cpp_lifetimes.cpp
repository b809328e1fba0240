// The life of the runs of dzjobs.hpp: a borrowed one lives as long as its page, a copied one for
// ever.
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

#include "answer.h"
#include "members.h"
#include "settings.hpp"

namespace {

using dzjobs::event;
using namespace std::chrono_literals;

constexpr dzjobs::time_point start{dzjobs::duration(START_US)};

void deliver(dzjobs::listing &list, std::string_view body) {
  CHECK(list.next_page(start) == event::send);
  CHECK(list.put_response(start, 200, body));
  CHECK(list.next_page(start) == event::page);
}

// A listing whose current page has one run, with all members.
dzjobs::listing with_a_run() {
  dzjobs::listing list("us-east-1", {"dzd_consumer", "job1"}, std::nothrow);
  deliver(list, R"({"items":[)" RUN_IN_ORDER R"(],"nextToken":"t1"})");
  return list;
}

void a_copy_outlives_listing_and_page() {
  dzjobs::job_run_record copy;
  {
    auto list = with_a_run();
    copy = list.page()[0].copy();
    deliver(list, R"({"items":[{"runId":"another"}]})");
  }
#define HAS_TEXT(name, words, value) CHECK_TEXT(copy.words.value_or("").c_str(), value);
#define HAS_TIME(name, words, value) CHECK(copy.words == dzjobs::time_point(value * 1us));
  STRING_MEMBERS(HAS_TEXT)
  TIME_MEMBERS(HAS_TIME)
}

void a_copy_of_nothing_has_nothing() {
  const auto copy = dzjobs::job_run().copy();
#define HAS_NONE(name, words, value) CHECK(!copy.words);
  STRING_MEMBERS(HAS_NONE)
  TIME_MEMBERS(HAS_NONE)
}

void a_copied_text_is_whole() {
  dzjobs::listing list("us-east-1", {"dzd_consumer", "job1"}, std::nothrow);
  deliver(list, R"({"items":[{"runId":"a\u0000b","error":{"message":""}}]})");
  const auto copy = list.page()[0].copy();
  CHECK(copy.run_id == std::string("a\0b", 3));
  CHECK(copy.error_message == "");
  CHECK(list.page()[0].run_id() == "a");
}

// Under AddressSanitizer the library frees pages when their promised life ends.
void a_borrowed_run_is_caught_after_its_page() {
  const char *sanitizer = std::getenv("DZJOBS_SANITIZE");
  if (!sanitizer || sanitizer != std::string("address")) return;
  int report[2];
  if (!CHECK_INT(pipe(report), 0)) return;
  const pid_t child = fork();
  if (child == 0) {
    dup2(report[1], STDERR_FILENO);
    auto list = with_a_run();
    const auto stale = list.page()[0];
    deliver(list, R"({"items":[]})");
    _exit(stale.run_id() == "the runId" ? 0 : 1);
  }
  close(report[1]);
  std::string text;
  char part[4096];
  for (ssize_t n; (n = read(report[0], part, sizeof part)) > 0;) text.append(part, n);
  close(report[0]);
  int status = 0;
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK_HAS(text.c_str(), "heap-use-after-free");
}

} // namespace

int main() {
  a_copy_outlives_listing_and_page();
  a_copy_of_nothing_has_nothing();
  a_copied_text_is_whole();
  a_borrowed_run_is_caught_after_its_page();
  return check_done();
}
