// A strict reader of JSON (RFC 8259) that pulls one token after the other out of borrowed bytes.
// It builds nothing: who calls it knows the schema and says where a decoded string goes.

/// Why and where a body is not what it should be. `length` bytes of it from `offset` are worth
/// quoting.
struct JSONError: Error {
  let offset: Int
  var length = 0
  let reason: StaticString
  var failure = Failure.parse
}

struct JSONReader {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// Where the next byte is read: never past the end.
  private(set) var at = 0

  init(base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    end = count
  }

  /// The next byte; 0, which starts no token, at the end.
  var next: UInt8 { at < end ? base[at] : 0 }
  var remaining: Int { end &- at }

  func bytes(_ from: Int, _ to: Int) -> Bytes {
    Bytes(start: base, count: end).slice(from, to)
  }

  /// An error at the next byte.
  func error(_ reason: StaticString) -> JSONError {
    JSONError(offset: at, reason: at < end ? reason : "the body ends too early")
  }

  /// Takes the next byte.
  @inline(__always)
  mutating func advance() {
    if at < end { at &+= 1 }
  }

  @_optimize(speed)
  @inline(__always)
  mutating func skipSpace() {
    while at < end {
      let c = base[at]
      if c > 0x20 || (c != 0x20 && c != 0x0A && c != 0x0D && c != 0x09) { return }
      at &+= 1
    }
  }

  /// Takes `byte` and the space after it.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at &+= 1
    skipSpace()
    return true
  }

  mutating func expect(_ byte: UInt8, _ reason: StaticString) throws(JSONError) {
    if !take(byte) { throw error(reason) }
  }

  /// Takes `null` if it is next.
  @inline(__always)
  mutating func takeNull() throws(JSONError) -> Bool {
    guard next == 0x6E else { return false }
    try literal("null")
    return true
  }

  mutating func literal(_ word: StaticString) throws(JSONError) {
    guard bytes(at, at &+ word.utf8CodeUnitCount) == word else { throw error("expected a value") }
    at &+= word.utf8CodeUnitCount
  }

  /// Takes a number and returns its text.
  @_optimize(speed)
  mutating func number() throws(JSONError) -> Bytes {
    let start = at
    if next == 0x2D { at &+= 1 }
    if next == 0x30 {
      at &+= 1
      if ASCII.isDigit(next) { throw error("a zero that leads a number") }
    } else {
      try digits()
    }
    if next == 0x2E {
      at &+= 1
      try digits()
    }
    if next | 0x20 == 0x65 {
      at &+= 1
      if next == 0x2B || next == 0x2D { at &+= 1 }
      try digits()
    }
    return bytes(start, at)
  }

  @_optimize(speed)
  private mutating func digits() throws(JSONError) {
    guard ASCII.isDigit(next) else { throw error("expected a digit") }
    while ASCII.isDigit(next) { at &+= 1 }
  }

  /// Takes a string, writes it decoded to `target` and returns its length there. `target` has
  /// room for `remaining` bytes and 8 more: decoding never makes a string longer.
  @_optimize(speed)
  @inline(__always)
  mutating func string(into target: UnsafeMutablePointer<UInt8>) throws(JSONError) -> Int {
    guard next == 0x22 else { throw error("expected a string") }
    at &+= 1
    var length = 0
    while true {
      // Eight bytes a step, up to the first that is not simply copied.
      while end &- at >= 8 {
        let word = UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self)
        UnsafeMutableRawPointer(target + length).storeBytes(of: word, as: UInt64.self)
        let special = Self.special(UInt64(littleEndian: word))
        let plain = special == 0 ? 8 : special.trailingZeroBitCount >> 3
        at &+= plain
        length &+= plain
        if special != 0 { break }
      }
      let c = next
      if c == 0x22 {
        at &+= 1
        return length
      }
      try character(into: target, &length)
    }
  }

  /// A bit in each byte of `word` that is a quote, a backslash, a control character or no ASCII;
  /// exact up to the lowest such byte, which is all that is asked.
  @inline(__always)
  private static func special(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let found =
      (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
      | (word &- ones &* 0x20) & ~word | word
    return found & (ones &* 0x80)
  }

  /// Takes one character of a string that is no closing quote.
  private mutating func character(
    into target: UnsafeMutablePointer<UInt8>, _ length: inout Int
  ) throws(JSONError) {
    guard at < end else { throw error("") }
    let c = base[at]
    if c == 0x5C {
      try escape(into: target, &length)
    } else if c < 0x20 {
      throw error("a control character in a string")
    } else if c < 0x80 {
      target[length] = c
      length &+= 1
      at &+= 1
    } else {
      let count = UTF8Check.sequenceLength(base, at, end)
      if count == 0 { throw error("malformed UTF-8") }
      for index in 0..<count { target[length &+ index] = base[at &+ index] }
      length &+= count
      at &+= count
    }
  }

  private mutating func escape(
    into target: UnsafeMutablePointer<UInt8>, _ length: inout Int
  ) throws(JSONError) {
    let start = at
    at &+= 1
    let decoded: UInt8
    switch next {
    case 0x22, 0x5C, 0x2F: decoded = next
    case 0x62: decoded = 0x08
    case 0x66: decoded = 0x0C
    case 0x6E: decoded = 0x0A
    case 0x72: decoded = 0x0D
    case 0x74: decoded = 0x09
    case 0x75:
      at &+= 1
      var scalar = try hexadecimal()
      if scalar & 0xFC00 == 0xD800, next == 0x5C, bytes(at, at &+ 2) == "\\u" {
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
      length &+= UTF8Check.encode(scalar, to: target + length)
      return
    default: throw error("no such escape")
    }
    target[length] = decoded
    length &+= 1
    at &+= 1
  }

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
