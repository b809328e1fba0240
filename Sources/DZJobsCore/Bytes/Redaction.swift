// Keeps secrets out of texts that somebody else wrote. A service or a proxy may quote what it was
// sent, whole or cut off.

internal import CSystem

extension ByteBuffer {
  /// A shorter part of a secret gives nothing away, and stands in innocent texts.
  private static var leastSecret: Int { 8 }

  /// Overwrites every eight or more bytes in a row that `secret` has as well.
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
  /// How many bytes at the beginning of `text` stand anywhere in these.
  fileprivate func longestPrefix(of text: Bytes) -> Int {
    var longest = 0
    var rest = self
    // Where less is left than was found there is no longer one.
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
