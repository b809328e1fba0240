// A transport in C++: every member of an exchange and of credentials, and the effect of every
// client setting that a request shows.
#include "settings.hpp"

#include <cstdlib>
#include <thread>
#include <tuple>

#include "check.h"

namespace {

using dzjobs::client_settings;
using dzjobs::exchange;
using namespace std::chrono_literals;

constexpr auto two_runs = R"({"items":[{"runId":"r1"},{"runId":"r2"}]})";
constexpr auto page_of_one = R"({"items":[{"runId":"r1"}],"nextToken":"t2"})";

// A copy of a request, since an exchange ends with its callback.
struct sent {
  std::string method, url, body, headers;
  dzjobs::duration timeout;
  bool is_direct;

  explicit sent(const exchange &from)
      : method(from.request_method()), url(from.request_url()), body(from.request_body()),
        timeout(from.timeout()), is_direct(from.is_direct()) {
    for (const auto &[name, value] : from.request_headers())
      headers.append(name).append(": ").append(value).append("\n");
  }
};

// The requests of a listing whose service always sends these runs, and its final code.
template <class Set> std::pair<std::vector<sent>, int> requests(Set set) {
  std::vector<sent> all;
  auto settings = over([&](const exchange &out) {
    CHECK(out.get() != nullptr);
    all.emplace_back(out);
    if (out.request_method() == "GET") out.put_response(200, two_runs);
    else out.put_no_response(false, "no such endpoint");
  });
  set(settings);
  dzjobs::client client(std::move(settings), std::nothrow);
  CHECK(!client.error());
  auto runs = client.list_job_runs({"dzd_consumer", "job1"});
  int count = 0;
  for (const auto &run : runs) count += run.run_id().has_value();
  const int code = runs.error() ? runs.error()->code() : DZJOBS_DONE;
  CHECK_INT(count, code == DZJOBS_DONE ? 2 : 0);
  return {std::move(all), code};
}

void what_is_sent() {
  const auto [all, code] = requests([](client_settings &settings) {
    settings.credentials->session_token = "token==";
    settings.attempt_timeout = 7s;
  });
  CHECK_INT(code, DZJOBS_DONE);
  CHECK_INT(all.size(), 1);
  CHECK_TEXT(all[0].method.c_str(), "GET");
  CHECK_TEXT(all[0].url.c_str(),
             "https://datazone.us-east-1.api.aws/v2/domains/dzd_consumer/jobs/job1/runs");
  CHECK_TEXT(all[0].body.c_str(), "");
  CHECK_HAS(all[0].headers.c_str(), "Host: datazone.us-east-1.api.aws\n");
  CHECK_HAS(all[0].headers.c_str(), "Credential=AKIDCONSUMER/");
  CHECK_HAS(all[0].headers.c_str(), "X-Amz-Security-Token: token==\n");
  CHECK_INT(all[0].is_direct, 0);
  CHECK_INT(all[0].timeout > 6s, 1);
  CHECK_INT(all[0].timeout <= 7s, 1);
}

void settings_of_a_client() {
  auto found = requests([](client_settings &settings) { settings.region = "eu-west-1"; });
  CHECK_HAS(found.first.at(0).url.c_str(), "https://datazone.eu-west-1.api.aws/");
  found = requests([](client_settings &settings) { settings.endpoint_url = "http://host:8"; });
  CHECK_HAS(found.first.at(0).url.c_str(), "http://host:8/v2/domains/");
  found = requests([](client_settings &settings) { settings.call_timeout = 3s; });
  CHECK_INT(found.first.at(0).timeout <= 3s, 1);
  found = requests([](client_settings &settings) { settings.profile = "no such profile"; });
  CHECK_INT(found.second, DZJOBS_ECONFIG);
  CHECK_INT(found.first.size(), 0);
}

// A POST with a body, which only credential services get.
void a_request_with_a_body() {
  setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/keys", 1);
  auto [all, code] = requests([](client_settings &settings) { settings.credentials.reset(); });
  unsetenv("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  CHECK_INT(code, DZJOBS_ECREDENTIALS);
  CHECK_INT(all.size() > 0, 1);
  CHECK_TEXT(all[0].url.c_str(), "http://127.0.0.1:9/keys");
  CHECK_INT(all[0].is_direct, 1);

  setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/reader", 1);
  setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "settings.hpp", 1);
  std::tie(all, code) = requests([](client_settings &settings) { settings.credentials.reset(); });
  unsetenv("AWS_WEB_IDENTITY_TOKEN_FILE");
  unsetenv("AWS_ROLE_ARN");
  CHECK_INT(code, DZJOBS_ECREDENTIALS);
  CHECK_INT(all.size() > 0, 1);
  CHECK_TEXT(all[0].method.c_str(), "POST");
  CHECK_HAS(all[0].body.c_str(), "Action=AssumeRoleWithWebIdentity");
  CHECK_INT(all[0].is_direct, 0);
}

// The number of requests until the first run or error of the listing.
template <class Answer, class Set> int until_first(Answer answer, Set set) {
  int count = 0;
  auto settings = over([&](const exchange &out) { answer(out, ++count); });
  set(settings);
  dzjobs::client client(std::move(settings), std::nothrow);
  auto list = client.new_list({"dzd_consumer", "job1"});
  CHECK(client.next(list) != dzjobs::event::send);
  return count;
}

void what_is_handed_back() {
  const auto as_it_is = [](client_settings &) {};
  const auto lost = [](bool retryable) {
    return [retryable](const exchange &out, int) {
      CHECK(out.put_no_response(retryable, "the cable is cut"));
      CHECK(!out.put_response(200, two_runs));
      CHECK(!out.put_response_header("x", "y"));
    };
  };
  CHECK_INT(until_first(lost(false), as_it_is), 1);
  CHECK_INT(until_first(lost(true), as_it_is), 3);
  CHECK_INT(until_first(lost(true), [](client_settings &settings) { settings.max_attempts = 2; }),
            2);
  const auto page = [](const exchange &out, int) { CHECK(out.put_response(200, page_of_one)); };
  CHECK_INT(until_first(page, as_it_is), 1);
  CHECK_INT(until_first(page, [](client_settings &settings) { settings.read_ahead = true; }), 2);

  dzjobs::client client(over([](const exchange &out) {
                          CHECK(out.put_response_header("x-amzn-requestid", "req-7"));
                          CHECK(!out.put_response(99, ""));
                          CHECK(out.put_response(403, ""));
                        }),
                        std::nothrow);
  auto list = client.new_list({"dzd_consumer", "job1"});
  CHECK_INT(static_cast<int>(client.next(list)), -1);
  CHECK_INT(list.error()->http_status(), 403);
  CHECK(list.error()->request_id() == "req-7");
}

// The keys that a callback provides for this time, and the number of its calls for two listings.
void credentials_of_a_callback() {
  for (const bool lasts : {false, true}) {
    int asked = 0;
    std::string headers;
    auto settings = over([&](const exchange &out) {
      headers = sent(out).headers;
      out.put_response(200, two_runs);
    });
    settings.credentials.reset();
    settings.credentials_provider = [&] {
      asked++;
      dzjobs::credentials keys{"AKIDCALLBACK", "secret"};
      if (lasts) keys.session_token = "token=="; // and no end
      else keys.expiration = dzjobs::now() + 3s; // over before the second listing
      return keys;
    };
    dzjobs::client client(std::move(settings));
    for (int i = 0; i < 2; i++) {
      if (i && !lasts) std::this_thread::sleep_for(3200ms);
      for (const auto &run : client.list_job_runs({"dzd_consumer", "job1"}))
        CHECK(run.run_id().has_value());
    }
    CHECK_HAS(headers.c_str(), "Credential=AKIDCALLBACK/");
    CHECK_INT(headers.find("X-Amz-Security-Token") != headers.npos, lasts);
    CHECK_INT(asked, lasts ? 1 : 2);
  }
}

} // namespace

int main() {
  setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
  setenv("AWS_CONFIG_FILE", "/dev/null", 1);
  setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
  for (const char *name : {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
    unsetenv(name);
  what_is_sent();
  settings_of_a_client();
  a_request_with_a_body();
  what_is_handed_back();
  credentials_of_a_callback();
  return check_done();
}
