// Skips unknown members and checks them as strictly as known ones. It keeps a bit for each level
// instead of recursing, so that a deep body cannot exhaust the caller's stack.

extension JSONReader {
  /// Takes a member's name and its colon, decodes the name to `target` and returns its length.
  @_optimize(speed)
  @inline(never)
  mutating func key(into target: UnsafeMutablePointer<UInt8>) throws(JSONError) -> Int {
    guard next == .quote else { throw error("expected a member's name") }
    let length = try string(into: target)
    skipSpace()
    try expect(.colon, "expected ':'")
    return length
  }

  /// After a member or an element: true if another follows, false if `closer` was taken.
  @_optimize(speed)
  @inline(__always)
  mutating func another(before closer: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    if next == .comma {
      advance()
      skipSpace()
      return true
    }
    guard next == closer else {
      throw error(closer == .closeBrace ? "expected ',' or '}'" : "expected ',' or ']'")
    }
    advance()
    return false
  }

  /// Takes a value of any kind. `depth` containers enclose it.
  @_optimize(speed)
  mutating func skipValue(
    depth: Int, scratch: UnsafeMutablePointer<UInt8>
  ) throws(JSONError) {
    // A copy that can stay in registers.
    var json = self
    var nesting = Nesting()
    while true {
      var opened = false
      let c = json.next
      if c == .quote {
        if !json.skipPlainString() { _ = try json.string(into: scratch) }
      } else if c == .openBrace || c == .openBracket {
        guard depth &+ nesting.depth < Limit.depth, nesting.open(c == .openBrace) else {
          throw JSONError(offset: json.at, reason: "more than 512 levels deep", failure: .tooBig)
        }
        json.advance()
        json.skipSpace()
        opened = json.next != nesting.closer
        if !opened {
          json.advance()
          nesting.close()
        } else if nesting.isObject {
          try json.skipKey(scratch)
        }
      } else if c == .hyphen || ASCII.isDigit(c) {
        try json.skipNumber()
      } else if c == UInt8(ascii: "t") {
        try json.literal("true")
      } else if c == UInt8(ascii: "f") {
        try json.literal("false")
      } else {
        try json.literal("null")
      }
      if opened { continue }
      while true {
        if nesting.depth == 0 {
          self = json
          return
        }
        if try json.another(before: nesting.closer) {
          if nesting.isObject { try json.skipKey(scratch) }
          break
        }
        nesting.close()
      }
    }
  }

  @inline(__always)
  private mutating func skipKey(_ scratch: UnsafeMutablePointer<UInt8>) throws(JSONError) {
    if plainKey() == nil { _ = try key(into: scratch) }
  }
}

/// The open containers, a bit for each: 1 for an object, 0 for an array.
private struct Nesting {
  private var bits = InlineArray<8, UInt64>(repeating: 0)
  private(set) var depth = 0
  private(set) var isObject = false

  var closer: UInt8 { isObject ? .closeBrace : .closeBracket }

  /// Opens a container. Returns false if no bit is left.
  mutating func open(_ object: Bool) -> Bool {
    guard depth < 512 else { return false }
    let bit: UInt64 = 1 << UInt64(depth & 63)
    if object { bits[depth >> 6] |= bit } else { bits[depth >> 6] &= ~bit }
    depth &+= 1
    isObject = object
    return true
  }

  mutating func close() {
    guard depth > 0 else { return }
    depth &-= 1
    let outer = depth &- 1
    isObject = outer >= 0 && bits[outer >> 6] >> UInt64(outer & 63) & 1 == 1
  }
}
