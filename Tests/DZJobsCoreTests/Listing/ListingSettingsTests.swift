// Every setting: values that can never be right are refused by name and change nothing, values for
// the service to judge are sent, and after the first next nothing changes.

import Testing

@testable import DZJobsCore

struct ListingSettingsTests {
  /// Sets the setting that error texts call `name`.
  private func set(_ name: String, _ value: String?, of host: Host) throws(Failure) {
    let listing = host.listing
    let number = Int64(value ?? "") ?? 0
    try withBytes(ifAny: value) { (bytes: Bytes?) throws(Failure) in
      switch name {
      case "status": try listing.set(.status, text: bytes)
      case "sort_order": try listing.set(.sortOrder, text: bytes)
      case "next_token": try listing.set(.nextToken, text: bytes)
      case "resume_token": try listing.set(.resumeToken, text: bytes)
      case "endpoint_url": try listing.set(.endpointURL, text: bytes)
      case "max_results": try listing.set(.maxResults, number: number)
      case "max_items": try listing.set(.maxItems, number: number)
      case "max_attempts": try listing.set(.maxAttempts, number: number)
      case "quota": try listing.set(.retryQuota, number: number)
      case "style": try listing.set(.jsonTimes, number: bytes == nil ? 2 : 1)
      case "fips": try listing.set(.useFIPS, number: 1)
      case "random_seed": try listing.set(.randomSeed, number: number)
      default: Issue.record("no setting is called \(name)")
      }
    }
  }

  private static let long = String(repeating: "\u{e9}", count: 8193)

  @Test(
    "a value that can never be right is refused by name",
    arguments: [
      ("max_results", "0"), ("max_results", "-2147483648"), ("max_items", "-1"),
      ("max_attempts", "0"),
      ("max_attempts", "-5"), ("quota", "-1"), ("style", nil), ("next_token", ""),
      ("next_token", long),
      ("resume_token", ""), ("resume_token", long),
      ("resume_token", "eyJuZXh0VG9rZW4iOiAiIn0="), ("endpoint_url", ""),
      ("endpoint_url", "ftp://h"),
      ("endpoint_url", "http://h?q"),
    ] as [(String, String?)])
  func refused(name: String, value: String?) throws {
    let host = try Host()
    #expect(throws: Failure.invalid) { try set(name, value, of: host) }
    #expect(host.error.hasPrefix(name + ": "))
    #expect(throws: Failure.invalid) { try host.next() }
    #expect(host.error.hasSuffix(": its last value was refused; set a good one"))
    try set(name, name == "endpoint_url" ? nil : "1", of: host)
    #expect(try host.next() == .send)
  }

  @Test(
    "text that is not UTF-8 is refused",
    arguments: [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80]] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) throws {
    let host = try Host()
    withBytes(bytes) { bytes in
      #expect(throws: Failure.invalid) { try host.listing.set(.status, text: bytes) }
      #expect(throws: Failure.invalid) { try host.listing.set(.sortOrder, text: bytes) }
      #expect(throws: Failure.invalid) { try host.listing.set(.nextToken, text: bytes) }
      #expect(throws: Failure.invalid) { try host.listing.set(.resumeToken, text: bytes) }
      #expect(throws: Failure.invalid) { try host.listing.set(.endpointURL, text: bytes) }
    }
  }

  @Test(
    "what only the service can judge is sent as it is",
    arguments: [
      ("status", "NO SUCH", "?status=NO%20SUCH"), ("status", "", "?status="),
      ("sort_order", "x", "?sortOrder=x"),
      ("max_results", "51", "?maxResults=51"),
      ("max_results", "2147483647", "?maxResults=2147483647"),
      ("next_token", "t", "?nextToken=t"), ("resume_token", "t", "?nextToken=t"),
      ("resume_token", "eyJuZXh0VG9rZW4iOiAidDEifQ==", "?nextToken=t1"),
    ])
  func sent(name: String, value: String, query: String) throws {
    let host = try Host()
    try set(name, value, of: host)
    #expect(try host.next() == .send)
    #expect(host.url?.hasSuffix("/runs" + query) == true)
  }

  @Test("NULL unsets", arguments: ["status", "sort_order", "next_token", "resume_token"])
  func unsets(name: String) throws {
    let host = try Host()
    try set(name, "x", of: host)
    try set(name, nil, of: host)
    #expect(try host.next() == .send)
    #expect(host.url?.hasSuffix("/runs") == true)
  }

  @Test("a resume token overrides a next token")
  func startingTokenWins() throws {
    let host = try Host()
    try set("resume_token", "s", of: host)
    try set("next_token", "n", of: host)
    #expect(try host.next() == .send)
    #expect(host.url?.hasSuffix("?nextToken=s") == true)
  }

  @Test(
    "after the first next every setting is refused",
    arguments: [
      "status", "sort_order", "next_token", "resume_token", "endpoint_url", "max_results",
      "max_items", "max_attempts", "quota", "style", "fips", "random_seed",
    ])
  func afterTheFirst(name: String) throws {
    let host = try Host()
    _ = try host.next()
    #expect(throws: Failure.state) { try set(name, "1", of: host) }
    #expect(host.error == "settings must come before the first next")
  }

  @Test(
    "what is wrong with the target is told by the first next, and stays",
    arguments: [
      (nil, "d", "j", "region: missing"), ("", "d", "j", "region: empty"),
      ("a_b", "d", "j", "region: not a host label"),
      ("us-east-1", nil, "j", "domain_identifier: missing"),
      ("us-east-1", "", "j", "domain_identifier: empty"),
      ("us-east-1", ".", "j", "domain_identifier: . and"),
      ("us-east-1", "d", "..", "job_identifier: . and"),
      ("us-east-1", "d", nil, "job_identifier: missing"),
      ("us-east-1", "d", "", "job_identifier: empty"),
    ] as [(String?, String?, String?, String)])
  func target(region: String?, domain: String?, job: String?, text: String) throws {
    let host = try Host(region: region, domain: domain, job: job)
    for _ in 0..<2 {
      #expect(throws: Failure.invalid) { try host.next() }
      #expect(host.error.hasPrefix(text))
    }
    #expect(host.url == nil)
  }
}
