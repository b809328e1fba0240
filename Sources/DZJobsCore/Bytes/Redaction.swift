// Removes secrets from texts of services and proxies, which may quote a request in whole or in
// part.

internal import CSystem

extension ByteBuffer {
  /// The shortest part to remove. Shorter parts reveal little and occur in harmless texts.
  private static var leastSecret: Int { 8 }

  /// Overwrites every sequence of eight or more bytes that is also in `secret`.
  @inline(never)
  mutating func redact(_ secret: Bytes) {
    let least = ByteBuffer.leastSecret
    guard let base, secret.count >= least else { return }
    var at = 0
    while at &+ least <= count {
      let shared = secret.longestPrefix(of: bytes(from: at))
      if shared >= least {
        memset(base + at, Int32(UInt8.asterisk), shared)
        at &+= shared
      } else {
        at &+= 1
      }
    }
  }
}

extension Bytes {
  /// The length of the longest prefix of `text` that occurs anywhere in these bytes.
  fileprivate func longestPrefix(of text: Bytes) -> Int {
    var longest = 0
    var rest = self
    // What is left must be longer than the longest match so far.
    while rest.count > longest, let start = rest.start,
      let found = memchr(start, Int32(text[0]), rest.count)
    {
      let offset = UnsafeRawPointer(found) - UnsafeRawPointer(start)
      rest = rest.slice(offset, rest.count)
      var length = 1
      let most = min(rest.count, text.count)
      while length < most, rest[length] == text[length] { length &+= 1 }
      longest = max(longest, length)
      rest = rest.slice(1, rest.count)
    }
    return longest
  }
}
