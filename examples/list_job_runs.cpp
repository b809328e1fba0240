// Counts the runs of an Amazon DataZone job by status, with the longest duration of each, or lists
// them as JSON, one run a line. In C++17:
//   c++ -std=c++17 list_job_runs.cpp -o list_job_runs $(pkg-config --cflags --libs dzjobs)
#include "text.h"
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <dzjobs.hpp>
#include <getopt.h>
#include <iomanip>
#include <iostream>
#include <map>

namespace {

constexpr char usage[] =
    "usage: list_job_runs --domain ID --job ID [--profile NAME] [--region REGION]\n"
    "                     [--status STATUS] [--sort ASCENDING|DESCENDING] [--max-items N]\n"
    "                     [--page-size N] [--starting-token TOKEN] [--endpoint-url URL] [--json]\n"
    "Credentials and everything else come from the same places as in the AWS CLI: the\n"
    "environment, the config files, the container or the instance.\n";

struct options {
  dzjobs::client_settings client;
  dzjobs::list_job_runs_request request;
  bool json = false;
};

// Reads a whole number from 0 to the largest one of its type.
template <class Number> bool read(const char *text, std::optional<Number> &number) {
  const char *end = text + std::strlen(text);
  const auto [rest, error] = std::from_chars(text, end, number.emplace());
  return error == std::errc() && rest == end && *number >= 0;
}

bool read(int argc, char **argv, options &into) {
  static const option known[] = {
      {"domain", 1, nullptr, 'd'},       {"job", 1, nullptr, 'j'},      {"json", 0, nullptr, 'J'},
      {"profile", 1, nullptr, 'P'},      {"region", 1, nullptr, 'r'},   {"sort", 1, nullptr, 'o'},
      {"page-size", 1, nullptr, 'p'},    {"status", 1, nullptr, 's'},
      {"max-items", 1, nullptr, 'm'},    {"endpoint-url", 1, nullptr, 'e'},
      {"starting-token", 1, nullptr, 't'}, {"help", 0, nullptr, 'h'}, {}};
  auto &[client, request, json] = into;
  bool domain = false, job = false, right = true;
  for (int c; right && (c = getopt_long(argc, argv, "", known, nullptr)) != -1;)
    switch (c) {
      case 'd': request.domain_identifier = optarg; domain = true; break;
      case 'j': request.job_identifier = optarg; job = true; break;
      case 'P': client.profile = optarg; break;
      case 'r': client.region = optarg; break;
      case 'e': client.endpoint_url = optarg; break;
      case 's': request.status = optarg; break;
      case 'o': request.sort_order = optarg; break;
      case 't': request.resume_token = optarg; break;
      case 'p': right = read(optarg, request.max_results); break;
      case 'm': right = read(optarg, request.max_items); break;
      case 'J': json = true; break;
      case 'h': std::exit(std::fputs(usage, stdout) < 0);
      default: right = false;
    }
  return right && domain && job && optind == argc;
}

struct tally {
  int runs = 0;
  dzjobs::duration most{0};

  void count(const dzjobs::job_run &run) {
    runs++;
    if (run.start_time() && run.end_time())
      most = std::max(most, *run.end_time() - *run.start_time());
  }
};

void print(const std::string &status, const tally &tally) {
  const auto whole = std::chrono::duration_cast<std::chrono::minutes>(tally.most);
  std::cout << std::setw(8) << tally.runs << ' ';
  put_text(stdout, status.c_str());
  if (whole.count()) std::cout << ", up to " << whole.count() << " minutes";
  std::cout << '\n';
}

} // namespace

int main(int argc, char **argv) {
  options options;
  if (!read(argc, argv, options)) return std::fputs(usage, stderr), 2;
  std::map<std::string, tally> tallies;
  std::optional<dzjobs::job_runs> runs; // keeps its client
  int code = 0;
  try {
    runs = dzjobs::client(options.client).list_job_runs(options.request);
    for (const auto &run : *runs)
      if (options.json)
        std::cout << run.json() << '\n';
      else
        tallies[std::string(run.status().value_or("-"))].count(run);
  } catch (const dzjobs::error &error) {
    std::cerr << "list_job_runs: ";
    put_text(stderr, error.what());
    std::cerr << '\n';
    code = error.code() == DZJOBS_EINVAL ? 2 : 1;
  }
  for (const auto &[status, tally] : tallies) print(status, tally);
  if (!std::cout.flush()) return 1;
  if (runs && runs->resume_token())
    std::cerr << "to continue: --starting-token " << *runs->resume_token() << '\n';
  return code;
}
