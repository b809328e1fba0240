// The results of a listing: runs and pages. Included by dzjobs.hpp.
#ifndef DZJOBS_RUN_HPP
#define DZJOBS_RUN_HPP

#include <iterator>

#include "error.hpp"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// A run that owns its texts. They are complete, even with a NUL inside.
struct job_run_record {
  // made by packaging/members/generate.py from members.txt, do not edit
  std::optional<std::string> domain_id;
  std::optional<std::string> job_id;
  std::optional<std::string> job_type;
  std::optional<std::string> run_id;
  std::optional<std::string> run_mode;
  std::optional<std::string> status;
  std::optional<std::string> error_message;
  std::optional<std::string> created_by;
  std::optional<time_point> created_at;
  std::optional<time_point> start_time;
  std::optional<time_point> end_time;
  // end of the generated lines
};

// One run, owned by its page.
class job_run {
 public:
  // Wraps a handle; get() returns it.
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

  // Copies the run for use after its page.
  [[nodiscard]] job_run_record copy() const {
    // made by packaging/members/generate.py from members.txt, do not edit
    constexpr std::size_t n_texts = 8, n_times = 3;
    // end of the generated lines
    const char *texts[n_texts];
    std::size_t lengths[n_texts];
    std::int64_t times[n_times];
    dzjobs_run_read(run_, n_texts, texts, lengths, n_times, times);
    return {
        // made by packaging/members/generate.py from members.txt, do not edit
        detail::owned(texts[0], lengths[0]),
        detail::owned(texts[1], lengths[1]),
        detail::owned(texts[2], lengths[2]),
        detail::owned(texts[3], lengths[3]),
        detail::owned(texts[4], lengths[4]),
        detail::owned(texts[5], lengths[5]),
        detail::owned(texts[6], lengths[6]),
        detail::owned(texts[7], lengths[7]),
        detail::out(times[0]),
        detail::out(times[1]),
        detail::out(times[2]),
        // end of the generated lines
    };
  }

 private:
  const dzjobs_run *run_;
};

// The page that a listing delivered last: a random-access range of its runs.
class page {
 public:
  class iterator {
   public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::input_iterator_tag; // it makes runs on demand
    using value_type = job_run;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = job_run;
    explicit iterator(const dzjobs_list *list = nullptr, difference_type i = 0)
        : list_(list), i_(i) {}
    job_run operator*() const { return (*this)[0]; }
    job_run operator[](difference_type n) const {
      return job_run(dzjobs_list_page_run(list_, static_cast<std::size_t>(i_ + n)));
    }
    iterator &operator++() { return *this += 1; }
    iterator &operator--() { return *this -= 1; }
    iterator operator++(int) { return iterator(list_, i_++); }
    iterator operator--(int) { return iterator(list_, i_--); }
    iterator &operator+=(difference_type n) { return i_ += n, *this; }
    iterator &operator-=(difference_type n) { return i_ -= n, *this; }
    friend iterator operator+(iterator a, difference_type n) { return a += n; }
    friend iterator operator+(difference_type n, iterator a) { return a += n; }
    friend iterator operator-(iterator a, difference_type n) { return a -= n; }
    friend difference_type operator-(iterator a, iterator b) { return a.i_ - b.i_; }
    friend bool operator==(iterator a, iterator b) { return a.i_ == b.i_; }
    friend bool operator!=(iterator a, iterator b) { return a.i_ != b.i_; }
    friend bool operator<(iterator a, iterator b) { return a.i_ < b.i_; }
    friend bool operator>(iterator a, iterator b) { return a.i_ > b.i_; }
    friend bool operator<=(iterator a, iterator b) { return a.i_ <= b.i_; }
    friend bool operator>=(iterator a, iterator b) { return a.i_ >= b.i_; }

   private:
    const dzjobs_list *list_;
    difference_type i_;
  };

  // The page of the listing with this handle. It is a range like those of the standard library.
  explicit page(const dzjobs_list *list = nullptr) noexcept : list_(list) {}
  [[nodiscard]] std::size_t size() const noexcept { return dzjobs_list_page_run_count(list_); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] job_run operator[](std::size_t i) const noexcept {
    return job_run(dzjobs_list_page_run(list_, i));
  }
  [[nodiscard]] iterator begin() const noexcept { return iterator(list_); }
  [[nodiscard]] iterator end() const noexcept {
    return iterator(list_, static_cast<std::ptrdiff_t>(size()));
  }
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
