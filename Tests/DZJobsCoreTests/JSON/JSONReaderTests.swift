// The grammar of JSON, its strings and its limits. Each text ends where memory ends.

import Testing

@testable import DZJobsCore

struct JSONReaderTests {
  /// The error of a whole document; nil if it is accepted.
  static func failure(_ text: [UInt8]) -> (offset: Int, reason: String, failure: Failure)? {
    withBytes(text) { bytes in
      let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 8)
      defer { scratch.deallocate() }
      guard let base = bytes.start else { return nil }
      var json = JSONReader(base: base, count: bytes.count)
      do throws(JSONError) {
        json.skipSpace()
        try json.skipValue(depth: 0, scratch: scratch)
        json.skipSpace()
        if json.remaining > 0 { throw json.error("something follows") }
        return nil
      } catch {
        return (error.offset, Bytes(error.reason).string, error.failure)
      }
    }
  }

  private func failure(_ text: String) -> (offset: Int, reason: String, failure: Failure)? {
    Self.failure(Array(text.utf8))
  }

  private func decoded(_ text: [UInt8]) throws(JSONError) -> [UInt8] {
    try withBytes(text) { (bytes: Bytes) throws(JSONError) in
      guard let base = bytes.start else { return [] }
      let target = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 8)
      defer { target.deallocate() }
      var json = JSONReader(base: base, count: bytes.count)
      let length = try json.string(into: target)
      return Array(UnsafeBufferPointer(start: target, count: length))
    }
  }

  @Test(
    "values of every kind are accepted",
    arguments: [
      "null", "true", "false", "0", "-0", "-1", "10", "1.5", "1e5", "1E+5", "-0.1e-1", "\"\"",
      "[]", "{}", "[ ]", "{ }", "[1,2]", "[[],{}]", "{\"a\":1,\"b\":[{}]}", " \t\r\n1 \t\r\n",
      "{\"\":{}}", "[1 , 2]", "{ \"a\" : 1 , \"a\" : 2 }",
    ])
  func accepted(text: String) {
    #expect(failure(text) == nil)
  }

  @Test(
    "an error is told at the byte that makes it one",
    arguments: [
      ("tru", 0), ("nul", 0), ("nullx", 4), ("True", 0), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3),
      ("[1", 2), ("[", 1), ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7),
      ("{a:1}", 1), ("{\"a\" 1}", 5), ("{\"a\":1", 6), ("[1}", 2), ("{\"a\":1]", 6), ("01", 1),
      ("-", 1), ("-a", 1), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3), (".5", 0), ("+1", 0),
      ("\"a", 2), ("\"\\", 2), ("\"\\x\"", 2), ("\"\\u12\"", 5), ("\"\\u123g\"", 6),
      ("\"a\nb\"", 2),
      ("\"\u{1f}\"", 1), ("1 2", 2), ("[]]", 2), ("\u{feff}1", 0), ("1\0", 1), ("\0", 0),
      ("'a'", 0),
      ("NaN", 0), ("Infinity", 0), ("/**/1", 0), ("[\0]", 1), ("{\"a\":\0}", 5),
    ])
  func errorOffsets(text: String, offset: Int) {
    #expect(failure(text)?.offset == offset)
    #expect(failure(text)?.failure == .parse)
  }

  @Test(
    "a body that just ends says so", arguments: ["", " ", "[", "[1", "\"a", "{\"a\":", "-", "1e"])
  func ends(text: String) {
    if !text.isEmpty { #expect(failure(text)?.reason == "the body ends too early") }
    #expect(failure(" " + text)?.offset == text.utf8.count + 1)
  }

  @Test(
    "escapes are decoded",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u0041\u00e9\u20AC""#, "A\u{e9}\u{20ac}"),
      (#""\u0000""#, "\0"), (#""\ud83d\ude00""#, "\u{1F600}"), (#""\uD800\uDC00""#, "\u{10000}"),
      (#""\udbff\udfff""#, "\u{10ffff}"), (#""\ud7ff\ue000\uffff""#, "\u{d7ff}\u{e000}\u{ffff}"),
      (#""a\u0062c""#, "abc"), ("\"\u{7f}\u{80}\u{10ffff}\"", "\u{7f}\u{80}\u{10ffff}"),
    ])
  func escapes(text: String, expected: String) throws {
    #expect(try decoded(Array(text.utf8)) == Array(expected.utf8))
  }

  @Test(
    "half of a surrogate pair is an error where it starts",
    arguments: [
      (#""\ud800""#, 1), (#""a\udc00""#, 2), (#""\ud800\ud800""#, 1), (#""\ud800\n""#, 1),
      (#""\ud800x""#, 1), (#""\ud800\u0041""#, 1), (#""\ud83d\ude00\udbff""#, 13),
    ])
  func surrogates(text: String, offset: Int) {
    #expect(failure(text)?.offset == offset)
    #expect(failure(text)?.reason == "half of a surrogate pair")
  }

  @Test("a special byte is found at any place of an 8-byte step, before any tail")
  func everyAlignment() throws {
    for special: [UInt8] in [[0x5C, 0x6E], [0xC3, 0xA9], [0xF0, 0x9F, 0x98, 0x80], []] {
      for before in 0..<18 {
        for after in 0..<18 {
          let head = (0..<before).map { UInt8(0x61 + $0) }
          let tail = (0..<after).map { UInt8(0x41 + $0) }
          let text = [0x22] + head + special + tail + [0x22]
          let middle = special == [0x5C, 0x6E] ? [0x0A] : special
          try #require(try decoded(text) == head + middle + tail)
          try #require(Self.failure(Array(text.dropLast()))?.offset == text.count - 1)
        }
      }
    }
  }

  @Test("every byte that a string may not have as it is is refused, at any place of a step")
  func controlAndMalformedBytes() {
    for place in 0..<17 {
      for c in UInt8.min...UInt8.max where c < 0x20 || c >= 0x80 {
        let text = [0x22] + [UInt8](repeating: 0x61, count: place) + [c, 0x61, 0x61, 0x61, 0x22]
        #expect(Self.failure(text)?.offset == place + 1)
      }
    }
  }

  @Test("512 levels are read, 513 are too many, in any mixture")
  func depth() {
    for opening in ["[", "{\"a\":", "[{\"a\":"] {
      let step = opening == "[{\"a\":" ? 2 : 1
      let closing = opening == "[" ? "]" : opening == "{\"a\":" ? "}" : "}]"
      func nested(_ levels: Int) -> String {
        String(repeating: opening, count: levels / step) + "1"
          + String(repeating: closing, count: levels / step)
      }
      #expect(failure(nested(512)) == nil)
      #expect(failure(nested(514))?.failure == .tooBig)
    }
    let tooDeep = failure(String(repeating: "[", count: 100_000))
    #expect(tooDeep?.failure == .tooBig)
    #expect(tooDeep?.offset == 512)
    #expect(
      failure("[" + String(repeating: "[", count: 511) + String(repeating: "]", count: 512)) == nil)
  }

  @Test("after a container closes, the outer one continues with its own kind")
  func mixedNesting() {
    let deep = String(repeating: "[{\"a\":", count: 40)
    let back = String(repeating: ",\"b\":0},1]", count: 40)
    #expect(failure(deep + "[]" + back) == nil)
    #expect(
      failure(deep + "[]" + back.replacing("0},1]", with: "0],1}", maxReplacements: 1)) != nil)
  }
}
