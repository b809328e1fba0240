// Pages in order: which runs are returned, the resume token at each place, and the life of a page.

import Foundation
import Testing

@testable import DZJobsCore

struct ListingPagesTests {
  private static let pages = [
    nil: body(["a", "b"], next: "t1"), "t1": body([], next: "t2"),
    "t2": body(["c", "d", "e"], next: "t3"), "t3": body(["f"]),
  ]

  /// The page that a request asks for.
  private func answer(_ host: Host) throws(Failure) {
    let token = host.url?.components(separatedBy: "nextToken=").dropFirst().first
    try host.answer(Self.pages[token] ?? "[]")
  }

  /// Lists to the end, or `limit` runs. By page it returns the sizes of the pages.
  private func runs(_ host: Host, limit: Int = .max) throws -> [String] {
    var runs: [String] = []
    while runs.count < limit {
      switch try host.next() {
      case .send: try answer(host)
      case .run: runs.append(host.runID ?? "none")
      case .done: return runs
      default: throw Failure.state
      }
    }
    return runs
  }

  private func place(_ token: String?) -> String? {
    token.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("all runs of all pages come in order, empty pages are passed over")
  func all() throws {
    let host = try Host()
    #expect(try runs(host) == ["a", "b", "c", "d", "e", "f"])
    #expect(host.resumeToken == nil)
    #expect(host.runID == nil)
  }

  @Test("each response is a page, even an empty one")
  func byPage() throws {
    let host = try Host()
    var counts: [Int?] = []
    var tokens: [String?] = []
    var event = try host.nextPage()
    while event != .done {
      if event == .send {
        try answer(host)
      } else {
        counts.append(host.listing.currentPage?.count)
        tokens.append(place(host.resumeToken))
      }
      event = try host.nextPage()
    }
    #expect(counts == [2, 0, 3, 1])
    #expect(
      tokens == [
        #"{"nextToken": "t1"}"#, #"{"nextToken": "t2"}"#, #"{"nextToken": "t3"}"#,
        #"{"nextToken": "t3", "boto_truncate_amount": 1}"#,
      ])
    #expect(host.listing.currentPage?.count == 1)
  }

  @Test("a listing resumed after any run continues with the next one", arguments: 0..<6)
  func resumes(count: Int) throws {
    let first = try Host()
    let head = try runs(first, limit: count)
    let token = first.resumeToken
    #expect((token == nil) == (count == 0))
    let second = try Host { (listing) throws(Failure) in
      try withBytes(ifAny: token) { (token: Bytes?) throws(Failure) in
        try listing.set(.resumeToken, text: token)
      }
    }
    #expect(try head + runs(second) == ["a", "b", "c", "d", "e", "f"])
  }

  @Test("max_items ends the listing, and its token continues it each time", arguments: 1..<8)
  func maxItems(count: Int) throws {
    var all: [String] = []
    var token: String?
    for _ in 0..<7 {
      let host = try Host { (listing) throws(Failure) in
        try listing.set(.maxItems, number: Int64(count))
        try withBytes(ifAny: token) { (token: Bytes?) throws(Failure) in
          try listing.set(.resumeToken, text: token)
        }
      }
      let part = try runs(host)
      #expect(part.count <= count)
      all += part
      token = host.resumeToken
      if token == nil { break }
    }
    #expect(all == ["a", "b", "c", "d", "e", "f"])
    #expect(token == nil)
  }

