// A strict reader of JSON (RFC 8259) that pulls one token after the other out of borrowed bytes.
// It builds nothing: who calls it knows the schema and says where a decoded string goes.

internal import CSystem

/// Why and where a body is not what it should be. `length` bytes of it from `offset` are worth
/// quoting.
struct JSONError: Error {
  let offset: Int
  var length = 0
  let reason: StaticString
  var failure = Failure.parse
}

struct JSONReader {
  let base: UnsafePointer<UInt8>
  let end: Int
  /// The end for what reads many bytes at once; 0 leaves all to the general paths.
  let blockEnd: Int
  /// Where the next byte is read: never past the end.
  var at = 0

  /// Blocks or no blocks, what is read is the same: the tests compare them.
  init(base: UnsafePointer<UInt8>, count: Int, inBlocks: Bool = true) {
    self.base = base
    end = count
    blockEnd = inBlocks ? count : 0
  }

  /// The next byte; 0, which starts no token, at the end.
  var next: UInt8 { at < end ? base[at] : 0 }
  var remaining: Int { end &- at }

  /// Bytes that are copied and compared at once.
  static let block = Int(CSCAN_BLOCK)
  /// A quote, a block of what stands behind it, and the byte after that.
  static let quotedBlock = 1 + block + 1

  /// One check for all the bytes that a fast path looks at.
  @inline(__always)
  func hasBlock(_ count: Int) -> Bool { at &+ count <= blockEnd }

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
      if c > .space || (c != .space && c != .lineFeed && c != .carriageReturn && c != .tab) {
        return
      }
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

  /// Takes `null`. False, and nothing taken, for all else.
  @inline(__always)
  mutating func plainNull() -> Bool {
    let null: StaticString = "null"
    let count = null.utf8CodeUnitCount
    guard hasBlock(count), memcmp(base + at, null.utf8Start, count) == 0 else { return false }
    at &+= count
    return true
  }

  /// How many bytes are those that stood at `earlier`, where they were read already; `count` or
  /// more if that many are, and 0 close to the end.
  @inline(__always)
  func repeated(_ earlier: Int, _ count: Int) -> Int {
    hasBlock(count &+ JSONReader.block) ? cscan_same(base + at, base + earlier, count) : 0
  }

  /// Takes bytes that were looked at.
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
      if ASCII.isDigit(next) { throw error("a zero that leads a number") }
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

  /// Takes a number that is a time as services write it and returns its microseconds. Nil, and
  /// nothing taken, for all else: `number()` and `EpochSeconds` have the whole grammar.
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
