// A stream of Arrow's that may outlive its dzjobs::client, callbacks and all. Included by
// dzjobs.hpp.
#ifndef DZJOBS_STREAM_HPP
#define DZJOBS_STREAM_HPP

#include "../dzjobs_arrow.h"
#include "client.hpp"

namespace dzjobs {
inline namespace DZJOBS_NAMESPACE {
namespace detail {

// The stream of C, which keeps the C client alone, and what that calls back.
struct kept_stream {
  std::shared_ptr<shared_client> client;
  ArrowArrayStream stream;

  static kept_stream *of(ArrowArrayStream *out) {
    return static_cast<kept_stream *>(out->private_data);
  }
  static int get_schema(ArrowArrayStream *self, ArrowSchema *out) {
    return of(self)->stream.get_schema(&of(self)->stream, out);
  }
  static int get_next(ArrowArrayStream *self, ArrowArray *out) {
    return of(self)->stream.get_next(&of(self)->stream, out);
  }
  static const char *get_last_error(ArrowArrayStream *self) {
    return of(self)->stream.get_last_error(&of(self)->stream);
  }
  static void release(ArrowArrayStream *self) {
    const std::unique_ptr<kept_stream> kept(of(self));
    kept->stream.release(&kept->stream);
    self->release = nullptr;
  }
};

} // namespace detail

inline bool client::export_arrow_stream(listing &listing, ArrowArrayStream *out) const {
  ArrowArrayStream stream;
  auto *into = out ? &stream : nullptr;
  const int code = dzjobs_client_export_arrow_stream(get(), listing.get(), into);
  if (code < 0) return listing.check(code);
  auto *kept = new (std::nothrow) detail::kept_stream{shared_, stream};
  if (!kept) {
    stream.release(&stream);
    return listing.check(DZJOBS_ENOMEM);
  }
  *out = {kept->get_schema, kept->get_next, kept->get_last_error, kept->release, kept};
  return listing.check(code);
}

} // inline namespace
} // namespace dzjobs

#endif
