// The callbacks of a program, and the settings of a client. Included by dzjobs.hpp.
#ifndef DZJOBS_CALLBACKS_HPP
#define DZJOBS_CALLBACKS_HPP

#include <functional>

#include "../dzjobs_client.h"
#include "listing.hpp"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// An HTTP request for the program's own transport, which puts the response before it returns.
class exchange {
 public:
  // Wraps a handle; get() returns it.
  explicit exchange(dzjobs_exchange *handle) noexcept : exchange_(handle) {}
  [[nodiscard]] dzjobs_exchange *get() const noexcept { return exchange_; }

  [[nodiscard]] std::string_view request_method() const noexcept {
    return dzjobs_exchange_request_method(exchange_);
  }
  [[nodiscard]] std::string_view request_url() const noexcept {
    return dzjobs_exchange_request_url(exchange_);
  }
  [[nodiscard]] header_list request_headers() const {
    return detail::headers(dzjobs_exchange_request_header, get());
  }
  [[nodiscard]] std::string_view request_body() const noexcept {
    return detail::text(dzjobs_exchange_request_body, get());
  }
  [[nodiscard]] duration timeout() const noexcept {
    return duration(dzjobs_exchange_timeout_us(exchange_));
  }
  [[nodiscard]] bool is_canceled() const noexcept {
    return dzjobs_exchange_is_canceled(exchange_) != 0;
  }
  [[nodiscard]] bool is_direct() const noexcept {
    return dzjobs_exchange_is_direct(exchange_) != 0;
  }

  // They return false if that failed; the request then has no response.
  bool put_response_header(const std::string &name, const std::string &value) const noexcept {
    return !dzjobs_exchange_put_response_header(exchange_, name.c_str(), value.c_str());
  }
  bool put_response(int http_status, std::string_view body) const noexcept {
    return !dzjobs_exchange_put_response(exchange_, http_status, body.data(), body.size());
  }
  bool put_no_response(bool retryable, const std::string &reason) const noexcept {
    return !dzjobs_exchange_put_no_response(exchange_, retryable, reason.c_str());
  }

 private:
  dzjobs_exchange *exchange_;
};

// A line of the log: see dzjobs_client_set_log().
struct log_line {
  int level;               // DZJOBS_LEVEL_*
  int topic;               // DZJOBS_TOPIC_*
  std::string_view text;   // for people
  const dzjobs_list *list; // or NULL
};

// The settings of dzjobs_client.h. An empty value means the default.
struct client_settings {
  std::optional<bool> use_environment{};
  std::optional<std::string> profile{};
  std::optional<std::string> region{};
  std::optional<std::string> endpoint_url{};
  std::optional<bool> use_fips{};
  std::optional<dzjobs::credentials> credentials{};
  std::optional<duration> connect_timeout{};
  std::optional<duration> attempt_timeout{};
  std::optional<duration> stall_timeout{};
  std::optional<duration> call_timeout{};
  std::optional<std::string> ca_bundle{};
  std::optional<std::string> proxy{};
  std::optional<int> max_attempts{};
  std::optional<int> retry_quota{};
  std::optional<std::string> user_agent_suffix{};
  std::optional<bool> read_ahead{};
  std::optional<int> max_in_flight{};
  // The functions live as long as the client, its listings and its streams. No exception passes
  // through the C library: a function that throws has failed, and what() is the reason.
  std::function<dzjobs::credentials()> credentials_provider{};
  std::function<void(const log_line &)> log{};
  std::function<void(const exchange &)> transport{};
};

namespace detail {

// Calls a function. Returns the reason if it failed.
template <class Call> std::optional<std::string> guarded(const Call &call) {
#if DZJOBS_THROWS
  try {
    call();
  } catch (const std::exception &exception) {
    return exception.what();
  } catch (...) {
    return "an exception was thrown";
  }
#else
  call();
#endif
  return std::nullopt;
}

template <class Function> const Function &at(void *context) {
  return *static_cast<const Function *>(context);
}

inline int on_provide(void *context, dzjobs_credentials *out) noexcept {
  const auto trouble = guarded([&] {
    const auto keys = at<decltype(client_settings::credentials_provider)>(context)();
    if (keys.unavailable)
      dzjobs_credentials_fail(out, in(keys.unavailable));
    else
      dzjobs_credentials_set(out, in(keys.access_key_id), in(keys.secret_access_key),
                             in(keys.session_token),
                             keys.expiration ? in(*keys.expiration) : DZJOBS_NO_TIME);
  });
  if (trouble) dzjobs_credentials_fail(out, trouble->c_str());
  return 0;
}

inline void on_log(void *context, const dzjobs_list *list, int level, int topic,
                   const char *line) noexcept {
  guarded([&] { at<decltype(client_settings::log)>(context)({level, topic, line, list}); });
}

inline int on_send(void *context, dzjobs_exchange *out) noexcept {
  const auto trouble =
      guarded([&] { at<decltype(client_settings::transport)>(context)(exchange(out)); });
  if (trouble) dzjobs_exchange_put_no_response(out, false, trouble->c_str());
  return 0;
}

// Passes a function to the C client, which keeps it as long as it can call it.
template <class Setter, class Callback, class Function>
int give(Setter setter, dzjobs_client *client, Callback callback, Function &function) {
  if (!function) return 0;
  auto *context = new (std::nothrow) Function(std::move(function));
  if (!context) return DZJOBS_ENOMEM;
  const int code = setter(client, callback, context,
                          [](void *kept) { delete static_cast<Function *>(kept); });
  if (code < 0) delete context;
  return code;
}

} // namespace detail
} // inline namespace
} // namespace dzjobs

#endif
