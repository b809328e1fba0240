// Errors, as exceptions or as values. Included by dzjobs.hpp.
#ifndef DZJOBS_ERROR_HPP
#define DZJOBS_ERROR_HPP

#include <exception>
#include <memory>

#include "values.hpp"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// An error. It borrows nothing.
class error : public std::exception {
 public:
  error(int code, const char *text, const dzjobs_list *list = nullptr)
      : facts_(std::make_shared<const facts>(facts{
            code, text && *text ? text : dzjobs_strerror(code),
            copy(dzjobs_list_service_code(list)), copy(dzjobs_list_service_message(list)),
            copy(dzjobs_list_request_id(list)),
            dzjobs_list_http_status(list), dzjobs_list_attempts(list)})) {}
  // An error stays valid after it was moved from.
  error(const error &) = default;
  error &operator=(const error &) = default;

  // The text for people.
  const char *what() const noexcept override { return facts_->text.c_str(); }
  [[nodiscard]] int code() const noexcept { return facts_->code; } // DZJOBS_E*
  // The service's error in the last response: see dzjobs_list_service_code().
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
  std::shared_ptr<const facts> facts_; // shared, so that copying an exception does not throw
};

} // inline namespace
} // namespace dzjobs

#endif
