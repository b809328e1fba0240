// Reads strings. It copies most of them unchanged, sixteen bytes at a time. It decodes the others
// from the first escape or non-ASCII character on, and checks escapes and UTF-8.

internal import CSystem

extension JSONReader {
  /// The number of bytes that copying by blocks may write behind a string, and a NUL.
  static let slack = block - 1 + 1

  /// Takes a string, writes it decoded to `target` and returns its length there. `target` has
  /// room for `remaining` bytes and `slack` more: decoding never makes a string longer.
  @_optimize(speed)
  @inline(never)
  mutating func string(into target: UnsafeMutablePointer<UInt8>) throws(JSONError) -> Int {
    try nextString(into: target)
  }

  /// The same, inlined for the callers that read most strings.
  @_optimize(speed)
  @inline(__always)
  mutating func nextString(into target: UnsafeMutablePointer<UInt8>) throws(JSONError) -> Int {
    guard next == .quote else { throw error("expected a string") }
    let start = at &+ 1
    // Most strings need no decoding, and end at the first special byte.
    let plain = cscan_copy(target, base + start, blockEnd &- start)
    at = start &+ plain
    if next != .quote { return try decode(into: target, behind: plain) }
    at &+= 1
    return plain
  }

  /// Takes a string that needs no decoding. Otherwise takes nothing and returns nil.
  @inline(__always)
  mutating func plainString(into target: UnsafeMutablePointer<UInt8>) -> Int? {
    let start = at &+ 1
    guard hasBlock(1 + JSONReader.block), base[at] == .quote else { return nil }
    let plain = cscan_copy(target, base + start, blockEnd &- start)
    guard start &+ plain < end, base[start &+ plain] == .quote else { return nil }
    at = start &+ plain &+ 1
    return plain
  }

  /// Takes a string that needs no decoding, without copying it. Otherwise takes nothing and returns
  /// false.
  @inline(__always)
  mutating func skipPlainString() -> Bool {
    guard hasBlock(JSONReader.quotedBlock), base[at] == .quote else { return false }
    var quote = at &+ 1
    var plain = JSONReader.block
    while plain == JSONReader.block, quote &+ JSONReader.block < blockEnd {
      plain = cscan_plain(base + quote)
      quote &+= plain
    }
    guard plain < JSONReader.block, base[quote] == .quote else { return false }
    at = quote &+ 1
    return true
  }

  /// Takes the lead of a member: a comma, unless it is the first, its plain name and a colon.
  /// `start` is the offset of the name's quote. Otherwise takes nothing and returns nil.
  @inline(__always)
  mutating func plainLead(isFirst: Bool) -> (name: Bytes, start: Int)? {
    var ahead = self
    if !isFirst {
      guard ahead.take(.comma) else { return nil }
    }
    let start = ahead.at
    guard let name = ahead.plainKey() else { return nil }
    self = ahead
    return (name, start)
  }

  /// Takes a member's name and its colon, if the name is shorter than a block and needs no
  /// decoding. The result lies in the body. Otherwise takes nothing and returns nil.
  @inline(__always)
  mutating func plainKey() -> Bytes? {
    guard hasBlock(JSONReader.quotedBlock), base[at] == .quote else { return nil }
    let length = cscan_plain(base + at + 1)
    let quote = at &+ 1 &+ length
    guard length < JSONReader.block, base[quote] == .quote, base[quote &+ 1] == .colon else {
      return nil
    }
    let name = Bytes(start: base + at + 1, count: length)
    at = quote &+ 2
    skipSpace()
    return name
  }

  /// Reads the rest of a string of which `length` bytes are already copied. It decodes escapes and
  /// characters past ASCII one by one, and copies the bytes between them.
  @_optimize(speed)
  @inline(never)
  private mutating func decode(
    into target: UnsafeMutablePointer<UInt8>, behind length: Int
  ) throws(JSONError) -> Int {
    var length = length
    while true {
      // Characters past ASCII mostly come several in a row.
      while next >= 0x80 { try sequence(into: target, &length) }
      while next == .backslash { try escape(into: target, &length) }
      if hasBlock(JSONReader.block) {
        let plain = cscan_copy(target + length, base + at, blockEnd &- at)
        at &+= plain
        length &+= plain
      }
      while !hasBlock(JSONReader.block), next >= .space, next < 0x80, next != .quote,
        next != .backslash
      {
        target[length] = next
        length &+= 1
        at &+= 1
      }
      if next == .quote {
        at &+= 1
        return length
      }
      if next < .space { throw error("a control character in a string") }
    }
  }

  /// Takes a character past ASCII.
  @_optimize(speed)
  @inline(__always)
  private mutating func sequence(
    into target: UnsafeMutablePointer<UInt8>, _ length: inout Int
  ) throws(JSONError) {
    let count = UTF8Check.sequenceLength(base, at, end)
    if count == 0 { throw error("malformed UTF-8") }
    for index in 0..<count { target[length &+ index] = base[at &+ index] }
    length &+= count
    at &+= count
  }

  @_optimize(speed)
  @inline(__always)
  private mutating func escape(
    into target: UnsafeMutablePointer<UInt8>, _ length: inout Int
  ) throws(JSONError) {
    at &+= 1
    let decoded: UInt8
    switch next {
    case .quote, .backslash, .slash: decoded = next
    case UInt8(ascii: "b"): decoded = .backspace
    case UInt8(ascii: "f"): decoded = .formFeed
    case UInt8(ascii: "n"): decoded = .lineFeed
    case UInt8(ascii: "r"): decoded = .carriageReturn
    case UInt8(ascii: "t"): decoded = .tab
    case UInt8(ascii: "u"):
      let scalar = try unicodeEscape()
      length &+= UTF8Check.encode(scalar, to: target + length)
      return
    default: throw error("no such escape")
    }
    target[length] = decoded
    length &+= 1
    at &+= 1
  }

  /// Reads a `\\u` escape from its `u` on, or two of them that are a surrogate pair.
  @_optimize(speed)
  @inline(never)
  private mutating func unicodeEscape() throws(JSONError) -> UInt32 {
    let start = at &- 1
    at &+= 1
    var scalar = try hexadecimal()
    if scalar & 0xFC00 == 0xD800, next == .backslash, bytes(at, at &+ 2) == "\\u" {
      at &+= 2
      let low = try hexadecimal()
      guard low & 0xFC00 == 0xDC00 else {
        throw JSONError(offset: start, reason: "half of a surrogate pair")
      }
      scalar = 0x10000 &+ (scalar & 0x3FF) << 10 &+ (low & 0x3FF)
    }
    if scalar & 0xFFFF_F800 == 0xD800 {
      throw JSONError(offset: start, reason: "half of a surrogate pair")
    }
    return scalar
  }

  @inline(__always)
  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = ASCII.hexValue(next) else { throw error("expected a hexadecimal digit") }
      value = value << 4 | UInt32(digit)
      at &+= 1
    }
    return value
  }
}