  @Test(
    "where max_items cuts is botocore's token",
    arguments: [
      (0, #"{"nextToken": null, "boto_truncate_amount": 0}"#),
      (1, #"{"nextToken": null, "boto_truncate_amount": 1}"#), (2, #"{"nextToken": "t1"}"#),
      (4, #"{"nextToken": "t2", "boto_truncate_amount": 2}"#), (5, #"{"nextToken": "t3"}"#),
      (6, nil), (Int64.max, nil),
    ] as [(Int64, String?)])
  func cuts(maxItems: Int64, token: String?) throws {
    let host = try Host { (listing) throws(Failure) in try listing.set(.maxItems, number: maxItems)
    }
    #expect(try runs(host).count == min(Int(maxItems), 6))
    #expect(place(host.resumeToken) == token)
    #expect(try host.next() == .done)
    if maxItems < 2 { #expect(host.listing.currentPage?.count == Int(maxItems)) }
  }

  @Test(
    "a resume token that skips more than a page has goes on skipping",
    arguments: [(3, ["d", "e", "f"]), (4, ["e", "f"]), (999_999_999_999_999_999, [])])
  func skipsMoreThanAPage(count: Int, left: [String]) throws {
    let json = "{\"nextToken\": null, \"boto_truncate_amount\": \(count)}"
    let host = try Host { (listing) throws(Failure) in
      try withBytes(Data(json.utf8).base64EncodedString()) { (token: Bytes) throws(Failure) in
        try listing.set(.resumeToken, text: token)
      }
    }
    #expect(place(host.resumeToken) == json)
    #expect(try runs(host) == left)
    #expect(try host.next() == .done)
  }

  @Test("the next resume token has the rest of a skip")
  func owesRuns() throws {
    let json = #"{"nextToken": "t2", "boto_truncate_amount": 3}"#
    let host = try Host { (listing) throws(Failure) in
      try withBytes(Data(json.utf8).base64EncodedString()) { (token: Bytes) throws(Failure) in
        try listing.set(.resumeToken, text: token)
      }
    }
    #expect(try host.next() == .send)
    try host.answer(body(["c", "d"], next: "u"))
    #expect(try host.nextPage() == .page)
    #expect(host.listing.currentPage?.count == 0)
    #expect(place(host.resumeToken) == #"{"nextToken": "u", "boto_truncate_amount": 1}"#)
    #expect(try host.next() == .send)
    try host.answer(body(["e", "f"], next: nil))
    #expect(try runs(host) == ["f"])
  }

  @Test("a resume token's skip continues after empty pages", arguments: [false, true])
  func skipsBehindEmptyPages(byPage: Bool) throws {
    let json = #"{"nextToken": "t2", "boto_truncate_amount": 2}"#
    let host = try Host { (listing) throws(Failure) in
      try withBytes(Data(json.utf8).base64EncodedString()) { (token: Bytes) throws(Failure) in
        try listing.set(.resumeToken, text: token)
      }
    }
    #expect(try host.next() == .send)
    try host.answer(body([], next: "u"))
    if byPage { #expect(try host.nextPage() == .page) }
    #expect(try host.next() == .send)
    let token = byPage ? "u" : "t2"  // next skips an empty page without moving the place
    #expect(
      place(host.resumeToken) == "{\"nextToken\": \"\(token)\", \"boto_truncate_amount\": 2}")
    try host.answer(body([], next: "v"))
    #expect(try host.next() == .send)
    try host.answer(body(["c", "d", "e"], next: "t3"))
    #expect(try runs(host) == ["e", "f"])
  }

  @Test("next_page leaves the rest of a page, next enters a page at its first run")
  func mixes() throws {
    let host = try Host()
    #expect(try runs(host, limit: 1) == ["a"])
    #expect(try host.nextPage() == .send)
    #expect(place(host.resumeToken) == #"{"nextToken": "t1"}"#)
    #expect(host.listing.currentPage?.count == 2)
    try answer(host)
    #expect(try host.nextPage() == .page)
    #expect(try host.next() == .send)
    try answer(host)
    #expect(try host.nextPage() == .page)
    #expect(try runs(host, limit: 2) == ["c", "d"])
  }

  @Test("a page can be read while the next is fetched, and after that fails")
  func lifetime() throws {
    let host = try Host()
    _ = try host.next()
    try host.answer(body(["a"], next: "t"))
    _ = try host.next()
    let run = try #require(host.listing.run)
    #expect(try host.next() == .send)
    #expect(host.listing.run == nil)
    try host.answer(#"{"items":[{"runId":"other"},5]}"#)
    #expect(throws: Failure.parse) { try host.next() }
    #expect(string(run.pointee.string(.runId)) == "a")
    #expect(JobRunPage.runJSON(run)?.string == #"{"runId":"a"}"#)
    #expect(host.listing.currentPage?.run(at: 0) == run)
  }
}
