// The character classes, checked for all 256 bytes, and numbers as text.

import Testing

@testable import DZJobsCore

struct ASCIITests {
  private static func bytes(of text: String) -> Set<UInt8> { Set(text.utf8) }
  private static let digits = bytes(of: "0123456789")
  private static let upper = bytes(of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
  private static let lower = bytes(of: "abcdefghijklmnopqrstuvwxyz")

  @Test("every byte is in the classes it belongs to")
  func classes() {
    for c in UInt8.min...UInt8.max {
      let isLetter = Self.upper.contains(c) || Self.lower.contains(c)
      #expect(ASCII.isDigit(c) == Self.digits.contains(c))
      #expect(ASCII.isLetter(c) == isLetter)
      #expect(ASCII.isAlphanumeric(c) == (isLetter || Self.digits.contains(c)))
      #expect(ASCII.isVisible(c) == (0x21...0x7E).contains(c))
      #expect(ASCII.lowercased(c) == (Self.upper.contains(c) ? c + 32 : c))
    }
  }

  @Test("hexadecimal digits have their value in either case, other bytes none")
  func hexadecimal() {
    for c in UInt8.min...UInt8.max {
      let value = c < 128 ? UInt8(String(UnicodeScalar(c)), radix: 16) : nil
      #expect(ASCII.hexValue(c) == value)
    }
    for value: UInt8 in 0..<16 {
      #expect(ASCII.hexValue(ASCII.upperHexDigit(value)) == value)
      #expect(ASCII.hexValue(ASCII.lowerHexDigit(value)) == value)
    }
    #expect(
      written { for byte: UInt8 in [0, 9, 0xAF, 0xFF] { $0.appendLowerHex(byte) } } == "0009afff")
  }

  @Test(
    "numbers are written in full",
    arguments: [
      0, 1, 9, 10, 99, 100, 999_999_999, UInt64(Int64.max), 9_999_999_999_999_999_999,
      10_000_000_000_000_000_000, UInt64.max,
    ])
  func decimals(value: UInt64) {
    #expect(written { $0.appendDecimal(value) } == String(value))
  }

  @Test("negative numbers have their sign", arguments: [0, -1, -10, Int64.min, Int64.max])
  func signed(value: Int64) {
    #expect(written { $0.appendDecimal(value) } == String(value))
    #expect(written { $0.appendDecimal(Int(value)) } == String(value))
  }

  @Test(
    "a width adds leading zeros and cuts nothing",
    arguments: [
      (7, 2, "07"), (0, 3, "000"), (123, 2, "123"), (5, 0, "5"), (1, 20, "00000000000000000001"),
    ])
  func widths(value: UInt64, width: Int, expected: String) {
    #expect(written { $0.appendDecimal(value, width: width) } == expected)
  }
}
