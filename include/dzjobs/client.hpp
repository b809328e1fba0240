// A client: credentials, HTTP and waiting, for the listings it makes. Included by dzjobs.hpp.
#ifndef DZJOBS_CLIENT_HPP
#define DZJOBS_CLIENT_HPP

#include <functional>

#include "../dzjobs_client.h"
#include "listing.hpp"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// A request for the host's own HTTP to carry, and to answer before the callback returns.
class exchange {
 public:
  // Of a handle, and that handle.
  explicit exchange(dzjobs_exchange *handle) : exchange_(handle) {}
  dzjobs_exchange *get() const noexcept { return exchange_; }

  std::string_view request_method() const { return dzjobs_exchange_request_method(exchange_); }
  std::string_view request_url() const { return dzjobs_exchange_request_url(exchange_); }
  header_list request_headers() const {
    return detail::headers(dzjobs_exchange_request_header, get());
  }
  std::string_view request_body() const {
    return detail::text(dzjobs_exchange_request_body, get());
  }
  duration timeout() const { return duration(dzjobs_exchange_timeout_us(exchange_)); }
  bool is_direct() const { return dzjobs_exchange_is_direct(exchange_) != 0; }

  // False if that did not work; the request then counts as not answered.
  bool put_response_header(const std::string &name, const std::string &value) const {
    return !dzjobs_exchange_put_response_header(exchange_, name.c_str(), value.c_str());
  }
  bool put_response(int http_status, std::string_view body) const {
    return !dzjobs_exchange_put_response(exchange_, http_status, body.data(), body.size());
  }
  bool put_no_response(bool retryable, const std::string &reason) const {
    return !dzjobs_exchange_put_no_response(exchange_, retryable, reason.c_str());
  }

 private:
  dzjobs_exchange *exchange_;
};

// What dzjobs_client.h can set. What is not set is its default.
struct client_settings {
  std::optional<std::string> profile{};
  std::optional<std::string> region{};
  std::optional<std::string> endpoint_url{};
  std::optional<dzjobs::credentials> credentials{};
  std::optional<duration> connect_timeout{};
  std::optional<duration> attempt_timeout{};
  std::optional<duration> call_timeout{};
  std::optional<std::string> ca_bundle{};
  std::optional<std::string> proxy{};
  std::optional<int> max_attempts{};
  std::optional<bool> read_ahead{};
  std::optional<int> max_in_flight{};
  // No exception gets through the C library: one that throws has failed, for the reason in what().
  std::function<dzjobs::credentials()> credentials_provider{};
  std::function<void(std::string_view line)> log{};
  std::function<void(const exchange &)> transport{};
};

namespace detail {

// Why the call failed, if it did.
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

// Shared by a client and its ranges. Does not move, for the callbacks' context points here.
struct shared_client {
  struct free {
    void operator()(dzjobs_client *handle) const { dzjobs_client_free(handle); }
  };
  std::function<dzjobs::credentials()> provide;
  std::function<void(std::string_view)> log;
  std::function<void(const exchange &)> send;
  std::unique_ptr<dzjobs_client, free> client;

  static shared_client &at(void *context) { return *static_cast<shared_client *>(context); }
  static void on_provide(void *context, dzjobs_credentials *out) noexcept {
    const auto trouble = guarded([&] {
      const auto keys = at(context).provide();
      if (keys.unavailable)
        dzjobs_credentials_fail(out, in(keys.unavailable));
      else
        dzjobs_credentials_set(out, in(keys.access_key_id), in(keys.secret_access_key),
                               in(keys.session_token),
                               keys.expiration ? in(*keys.expiration) : DZJOBS_NO_TIME);
    });
    if (trouble) dzjobs_credentials_fail(out, trouble->c_str());
  }
  static void on_line(void *context, const char *line) noexcept {
    guarded([&] { at(context).log(line); });
  }
  static void on_send(void *context, dzjobs_exchange *out) noexcept {
    const auto trouble = guarded([&] { at(context).send(exchange(out)); });
    if (trouble) dzjobs_exchange_put_no_response(out, false, trouble->c_str());
  }
};

} // namespace detail

template <class Item> class listing_range;
// Of dzjobs.hpp.
using job_runs = listing_range<job_run>;
using job_run_pages = listing_range<page>;

// What finds credentials, sends and waits for the listings and ranges it makes.
class client : public detail::failing {
 public:
  // A setting that is refused is thrown, or, with std::nothrow, what error() says.
#if DZJOBS_THROWS
  client() : client(client_settings(), true) {}
  explicit client(client_settings settings) : client(std::move(settings), true) {}
#endif
  explicit client(std::nothrow_t) : client(client_settings(), false) {}
  client(client_settings settings, std::nothrow_t) : client(std::move(settings), false) {}
  // NULL if it could not be made as it was wanted.
  dzjobs_client *get() const noexcept { return shared_ ? shared_->client.get() : nullptr; }

