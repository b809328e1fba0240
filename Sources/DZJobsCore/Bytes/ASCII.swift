// Classes of ASCII characters and notations of numbers that all grammars of the library share.

internal import CSystem

package enum ASCII {
  /// The bit in which lower-case and upper-case letters differ.
  private static let caseBit: UInt8 = 0x20

  package static func isDigit(_ c: UInt8) -> Bool { c &- .digitZero < 10 }
  package static func isLetter(_ c: UInt8) -> Bool { (c | caseBit) &- UInt8(ascii: "a") < 26 }
  package static func isAlphanumeric(_ c: UInt8) -> Bool { isDigit(c) || isLetter(c) }
  /// True for printable ASCII characters except the space.
  package static func isVisible(_ c: UInt8) -> Bool { c > .space && c < .delete }

  package static func isSpace(_ c: UInt8) -> Bool {
    c == .space || c == .tab || c == .lineFeed || c == .carriageReturn
  }

  package static func lowercased(_ c: UInt8) -> UInt8 {
    c &- UInt8(ascii: "A") < 26 ? c | caseBit : c
  }

  /// The value of a hexadecimal digit; nil if `c` is not one.
  package static func hexValue(_ c: UInt8) -> UInt8? {
    if isDigit(c) { return c &- .digitZero }
    let letter = (c | caseBit) &- UInt8(ascii: "a")
    return letter < 6 ? letter &+ 10 : nil
  }

  package static func upperHexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? .digitZero &+ value : UInt8(ascii: "A") - 10 &+ value
  }
  package static func lowerHexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? .digitZero &+ value : UInt8(ascii: "a") - 10 &+ value
  }

  /// Writes the two digits of a byte.
  @inline(__always)
  static func writeLowerHex(_ byte: UInt8, to target: UnsafeMutablePointer<UInt8>) {
    target[0] = lowerHexDigit(byte >> 4)
    target[1] = lowerHexDigit(byte & 15)
  }
}

/// Names for the punctuation of the grammars. Letters are written as `UInt8(ascii:)`.
extension UInt8 {
  package static var backspace: UInt8 { 0x08 }
  package static var tab: UInt8 { 0x09 }
  package static var lineFeed: UInt8 { 0x0A }
  package static var formFeed: UInt8 { 0x0C }
  package static var carriageReturn: UInt8 { 0x0D }
  package static var space: UInt8 { 0x20 }
  package static var quote: UInt8 { 0x22 }
  package static var hash: UInt8 { 0x23 }
  package static var percent: UInt8 { 0x25 }
  package static var ampersand: UInt8 { 0x26 }
  package static var apostrophe: UInt8 { 0x27 }
  package static var asterisk: UInt8 { 0x2A }
  package static var plus: UInt8 { 0x2B }
  package static var comma: UInt8 { 0x2C }
  package static var hyphen: UInt8 { 0x2D }
  package static var dot: UInt8 { 0x2E }
  package static var slash: UInt8 { 0x2F }
  package static var digitZero: UInt8 { 0x30 }
  package static var colon: UInt8 { 0x3A }
  package static var semicolon: UInt8 { 0x3B }
  package static var openAngle: UInt8 { 0x3C }
  package static var equalsSign: UInt8 { 0x3D }
  package static var closeAngle: UInt8 { 0x3E }
  package static var questionMark: UInt8 { 0x3F }
  package static var atSign: UInt8 { 0x40 }
  package static var openBracket: UInt8 { 0x5B }
  package static var backslash: UInt8 { 0x5C }
  package static var closeBracket: UInt8 { 0x5D }
  package static var underscore: UInt8 { 0x5F }
  package static var openBrace: UInt8 { 0x7B }
  package static var closeBrace: UInt8 { 0x7D }
  package static var tilde: UInt8 { 0x7E }
  package static var delete: UInt8 { 0x7F }
}

extension ByteBuffer {
  @inline(never)
  package mutating func appendLowerHex(_ byte: UInt8) {
    guard hasRoom(2) || reserve(2), let target = tail else { return }
    ASCII.writeLowerHex(byte, to: target)
    commit(2)
  }

  /// Appends decimal digits, with leading zeros up to `width`.
  @inline(never)
  package mutating func appendDecimal(_ value: UInt64, width: Int = 1) {
    // 64 bits have at most 20 digits. The last one is known first.
    let most = 20
    guard reserve(most), let target = tail else { return }
    var start = most
    var rest = value
    repeat {
      start &-= 1
      target[start] = .digitZero &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while start > 0 && (rest > 0 || most &- start < width)
    memmove(target, target + start, most &- start)
    commit(most &- start)
  }

  @inline(never)
  package mutating func appendDecimal(_ value: Int64, width: Int = 1) {
    if value < 0 { append(.hyphen) }
    appendDecimal(value.magnitude, width: width)
  }

  package mutating func appendDecimal(_ value: Int) {
    appendDecimal(Int64(value))
  }
}
