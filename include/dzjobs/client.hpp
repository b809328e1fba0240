// A client: it finds credentials, sends and waits for its listings. Included by dzjobs.hpp.
#ifndef DZJOBS_CLIENT_HPP
#define DZJOBS_CLIENT_HPP

#include <map>

#include "callbacks.hpp"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

template <class Item> class listing_range;
// Defined in dzjobs.hpp.
using job_runs = listing_range<job_run>;
using job_run_pages = listing_range<page>;

// Finds credentials, sends and waits for the listings and ranges it makes.
class client : public detail::failing {
 public:
  // Throws for a refused setting; with std::nothrow, error() keeps it.
#if DZJOBS_THROWS
  client() : client(client_settings(), true) {}
  explicit client(client_settings settings) : client(std::move(settings), true) {}
#endif
  explicit client(std::nothrow_t) : client(client_settings(), false) {}
  client(client_settings settings, std::nothrow_t) : client(std::move(settings), false) {}
  // The handle; NULL if a setting was refused.
  [[nodiscard]] dzjobs_client *get() const noexcept { return client_.get(); }

  // Ranges. They keep the parts of the client that they need.
  [[nodiscard]] job_runs list_job_runs(const list_job_runs_request &request) const;
  [[nodiscard]] job_run_pages list_job_run_pages(const list_job_runs_request &request) const;

  // Makes a listing to drive step by step: event::run or page, done or failed.
  [[nodiscard]] listing new_list(const list_job_runs_request &request) const {
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
  [[nodiscard]] event next(listing &listing) const {
    return listing.as_event(dzjobs_client_next(get(), listing.get()));
  }
  [[nodiscard]] event next_page(listing &listing) const {
    return listing.as_event(dzjobs_client_next_page(get(), listing.get()));
  }

  // For a program that sends requests itself: gives the listing the settings and credentials for
  // listing::next(). Returns the time to call it again; empty for never, and after a failure.
  optional_time prepare(listing &listing) const {
    std::int64_t renew_at_us = DZJOBS_NO_TIME;
    if (!listing.check(dzjobs_client_prepare(get(), listing.get(), &renew_at_us)))
      return std::nullopt;
    return detail::out(renew_at_us);
  }

  // The rest of a listing for data tools, in batches of this many rows, or page by page.
  bool export_arrow_stream(listing &listing, ArrowArrayStream *out,
                           std::size_t batch_rows = 0) const {
    return listing.check(dzjobs_client_export_arrow_stream(get(), listing.get(), batch_rows, out));
  }

  // Drives many listings on one thread, like dzjobs_client_next_any(). event::list_failed concerns
  // one listing, whose error() has the reason; it throws nothing, and the others continue.
  bool add_list(listing &listing) {
    const int code = dzjobs_client_add_list(get(), listing.get());
    if (code < 0) return get() ? fail(*listing.error_of(code)) : check(code);
    added_[listing.get()] = listing.anchor_;
    return succeed();
  }
  [[nodiscard]] std::pair<event, listing *> next_any() { return any(dzjobs_client_next_any); }
  // The same without waiting: event::wait until poll_fd() is readable, or for wait().
  [[nodiscard]] std::pair<event, listing *> try_next_any() {
    return any(dzjobs_client_try_next_any);
  }
  [[nodiscard]] int poll_fd() const noexcept { return dzjobs_client_poll_fd(get()); }
  [[nodiscard]] duration wait() const noexcept { return duration(dzjobs_client_wait_us(get())); }

  // Can be called on any thread.
  void cancel() const noexcept { dzjobs_client_cancel(get()); }
  void uncancel() const noexcept { dzjobs_client_uncancel(get()); }
  [[nodiscard]] std::string credentials_source() const {
    return detail::copied(dzjobs_client_credentials_source, get());
  }
  // The sum of a counter, DZJOBS_COUNT_*, over all listings.
  [[nodiscard]] std::int64_t count(int which) const noexcept {
    return dzjobs_client_count(get(), which);
  }
  bool check(int code) {
    if (code >= 0) return succeed();
    if (!get() && error()) return fail(*error());
    return fail(dzjobs::error(code, detail::copied(dzjobs_client_error_text, get()).c_str()));
  }

 private:
  template <class Item> friend class listing_range;
  client(client_settings settings, bool throws) : failing(throws) {
    dzjobs_client *made = nullptr;
    if (!check(dzjobs_client_new(&made))) return;
    client_ = {made, dzjobs_client_free};
    if (!set(made, settings)) client_.reset();
  }

  bool set(dzjobs_client *made, client_settings &settings) {
    using detail::give;
    using detail::in;
    using detail::set;
    const auto &keys = settings.credentials;
    return check(set(dzjobs_client_set_use_environment, made, settings.use_environment)) &&
           check(dzjobs_client_set_profile(made, in(settings.profile))) &&
           check(dzjobs_client_set_region(made, in(settings.region))) &&
           check(dzjobs_client_set_endpoint_url(made, in(settings.endpoint_url))) &&
           check(set(dzjobs_client_set_use_fips, made, settings.use_fips)) &&
           (!keys || check(dzjobs_client_set_credentials(made, in(keys->access_key_id),
                                                         in(keys->secret_access_key),
                                                         in(keys->session_token)))) &&
           check(set(dzjobs_client_set_connect_timeout_us, made, settings.connect_timeout)) &&
           check(set(dzjobs_client_set_attempt_timeout_us, made, settings.attempt_timeout)) &&
           check(set(dzjobs_client_set_stall_timeout_us, made, settings.stall_timeout)) &&
           check(set(dzjobs_client_set_call_timeout_us, made, settings.call_timeout)) &&
           check(dzjobs_client_set_ca_bundle(made, in(settings.ca_bundle))) &&
           check(dzjobs_client_set_proxy(made, in(settings.proxy))) &&
           check(set(dzjobs_client_set_max_attempts, made, settings.max_attempts)) &&
           check(set(dzjobs_client_set_retry_quota, made, settings.retry_quota)) &&
           check(dzjobs_client_set_user_agent_suffix(made, in(settings.user_agent_suffix))) &&
           check(set(dzjobs_client_set_read_ahead, made, settings.read_ahead)) &&
           check(set(dzjobs_client_set_max_in_flight, made, settings.max_in_flight)) &&
           check(give(dzjobs_client_set_credentials_provider, made, detail::on_provide,
                      settings.credentials_provider)) &&
           check(give(dzjobs_client_set_log, made, detail::on_log, settings.log)) &&
           check(give(dzjobs_client_set_transport, made, detail::on_send, settings.transport));
  }

  std::pair<event, listing *> any(int (*call)(dzjobs_client *, dzjobs_list **)) {
    dzjobs_list *list = nullptr;
    const int code = call(get(), &list);
    if (!list) return {check(code) ? static_cast<event>(code) : event::failed, nullptr};
    const auto entry = added_.find(list);
    listing *found = entry == added_.end() ? nullptr : *entry->second;
    if (entry != added_.end() && code != DZJOBS_RUN) added_.erase(entry);
    if (found && code == DZJOBS_LIST_FAILED)
      found->error_.emplace(dzjobs_list_last_error(list), dzjobs_list_error_text(list), list);
    else if (found)
      found->succeed();
    return {static_cast<event>(code), found};
  }

  std::shared_ptr<dzjobs_client> client_;
  // The addresses of the listings that next_any() may return. They follow moved listings.
  std::map<dzjobs_list *, std::shared_ptr<listing *>> added_;
};

} // inline namespace
} // namespace dzjobs

#endif
