// What comes out of a listing: runs, pages, errors, and the types of C++ that stand for those of C.
// Included by dzjobs.hpp.
#ifndef DZJOBS_RUN_HPP
#define DZJOBS_RUN_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../dzjobs.h"

// A program may be linked from files with and without exceptions, and have libraries that use
// other versions of these headers: their functions differ, and so does the namespace.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define DZJOBS_THROWS 1
#define DZJOBS_NAMESPACE v0_1_throwing
#else
#define DZJOBS_THROWS 0
#define DZJOBS_NAMESPACE v0_1_quiet
#endif

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// What stands for the times and texts of C.
using duration = std::chrono::microseconds;
using time_point = std::chrono::time_point<std::chrono::system_clock, duration>;
using optional_text = std::optional<std::string_view>;
using optional_time = std::optional<time_point>;
using header_list = std::vector<std::pair<std::string_view, std::string_view>>;

// The system's, for a listing that knows no clock.
inline time_point now() {
  return std::chrono::time_point_cast<duration>(std::chrono::system_clock::now());
}

// As DZJOBS_DONE and so on.
enum class event { failed = -1, done, run, page, send, wait, list_done, list_failed };

namespace detail {

// C would cut a text at a NUL and list another job. As no UTF-8 it is refused instead.
inline const char *in(const std::string &text) {
  return text.find('\0') == text.npos ? text.c_str() : "\xff";
}
inline const char *in(const std::optional<std::string> &text) { return text ? in(*text) : nullptr; }
inline std::int64_t in(time_point time) { return time.time_since_epoch().count(); }

inline optional_text out(const char *text) { return text ? optional_text(text) : std::nullopt; }
inline optional_time out(std::int64_t us) {
  return us == DZJOBS_NO_TIME ? std::nullopt : optional_time(duration(us));
}

// A text that C copies out.
template <class Handle>
std::string copied(std::size_t (*copy)(const Handle *, char *, std::size_t), const Handle *handle) {
  std::string text(copy(handle, nullptr, 0), ' ');
  // Another thread may have made it longer in between.
  text.resize(std::min(copy(handle, text.data(), text.size() + 1), text.size()));
  return text;
}

// A text with a length; empty when memory ran out.
template <class Handle>
std::string_view text(const char *(*of)(const Handle *, std::size_t *), const Handle *handle) {
  std::size_t len = 0;
  const char *data = of(handle, &len);
  return {data, len};
}

template <class Handle>
header_list headers(const char *(*at)(const Handle *, std::size_t, const char **),
                    const Handle *handle) {
  header_list all;
  const char *value = nullptr;
  while (const char *name = at(handle, all.size(), &value)) all.emplace_back(name, value);
  return all;
}

} // namespace detail

// An exception, or a value. It borrows nothing.
class error : public std::exception {
 public:
  error(int code, const char *text, const dzjobs_list *list = nullptr)
      : facts_(std::make_shared<const facts>(facts{
            code, text && *text ? text : dzjobs_strerror(code),
            copy(dzjobs_list_service_code(list)), copy(dzjobs_list_service_message(list)),
            copy(dzjobs_list_request_id(list)),
            dzjobs_list_http_status(list), dzjobs_list_attempts(list)})) {}
  // What was moved from is an error still.
  error(const error &) = default;
  error &operator=(const error &) = default;

  // The text for people.
  const char *what() const noexcept override { return facts_->text.c_str(); }
  [[nodiscard]] int code() const noexcept { return facts_->code; } // DZJOBS_E*
  // Of the last answer, as dzjobs_list_service_code() and its kin have it.
  [[nodiscard]] optional_text service_code() const noexcept { return facts_->service_code; }
  [[nodiscard]] optional_text service_message() const noexcept { return facts_->service_message; }
  [[nodiscard]] optional_text request_id() const noexcept { return facts_->request_id; }
  [[nodiscard]] int http_status() const noexcept { return facts_->http_status; }
  [[nodiscard]] int attempts() const noexcept { return facts_->attempts; }

