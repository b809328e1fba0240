// Base64 as Python reads and writes it; everything else is refused.

import Foundation
import Testing

@testable import DZJobsCore

struct Base64Tests {
  private func decoded(_ text: String) -> [UInt8]? {
    var buffer = ByteBuffer()
    let isBase64 = withBytes(text) { buffer.appendDecodedBase64($0) }
    return isBase64 ? buffer.bytes().array : nil
  }

  @Test(
    "the test vectors of RFC 4648 go both ways",
    arguments: [
      ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func vectors(text: String, base64: String) {
    #expect(withBytes(text) { bytes in written { $0.appendBase64(bytes) } } == base64)
    #expect(decoded(base64) == Array(text.utf8))
  }

  @Test("bytes of every length and value come back")
  func roundTrip() {
    for length in 0...260 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
      let text = withBytes(bytes) { bytes in written { $0.appendBase64(bytes) } }
      #expect(text == Data(bytes).base64EncodedString())
      if length > 0 { #expect(decoded(text) == bytes) }
    }
  }

  @Test(
    "what is not base64 is refused",
    arguments: [
      "", "A", "AA", "AAA", "AAAAA", "====", "A===", "=AAA", "A=AA", "AA=A", "AA==AAAA", "AA\n=",
      "AAA ", "AAA-", "AAA_", "\u{e9}AA", "AAA\0", "AAAA====",
    ])
  func refused(text: String) {
    #expect(decoded(text) == nil)
  }

  @Test("every byte outside the alphabet is refused")
  func alphabet() {
    var accepted = 0
    for c in UInt8.min...UInt8.max {
      var buffer = ByteBuffer()
      if withBytes([0x41, 0x41, 0x41, c], { buffer.appendDecodedBase64($0) }) { accepted += 1 }
    }
    #expect(accepted == 65)  // 64 characters and the padding
  }
}
