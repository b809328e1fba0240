// A listing whose caller does the I/O:
//
//   dzjobs::listing list("us-east-1", {"dzd_1234", "job5678"});
//   for (;;) {
//     const auto event = list.next(dzjobs::now());
//     if (event == dzjobs::event::run)       use(list.run());
//     else if (event == dzjobs::event::send) send the request, then list.put_response(...);
//     else if (event == dzjobs::event::wait) sleep for list.wait();
//     else                                   break; // done, or failed
//   }
//
// Included by dzjobs.hpp, which has the rules of every call.
#ifndef DZJOBS_LISTING_HPP
#define DZJOBS_LISTING_HPP

#include <new>
#include <type_traits>

#include "../dzjobs_client.h"
#include "run.hpp"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// Credentials, permanent or temporary.
struct credentials {
  // The keys that sign requests.
  std::string access_key_id{};
  std::string secret_access_key{};
  std::optional<std::string> session_token{};
  optional_time expiration{};               // from a callback: renew them before it
  std::optional<std::string> unavailable{}; // from a callback: the reason for having none
};

// The parameters of ListJobRuns, and the settings of dzjobs.h. An empty value means the default.
struct list_job_runs_request {
  // The job whose runs are listed.
  std::string domain_identifier{};
  std::string job_identifier{};
  std::optional<std::string> region{}; // instead of the client's
  std::optional<std::string> status{};
  std::optional<std::string> sort_order{};
  std::optional<int> max_results{};
  std::optional<std::int64_t> max_items{};
  std::optional<std::string> next_token{};
  std::optional<std::string> resume_token{};
  std::optional<std::string> endpoint_url{};
  std::optional<bool> use_fips{};
  std::optional<int> max_attempts{};
  std::optional<int> retry_quota{};       // not for a client's listing
  std::optional<duration> call_timeout{}; // only for a client's listing
  std::optional<std::uint64_t> random_seed{};
  std::optional<int> json_times{};
};

namespace detail {

template <class Handle, class Argument, class Value>
int set(int (*setter)(Handle *, Argument), Handle *handle, const std::optional<Value> &value) {
  if (!value) return 0;
  if constexpr (std::is_same_v<Value, duration>) return setter(handle, value->count());
  else return setter(handle, *value);
}

// Keeps the error of the last call, and throws it unless std::nothrow was passed.
class failing {
 public:
  // Empty if the last call succeeded.
  [[nodiscard]] const std::optional<dzjobs::error> &error() const noexcept { return error_; }

 protected:
  // For derived classes.
  explicit failing(bool throws) : throws_(throws) {}
  failing(failing &&) = default;
  failing &operator=(failing &&) = default;
  bool succeed() {
    error_.reset();
    return true;
  }
  bool fail(const dzjobs::error &error) {
    error_ = error;
#if DZJOBS_THROWS
    if (throws_) throw error;
#endif
    return false;
  }
  bool throws_;
  std::optional<dzjobs::error> error_;
};

} // namespace detail

// The runs of one job, or a part of them.
class listing : public detail::failing {
 public:
  // Like dzjobs_list_new(). Throws for a refused value; with std::nothrow, error() keeps it.
#if DZJOBS_THROWS
  listing(const std::string &region, const list_job_runs_request &request)
      : listing(region, request, true) {}
#endif
  listing(const std::string &region, const list_job_runs_request &request, std::nothrow_t)
      : listing(region, request, false) {}

  // A client finds the listing after a move. The C handle's context belongs to the program.
  listing(listing &&other) noexcept
      : failing(std::move(other)), list_(std::move(other.list_)),
        anchor_(std::move(other.anchor_)) {
    if (anchor_) *anchor_ = this;
  }
  listing &operator=(listing &&other) noexcept {
    if (this == &other) return *this;
    failing::operator=(std::move(other));
    leave();
    list_ = std::move(other.list_);
    anchor_ = std::move(other.anchor_);
    if (anchor_) *anchor_ = this;
    return *this;
  }
  ~listing() { leave(); }

  // The handle; NULL if a setting was refused.
  [[nodiscard]] dzjobs_list *get() const noexcept { return list_.get(); }
  bool check(int code) {
    if (code >= 0) return succeed();
    // Without a handle no call works; the constructor reported the reason.
    if (!get() && error()) return fail(*error());
    return fail(dzjobs::error(code, dzjobs_list_error_text(get()), get()));
  }
  // Checks the result of a C function, and keeps or throws its error.
  event as_event(int code) { return check(code) ? static_cast<event>(code) : event::failed; }

