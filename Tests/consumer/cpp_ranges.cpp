// dzjobs.hpp as a range: C++17's iterators, and C++20's views. It requests a run or a page only
// when the program reads it.
#include "settings.hpp"

#include <iterator>

#include "check.h"

#if __cplusplus >= 202002L
#include <algorithm>
#include <ranges>
#include <stop_token>

static_assert(std::ranges::input_range<dzjobs::job_runs>);
static_assert(std::ranges::input_range<dzjobs::job_run_pages>);
static_assert(!std::ranges::forward_range<dzjobs::job_runs>);
static_assert(std::ranges::common_range<dzjobs::job_runs>);
static_assert(std::ranges::viewable_range<dzjobs::job_runs>);
static_assert(std::ranges::random_access_range<dzjobs::page>);
static_assert(std::ranges::sized_range<dzjobs::page>);
static_assert(std::same_as<std::ranges::range_reference_t<dzjobs::job_runs>,
                           const dzjobs::job_run &>);
#endif

// For both standards.
static_assert(std::is_same_v<std::iterator_traits<dzjobs::job_runs::iterator>::value_type,
                             dzjobs::job_run>);
static_assert(std::is_nothrow_copy_constructible_v<dzjobs::error>);
static_assert(std::is_nothrow_move_constructible_v<dzjobs::listing>);
static_assert(!std::is_copy_constructible_v<dzjobs::listing>);
static_assert(std::is_base_of_v<std::exception, dzjobs::error>);
static_assert(static_cast<int>(dzjobs::event::wait) == DZJOBS_WAIT);
static_assert(static_cast<int>(dzjobs::event::list_done) == DZJOBS_LIST_DONE);

namespace {

// Five pages of three runs, r00 to r14; the last of each has failed.
struct service {
  int requests = 0;

  dzjobs::client client() {
    const auto send = [this](const dzjobs::exchange &exchange) {
      char body[300];
      const int n = requests++, first = 3 * n;
      std::snprintf(body, sizeof body,
                    R"({"items":[{"runId":"r%02d"},{"runId":"r%02d"},)"
                    R"({"runId":"r%02d","status":"FAILED"}]%s"t%d"})",
                    first, first + 1, first + 2, n < 4 ? R"(,"nextToken":)" : R"(,"x":)", n);
      exchange.put_response(200, body);
    };
    return dzjobs::client(over(send), std::nothrow);
  }
};

std::string id(const dzjobs::job_run &run) { return std::string(run.run_id().value_or("-")); }

#if __cplusplus >= 202002L
namespace views = std::views;

void a_pipeline() {
  service service;
  std::string ids;
  const auto failed = [](const auto &run) { return run.status() == "FAILED"; };
  for (const auto &each : service.client().list_job_runs({"dzd_consumer", "j"}) |
                              views::filter(failed) | views::transform(id) | views::take(2))
    ids += each;
  CHECK_TEXT(ids.c_str(), "r02r05");
}

void no_more_than_was_taken() {
  service service;
  const auto client = service.client();
  auto runs = client.list_job_runs({"dzd_consumer", "j"});
  std::string ids;
  for (const auto &run : runs | views::take(3)) ids += id(run);
  CHECK_INT(service.requests, 1);
  for (const auto &run : runs | views::take(4)) ids += id(run);
  CHECK_TEXT(ids.c_str(), "r00r01r02r03r04r05r06");
  CHECK_INT(service.requests, 3);
}

void algorithms() {
  service service;
  const auto client = service.client();
  auto runs = client.list_job_runs({"dzd_consumer", "j"});
  const auto found = std::ranges::find_if(runs, [](const auto &run) { return id(run) > "r06"; });
  CHECK(found->run_id() == "r07");
  CHECK_INT(std::ranges::count(runs, "FAILED", &dzjobs::job_run::status), 3);
  CHECK_INT(service.requests, 5);
}

void pages_joined() {
  service service;
  auto pages = service.client().list_job_run_pages({"dzd_consumer", "j"});
  std::string ids;
  for (const auto &run : pages | views::join) ids += id(run);
  CHECK_TEXT(ids.c_str(), "r00r01r02r03r04r05r06r07r08r09r10r11r12r13r14");
}

void a_page_by_index() {
  service service;
  const auto client = service.client();
  auto pages = client.list_job_run_pages({"dzd_consumer", "j"});
  const dzjobs::page page = *pages.begin();
  const auto first = page.begin(), last = first + 2;
  CHECK_TEXT(id(first[1]).c_str(), "r01");
  CHECK_TEXT(id(*(last - 1)).c_str(), "r01");
  CHECK(first < last);
  CHECK(last > first);
  CHECK(first <= first);
  CHECK(last >= first);
  CHECK(last - first == 2);
  CHECK_TEXT(id(*std::ranges::lower_bound(page, "r02", {}, id)).c_str(), "r02");
  std::string ids;
  for (const auto &run : page | views::reverse) ids += id(run);
  CHECK_TEXT(ids.c_str(), "r02r01r00");
}

// The token of a std::jthread and its like ends a listing at the next request.
void a_stop_token() {
  service service;
  const auto client = service.client();
  std::stop_source source;
  const std::stop_callback cancel(source.get_token(), [&] { client.cancel(); });
  auto runs = client.list_job_runs({"dzd_consumer", "j"});
  for (const auto &run : runs)
    if (run.run_id() == "r01") source.request_stop();
  CHECK_INT(runs.error().value().code(), DZJOBS_ECANCELED);
  CHECK_INT(service.requests, 1);
}

void designated() {
  service service;
  int runs = 0;
  for (const auto &run : service.client().list_job_runs(
           {.domain_identifier = "dzd_consumer", .job_identifier = "j", .max_items = 4}))
    runs += run.run_id().has_value();
  CHECK_INT(runs, 4);
}
#endif

void iterators() {
  service service;
  auto runs = service.client().list_job_runs({"dzd_consumer", "j"});
  auto it = runs.begin();
  CHECK_INT(service.requests, 0);
  ++it;
  it++; // skips the first two, which nothing read
  CHECK_TEXT(id(*it).c_str(), "r02");
  CHECK_TEXT(id(*it).c_str(), "r02");
  CHECK(it != runs.end());
  CHECK(it == it);
  CHECK_INT(service.requests, 1);
}

} // namespace

int main() {
  iterators();
#if __cplusplus >= 202002L
  a_pipeline();
  no_more_than_was_taken();
  algorithms();
  pages_joined();
  a_page_by_index();
  a_stop_token();
  designated();
#endif
  return check_done();
}
