// A strict pull reader of JSON (RFC 8259) over borrowed bytes. It builds nothing: its caller knows
// the schema and passes a place for each decoded string.

internal import CSystem

/// The problem of a body and its place. An error text quotes `length` bytes from `offset`.
struct JSONError: Error {
  let offset: Int
  var length = 0
  let reason: StaticCString
  var failure = Failure.parse
}

struct JSONReader {
  let base: UnsafePointer<UInt8>
  let end: Int
  /// The end for the fast paths, which read blocks. With 0 the general paths read everything.
  let blockEnd: Int
  /// The offset of the next byte, never past the end.
  var at = 0

  /// The result is the same with and without blocks; the tests compare both.
  init(base: UnsafePointer<UInt8>, count: Int, inBlocks: Bool = true) {
    self.base = base
    end = count
    blockEnd = inBlocks ? count : 0
  }

  /// The next byte. At the end it is 0, which starts no token.
  var next: UInt8 { at < end ? base[at] : 0 }
  var remaining: Int { end &- at }

  /// The number of bytes that are copied or compared at once.
  static let block = Int(CSCAN_BLOCK)
  /// A quote, the block behind it, and the byte behind that.
  static let quotedBlock = 1 + block + 1

  /// One check for all the bytes that a fast path looks at.
  @inline(__always)
  func hasBlock(_ count: Int) -> Bool { at &+ count <= blockEnd }

  func bytes(_ from: Int, _ to: Int) -> Bytes {
    Bytes(start: base, count: end).slice(from, to)
  }

  /// An error at the next byte.
  @inline(never)
  func error(_ reason: StaticCString) -> JSONError {
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
      if c > .space || (c != .space && c != .lineFeed && c != .carriageReturn && c != .tab) {
        return
      }
      at &+= 1
    }
  }

  /// Takes `byte` and the white space after it. Returns false if it is not next.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at &+= 1
    skipSpace()
    return true
  }

  mutating func expect(_ byte: UInt8, _ reason: StaticCString) throws(JSONError) {
    if !take(byte) { throw error(reason) }
  }

  /// Takes `null` if it is next.
  @inline(__always)
  mutating func takeNull() throws(JSONError) -> Bool {
    guard next == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  @inline(__always)
  mutating func literal(_ word: StaticString) throws(JSONError) {
    let count = word.utf8CodeUnitCount
    guard remaining >= count, memcmp(base + at, word.utf8Start, count) == 0 else {
      throw error("expected a value")
    }
    at &+= count
  }

  /// Takes `null`. Otherwise takes nothing and returns false.
  @inline(__always)
  mutating func plainNull() -> Bool {
    let null: StaticString = "null"
    let count = null.utf8CodeUnitCount
    guard hasBlock(count), memcmp(base + at, null.utf8Start, count) == 0 else { return false }
    at &+= count
    return true
  }

  /// Returns how many of the next bytes equal those at `earlier`, which were read before. The
  /// result is `count` or more if at least `count` are equal, and 0 if the end is too near to
  /// compare blocks.
  @inline(__always)
  func repeated(_ earlier: Int, _ count: Int) -> Int {
    hasBlock(count &+ JSONReader.block) ? cscan_same(base + at, base + earlier, count) : 0
  }

  /// Takes bytes that a comparison has checked.
  @inline(__always)
  mutating func skip(_ count: Int) { at &+= count }

  /// Takes a number and returns its text.
  mutating func number() throws(JSONError) -> Bytes {
    let start = at
    try skipNumber()
    return bytes(start, at)
  }

  @_optimize(speed)
  mutating func skipNumber() throws(JSONError) {
    if next == .hyphen { at &+= 1 }
    if next == .digitZero {
      at &+= 1
      if ASCII.isDigit(next) { throw error("a leading zero") }
    } else {
      try digits()
    }
    if next == .dot {
      at &+= 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at &+= 1
      if next == .plus || next == .hyphen { at &+= 1 }
      try digits()
    }
  }

  /// Takes epoch seconds in the form that services write and returns microseconds. Otherwise takes
  /// nothing and returns nil: `number()` and `EpochSeconds` read the whole grammar.
  @inline(__always)
  mutating func plainSeconds() -> Int64? {
    guard hasBlock(Int(CSCAN_SECONDS)) else { return nil }
    var time: Int64 = 0
    let count = cscan_seconds(base + at, &time)
    at &+= count
    return count > 0 ? time : nil
  }

  @_optimize(speed)
  @inline(__always)
  private mutating func digits() throws(JSONError) {
    guard ASCII.isDigit(next) else { throw error("expected a digit") }
    while ASCII.isDigit(next) { at &+= 1 }
  }
}