  [[nodiscard]] event next(time_point now) {
    return as_event(dzjobs_list_next(get(), detail::in(now)));
  }
  [[nodiscard]] event next_page(time_point now) {
    return as_event(dzjobs_list_next_page(get(), detail::in(now)));
  }
  [[nodiscard]] duration wait() const noexcept { return duration(dzjobs_list_wait_us(get())); }
  [[nodiscard]] job_run run() const noexcept { return job_run(dzjobs_list_run(get())); }
  // The current page or run, after event::page or run.
  [[nodiscard]] dzjobs::page page() const noexcept { return dzjobs::page(get()); }
  [[nodiscard]] optional_text resume_token() const noexcept {
    return detail::out(dzjobs_list_resume_token(get()));
  }
  // Can be called on any thread: every next fails until uncancel().
  void cancel() const noexcept { dzjobs_list_cancel(get()); }
  void uncancel() const noexcept { dzjobs_list_uncancel(get()); }
  // The counters, DZJOBS_COUNT_*, and the reasons for retries.
  [[nodiscard]] std::int64_t count(int which) const noexcept {
    return dzjobs_list_count(get(), which);
  }
  [[nodiscard]] bool is_throttled() const noexcept { return dzjobs_list_is_throttled(get()) != 0; }
  [[nodiscard]] bool is_retryable() const noexcept { return dzjobs_list_is_retryable(get()) != 0; }

  // The request, after event::send, and its response.
  [[nodiscard]] optional_text request_url() const noexcept {
    return detail::out(dzjobs_list_request_url(get()));
  }
  [[nodiscard]] header_list request_headers() const {
    return detail::headers(dzjobs_list_request_header, get());
  }
  bool put_response_header(const std::string &name, const std::string &value) {
    return check(dzjobs_list_put_response_header(get(), name.c_str(), value.c_str()));
  }
  bool put_response(time_point now, int http_status, std::string_view body) {
    return check(
        dzjobs_list_put_response(get(), detail::in(now), http_status, body.data(), body.size()));
  }
  bool put_no_response(time_point now, bool retryable, const std::string &reason) {
    return check(dzjobs_list_put_no_response(get(), detail::in(now), retryable, reason.c_str()));
  }

  bool set_credentials(const credentials &keys) {
    return check(dzjobs_list_set_credentials(get(), detail::in(keys.access_key_id),
                                             detail::in(keys.secret_access_key),
                                             detail::in(keys.session_token)));
  }

 private:
  friend class client;
  struct free {
    void operator()(dzjobs_list *list) const { dzjobs_list_free(list); }
  };

  explicit listing(bool throws) : failing(throws) {}
  listing(const std::string &region, const list_job_runs_request &request, bool throws)
      : failing(throws) {
    dzjobs_list *list = nullptr;
    int code = dzjobs_list_new(&list, detail::in(region), detail::in(request.domain_identifier),
                               detail::in(request.job_identifier));
    start(code, list, request);
  }

  // A refused setting prevents every request.
  void start(int code, dzjobs_list *list, const list_job_runs_request &request) {
    using detail::in;
    using detail::set;
    const auto &url = request.endpoint_url;
    error_.reset();
    list_.reset(list);
    anchor_ = std::make_shared<listing *>(this);
    const auto &region = request.region;
    if (!check(code) || (region && !check(dzjobs_list_set_region(list, in(region)))) ||
        !check(set(dzjobs_list_set_call_timeout_us, list, request.call_timeout)) ||
        !check(dzjobs_list_set_status(list, in(request.status))) ||
        !check(dzjobs_list_set_sort_order(list, in(request.sort_order))) ||
        !check(set(dzjobs_list_set_max_results, list, request.max_results)) ||
        !check(set(dzjobs_list_set_max_items, list, request.max_items)) ||
        !check(dzjobs_list_set_next_token(list, in(request.next_token))) ||
        !check(dzjobs_list_set_resume_token(list, in(request.resume_token))) ||
        (url && !check(dzjobs_list_set_endpoint_url(list, in(url)))) ||
        !check(set(dzjobs_list_set_use_fips, list, request.use_fips)) ||
        !check(set(dzjobs_list_set_max_attempts, list, request.max_attempts)) ||
        !check(set(dzjobs_list_set_retry_quota, list, request.retry_quota)) ||
        !check(set(dzjobs_list_set_random_seed, list, request.random_seed)) ||
        !check(set(dzjobs_list_set_json_times, list, request.json_times)))
      list_.reset();
  }

  // Takes the error of another object's call on this listing.
  const std::optional<dzjobs::error> &error_of(int code) {
    error_.emplace(code, dzjobs_list_error_text(get()), get());
    return error_;
  }
  void leave() noexcept {
    if (anchor_) *anchor_ = nullptr;
  }

  std::unique_ptr<dzjobs_list, free> list_;
  std::shared_ptr<listing *> anchor_; // to this object
};

} // inline namespace
} // namespace dzjobs

#endif
