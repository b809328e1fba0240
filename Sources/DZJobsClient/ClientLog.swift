// What a client tells its host while it works, a line at a time. Lines are put together from what
// is no secret: a URL without its page token, never a header.

internal import DZJobsCore

package struct ClientLog {
  package typealias Callback =
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void

  var callback: Callback?
  var context: UnsafeMutableRawPointer?

  init(callback: Callback? = nil, context: UnsafeMutableRawPointer? = nil) {
    self.callback = callback
    self.context = context
  }

  func line(_ write: (inout ByteBuffer) -> Void) {
    guard let callback else { return }
    var text = ByteBuffer()
    write(&text)
    text.flatten()
    text.append(0)
    if let cString = text.cString() { callback(context, cString) }
  }
}

extension ClientLog {
  func request(_ exchange: Exchange, hidesPath: Bool) {
    line { text in
      text.append(exchange.method)
      text.append(" ")
      guard let url = exchange.url else { return }
      // A path of a container's or an instance's own service can be as good as a key.
      let bytes = Bytes(cString: url)
      if hidesPath {
        text.append(bytes.origin)
        text.append("/...")
      } else {
        text.appendRedacted(url: bytes)
      }
    }
  }

  func answer(status: Int32, count: Int, reason: Bytes, duration: Int64) {
    line { text in
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
  func wait(_ listing: Listing) {
    line { text in
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
  /// A URL with the values of its nextToken left out.
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
