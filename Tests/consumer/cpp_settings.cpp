// Every member of the structs of dzjobs.hpp reaches the library: a refused value throws an error
// that names it, and an accepted value has its effect.
#include "settings.hpp"

#include "answer.h"

namespace {

using dzjobs::client_settings;
using dzjobs::event;
using dzjobs::exchange;
using dzjobs::list_job_runs_request;
using namespace std::chrono_literals;

constexpr dzjobs::time_point start{dzjobs::duration(START_US)};
constexpr auto bad_text = "\xFF";
constexpr auto one_run = R"({"items":[{"runId":"r1","createdAt":1.5}],"nextToken":"t2"})";

// ---- Refused values -----------------------------------------------------------------------

template <class Settings> struct refused {
  const char *name;
  void (*set)(Settings &);
};

const refused<list_job_runs_request> requests[] = {
    {"domain_identifier", [](auto &request) { request.domain_identifier = ".."; }},
    {"job_identifier", [](auto &request) { request.job_identifier = ""; }},
    {"status", [](auto &request) { request.status = bad_text; }},
    {"sort_order", [](auto &request) { request.sort_order = bad_text; }},
    {"max_results", [](auto &request) { request.max_results = 0; }},
    {"max_items", [](auto &request) { request.max_items = -1; }},
    {"next_token", [](auto &request) { request.next_token = ""; }},
    {"resume_token", [](auto &request) { request.resume_token = ""; }},
    {"endpoint_url", [](auto &request) { request.endpoint_url = "ftp://host"; }},
    {"max_attempts", [](auto &request) { request.max_attempts = 0; }},
    {"style", [](auto &request) { request.json_times = 7; }},
};

const refused<client_settings> clients[] = {
    {"profile", [](auto &settings) { settings.profile = bad_text; }},
    {"region", [](auto &settings) { settings.region = bad_text; }},
    {"endpoint_url", [](auto &settings) { settings.endpoint_url = "ftp://host"; }},
    {"access_key_id", [](auto &settings) { settings.credentials->access_key_id = bad_text; }},
    {"secret_access_key", [](auto &settings) { settings.credentials->secret_access_key = ""; }},
    {"session_token", [](auto &settings) { settings.credentials->session_token = bad_text; }},
    {"connect_timeout", [](auto &settings) { settings.connect_timeout = 0us; }},
    {"attempt_timeout", [](auto &settings) { settings.attempt_timeout = 0us; }},
    {"stall_timeout", [](auto &settings) { settings.stall_timeout = 0us; }},
    {"call_timeout", [](auto &settings) { settings.call_timeout = -1us; }},
    {"path", [](auto &settings) { settings.ca_bundle = bad_text; }},
    {"proxy", [](auto &settings) { settings.proxy = bad_text; }},
    {"max_attempts", [](auto &settings) { settings.max_attempts = 0; }},
    {"max_in_flight", [](auto &settings) { settings.max_in_flight = 0; }},
};

// The text of the exception that a call throws.
template <class Call> std::string thrown(Call call) {
  try {
    call();
    return "nothing was thrown";
  } catch (const dzjobs::error &error) {
    CHECK_INT(error.code(), DZJOBS_EINVAL);
    return error.what();
  }
}

void refused_values() {
  for (const auto &[name, set] : requests) {
    list_job_runs_request request{"dzd_consumer", "job1"};
    set(request);
    CHECK_HAS(thrown([&] { return dzjobs::listing("us-east-1", request).next(start); }).c_str(),
              name);
    dzjobs::client client(over([](const exchange &) { CHECK(!"nothing is sent"); }));
    CHECK_HAS(thrown([&] {
                for (const auto &run : client.list_job_runs(request)) CHECK(!run.run_id());
              }).c_str(),
              name);
  }
  list_job_runs_request request{"dzd_consumer", "job1"};
  request.retry_quota = -1;
  CHECK_HAS(thrown([&] { dzjobs::listing list("us-east-1", request); }).c_str(), "quota");
  for (const auto &[name, set] : clients) {
    auto refused = settings();
    set(refused);
    CHECK_HAS(thrown([&] { dzjobs::client client(refused); }).c_str(), name);
    dzjobs::client quiet(std::move(refused), std::nothrow);
    CHECK_HAS(quiet.error() ? quiet.error()->what() : nullptr, name);
    CHECK(!quiet.get());
  }
}

// ---- Accepted values of a request ---------------------------------------------------------

// A listing with its first request.
template <class Set> dzjobs::listing sent(Set set) {
  list_job_runs_request request{"dzd_consumer", "job1"};
  set(request);
  dzjobs::listing list("us-east-1", request);
  CHECK_INT(static_cast<int>(list.next(start)), DZJOBS_SEND);
  return list;
}

template <class Set> std::string url(Set set) {
  return std::string(*sent(set).request_url());
}

// The event after an answer to the first request.
template <class Set> event after(int status, Set set) {
  auto list = sent(set);
  list.put_response(start, status, one_run);
  try {
    return list.next(start);
  } catch (const dzjobs::error &) {
    return event::failed;
  }
}

std::string header(const dzjobs::header_list &headers, std::string_view wanted) {
  for (const auto &[name, value] : headers)
    if (name == wanted) return std::string(value);
  return "";
}

void parameters() {
  CHECK_TEXT(url([](auto &) {}).c_str(), BASE);
  CHECK_TEXT(url([](auto &request) { request.status = "FAILED"; }).c_str(), BASE "?status=FAILED");
  CHECK_TEXT(url([](auto &request) { request.sort_order = "ASCENDING"; }).c_str(),
             BASE "?sortOrder=ASCENDING");
  CHECK_TEXT(url([](auto &request) { request.max_results = 7; }).c_str(), BASE "?maxResults=7");
  CHECK_TEXT(url([](auto &request) { request.next_token = "n1"; }).c_str(), BASE "?nextToken=n1");
  CHECK_TEXT(url([](auto &request) { request.resume_token = "r1"; }).c_str(), BASE "?nextToken=r1");
  CHECK_HAS(url([](auto &request) { request.endpoint_url = "http://host:8"; }).c_str(),
            "http://host:8/v2/domains/dzd_consumer/");
  CHECK_HAS(url([](auto &request) { request.use_fips = true; }).c_str(), "//datazone-fips.");
}

void what_else_a_request_sets() {
  auto list = sent([](auto &request) { request.max_items = 1; });
  list.put_response(start, 200, one_run);
  CHECK_INT(static_cast<int>(list.next(start)), DZJOBS_RUN);
  CHECK_INT(static_cast<int>(list.next(start)), DZJOBS_DONE);

  CHECK_INT(static_cast<int>(after(503, [](auto &) {})), DZJOBS_WAIT);
  CHECK(after(503, [](auto &request) { request.max_attempts = 1; }) == event::failed);
  CHECK(after(503, [](auto &request) { request.retry_quota = 0; }) == event::failed);

  const auto invocation = [](std::uint64_t seed) {
    return header(sent([&](auto &request) { request.random_seed = seed; }).request_headers(),
                  "amz-sdk-invocation-id");
  };
  CHECK_INT(invocation(7).size(), 36);
  CHECK_TEXT(invocation(7).c_str(), invocation(7).c_str());
  CHECK(invocation(7) != invocation(8));

  const auto json = [](int style) {
    auto timed = sent([&](auto &request) { request.json_times = style; });
    timed.put_response(start, 200, one_run);
    CHECK_INT(static_cast<int>(timed.next(start)), DZJOBS_RUN);
    return std::string(timed.run().json());
  };
  CHECK_HAS(json(DZJOBS_JSON_ISO8601).c_str(), R"("createdAt":"1970-01-01T00:00:01.500Z")");
  CHECK_HAS(json(DZJOBS_JSON_EPOCH).c_str(), R"("createdAt":1.5)");
}

} // namespace

int main() {
  refused_values();
  parameters();
  what_else_a_request_sets();
  return check_done();
}
