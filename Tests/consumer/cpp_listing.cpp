// dzjobs.hpp without exceptions and I/O. This program tests the std::nothrow functions, so all of
// it must work with -fno-exceptions and -fno-rtti.
#include "answer.h"
#include "dzjobs_arrow.h"
#include "members.h"
#include "settings.hpp"

namespace {

using dzjobs::event;
using namespace std::chrono_literals;

constexpr dzjobs::time_point start{dzjobs::duration(START_US)};

dzjobs::listing listing() {
  dzjobs::list_job_runs_request request{"dzd_consumer", "job1"};
  request.random_seed = 20261123;
  return {"us-east-1", request, std::nothrow};
}

constexpr auto full_run = R"({"items":[)" RUN_REVERSED R"(],"nextToken":"t1"})";

void every_member() {
  auto list = listing();
  CHECK(list.next(start) == event::send);
  CHECK(list.put_response(start, 200, full_run));
  CHECK(list.next(start) == event::run);
  const auto run = list.run();
#define HAS_TEXT(name, words, value) CHECK(run.words() == value);
#define HAS_TIME(name, words, value) CHECK(run.words() == dzjobs::time_point(value * 1us));
  STRING_MEMBERS(HAS_TEXT)
  TIME_MEMBERS(HAS_TIME)
  CHECK(run.json().substr(0, 2) == "{\"");
  CHECK(run.json().back() == '}');
  CHECK(list.page().size() == 1);
  CHECK(list.page().next_token() == "t1");
  CHECK(!list.page().empty());
  CHECK(list.page()[0].get() == run.get());
  CHECK(!list.error());

  const dzjobs::job_run none;
#define HAS_NONE(name, words, value) CHECK(!none.words());
  STRING_MEMBERS(HAS_NONE)
  TIME_MEMBERS(HAS_NONE)
  CHECK(none.json().empty());
  CHECK(dzjobs::page().empty());
  CHECK(dzjobs::page().begin() == dzjobs::page().end());
}

void the_request() {
  auto list = listing();
  CHECK(!list.request_url());
  CHECK(list.set_credentials({"AKIDCONSUMER", "secretCONSUMER"}));
  CHECK(list.next(start) == event::send);
  CHECK(list.request_url() == BASE);
  bool is_signed = false;
  for (const auto &[name, value] : list.request_headers())
    is_signed |= name == "Authorization" && value.find("AKIDCONSUMER/20261123/") != value.npos;
  CHECK(is_signed);
  CHECK(!list.set_credentials({"AKIDCONSUMER"}));
  CHECK_INT(list.error()->code(), DZJOBS_EINVAL);
}

void a_wait() {
  auto list = listing();
  CHECK(list.next(start) == event::send);
  CHECK(list.put_response(start, 503, ""));
  CHECK(list.next(start) == event::wait);
  CHECK(list.wait() > 0us);
  CHECK(list.wait() <= 50ms);
  CHECK(list.next(start + list.wait()) == event::send);
  CHECK(list.wait() == 0us);
}

void an_error_is_a_value() {
  auto list = listing();
  CHECK(list.next(start) == event::send);
  CHECK(list.put_response_header("x-amzn-ErrorType", "AccessDeniedException"));
  CHECK(list.put_response_header("x-amzn-RequestId", "req-1"));
  CHECK(list.put_response(start, 403, R"({"message":"no"})"));
  CHECK(list.next(start) == event::failed);
  const auto error = list.error().value();
  CHECK(list.next(start) == event::send); // the same page again
  CHECK(!list.error());
  CHECK(!list.put_response(start, 99, ""));
  CHECK_INT(list.error()->code(), DZJOBS_EINVAL);
  CHECK(list.put_no_response(start, false, "the cable is cut"));
  CHECK(!list.put_response(start, 200, "{}"));
  CHECK_INT(list.error()->code(), DZJOBS_ESTATE);
  CHECK(list.next(start) == event::failed);
  CHECK_INT(list.error()->code(), DZJOBS_ETRANSPORT);
  CHECK_INT(list.error()->http_status(), 0);
  CHECK_HAS(list.error()->what(), "the cable is cut");
  const auto moved = std::move(list);
  CHECK_HAS(moved.error()->what(), "the cable is cut");
  CHECK(!list.error() || list.error()->what()); // NOLINT: whatever is left of it

  CHECK_INT(error.code(), DZJOBS_ESERVICE); // as it was
  CHECK(error.service_code() == "AccessDeniedException");
  CHECK(error.service_message() == "no");
  CHECK(error.request_id() == "req-1");
  CHECK_INT(error.http_status(), 403);
  CHECK_INT(error.attempts(), 1);
  CHECK_HAS(error.what(), "AccessDeniedException");
}

void pages_and_moves() {
  auto first = listing();
  CHECK(first.next_page(start) == event::send);
  CHECK(first.put_response(start, 200, full_run));
  CHECK(first.next_page(start) == event::page);
  auto second = std::move(first);
  CHECK(second.page()[0].run_id() == "the runId");
  CHECK(dzjobs_list_context(second.get()) == nullptr); // the program's
  CHECK(first.next(start) == event::failed); // NOLINT: it has nothing left
  first = std::move(second);
  const auto token = first.resume_token();
  CHECK(token.has_value());
  CHECK(first.next_page(start) == event::send);
}

// Like all C functions without a C++ one: check() converts the result to an error.
void exports_to_arrow() {
  auto list = listing();
  ArrowArray array{};
  CHECK(!list.check(dzjobs_list_export_arrow_page(list.get(), &array)));
  CHECK(!array.release);
  CHECK_HAS(list.error()->what(), "no page");
  CHECK(list.next(start) == event::send);
  CHECK(list.put_response(start, 200, full_run));
  CHECK(list.next_page(start) == event::page);
  CHECK(list.check(dzjobs_list_export_arrow_page(list.get(), &array)));
  CHECK(!list.error());
  CHECK_INT(array.length, list.page().size());
  array.release(&array);
}

// A wrong listing requests nothing, and reports the reason each time.
void what_can_never_be_right() {
  dzjobs::list_job_runs_request request{"dzd_consumer", "job1"};
  request.max_results = 0;
  dzjobs::listing list("us-east-1", request, std::nothrow);
  for (int i = 0; i < 2; i++) {
    CHECK(list.next(start) == event::failed);
    CHECK_INT(list.error()->code(), DZJOBS_EINVAL);
    CHECK_HAS(list.error()->what(), "max_results");
  }

  auto wrong = settings();
  wrong.endpoint_url = "ftp://host";
  dzjobs::client client(std::move(wrong), std::nothrow);
  CHECK_HAS(client.error()->what(), "endpoint_url");
  auto runs = client.list_job_runs({"dzd_consumer", "job1"});
  for (const auto &run : runs) CHECK(!run.run_id() && !"there are no runs");
  CHECK_HAS(runs.error()->what(), "endpoint_url");
  CHECK(!client.add_list(runs.list()));
  CHECK(client.next_any().first == event::failed);
  CHECK(!client.next_any().second);
}

void a_range_that_ends_early() {
  int requests = 0;
  auto settings = over([&](const dzjobs::exchange &exchange) {
    if (++requests == 2)
      exchange.put_no_response(true, "the cable is cut");
    else
      exchange.put_response(200, requests == 1 ? full_run : R"({"items":[{"runId":"r2"}]})");
  });
  settings.max_attempts = 1;
  dzjobs::client client(std::move(settings), std::nothrow);
  CHECK(!client.error());
  auto runs = client.list_job_runs({"dzd_consumer", "job1"});
  std::string ids;
  for (const auto &run : runs) ids.append(*run.run_id());
  CHECK(ids == "the runId");
  CHECK_INT(runs.error().value().code(), DZJOBS_ETRANSPORT);
  CHECK_INT(requests, 2);
  const auto failed = *runs.error();
  for (const auto &run : runs) ids.append(*run.run_id());
  CHECK(ids == "the runIdr2");
  CHECK(!runs.error());
  CHECK_HAS(failed.what(), "the cable is cut");
}

} // namespace

int main() {
  every_member();
  the_request();
  a_wait();
  an_error_is_a_value();
  pages_and_moves();
  exports_to_arrow();
  what_can_never_be_right();
  a_range_that_ends_early();
  return check_done();
}
