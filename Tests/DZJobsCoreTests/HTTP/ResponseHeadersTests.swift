// The response headers that the library uses: any case, the first of a name, bounded, trimmed.

import Testing

@testable import DZJobsCore

struct ResponseHeadersTests {
  private func value(
    _ name: ResponseHeaders.Name, of headers: [(String, String)]
  ) -> String? {
    var kept = ResponseHeaders()
    for (name, value) in headers {
      _ = withBytes(name) { name in withBytes(value) { kept.add(name, $0) } }
    }
    return kept.value(name)?.string
  }

  @Test(
    "the five names are known in any case",
    arguments: [
      ("Date", ResponseHeaders.Name.date), ("DATE", .date), ("x-amzn-ErrorType", .errorType),
      ("X-Amzn-RequestId", .requestID), ("x-amz-request-id", .olderRequestID),
      ("X-AMZ-RETRY-AFTER", .retryAfter),
    ])
  func names(name: String, known: ResponseHeaders.Name) {
    #expect(value(known, of: [("content-type", "x"), (name, "v")]) == "v")
  }

  @Test("the first of equal names counts, even if it is empty")
  func firstCounts() {
    #expect(value(.date, of: [("date", "1"), ("Date", "2")]) == "1")
    #expect(value(.errorType, of: [("x-amzn-errortype", ""), ("x-amzn-errortype", "E")]) == "")
  }

  @Test(
    "spaces and the line's end around a value are cut, those inside stay",
    arguments: [(" a b \t\r\n", "a b"), ("", ""), (" \t ", ""), ("a", "a"), ("\r\n", "")])
  func trims(sent: String, kept: String) {
    #expect(value(.date, of: [("date", sent)]) == kept)
  }

  @Test("a value is kept up to 8192 bytes")
  func bounded() {
    let long = String(repeating: "x", count: 20_000)
    #expect(value(.requestID, of: [("x-amzn-requestid", long)])?.utf8.count == 8192)
  }

  @Test(
    "the request id is the usual one, else the older one, unless empty",
    arguments: [
      ("a", "b", "a"), ("", "b", "b"), (nil, "b", "b"), ("a", nil, "a"), (nil, nil, nil),
      ("", "", nil), (" ", nil, nil),
    ] as [(String?, String?, String?)])
  func requestID(usual: String?, older: String?, expected: String?) {
    var headers = ResponseHeaders()
    if let usual { _ = withBytes(usual) { headers.add(Bytes("x-amzn-requestid"), $0) } }
    if let older { _ = withBytes(older) { headers.add(Bytes("x-amz-request-id"), $0) } }
    #expect(headers.requestID?.string == expected)
  }

  @Test("discarded headers make room for those of the next response")
  func forgets() {
    var headers = ResponseHeaders()
    _ = headers.add(Bytes("date"), Bytes("1"))
    headers.removeAll()
    #expect(headers.value(.date)?.string == nil)
    _ = headers.add(Bytes("date"), Bytes("2"))
    #expect(headers.value(.date)?.string == "2")
  }
}
