// Base64 with padding (RFC 4648 section 4), the outer encoding of resume tokens.

extension ByteBuffer {
  mutating func appendBase64(_ bytes: Bytes) {
    let alphabet = Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var index = 0
    while index < bytes.count {
      // Bytes past the end read as 0, which fills the last group.
      let group =
        UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
      let left = bytes.count &- index
      append(alphabet[Int(group >> 18 & 63)])
      append(alphabet[Int(group >> 12 & 63)])
      append(left > 1 ? alphabet[Int(group >> 6 & 63)] : .equalsSign)
      append(left > 2 ? alphabet[Int(group & 63)] : .equalsSign)
      index &+= 3
    }
  }

  /// Decodes `text` and appends the bytes. Returns false if it is not base64; some bytes may have
  /// been appended then. `failed` is true if memory ran out.
  mutating func appendDecodedBase64(_ text: Bytes) -> Bool {
    guard text.count > 0, text.count & 3 == 0 else { return false }
    var digits = text.count
    while digits > 0, text.count &- digits < 2, text[digits &- 1] == .equalsSign { digits &-= 1 }
    var group: UInt32 = 0
    for index in 0..<digits {
      guard let value = ByteBuffer.base64Value(text[index]) else { return false }
      group = group << 6 | UInt32(value)
      if index & 3 == 3 {
        append(UInt8(truncatingIfNeeded: group >> 16))
        append(UInt8(truncatingIfNeeded: group >> 8))
        append(UInt8(truncatingIfNeeded: group))
      }
    }
    switch digits & 3 {
    case 2: append(UInt8(truncatingIfNeeded: group >> 4))
    case 3:
      append(UInt8(truncatingIfNeeded: group >> 10))
      append(UInt8(truncatingIfNeeded: group >> 2))
    default: break
    }
    return true
  }

  private static func base64Value(_ c: UInt8) -> UInt8? {
    switch c {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return c &- UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return c &- UInt8(ascii: "a") &+ 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return c &- .digitZero &+ 52
    case .plus: return 62
    case .slash: return 63
    default: return nil
    }
  }
}
