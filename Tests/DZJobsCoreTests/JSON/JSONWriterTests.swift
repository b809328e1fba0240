// Writes JSON: the strings of pages, and those of Python, whose bytes resume tokens must have.

import Testing

@testable import DZJobsCore

struct JSONWriterTests {
  private func json(_ text: String) -> String {
    withBytes(text) { text in written { $0.appendJSONString(text) } }
  }

  private func python(_ text: String) -> String {
    withBytes(text) { text in written { $0.appendPythonString(text) } }
  }

  @Test(
    "only what JSON asks for is escaped",
    arguments: [
      ("", "\"\""), ("a/b", "\"a/b\""), ("\"\\", #""\"\\""#),
      ("\u{8}\u{c}\n\r\t", #""\b\f\n\r\t""#),
      ("\0\u{1}\u{1f}", #""\u0000\u0001\u001f""#),
      ("\u{7f}\u{e9}\u{1F600}", "\"\u{7f}\u{e9}\u{1F600}\""),
      ("a\nb\nc", #""a\nb\nc""#), ("\n", #""\n""#),
    ])
  func strings(text: String, expected: String) {
    #expect(json(text) == expected)
  }

  @Test(
    "Python's form is ASCII, with pairs past the basic plane",
    arguments: [
      ("", "\"\""), ("a/b ~", "\"a/b ~\""), ("\"\\", #""\"\\""#),
      ("\u{8}\u{c}\n\r\t", #""\b\f\n\r\t""#),
      ("\0\u{1f}\u{7f}\u{80}", #""\u0000\u001f\u007f\u0080""#),
      ("\u{e9}\u{7ff}", #""\u00e9\u07ff""#),
      ("\u{800}\u{ffff}", #""\u0800\uffff""#),
      ("\u{10000}\u{1F600}", #""\ud800\udc00\ud83d\ude00""#),
      ("\u{10ffff}", #""\udbff\udfff""#),
    ])
  func pythonStrings(text: String, expected: String) {
    #expect(python(text) == expected)
  }

  @Test("both forms of every ASCII character are read back")
  func roundTrip() throws {
    let text = String(decoding: Array(0..<128), as: UTF8.self)
    for written in [json(text), python(text)] {
      let length = try withBytes(written) { (bytes: Bytes) throws(JSONError) -> Int in
        guard let base = bytes.start else { return 0 }
        let target = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 8)
        defer { target.deallocate() }
        var reader = JSONReader(base: base, count: bytes.count)
        let length = try reader.string(into: target)
        #expect(Array(UnsafeBufferPointer(start: target, count: length)) == Array(text.utf8))
        return length
      }
      #expect(length == 128)
    }
  }
}
