// The schema of a response: every member, which ones may be missing, and the place that an error
// text names.

import Testing

@testable import DZJobsCore

struct JobRunPageReaderTests {
  private struct Refused: Error, Equatable {
    let failure: Failure
    let message: String
  }

  private func read(_ body: [UInt8], into page: JobRunPage = JobRunPage()) throws(Refused)
    -> JobRunPage
  {
    try withBytes(body) { (bytes: Bytes) throws(Refused) in
      var message = ByteBuffer()
      do throws(Failure) {
        try JobRunPageReader.read(bytes, into: page, message: &message)
      } catch {
        throw Refused(failure: error, message: message.bytes().string)
      }
      page.show(0..<page.total, times: .iso8601)
      return page
    }
  }

  private func read(_ body: String, into page: JobRunPage = JobRunPage()) throws -> JobRunPage {
    try read(Array(body.utf8), into: page)
  }

  private func text(_ page: JobRunPage, _ index: Int, _ member: StringMember) -> String? {
    page.run(at: index).flatMap { string($0.pointee.string(member)) }
  }

  @Test("every member of a run is read")
  func allMembers() throws {
    let page = try read(
      """
      {"items":[{"domainId":"d","jobId":"j","jobType":"LINEAGE","runId":"r",
        "runMode":"ON_DEMAND","status":"FAILED","error":{"message":"m"},"createdBy":"c",
        "createdAt":1.5,"startTime":"1970-01-01T00:00:02Z","endTime":"3"}],"nextToken":"t"}
      """)
    #expect(page.count == 1)
    let texts = (0..<8).map { StringMember(rawValue: $0).flatMap { text(page, 0, $0) } }
    #expect(texts == ["d", "j", "LINEAGE", "r", "ON_DEMAND", "FAILED", "m", "c"])
    let run = try #require(page.run(at: 0)).pointee
    #expect(
      [run.time(.createdAt), run.time(.startTime), run.time(.endTime)] == [
        1_500_000, 2_000_000, 3_000_000,
      ])
    #expect(string(page.nextTokenCString) == "t")
  }

  @Test(
    "what is missing, null or empty is absent",
    arguments: [
      ("{}", 0), (#"{"items":null}"#, 0), (#"{"items":[]}"#, 0),
      (#"{"items":[],"nextToken":null}"#, 0),
      (#"{"items":[],"nextToken":""}"#, 0), (#"{"items":[null,{}, null]}"#, 3), (" {\n} \n", 0),
      (#"{"items":[{"runId":null,"createdAt":null,"error":null}]}"#, 1),
      (#"{"nextToken":null,"x":1}"#, 0),
      (#"{"items":[{"error":{"message":null}}]}"#, 1), (#"{"items":[{"error":{}}]}"#, 1),
    ])
  func absent(body: String, count: Int) throws {
    let page = try read(body)
    #expect(page.count == count)
    #expect(page.nextTokenCString == nil)
    for index in 0..<count {
      for member in StringMember.all { #expect(text(page, index, member) == nil) }
      for member in TimeMember.all {
        #expect(page.run(at: index)?.pointee.time(member) == JobRun.noTime)
      }
    }
    #expect(page.run(at: count) == nil)
    #expect(page.run(at: -1) == nil)
  }

  @Test("the last of duplicates counts, even if it is null")
  func duplicates() throws {
    let page = try read(
      """
      {"nextToken":"a","items":[{"runId":"x"},{"runId":"y"}],"items":[{"runId":"a","runId":"b",
      "status":"S","status":null,"createdAt":1,"createdAt":null,
      "error":{"message":"m","x":1},"error":{}}],"nextToken":"b"}
      """)
    #expect(page.count == 1)
    #expect(text(page, 0, .runId) == "b")
    #expect(text(page, 0, .status) == nil)
    #expect(text(page, 0, .errorMessage) == nil)
    #expect(page.run(at: 0)?.pointee.time(.createdAt) == JobRun.noTime)
    #expect(string(page.nextTokenCString) == "b")
    #expect(try read(#"{"items":[{}],"items":null,"nextToken":"a","nextToken":null}"#).count == 0)
  }

  @Test("names are found in every escaped form, and only in their own case")
  func names() throws {
    let page = try read(#"{"\u0069tems":[{"r\u0075nId":"a","RunId":"b","runid":"c"}]}"#)
    #expect(text(page, 0, .runId) == "a")
  }

  @Test(
    "the text names the member and the byte",
    arguments: [
      ("[]", "body: not a JSON object (byte 0)"), ("null", "body: not a JSON object (byte 0)"),
      ("  <html>", "body: not a JSON object (byte 2)"),
      (" ", "body: the body ends too early (byte 1)"),
      ("{} x", "body: something follows the JSON object (byte 3)"),
      (#"{"message":"Forbidden"}"#, "body: an object without items and nextToken (byte 0)"),
      (
        #" {"Items":[],"Output":{"items":[]}}"#,
        "body: an object without items and nextToken (byte 0)"
      ),
      (#"{"items":{}}"#, "items: not an array (byte 9)"),
      (#"{"items":[{},5]}"#, "items[1]: not an object (byte 13)"),
      (#"{"items":[{},{"runId":5}]}"#, "items[1].runId: 5 is not a string (byte 22)"),
      (
        #"{"items":[{"createdAt":"abc"}]}"#,
        #"items[0].createdAt: "abc" is not a timestamp (byte 23)"#
      ),
      (#"{"items":[{"endTime":""}]}"#, #"items[0].endTime: "" is not a timestamp (byte 21)"#),
      (#"{"items":[{"createdAt":true}]}"#, "items[0].createdAt: true is not a timestamp (byte 23)"),
      (
        #"{"items":[{"createdAt":253402300800}]}"#,
        "items[0].createdAt: 253402300800 is not a timestamp (byte 23)"
      ),
      (#"{"items":[{"createdAt":1.}]}"#, "items[0].createdAt: expected a digit (byte 25)"),
      (#"{"nextToken":[1]}"#, "nextToken: [1] is not a string (byte 13)"),
      (#"{"items":[],"nextToken":5}"#, "nextToken: 5 is not a string (byte 24)"),
      (#"{"items":[{"error":"x"}]}"#, "items[0].error: not an object (byte 19)"),
      (
        #"{"items":[{"error":{"message":{}}}]}"#,
        "items[0].error.message: {} is not a string (byte 30)"
      ),
      (#"{"items":[{"error":{"x":y}}]}"#, "items[0].error.x: expected a value (byte 24)"),
      (#"{"items":[{"x" : tru}]}"#, "items[0].x: expected a value (byte 17)"),
      (#"{"x":[1,}"#, "x: expected a value (byte 8)"),
      (#"{"a\"b":}"#, #"a\"b: expected a value (byte 8)"#),
      (#"{"items":[],5}"#, "body: expected a member's name (byte 12)"),
      (#"{"items":[{"runId":"a"#, "items[0].runId: the body ends too early (byte 21)"),
      (#"{"items":[{"runId":"\ud800"}]}"#, "items[0].runId: half of a surrogate pair (byte 20)"),
      (#"{"items":[{},]}"#, "items[1]: not an object (byte 13)"),
      (#"{"a":1 "b":2}"#, "body: expected ',' or '}' (byte 7)"),
    ])
  func messages(body: String, message: String) {
    #expect(throws: Refused(failure: .parse, message: message)) { try read(body) }
  }

  @Test(
    "what is wrong between two members is not laid at the door of the first",
    arguments: [
      (#"{"items":[{"runId":"a",5}]}"#, "items[0]: expected a member's name (byte 23)"),
      (#"{"items":[{"runId":"a" "b"}]}"#, "items[0]: expected ',' or '}' (byte 23)"),
      (#"{"items":[{"x":1,}]}"#, "items[0]: expected a member's name (byte 17)"),
    ])
  func between(body: String, message: String) {
    #expect(throws: Refused(failure: .parse, message: message)) { try read(body) }
  }

  @Test("an error quotes the beginning of a long value, not cut inside a character")
  func longQuote() {
    let value = "\"" + String(repeating: "\u{e9}", count: 100) + "\""
    let quoted = "\"" + String(repeating: "\u{e9}", count: 31) + "..."
    let message = "items[0].endTime: \(quoted) is not a timestamp (byte 21)"
    #expect(throws: Refused(failure: .parse, message: message)) {
      try read(#"{"items":[{"endTime":\#(value)}]}"#)
    }
  }

  @Test("levels are counted from the outermost object")
  func depth() throws {
    func nested(_ levels: Int, in head: String, _ tail: String) -> String {
      head + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + tail
    }
    let deepest = [(511, #"{"items":[],"x":"#, "}"), (509, #"{"items":[{"x":"#, "}]}")]
    for (levels, head, tail) in deepest {
      #expect(try read(nested(levels, in: head, tail)).total <= 1)
      let error = #expect(throws: Refused.self) { try read(nested(levels + 1, in: head, tail)) }
      #expect(error?.failure == .tooBig)
      #expect(error?.message.hasSuffix("(byte \(head.utf8.count + levels))") == true)
    }
  }

  @Test("a value of the wrong kind is reported at any depth within the limit")
  func depthOfMismatch() {
    let deep = String(repeating: "[", count: 511) + String(repeating: "]", count: 511)
    let error = #expect(throws: Refused.self) { try read(#"{"nextToken":\#(deep)}"#) }
    #expect(error?.failure == .parse)
  }

  @Test("an empty body is not a JSON object")
  func noBody() {
    var message = ByteBuffer()
    #expect(throws: Failure.parse) {
      try JobRunPageReader.read(Bytes(), into: JobRunPage(), message: &message)
    }
    #expect(message.bytes().string == "body: empty, not a JSON object (byte 0)")
  }
}
