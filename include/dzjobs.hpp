// dzjobs.hpp - list the runs of an Amazon DataZone job in C++17. Header only, over dzjobs_client.h.
//
//   dzjobs::client client; // credentials and region from where the AWS command line has them
//   for (const auto &run : client.list_job_runs({"dzd_1234", "job5678"}))
//     std::cout << run.run_id().value_or("-") << ' ' << run.status().value_or("-") << '\n';
//
// Rules of every call:
//   Errors    are thrown as dzjobs::error. An object made with std::nothrow throws none, nor do
//             the objects that it makes: a range ends, a call returns false or event::failed, and
//             error() has the reason. With -fno-exceptions this is the only way:
//               dzjobs::client client(std::nothrow);
//               auto runs = client.list_job_runs({"dzd_1234", "job5678"});
//               for (const auto &run : runs) use(run);
//               if (runs.error()) std::puts(runs.error()->what());
//   Absent    is std::nullopt, of texts as of times.
//   Lifetime  returned texts, runs and pages are borrowed; dzjobs.h says for how long. Texts end
//             in a NUL. job_run::copy() makes a run that owns its texts.
//   Threads   One thread at a time uses a listing or a range. Threads share a client freely, except
//             that add_list(), next_any(), check() and error() are for one thread.
//   C         get() returns the handle; check() makes an error of a C function's result.
#ifndef DZJOBS_HPP
#define DZJOBS_HPP

#include "dzjobs/client.hpp"
#include "dzjobs_arrow.h"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {

// The runs or the pages of a listing, requested when the program reads them. Each begin() continues
// after the item that was read last: after a break, and, with the same page, after an error.
template <class Item> class listing_range {
  struct cursor {
    std::shared_ptr<dzjobs_client> owner;
    listing list;
    Item item;
    bool is_stale, is_end;

    bool at_end() {
      if (!is_stale) return is_end;
      is_stale = false;
      is_end = true; // also if this throws
      auto *client = owner.get();
      if constexpr (std::is_same_v<Item, job_run>) {
        is_end = list.as_event(dzjobs_client_next(client, list.get())) != event::run;
        item = list.run();
      } else {
        is_end = list.as_event(dzjobs_client_next_page(client, list.get())) != event::page;
        item = list.page();
      }
      return is_end;
    }
    void leave() {
      at_end(); // so that an unread item counts, too
      is_stale = true;
    }
  };

 public:
  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using pointer = const Item *;
    using reference = const Item &;
    explicit iterator(cursor *place = nullptr) : cursor_(place) {}
    reference operator*() const { return *operator->(); }
    pointer operator->() const { return cursor_->at_end() ? nullptr : &cursor_->item; }
    iterator &operator++() {
      cursor_->leave();
      return *this;
    }
    void operator++(int) { cursor_->leave(); }
    friend bool operator==(iterator a, iterator b) { return a.at_end() == b.at_end(); }
    friend bool operator!=(iterator a, iterator b) { return a.at_end() != b.at_end(); }

   private:
    bool at_end() const { return !cursor_ || cursor_->at_end(); }
    cursor *cursor_;
  };

  // A range of a client, which it keeps alive. Like an input range, it can be read once.
  listing_range(const client &client, const list_job_runs_request &request)
      : cursor_(new cursor{client.client_, client.new_list(request), Item(), true, false}) {}

  // The place where it continues, and the end.
  iterator begin() {
    cursor_->is_stale = true;
    return iterator(cursor_.get());
  }
  iterator end() { return iterator(); }

  // The listing, the error that ended it, and the place: dzjobs_list_resume_token().
  dzjobs::listing &list() { return cursor_->list; }
  const std::optional<dzjobs::error> &error() const { return cursor_->list.error(); }
  optional_text resume_token() const { return cursor_->list.resume_token(); }

 private:
  std::unique_ptr<cursor> cursor_; // stays in place when the range moves
};

inline job_runs client::list_job_runs(const list_job_runs_request &request) const {
  return {*this, request};
}
inline job_run_pages client::list_job_run_pages(const list_job_runs_request &request) const {
  return {*this, request};
}

} // inline namespace
} // namespace dzjobs

#undef DZJOBS_NAMESPACE
#undef DZJOBS_THROWS

#endif
