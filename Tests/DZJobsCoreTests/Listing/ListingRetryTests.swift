// Attempts at a page in virtual time: their number, their quota, and their error texts.

import Testing

@testable import DZJobsCore

struct ListingRetryTests {
  private static let second: Int64 = 1_000_000
  @Test("a page's attempts share an id and are counted; the next try of the page starts again")
  func attempts() throws {
    let host = try Host()
    var ids: [String?] = []
    for attempt in 1...3 {
      #expect(try host.next() == .send)
      #expect(host.requestHeader("amz-sdk-request") == "attempt=\(attempt); max=3")
      ids.append(host.requestHeader("amz-sdk-invocation-id"))
      try host.answer(
        #"{"message":"Slow down"}"#, status: 429,
        [("x-amzn-ErrorType", "ThrottlingException:x"), ("x-amzn-RequestId", "id-\(attempt)")])
      if attempt < 3 { #expect(try host.next() == .wait) }
      host.now += 20 * Self.second
    }
    #expect(throws: Failure.service) { try host.next() }
    #expect(
      host.error
        == "ThrottlingException: Slow down (HTTP 429, request id id-3, attempt 3 of 3)")
    #expect(string(host.listing.serviceCode) == "ThrottlingException")
    #expect(string(host.listing.serviceMessage) == "Slow down")
    #expect(string(host.listing.requestID) == "id-3")
    #expect(host.listing.attemptCount == 3)
    #expect(try host.next() == .send)
    #expect(host.requestHeader("amz-sdk-request") == "attempt=1; max=3")
    ids.append(host.requestHeader("amz-sdk-invocation-id"))
    #expect(Set(ids).count == 2)
    try host.answer(body(["a"]))
    #expect(try host.next() == .run)
    #expect(host.listing.httpStatus == 200)
    #expect(host.listing.serviceCode == nil)
    #expect(host.listing.requestID == nil)
  }

  @Test("a missing response is retried unless the caller forbids it, and the reason is quoted")
  func noAnswer() throws {
    let host = try Host { (listing) throws(Failure) in try listing.set(.maxAttempts, number: 2) }
    _ = try host.next()
    try host.noAnswer(reason: "reset")
    host.now += Self.second
    #expect(try host.next() == .send)
    try host.noAnswer(reason: "reset")
    #expect(throws: Failure.transport) { try host.next() }
    #expect(host.error == "no answer: reset (attempt 2 of 2)")
    #expect(host.listing.httpStatus == 0)
    #expect(try host.next() == .send)
    try host.noAnswer(retryable: false)
    #expect(throws: Failure.transport) { try host.next() }
    #expect(host.error == "no answer (attempt 1 of 2)")
  }

  @Test(
    "an empty quota ends the attempts, a fresh try does not fill it",
    arguments: [(0, 0), (13, 0), (14, 1), (28, 2)])
  func quota(size: Int32, retries: Int) throws {
    let host = try Host { (listing) throws(Failure) in
      try listing.set(.retryQuota, number: Int64(size))
      try listing.set(.maxAttempts, number: 5)
    }
    for expected in [retries, 0] {
      var taken = 0
      #expect(try host.next() == .send)
      try host.answer("", status: 503)
      while true {
        host.now += 20 * Self.second
        guard (try? host.next()) == .send else { break }
        taken += 1
        try host.answer("", status: 503)
      }
      #expect(taken == expected)
      #expect(
        host.error
          == "error without a code (HTTP 503, attempt \(expected + 1) of 5); no retry quota is left"
      )
    }
  }

  @Test("a success returns its retry's cost, so that each of many pages can have one")
  func quotaRefund() throws {
    let host = try Host { (listing) throws(Failure) in try listing.set(.retryQuota, number: 14) }
    for page in 0..<5 {
      #expect(try host.nextPage() == .send)
      try host.answer("", status: 500)
      host.now += Self.second
      #expect(try host.nextPage() == .send)
      try host.answer(body([], next: "t\(page)"))
      #expect(try host.nextPage() == .page)
    }
  }

  @Test("the same seed makes the same ids and waits")
  func seeded() throws {
    func trace() throws -> [String] {
      let host = try Host { (listing) throws(Failure) in try listing.set(.randomSeed, number: 9) }
      var trace: [String] = []
      for _ in 0..<3 {
        while try host.next() == .wait {
          trace.append("\(host.listing.waitTime)")
          host.now += host.listing.waitTime
        }
        trace.append(host.requestHeader("amz-sdk-invocation-id") ?? "")
        if trace.count < 5 { try host.answer("", status: 503) }
      }
      return trace
    }
    let first = try trace()
    #expect(try trace() == first)
    #expect(first.count == 5)
  }

  @Test("headers of a response are discarded with it")
  func headersAreForgotten() throws {
    let host = try Host()
    _ = try host.next()
    try host.answer("", status: 500, [("x-amzn-requestid", "one")])
    host.now += Self.second
    _ = try host.next()
    try host.header("x-amzn-requestid", "two")
    try host.noAnswer()
    host.now += Self.second
    _ = try host.next()
    try host.answer("[]", status: 400)
    #expect(throws: Failure.service) { try host.next() }
    #expect(host.listing.requestID == nil)
  }

  @Test("a NUL in a service's message does not cut what follows it off the text")
  func nulInMessage() throws {
    let host = try Host()
    _ = try host.next()
    try host.answer(#"{"code":"E","message":"a\u0000b"}"#, status: 400)
    #expect(throws: Failure.service) { try host.next() }
    #expect(host.error.hasSuffix(" (HTTP 400, attempt 1 of 3)"))
  }
}