  // Ranges, which keep what they need of the client.
  job_runs list_job_runs(const list_job_runs_request &request) const;
  job_run_pages list_job_run_pages(const list_job_runs_request &request) const;

  // A listing to be driven step by step: event::run or page, done or failed.
  listing new_list(const list_job_runs_request &request) const {
    listing made(throws_);
    if (!get()) {
      made.error_ = error_;
      return made;
    }
    dzjobs_list *list = nullptr;
    const int code = dzjobs_client_new_list(get(), &list, detail::in(request.domain_identifier),
                                            detail::in(request.job_identifier));
    made.start(code, list, request);
    return made;
  }
  event next(listing &listing) const {
    return listing.as_event(dzjobs_client_next(get(), listing.get()));
  }
  event next_page(listing &listing) const {
    return listing.as_event(dzjobs_client_next_page(get(), listing.get()));
  }

  // All that is left of a listing, as dzjobs_client_export_arrow_stream() has it for data tools. It
  // keeps what it needs of the client, callbacks included, of which that of C does not know.
  bool export_arrow_stream(listing &listing, ArrowArrayStream *out) const;

  // Many listings by one thread at a time, as dzjobs_client_next_any(): event::run or list_done,
  // and of which. event::failed of one, whose error() says why, is no exception: the others go on.
  bool add_list(listing &listing) { return check(dzjobs_client_add_list(get(), listing.get())); }
  std::pair<event, listing *> next_any() {
    dzjobs_list *list = nullptr;
    const int code = dzjobs_client_next_any(get(), &list);
    if (!list) return {check(code) ? event::done : event::failed, nullptr};
    auto *found = static_cast<listing *>(dzjobs_list_context(list));
    if (code >= 0) return {found->as_event(code), found};
    found->error_.emplace(code, dzjobs_list_error_text(list), list);
    return {event::failed, found};
  }

  void cancel() const { dzjobs_client_cancel(get()); } // from any thread
  optional_text credentials_source() const {
    return detail::out(dzjobs_client_credentials_source(get()));
  }
  bool check(int code) {
    if (code >= 0) return succeed();
    if (!get() && error()) return fail(*error());
    return fail(dzjobs::error(code, dzjobs_client_error_text(get())));
  }

 private:
  template <class Item> friend class listing_range;
  client(client_settings settings, bool throws) : failing(throws) {
    dzjobs_client *made = nullptr;
    if (!check(dzjobs_client_new(&made))) return;
    shared_->client.reset(made);
    shared_->provide = std::move(settings.credentials_provider);
    shared_->log = std::move(settings.log);
    shared_->send = std::move(settings.transport);
    // A client that cannot be as it is wanted is none.
    if (!set(made, settings)) shared_->client.reset();
  }

  bool set(dzjobs_client *made, const client_settings &settings) {
    using detail::in;
    using detail::set;
    const auto &keys = settings.credentials;
    auto *calls = shared_.get();
    return check(dzjobs_client_set_profile(made, in(settings.profile))) &&
           check(dzjobs_client_set_region(made, in(settings.region))) &&
           check(dzjobs_client_set_endpoint_url(made, in(settings.endpoint_url))) &&
           (!keys || check(dzjobs_client_set_credentials(made, in(keys->access_key_id),
                                                         in(keys->secret_access_key),
                                                         in(keys->session_token)))) &&
           check(set(dzjobs_client_set_connect_timeout_us, made, settings.connect_timeout)) &&
           check(set(dzjobs_client_set_attempt_timeout_us, made, settings.attempt_timeout)) &&
           check(set(dzjobs_client_set_call_timeout_us, made, settings.call_timeout)) &&
           check(dzjobs_client_set_ca_bundle(made, in(settings.ca_bundle))) &&
           check(dzjobs_client_set_proxy(made, in(settings.proxy))) &&
           check(set(dzjobs_client_set_max_attempts, made, settings.max_attempts)) &&
           check(set(dzjobs_client_set_read_ahead, made, settings.read_ahead)) &&
           check(set(dzjobs_client_set_max_in_flight, made, settings.max_in_flight)) &&
           check(dzjobs_client_set_credentials_provider(
               made, calls->provide ? calls->on_provide : nullptr, calls)) &&
           check(dzjobs_client_set_log(made, calls->log ? calls->on_line : nullptr, calls)) &&
           check(dzjobs_client_set_transport(made, calls->send ? calls->on_send : nullptr, calls));
  }

  std::shared_ptr<detail::shared_client> shared_ = std::make_shared<detail::shared_client>();
};

} // inline namespace
} // namespace dzjobs

#endif
