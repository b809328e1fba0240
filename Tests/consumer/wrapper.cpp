// The C header in C++: std::unique_ptr with a deleter is the whole wrapper, and an exception that
// ends the loop leaks nothing.
#include "answer.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Free {
  void operator()(dzjobs_list *list) const { dzjobs_list_free(list); }
};
using Listing = std::unique_ptr<dzjobs_list, Free>;

struct Error : std::runtime_error {
  Error(int code, const dzjobs_list *list)
      : std::runtime_error(dzjobs_list_error_text(list)), code(code) {}
  int code;
};

Listing listing(const std::string &region, const std::string &domain, const std::string &job) {
  dzjobs_list *list = nullptr;
  int rc = dzjobs_list_new(&list, region.c_str(), domain.c_str(), job.c_str());
  if (rc != 0) throw std::runtime_error(dzjobs_strerror(rc));
  return Listing(list);
}

// The ids of all runs in the given bodies.
std::vector<std::string> ids(const Listing &list, const std::vector<std::string> &bodies) {
  std::vector<std::string> found;
  auto body = bodies.begin();
  int event;
  while ((event = next_event(list.get())) > 0) {
    if (event == DZJOBS_RUN)
      found.push_back(dzjobs_run_run_id(dzjobs_list_run(list.get())));
    else
      answer(list.get(), 200, (body++)->c_str());
  }
  if (event < 0) throw Error(event, list.get());
  return found;
}

void runs() {
  Listing list = listing("us-east-1", "dzd_consumer", "job1");
  std::vector<std::string> found =
      ids(list, {"{\"items\":[{\"runId\":\"r1\"}],\"nextToken\":\"t1\"}",
                 "{\"items\":[{\"runId\":\"r2\"},{\"runId\":\"r3\"}]}"});
  CHECK((found == std::vector<std::string>{"r1", "r2", "r3"}));
  Listing moved = std::move(list);
  CHECK(!list);
  CHECK_INT(dzjobs_list_next(moved.get(), clock_us), DZJOBS_DONE);
}

void thrown() {
  try {
    ids(listing("us-east-1", "dzd_consumer", "job1"), {"<html>"});
    CHECK(!"an error was thrown");
  } catch (const Error &error) {
    CHECK_INT(error.code, DZJOBS_EPARSE);
    CHECK_HAS(error.what(), "byte 0");
  }
}

}  // namespace

int main() {
  runs();
  thrown();
  return check_done();
}
