// Pages and runs as JSON: order, omitted members, and unknown members.

import Testing

@testable import DZJobsCore

struct JobRunPageWriterTests {
  private func page(_ body: String, times: JSONTimes = .iso8601) throws -> JobRunPage {
    let page = JobRunPage()
    var message = ByteBuffer()
    try withBytes(body) { (body: Bytes) throws(Failure) in
      try JobRunPageReader.read(body, into: page, message: &message)
    }
    page.show(0..<page.total, times: times)
    return page
  }

  private func json(_ body: String, times: JSONTimes = .iso8601) throws -> String? {
    let page = try page(body, times: times)
    return withExtendedLifetime(page) { page.pageJSON()?.string }
  }

  @Test(
    "members come in the order of the API reference, absent ones left out",
    arguments: [
      ("{}", #"{"items":[]}"#), (#"{"items":null,"nextToken":""}"#, #"{"items":[]}"#),
      (#"{"nextToken":"t","items":[{}]}"#, #"{"items":[{}],"nextToken":"t"}"#),
      (#"{"items":[null]}"#, #"{"items":[{}]}"#),
      (
        """
        {"items":[{"endTime":2,"startTime":1,"createdAt":0,"createdBy":"c","error":{"message":"m"},
        "status":"s","runMode":"o","runId":"r","jobType":"L","jobId":"j","domainId":"d"}]}
        """,
        #"{"items":[{"domainId":"d","jobId":"j","jobType":"L","runId":"r","runMode":"o","#
          + #""status":"s","error":{"message":"m"},"createdBy":"c","#
          + #""createdAt":"1970-01-01T00:00:00Z","#
          + #""startTime":"1970-01-01T00:00:01Z","endTime":"1970-01-01T00:00:02Z"}]}"#
      ),
      (#"{"items":[{"error":{}}]}"#, #"{"items":[{"error":{}}]}"#),
      (#"{"items":[{"error":null}]}"#, #"{"items":[{}]}"#),
      (
        #"{"items":[{"runId":"\u00e9\u0000\n"}]}"#, "{\"items\":[{\"runId\":\"\u{e9}\\u0000\\n\"}]}"
      ),
    ])
  func order(body: String, expected: String) throws {
    #expect(try json(body) == expected)
  }

  @Test(
    "members that the library does not know come last, without white space between tokens",
    arguments: [
      (#"{"x" : [ 1 , {"a":null} ] ,"items":[]}"#, #"{"items":[],"x":[1,{"a":null}]}"#),
      (
        "{\"x\"\n:\r\n\t\"a \\\" b\\\\\" , \"y\" : 1 ,\"items\":\tnull}",
        #"{"items":[],"x":"a \" b\\","y":1}"#
      ),
      (
        #"{"items":[{"n":1.50E+3,"runId":"r","u":"\u00e9\/"}]}"#,
        #"{"items":[{"runId":"r","n":1.50E+3,"u":"\u00e9\/"}]}"#
      ),
      (
        #"{"items":[{"error":{"code":7,"message":"m","d":{}}}]}"#,
        #"{"items":[{"error":{"message":"m","code":7,"d":{}}}]}"#
      ),
      (
        #"{"a":1,"items":[{"b":2},{"c":3}],"d":4,"nextToken":"t"}"#,
        #"{"items":[{"b":2},{"c":3}],"nextToken":"t","a":1,"d":4}"#
      ),
      (#"{"a":1,"items":[],"a":2}"#, #"{"items":[],"a":1,"a":2}"#),
      (#"{"\u0061":1,"items":null}"#, #"{"items":[],"\u0061":1}"#),
      (
        #"{"Items":[{}],"nextToken":null,"NextToken":"x"}"#,
        #"{"items":[],"Items":[{}],"NextToken":"x"}"#
      ),
    ])
  func unknown(body: String, expected: String) throws {
    #expect(try json(body) == expected)
  }

  @Test("times are written in the chosen form")
  func times() throws {
    let body = #"{"items":[{"createdAt":1795428000.123,"endTime":-0.000001,"startTime":10}]}"#
    #expect(
      try json(body) == #"{"items":[{"createdAt":"2026-11-23T10:00:00.123Z","#
        + #""startTime":"1970-01-01T00:00:10Z","endTime":"1969-12-31T23:59:59.999999Z"}]}"#)
    #expect(
      try json(body, times: .epoch)
        == #"{"items":[{"createdAt":1795428000.123,"startTime":10,"endTime":-0.000001}]}"#)
  }

  @Test("a run's own JSON equals its part of the page, stays in place, and ends with a NUL")
  func runs() throws {
    let page = try page(#"{"items":[{"runId":"a","x":1},{"error":{"y":2}}]}"#)
    let first = try #require(page.run(at: 0).flatMap { JobRunPage.runJSON($0) })
    let second = try #require(page.run(at: 1).flatMap { JobRunPage.runJSON($0) })
    #expect(first.string == #"{"runId":"a","x":1}"#)
    #expect(second.string == #"{"error":{"y":2}}"#)
    #expect(first.start?[first.count] == 0)
    let again = page.run(at: 0).flatMap { JobRunPage.runJSON($0) }
    #expect(again?.start == first.start)
    let whole = try #require(page.pageJSON())
    #expect(whole.start?[whole.count] == 0)
    #expect(page.pageJSON()?.start == whole.start)
  }

  @Test("a page's JSON has only the visible runs, and its token")
  func visible() throws {
    let page = try page(body(["a", "b", "c"], next: "t"))
    page.show(1..<2, times: .iso8601)
    #expect(page.pageJSON()?.string == #"{"items":[{"runId":"b"}],"nextToken":"t"}"#)
  }

  @Test("reading written JSON and writing it again changes nothing")
  func fixedPoint() throws {
    let body = #"{"u":[1],"items":[{"v":{},"runId":"\n\u00e9","createdAt":1.25,"error":{"w":0}}]}"#
    for times in [JSONTimes.iso8601, .epoch] {
      let once = try #require(try json(body, times: times))
      #expect(try json(once, times: times) == once)
    }
  }
}