 private:
  using optional_string = std::optional<std::string>;
  struct facts {
    int code;
    std::string text;
    optional_string service_code, service_message, request_id;
    int http_status, attempts;
  };
  static optional_string copy(const char *text) {
    return text ? optional_string(text) : std::nullopt;
  }
  std::shared_ptr<const facts> facts_; // shared: to copy an exception must not throw one
};

// One run, which its page owns.
class job_run {
 public:
  // Of a handle, and that handle.
  explicit job_run(const dzjobs_run *run = nullptr) noexcept : run_(run) {}
  [[nodiscard]] const dzjobs_run *get() const noexcept { return run_; }

  // made by packaging/members/generate.py from members.txt, do not edit
  [[nodiscard]] optional_text domain_id() const noexcept {
    return detail::out(dzjobs_run_domain_id(run_));
  }
  [[nodiscard]] optional_text job_id() const noexcept {
    return detail::out(dzjobs_run_job_id(run_));
  }
  [[nodiscard]] optional_text job_type() const noexcept {
    return detail::out(dzjobs_run_job_type(run_));
  }
  [[nodiscard]] optional_text run_id() const noexcept {
    return detail::out(dzjobs_run_run_id(run_));
  }
  [[nodiscard]] optional_text run_mode() const noexcept {
    return detail::out(dzjobs_run_run_mode(run_));
  }
  [[nodiscard]] optional_text status() const noexcept {
    return detail::out(dzjobs_run_status(run_));
  }
  [[nodiscard]] optional_text error_message() const noexcept {
    return detail::out(dzjobs_run_error_message(run_));
  }
  [[nodiscard]] optional_text created_by() const noexcept {
    return detail::out(dzjobs_run_created_by(run_));
  }
  [[nodiscard]] optional_time created_at() const noexcept {
    return detail::out(dzjobs_run_created_at_us(run_));
  }
  [[nodiscard]] optional_time start_time() const noexcept {
    return detail::out(dzjobs_run_start_time_us(run_));
  }
  [[nodiscard]] optional_time end_time() const noexcept {
    return detail::out(dzjobs_run_end_time_us(run_));
  }
  // end of the generated lines
  [[nodiscard]] std::string_view json() const noexcept {
    return detail::text(dzjobs_run_json, run_);
  }

 private:
  const dzjobs_run *run_;
};

// The page that a listing delivered last: a range of its runs.
class page {
 public:
  class iterator {
   public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag; // runs are made when asked for
    using value_type = job_run;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = job_run;
    explicit iterator(const dzjobs_list *list = nullptr, std::size_t i = 0) : list_(list), i_(i) {}
    job_run operator*() const { return job_run(dzjobs_list_page_run(list_, i_)); }
    iterator &operator++() { return ++i_, *this; }
    iterator operator++(int) { return iterator(list_, i_++); }
    friend bool operator==(iterator a, iterator b) { return a.i_ == b.i_; }
    friend bool operator!=(iterator a, iterator b) { return a.i_ != b.i_; }

   private:
    const dzjobs_list *list_;
    std::size_t i_;
  };

  // Of the listing with this handle; a range as those of the standard library.
  explicit page(const dzjobs_list *list = nullptr) noexcept : list_(list) {}
  [[nodiscard]] std::size_t size() const noexcept { return dzjobs_list_page_run_count(list_); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] job_run operator[](std::size_t i) const noexcept {
    return job_run(dzjobs_list_page_run(list_, i));
  }
  [[nodiscard]] iterator begin() const noexcept { return iterator(list_); }
  [[nodiscard]] iterator end() const noexcept { return iterator(list_, size()); }
  [[nodiscard]] optional_text next_token() const noexcept {
    return detail::out(dzjobs_list_next_token(list_));
  }
  [[nodiscard]] std::string_view json() const noexcept {
    return detail::text(dzjobs_list_page_json, list_);
  }

 private:
  const dzjobs_list *list_;
};

} // inline namespace
} // namespace dzjobs

#endif
