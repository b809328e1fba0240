// A listing in virtual time: back-offs, the time of signatures, a wrong clock, and credentials that
// are replaced before they expire.

import Testing

@testable import DZJobsCore

struct ListingClockTests {
  private static let second: Int64 = 1_000_000
  private static let slow = [("x-amz-retry-after", "1000")]

  private func signed(
    _ configure: (Listing) throws(Failure) -> Void = { (_) throws(Failure) in }
  ) throws(Failure) -> Host {
    try Host { (listing) throws(Failure) in
      try listing.setCredentials(
        accessKeyID: Bytes("AKID1"), secretAccessKey: Bytes("s"), sessionToken: nil)
      try configure(listing)
    }
  }

  @Test("a back-off gets shorter as time passes, and then ends")
  func waits() throws {
    let host = try Host()
    _ = try host.next()
    try host.answer("", status: 500, Self.slow)
    #expect(try host.next() == .wait)
    #expect(host.listing.waitTime == Self.second)
    host.now += Self.second - 1
    #expect(try host.next() == .wait)
    #expect(host.listing.waitTime == 1)
    host.now += 1
    #expect(try host.next() == .send)
    #expect(host.listing.waitTime == 0)
  }

  @Test(
    "a clock that is set back does not lengthen a wait",
    arguments: [1, 3600, 1_000_000_000] as [Int64])
  func clockSetBack(seconds: Int64) throws {
    let host = try Host()
    _ = try host.next()
    try host.answer("", status: 500, Self.slow)
    #expect(try host.next() == .wait)
    host.now -= seconds * Self.second
    #expect(try host.next() == .wait)
    #expect(host.listing.waitTime <= Self.second)
    host.now += host.listing.waitTime
    #expect(try host.next() == .send)
  }

  @Test("a back-off of zero is skipped")
  func noWait() throws {
    var seed: UInt64 = 0
    func isZero(_ seed: UInt64) -> Bool {
      var random = Random(seed: seed)
      _ = random.uuid()
      return RetryPolicy.delay(.transient, attempt: 1, random: random.next(), retryAfter: nil) == 0
    }
    while !isZero(seed) { seed += 1 }
    let host = try Host { (listing) throws(Failure) in
      try listing.set(.randomSeed, number: Int64(bitPattern: seed))
    }
    _ = try host.next()
    try host.answer("", status: 500)
    #expect(try host.next() == .send)
    #expect(host.requestHeader("amz-sdk-request") == "attempt=2; max=3")
  }

  @Test("a wrong clock is corrected at once, for all pages; it costs an attempt but no quota")
  func clockSkew() throws {
    let host = try signed { (listing) throws(Failure) in try listing.set(.retryQuota, number: 0) }
    let skewed = [
      ("Date", "Mon, 23 Nov 2026 11:00:00 GMT"), ("x-amzn-errortype", "RequestExpired"),
    ]
    #expect(try host.next() == .send)
    #expect(host.requestHeader("X-Amz-Date") == "20261123T100000Z")
    try host.answer("{}", status: 403, skewed)
    #expect(try host.next() == .send)
    #expect(host.requestHeader("X-Amz-Date") == "20261123T110000Z")
    #expect(host.requestHeader("amz-sdk-request") == "attempt=2; max=3")
    try host.answer(body(["a"], next: "t"))
    #expect(try host.next() == .run)
    host.now += Self.second
    #expect(try host.next() == .send)
    #expect(host.requestHeader("X-Amz-Date") == "20261123T110001Z")
    try host.answer("{}", status: 403, skewed)
    #expect(try host.next() == .send)
    try host.answer("{}", status: 403, skewed)
    #expect(throws: Failure.service) { try host.next() }
  }

  @Test("without an attempt left the clock is not corrected")
  func clockSkewWithoutAttempts() throws {
    let host = try signed { (listing) throws(Failure) in try listing.set(.maxAttempts, number: 1) }
    _ = try host.next()
    try host.answer(
      #"{"__type":"RequestExpired"}"#, status: 403, [("date", "Mon, 23 Nov 2026 11:00:00 GMT")])
    #expect(throws: Failure.service) { try host.next() }
  }

  @Test(
    "the farthest clock of a service does not overflow",
    arguments: ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
  func farthestClock(date: String) throws {
    let host = try signed()
    _ = try host.next()
    try host.answer(#"{"__type":"RequestExpired"}"#, status: 403, [("date", date)])
    #expect(try host.listing.next(now: CivilTime.latest) == .send)
    #expect(try host.listing.next(now: 0) == .send)
  }

  @Test("a request without a response is signed again for the new time and credentials")
  func credentials() throws {
    let host = try signed()
    _ = try host.next()
    let first = try #require(host.requestHeader("Authorization"))
    #expect(first.hasPrefix("AWS4-HMAC-SHA256 Credential=AKID1/20261123/us-east-1/datazone/"))
    host.now += 24 * 3600 * Self.second
    try host.listing.setCredentials(
      accessKeyID: Bytes("AKID2"), secretAccessKey: Bytes("s"), sessionToken: Bytes("token"))
    #expect(host.requestHeader("Authorization") == first)
    #expect(try host.next() == .send)
    #expect(host.requestHeader("Authorization")?.contains("=AKID2/20261124/") == true)
    #expect(host.requestHeader("X-Amz-Security-Token") == "token")
    #expect(host.requestHeader("amz-sdk-request") == "attempt=1; max=3")
    try host.listing.setCredentials(accessKeyID: nil, secretAccessKey: nil, sessionToken: nil)
    #expect(try host.next() == .send)
    #expect(host.requestHeader("Authorization") == nil)
  }
}
