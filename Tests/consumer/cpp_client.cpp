// The usual use of dzjobs.hpp: a client, a loop, and exceptions. The service is server.h's.
#include "settings.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <numeric>
#include <thread>

#include "server.h"

namespace {

server service;
std::atomic<int> living; // objects of this program; the library has its own allocator

dzjobs::client_settings of_service() {
  auto known = settings();
  known.endpoint_url = service.url;
  known.attempt_timeout = std::chrono::seconds(30);
  return known;
}

std::string ids(dzjobs::job_runs &&runs) {
  std::string all;
  for (const auto &run : runs) all.append(run.run_id().value_or("-")).append(" ");
  return all;
}

void all_runs() {
  // The loop works although client and request end on this line.
  CHECK_TEXT(ids(dzjobs::client(of_service()).list_job_runs({"dzd_consumer", "j"})).c_str(),
             "j.0 j.1 j.2 j.3 j.4 j.5 j.6 j.7 ");
}

void one_run() {
  dzjobs::client client(of_service());
  auto runs = client.list_job_runs({"dzd_consumer", "j"});
  const dzjobs::job_run &run = *runs.begin();
  CHECK(run.run_id() == "j.0");
  CHECK(!run.status());
  CHECK(!run.error_message());
  CHECK(!run.start_time());
  CHECK(run.json() == R"({"runId":"j.0"})");
  CHECK(client.credentials_source() == "explicit");
}

void a_loop_goes_on_where_it_was_left() {
  dzjobs::client client(of_service());
  auto runs = client.list_job_runs({"dzd_consumer", "j"});
  for (const auto &run : runs)
    if (run.run_id() == "j.2") break;
  std::string token(runs.resume_token().value());
  auto moved = std::move(runs);
  CHECK(moved.begin()->run_id() == "j.3");
  CHECK_INT(std::distance(moved.begin(), moved.end()), 4);
  CHECK(moved.begin() == moved.end());
  CHECK(!moved.resume_token());

  dzjobs::list_job_runs_request rest{"dzd_consumer", "j"};
  rest.resume_token = token;
  rest.max_items = 2;
  CHECK_TEXT(ids(client.list_job_runs(rest)).c_str(), "j.3 j.4 ");
}

void pages() {
  dzjobs::client client(of_service());
  std::string all;
  int count = 0;
  for (const auto &page : client.list_job_run_pages({"dzd_consumer", "j"})) {
    CHECK_INT(page.size(), 2);
    CHECK(page[0].run_id() == (*page.begin()).run_id());
    CHECK(!page[2].run_id());
    CHECK((page.next_token() == std::nullopt) == (++count == PAGES));
    CHECK(page.json().find("\"items\"") != std::string_view::npos);
    for (const auto &run : page) all.append(*run.run_id()).append(" ");
  }
  CHECK_INT(count, PAGES);
  CHECK_TEXT(all.c_str(), "j.0 j.1 j.2 j.3 j.4 j.5 j.6 j.7 ");
}

void algorithms() {
  dzjobs::client client(of_service());
  auto runs = client.list_job_runs({"dzd_consumer", "j"});
  CHECK_INT(std::count_if(runs.begin(), runs.end(),
                          [](const auto &run) { return run.run_id() > "j.4"; }),
            3);
  auto again = client.list_job_runs({"dzd_consumer", "j"});
  CHECK_TEXT(std::accumulate(again.begin(), again.end(), std::string(),
                             [](std::string sum, const auto &run) {
                               return sum.append(run.run_id()->substr(2));
                             })
                 .c_str(),
             "01234567");
}

// Each mistake throws an exception that names it, from the call that made it.
template <class Call> void refused(int code, const char *text, Call call) {
  try {
    call();
    CHECK(!"an error was thrown");
  } catch (const dzjobs::error &error) {
    CHECK_INT(error.code(), code);
    CHECK_HAS(error.what(), text);
  }
}

void what_can_never_be_right() {
  refused(DZJOBS_EINVAL, "endpoint_url", [] {
    auto wrong = of_service();
    wrong.endpoint_url = "ftp://host";
    dzjobs::client client(std::move(wrong));
  });
  dzjobs::client client(of_service());
  refused(DZJOBS_EINVAL, "max_results", [&] {
    dzjobs::list_job_runs_request request{"dzd_consumer", "j"};
    request.max_results = 0;
    (void)client.list_job_runs(request);
  });
  refused(DZJOBS_EINVAL, "domain_identifier", [&] { ids(client.list_job_runs({"..", "j"})); });
  // Cut at the NUL, it would name another job.
  refused(DZJOBS_EINVAL, "job_identifier",
          [&] { ids(client.list_job_runs({"dzd_consumer", std::string("j\0k", 3)})); });
  auto runs = client.list_job_runs({"..", "j"});
  const auto place = runs.begin();
  refused(DZJOBS_EINVAL, "domain_identifier", [&] { (void)(place == runs.end()); });
  CHECK(place == runs.end()); // so that the loop of a caller who goes on ends
  CHECK_INT(service.requests, 0);
}

// Without settings, too, std::nothrow decides.
void without_settings() {
  const char *text = dzjobs_strerror(DZJOBS_ESTATE);
  refused(DZJOBS_ESTATE, text, [] { dzjobs::client().check(DZJOBS_ESTATE); });
  dzjobs::client quiet(std::nothrow);
  CHECK(!quiet.check(DZJOBS_ESTATE));
  CHECK_INT(quiet.error()->code(), DZJOBS_ESTATE);
}

void cancelled() {
  dzjobs::client client(of_service());
  auto runs = client.list_job_runs({"dzd_consumer", "j"});
  refused(DZJOBS_ECANCELED, "cancel", [&] {
    for (const auto &run : runs)
      if (run.run_id() == "j.1") client.cancel();
  });
  CHECK_INT(runs.error()->code(), DZJOBS_ECANCELED);
  CHECK(runs.resume_token().has_value());
}

void threads() {
  dzjobs::client client(of_service());
  std::vector<std::string> found(4);
  std::vector<std::thread> threads;
  for (auto &each : found)
    threads.emplace_back([&] { each = ids(client.list_job_runs({"dzd_consumer", "j"})); });
  for (auto &thread : threads) thread.join();
  for (const auto &each : found) CHECK_TEXT(each.c_str(), "j.0 j.1 j.2 j.3 j.4 j.5 j.6 j.7 ");
  auto moved = std::move(client);
  CHECK(!client.get()); // NOLINT
  CHECK(moved.get());
  CHECK_TEXT(ids(moved.list_job_runs({"dzd_consumer", "k"})).substr(0, 3).c_str(), "k.0");
}

void many_at_once() {
  dzjobs::client client(of_service());
  std::vector<dzjobs::listing> jobs; // which move while it grows
  for (const char *job : {"a", "b", "..", "d"})
    jobs.push_back(client.new_list({"dzd_consumer", job}));
  for (auto &job : jobs) client.add_list(job);
  refused(DZJOBS_ESTATE, "added", [&] { client.add_list(jobs[0]); });
  // The error of a call is its own, and not that of the call before.
  client.cancel();
  refused(DZJOBS_ECANCELED, "cancel", [&] { (void)client.next_any(); });
  client.uncancel();
  std::vector<int> runs(jobs.size()), ends(jobs.size());
  for (;;) {
    const auto [event, job] = client.next_any();
    if (event == dzjobs::event::done) break;
    const auto i = static_cast<std::size_t>(job - jobs.data());
    if (event == dzjobs::event::run) {
      runs[i]++;
      CHECK(job->run().run_id().has_value());
    } else {
      ends[i]++;
      CHECK((event == dzjobs::event::list_failed) == (i == 2));
      CHECK(job->error().has_value() == (i == 2));
    }
  }
  CHECK((runs == std::vector<int>{2 * PAGES, 2 * PAGES, 0, 2 * PAGES}));
  CHECK((ends == std::vector<int>(4, 1)));
  CHECK_INT(jobs[2].error()->code(), DZJOBS_EINVAL);
}

// A client that lives long keeps nothing of listings that have ended.
void ended_listings_are_forgotten() {
  dzjobs::client client(of_service());
  const int before = living;
  for (const char *job : {"j", ".."}) {
    auto list = client.new_list({"dzd_consumer", job});
    client.add_list(list);
    while (client.next_any().first != dzjobs::event::done) continue;
  }
  CHECK_INT(living, before);
}

} // namespace

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if !__has_feature(thread_sanitizer) // it has operators of its own; then living stays 0
void *operator new(std::size_t size) {
  void *made = std::malloc(size ? size : 1);
  if (!made) throw std::bad_alloc();
  living++;
  return made;
}
void operator delete(void *made) noexcept {
  if (made) living--;
  std::free(made);
}
void operator delete(void *made, std::size_t) noexcept { operator delete(made); }
#endif

int main() {
  server_start(&service);
  what_can_never_be_right();
  without_settings();
  all_runs();
  one_run();
  a_loop_goes_on_where_it_was_left();
  pages();
  algorithms();
  cancelled();
  threads();
  many_at_once();
  ended_listings_are_forgotten();
  server_stop(&service);
  return check_done();
}
