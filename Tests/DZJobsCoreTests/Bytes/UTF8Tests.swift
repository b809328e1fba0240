// Well-formed UTF-8, at the limits of each length and at the end of memory.

import Testing

@testable import DZJobsCore

struct UTF8Tests {
  @Test(
    "the first and last character of every length are one character",
    arguments: [
      "\u{0}", "\u{7f}", "\u{80}", "\u{7ff}", "\u{800}", "\u{d7ff}", "\u{e000}",
      "\u{ffff}", "\u{10000}", "\u{10ffff}",
    ])
  func edges(text: String) {
    #expect(withBytes(text) { UTF8Check.characterCount($0) } == 1)
    let mixed = "abcdefg" + text + "h"
    #expect(withBytes(mixed) { UTF8Check.characterCount($0) } == 9)
  }

  @Test(
    "overlong forms, surrogates, stray and missing bytes are malformed",
    arguments: [
      "80", "bf", "c080", "c1bf", "e08080", "e09fbf", "eda080", "edbfbf", "f0808080",
      "f08fbfbf", "f4908080", "f5808080", "ff", "fe", "c3", "e282", "f09f98", "c328", "e28228",
      "f09f9828", "e2c0ac", "f8888080",
    ])
  func malformed(hex: String) {
    #expect(withBytes(bytes(hex: hex)) { UTF8Check.characterCount($0) } == nil)
    #expect(withBytes([0x61] + bytes(hex: hex)) { UTF8Check.characterCount($0) } == nil)
  }

  @Test("Swift and the engine agree on the sequences of the lead bytes that have rules")
  func exhaustive() {
    var differing = 0
    for lead: UInt8 in [0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF] {
      for second in UInt8.min...UInt8.max {
        for third: UInt8 in [0x00, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xFF] {
          let sequence = [lead, second, third]
          let ours = sequence.withUnsafeBufferPointer {
            UTF8Check.characterCount(Bytes(start: $0.baseAddress, count: 3))
          }
          if ours != String(validating: sequence, as: UTF8.self)?.unicodeScalars.count {
            differing += 1
          }
        }
      }
    }
    #expect(differing == 0)
  }

  @Test(
    "a prefix never ends inside a character",
    arguments: [
      (0, ""), (1, "a"), (2, "a"), (3, "a\u{e9}"), (4, "a\u{e9}"), (6, "a\u{e9}"),
      (7, "a\u{e9}\u{1F600}"), (99, "a\u{e9}\u{1F600}"),
    ])
  func prefixes(limit: Int, expected: String) {
    withBytes("a\u{e9}\u{1F600}") { #expect(UTF8Check.prefix($0, limit).string == expected) }
  }

  @Test("scalars are written as Swift writes them")
  func encodes() {
    for value: UInt32 in [0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF] {
      var target: [UInt8] = [0, 0, 0, 0]
      let length = target.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { UTF8Check.encode(value, to: $0) } ?? 0
      }
      let expected = UnicodeScalar(value).map { Array(String($0).utf8) }
      #expect(Array(target[..<length]) == expected)
    }
  }
}
