// The log of a client: one line for each request, response, retry and source of credentials. A line
// contains no secret: no header, and a URL only without its page token.

internal import CDZJobs
internal import DZJobsCore

package struct ClientLog {
  package typealias Function =
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, Int32, Int32, UnsafePointer<CChar>?
    ) -> Void

  var function: Function?
  var context: CallbackContext?

  init(function: Function? = nil, context: CallbackContext? = nil) {
    self.function = function
    self.context = function == nil ? nil : context
  }

  /// Writes a line. `handle` is its listing; nil if it concerns none.
  func line(
    _ level: Int32, _ topic: Int32, _ handle: OpaquePointer?, _ write: (inout ByteBuffer) -> Void
  ) {
    if function == nil { return }
    var text = ByteBuffer()
    write(&text)
    pass(level, topic, handle, &text)
  }

  @inline(never)
  private func pass(
    _ level: Int32, _ topic: Int32, _ handle: OpaquePointer?, _ text: inout ByteBuffer
  ) {
    text.flatten()
    text.append(0)
    guard let function, let cString = text.cString() else { return }
    function(context?.pointer, handle, level, topic, cString)
  }
}

extension ClientLog {
  func request(_ exchange: Exchange, hidesPath: Bool) {
    line(DZJOBS_LEVEL_DEBUG, DZJOBS_TOPIC_REQUEST, exchange.state?.handle) { text in
      text.append(exchange.method)
      text.append(" ")
      guard let url = exchange.url else { return }
      // The path of a container's or an instance's credential service can be as secret as a key.
      let bytes = Bytes(cString: url)
      if hidesPath {
        text.append(bytes.origin)
        text.append("/...")
      } else {
        text.appendRedacted(url: bytes)
      }
    }
  }

  func answer(
    _ handle: OpaquePointer?, status: Int32, count: Int, reason: Bytes, duration: Int64
  ) {
    let level = status == 0 ? DZJOBS_LEVEL_WARNING : DZJOBS_LEVEL_DEBUG
    line(level, DZJOBS_TOPIC_RESPONSE, handle) { text in
      if status == 0 {
        text.append("no answer: ")
        text.append(reason)
      } else {
        text.append("HTTP ")
        text.appendDecimal(Int64(status))
        text.append(", ")
        text.appendDecimal(count)
        text.append(" bytes")
      }
      text.append(" after ")
      text.appendDecimal(duration / 1000)
      text.append(" ms")
    }
  }
}

extension ClientLog {
  func wait(_ state: ListingState) {
    let listing = state.listing
    line(DZJOBS_LEVEL_WARNING, DZJOBS_TOPIC_RETRY, state.handle) { text in
      let attempt = listing.attempt
      text.append("waiting ")
      text.appendDecimal(listing.waitTime / 1000)
      text.append(" ms before attempt ")
      text.appendDecimal(Int64(attempt.number))
      text.append(" of ")
      text.appendDecimal(Int64(attempt.max))
      text.append(listing.isThrottled ? ": throttled" : ": a transient error")
    }
  }
}

extension ByteBuffer {
  /// Appends a URL without the value of nextToken.
  mutating func appendRedacted(url: Bytes) {
    var at = 0
    while at < url.count {
      append(url[at])
      at &+= 1
      let begins = url[at &- 1] == .questionMark || url[at &- 1] == .ampersand
      if begins, url.slice(at, url.count).hasPrefix("nextToken=") {
        append("nextToken=[redacted]")
        while at < url.count, url[at] != .ampersand { at &+= 1 }
      }
    }
  }
}
