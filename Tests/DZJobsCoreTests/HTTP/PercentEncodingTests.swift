// No byte of an argument may start a new part of a URL: only RFC 3986's unreserved characters stay.

import Testing

@testable import DZJobsCore

struct PercentEncodingTests {
  private static let unreserved = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

  @Test("the 66 unreserved characters stay, all other bytes become %XX in upper case")
  func everyByte() {
    for c in UInt8.min...UInt8.max {
      #expect(
        withBytes([c]) { bytes in written { $0.appendPercentEncoded(bytes) } } == Self.encoded(c))
    }
  }

  @Test("each byte is encoded at each place of the blocks, also in the rest of fewer bytes")
  func everyPlace() {
    let letters = [UInt8]("ABYZabyz0189-_Cc".utf8)
    for c in UInt8.min...UInt8.max {
      for place in 0..<36 {
        var text = Array((letters + letters + letters)[..<36])
        text[place] = c
        let expected = text.map(Self.encoded).joined()
        let result = withBytes(text) { bytes in written { $0.appendPercentEncoded(bytes) } }
        guard result == expected else {
          Issue.record("byte \(c) at \(place): \(result), not \(expected)")
          return
        }
      }
    }
  }

  private static func encoded(_ c: UInt8) -> String {
    let hex = String(c, radix: 16, uppercase: true)
    return unreserved.contains(c)
      ? String(UnicodeScalar(c)) : "%" + (hex.count == 1 ? "0" : "") + hex
  }

  @Test(
    "texts are encoded byte by byte",
    arguments: [
      ("", ""), ("a/b", "a%2Fb"), ("j?x#y%41 z", "j%3Fx%23y%2541%20z"), ("{x}", "%7Bx%7D"),
      ("\u{e9}\u{1F600}", "%C3%A9%F0%9F%98%80"), ("a\r\nHost: b\0", "a%0D%0AHost%3A%20b%00"),
      ("+=&", "%2B%3D%26"),
    ])
  func texts(text: String, expected: String) {
    #expect(withBytes(text) { bytes in written { $0.appendPercentEncoded(bytes) } } == expected)
  }
}
