// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.

package enum UTF8Check {
  /// The length of the non-ASCII sequence at `at`; 0 if it is malformed.
  static func sequenceLength(_ bytes: UnsafePointer<UInt8>, _ at: Int, _ end: Int) -> Int {
    let lead = bytes[at]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead <= 0xF4, length <= end &- at else { return 0 }
    let second = bytes[at &+ 1]
    guard second & 0xC0 == 0x80 else { return 0 }
    switch lead {
    case 0xE0 where second < 0xA0, 0xED where second > 0x9F: return 0
    case 0xF0 where second < 0x90, 0xF4 where second > 0x8F: return 0
    default: break
    }
    if length > 2, bytes[at &+ 2] & 0xC0 != 0x80 { return 0 }
    if length > 3, bytes[at &+ 3] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// The number of characters; nil if `bytes` are not well-formed.
  @inline(never)
  package static func characterCount(_ bytes: Bytes) -> Int? {
    guard let start = bytes.start else { return 0 }
    var at = 0
    var characters = 0
    while at < bytes.count {
      if start[at] < 0x80 {
        at &+= 1
      } else {
        let length = sequenceLength(start, at, bytes.count)
        if length == 0 { return nil }
        at &+= length
      }
      characters &+= 1
    }
    return characters
  }

  /// Cuts `bytes` to at most `limit` bytes, never inside a character.
  package static func prefix(_ bytes: Bytes, _ limit: Int) -> Bytes {
    if bytes.count <= limit { return bytes }
    var end = limit
    while end > 0, bytes[end] & 0xC0 == 0x80 { end &-= 1 }
    return bytes.slice(0, end)
  }

  /// Writes a scalar value to `target`, which has room for 4 bytes, and returns its length.
  static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    func byte(_ lead: UInt32, _ shift: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: lead | scalar >> shift & (lead == 0x80 ? 0x3F : 0x7F))
    }
    if scalar < 0x80 {
      target[0] = byte(0, 0)
      return 1
    }
    if scalar < 0x800 {
      target[0] = byte(0xC0, 6)
      target[1] = byte(0x80, 0)
      return 2
    }
    if scalar < 0x10000 {
      target[0] = byte(0xE0, 12)
      target[1] = byte(0x80, 6)
      target[2] = byte(0x80, 0)
      return 3
    }
    target[0] = byte(0xF0, 18)
    target[1] = byte(0x80, 12)
    target[2] = byte(0x80, 6)
    target[3] = byte(0x80, 0)
    return 4
  }
}
