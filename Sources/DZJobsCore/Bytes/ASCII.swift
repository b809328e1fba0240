// The classes of ASCII characters and the notations of numbers that every grammar here shares.

package enum ASCII {
  package static func isDigit(_ c: UInt8) -> Bool { c &- 0x30 < 10 }
  package static func isLetter(_ c: UInt8) -> Bool { (c | 0x20) &- 0x61 < 26 }
  package static func isAlphanumeric(_ c: UInt8) -> Bool { isDigit(c) || isLetter(c) }
  /// A character that can be seen: no space, no control, nothing past ASCII.
  package static func isVisible(_ c: UInt8) -> Bool { c > 0x20 && c < 0x7F }

  package static func isSpace(_ c: UInt8) -> Bool {
    c == 0x20 || c == 0x09 || c == 0x0A || c == 0x0D
  }

  package static func lowercased(_ c: UInt8) -> UInt8 { c &- 0x41 < 26 ? c | 0x20 : c }

  /// The value of a hexadecimal digit, nil if `c` is none.
  package static func hexValue(_ c: UInt8) -> UInt8? {
    if isDigit(c) { return c &- 0x30 }
    let letter = (c | 0x20) &- 0x61
    return letter < 6 ? letter &+ 10 : nil
  }

  package static func upperHexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 &+ value : 0x37 &+ value
  }
  package static func lowerHexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 &+ value : 0x57 &+ value
  }
}

extension ByteBuffer {
  package mutating func appendLowerHex(_ byte: UInt8) {
    append(ASCII.lowerHexDigit(byte >> 4))
    append(ASCII.lowerHexDigit(byte & 15))
  }

  /// Decimal digits, with leading zeros up to `width`.
  @inline(never)
  package mutating func appendDecimal(_ value: UInt64, width: Int = 1) {
    var divisor: UInt64 = 1
    var digits = 1
    while digits < 20, value / divisor >= 10 || digits < width {
      divisor &*= 10
      digits &+= 1
    }
    while divisor > 0 {
      append(0x30 &+ UInt8(truncatingIfNeeded: value / divisor % 10))
      divisor /= 10
    }
  }

  @inline(never)
  package mutating func appendDecimal(_ value: Int64, width: Int = 1) {
    if value < 0 { append(0x2D) }
    appendDecimal(value.magnitude, width: width)
  }

  package mutating func appendDecimal(_ value: Int) {
    appendDecimal(Int64(value))
  }
}
