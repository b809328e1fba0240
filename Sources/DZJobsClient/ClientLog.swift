// What a client tells its host while it works, a line at a time. Lines are put together from what
// is no secret: a URL without its page token, never a header.

package import DZJobsCore

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
    text.append(0)
    if let cString = text.cString() { callback(context, cString) }
  }
}

extension ByteBuffer {
  /// A URL with the values of its nextToken left out.
  mutating func appendRedacted(url: Bytes) {
    let name: StaticString = "nextToken="
    let length = name.utf8CodeUnitCount
    var at = 0
    while at < url.count {
      append(url[at])
      at &+= 1
      let begins = url[at &- 1] == 0x3F || url[at &- 1] == 0x26
      if begins, url.slice(at, at &+ length) == name {
        append("nextToken=[redacted]")
        while at < url.count, url[at] != 0x26 { at &+= 1 }
      }
    }
  }
}
