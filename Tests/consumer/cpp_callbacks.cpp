// dzjobs.hpp with the caller's own HTTP, credentials and log: the arguments of callbacks. An
// exception in one becomes an error with its reason and does not pass through C.
#include "settings.hpp"

#include <stdexcept>

#include "check.h"

namespace {

using namespace std::chrono_literals;

constexpr auto two_runs = R"({"items":[{"runId":"r1"},{"runId":"r2","status":"FAILED"}]})";

std::size_t drain(const dzjobs::client &client) {
  std::size_t count = 0;
  for (const auto &run : client.list_job_runs({"dzd_consumer", "job1"}))
    count += run.run_id()->size();
  return count / 2;
}

// Empty if nothing was thrown.
std::string trouble(const dzjobs::client &client, int code) {
  try {
    drain(client);
    return "";
  } catch (const dzjobs::error &error) {
    CHECK_INT(error.code(), code);
    return error.what();
  }
}

void transport() {
  int requests = 0;
  auto settings = over([&](const dzjobs::exchange &exchange) {
    requests++;
    CHECK(exchange.request_method() == "GET");
    CHECK(exchange.request_url() ==
          "https://datazone.us-east-1.api.aws/v2/domains/dzd_consumer/jobs/job1/runs");
    CHECK(exchange.request_body().empty());
    CHECK(exchange.timeout() > 0s);
    CHECK(exchange.timeout() <= 5s);
    const auto headers = exchange.request_headers();
    CHECK(headers.front().first == "Host");
    CHECK(headers.front().second == "datazone.us-east-1.api.aws");
    CHECK(headers.size() >= 5);
    CHECK(headers.size() < 12);
    CHECK(exchange.put_response_header("x-amzn-requestid", "req-1"));
    CHECK(exchange.put_response(200, two_runs));
    CHECK(!exchange.put_response(200, two_runs));
  });
  settings.attempt_timeout = 5s;
  CHECK_INT(drain(dzjobs::client(std::move(settings))), 2);
  CHECK_INT(requests, 1);
}

void refusals_of_the_service() {
  dzjobs::client client(over([](const dzjobs::exchange &exchange) {
    exchange.put_response_header("x-amzn-ErrorType", "AccessDeniedException");
    exchange.put_response_header("x-amzn-RequestId", "req-2");
    exchange.put_response(403, R"({"message":"no\u0000t you"})");
  }));
  try {
    drain(client);
    CHECK(!"an error was thrown");
  } catch (const std::exception &caught) {
    const auto error = *dynamic_cast<const dzjobs::error *>(&caught); // it outlives all of this
    CHECK_INT(error.code(), DZJOBS_ESERVICE);
    CHECK(error.service_code() == "AccessDeniedException");
    CHECK(error.service_message() == "no");
    CHECK(error.request_id() == "req-2");
    CHECK_INT(error.http_status(), 403);
    CHECK_INT(error.attempts(), 1);
    CHECK_HAS(error.what(), "AccessDeniedException: no");
  }
}

void a_transport_that_throws() {
  int calls = 0;
  auto settings = over([&](const dzjobs::exchange &) {
    if (calls++ == 0) throw std::runtime_error("the tunnel is closed");
    throw 42;
  });
  dzjobs::client client(std::move(settings));
  CHECK_HAS(trouble(client, DZJOBS_ETRANSPORT).c_str(), "the tunnel is closed");
  CHECK_HAS(trouble(client, DZJOBS_ETRANSPORT).c_str(), "an exception");
  CHECK_INT(calls, 2); // neither is tried again
}

void an_answer_that_throws_behind_it() {
  dzjobs::client client(over([](const dzjobs::exchange &exchange) {
    exchange.put_response(200, two_runs);
    throw std::runtime_error("too late");
  }));
  CHECK_INT(drain(client), 2);
}

void credentials() {
  int asked = 0;
  auto settings = over([](const dzjobs::exchange &exchange) {
    std::string all;
    for (const auto &[name, value] : exchange.request_headers()) all.append(name).append(value);
    CHECK_HAS(all.c_str(), "Credential=AKIDCALLBACK/");
    CHECK_HAS(all.c_str(), "X-Amz-Security-Token" "token==");
    exchange.put_response(200, two_runs);
  });
  settings.credentials.reset();
  settings.credentials_provider = [&] {
    asked++;
    return dzjobs::credentials{"AKIDCALLBACK", "secret", "token==", dzjobs::now() + 1h};
  };
  dzjobs::client client(std::move(settings));
  CHECK_INT(drain(client), 2);
  CHECK_INT(drain(client), 2);
  CHECK_INT(asked, 1);
}

void no_credentials() {
  const auto with = [](auto callback) {
    auto settings = over([](const dzjobs::exchange &) { CHECK(!"nothing is sent"); });
    settings.credentials.reset();
    settings.credentials_provider = callback;
    return trouble(dzjobs::client(std::move(settings)), DZJOBS_ECREDENTIALS);
  };
  const auto refused = with([] {
    dzjobs::credentials none;
    none.unavailable = "the vault is sealed";
    return none;
  });
  CHECK_HAS(refused.c_str(), "the vault is sealed");
  const auto thrown =
      with([]() -> dzjobs::credentials { throw std::runtime_error("the vault burns"); });
  CHECK_HAS(thrown.c_str(), "the vault burns");
  CHECK(!with([] { return dzjobs::credentials(); }).empty());
}

void log() {
  std::string lines;
  auto settings =
      over([](const dzjobs::exchange &exchange) { exchange.put_response(200, two_runs); });
  settings.log = [&](const dzjobs::log_line &line) {
    lines.append(line.text).append("\n");
    throw std::runtime_error("the disk is full"); // a log cannot stop a listing
  };
  CHECK_INT(drain(dzjobs::client(std::move(settings))), 2);
  CHECK_HAS(lines.c_str(), "/v2/domains/dzd_consumer/jobs/job1/runs");
  CHECK(lines.find("secretCONSUMER") == lines.npos);
}

// Objects that callbacks capture live exactly as long as the stream.
ArrowArrayStream stream_of_a_client_that_ends(const std::shared_ptr<int> &lines) {
  auto settings = over([lines](const dzjobs::exchange &exchange) {
    exchange.put_response(200, two_runs);
  });
  settings.log = [lines](const dzjobs::log_line &) { ++*lines; };
  const dzjobs::client client(std::move(settings));
  auto list = client.new_list({"dzd_consumer", "job1"});
  ArrowArrayStream stream{};
  CHECK(client.export_arrow_stream(list, &stream));
  return stream;
}

void a_stream_keeps_what_it_calls() {
  const auto lines = std::make_shared<int>(0);
  auto stream = stream_of_a_client_that_ends(lines);
  CHECK_INT(lines.use_count(), 3);
  ArrowSchema schema{};
  CHECK_INT(stream.get_schema(&stream, &schema), 0);
  schema.release(&schema);
  ArrowArray page{};
  CHECK_INT(stream.get_next(&stream, &page), 0);
  CHECK_INT(page.length, 2);
  page.release(&page);
  CHECK_INT(stream.get_next(&stream, &page), 0);
  CHECK(!page.release);
  CHECK(*lines > 0);
  stream.release(&stream);
  CHECK(!stream.release);
  CHECK_INT(lines.use_count(), 1);
}

void streams_that_fail() {
  dzjobs::client client(over([](const dzjobs::exchange &exchange) {
    exchange.put_no_response(false, "the cable is cut");
  }), std::nothrow);
  auto list = client.new_list({"dzd_consumer", "job1"});
  CHECK(!client.export_arrow_stream(list, nullptr));
  CHECK_INT(list.error()->code(), DZJOBS_EINVAL);
  ArrowArrayStream stream{};
  CHECK(client.export_arrow_stream(list, &stream));
  CHECK(!list.error());
  ArrowArray page{};
  CHECK(stream.get_next(&stream, &page) != 0);
  CHECK_HAS(stream.get_last_error(&stream), "the cable is cut");
  stream.release(&stream);
}

} // namespace

int main() {
  transport();
  refusals_of_the_service();
  a_transport_that_throws();
  an_answer_that_throws_behind_it();
  credentials();
  no_credentials();
  log();
  a_stream_keeps_what_it_calls();
  streams_that_fail();
  return check_done();
}
