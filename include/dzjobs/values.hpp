// The C++ types for the texts and times of C. Included by dzjobs.hpp.
#ifndef DZJOBS_VALUES_HPP
#define DZJOBS_VALUES_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../dzjobs.h"

// A program may link files with and without exceptions, and libraries that use other versions of
// these headers. Their functions differ, so each has its own namespace.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define DZJOBS_THROWS 1
#define DZJOBS_NAMESPACE v0_1_throwing
#else
#define DZJOBS_THROWS 0
#define DZJOBS_NAMESPACE v0_1_quiet
#endif

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// The types for times and texts.
using duration = std::chrono::microseconds;
using time_point = std::chrono::time_point<std::chrono::system_clock, duration>;
using optional_text = std::optional<std::string_view>;
using optional_time = std::optional<time_point>;
using header_list = std::vector<std::pair<std::string_view, std::string_view>>;

// The system's time, for a listing, which has no clock.
inline time_point now() {
  return std::chrono::time_point_cast<duration>(std::chrono::system_clock::now());
}

// The events, like DZJOBS_DONE.
enum class event { failed = -1, done, run, page, send, wait, list_done, list_failed };

namespace detail {

// C would cut a text at a NUL and list another job. Malformed UTF-8 in its place is refused.
inline const char *in(const std::string &text) {
  return text.find('\0') == text.npos ? text.c_str() : "\xff";
}
inline const char *in(const std::optional<std::string> &text) { return text ? in(*text) : nullptr; }
inline std::int64_t in(time_point time) { return time.time_since_epoch().count(); }

inline optional_text out(const char *text) { return text ? optional_text(text) : std::nullopt; }
inline optional_time out(std::int64_t us) {
  return us == DZJOBS_NO_TIME ? std::nullopt : optional_time(duration(us));
}

// A copy of a text with a length.
inline std::optional<std::string> owned(const char *text, std::size_t length) {
  return text ? std::make_optional<std::string>(text, length) : std::nullopt;
}

// A text that C copies out.
template <class Handle>
std::string copied(std::size_t (*copy)(const Handle *, char *, std::size_t), const Handle *handle) {
  std::string text(copy(handle, nullptr, 0), ' ');
  // Another thread may have made it longer.
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

} // inline namespace
} // namespace dzjobs

#endif
