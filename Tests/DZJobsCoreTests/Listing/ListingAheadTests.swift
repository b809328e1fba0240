// Fetching the next page while the caller reads the current one: the current page does not change,
// and results of the next page are reported in order.

import Testing

@testable import DZJobsCore

struct ListingAheadTests {
  /// A listing at its first page of two runs, after the first run.
  private func host() throws -> Host {
    let host = try Host()
    _ = try host.next()
    try host.answer(body(["a", "b"], next: "t"))
    #expect(try host.next() == .run)
    return host
  }

  @Test("runs continue while the next page is fetched, and its runs follow")
  func runs() throws {
    let host = try host()
    #expect(try host.ahead() == .send)
    #expect(host.url?.hasSuffix("nextToken=t") == true)
    #expect(host.runID == "a")
    try host.answer(body(["c"]))
    #expect(try host.ahead() == nil)
    let before = host.resumeToken
    #expect(host.listing.currentPage?.pageJSON()?.string == body(["a", "b"], next: "t"))
    #expect(host.resumeToken == before)
    #expect(try host.next() == .run)
    #expect(host.runID == "b")
    #expect(try host.next() == .run)
    #expect(host.runID == "c")
    #expect(try host.next() == .done)
  }

  @Test("a failure of the next page is reported after the runs of the current one")
  func failures() throws {
    let host = try host()
    #expect(try host.ahead() == .send)
    try host.answer("[]")
    #expect(try host.ahead() == nil)
    #expect(try host.next() == .run)
    #expect(host.runID == "b")
    #expect(throws: Failure.parse) { try host.next() }
    #expect(host.error == "body: not a JSON object (byte 0)")
  }

  @Test("a refusal ahead is reported once, then the same page starts again")
  func refusal() throws {
    let host = try host()
    _ = try host.ahead()
    try host.answer("{}", status: 403)
    #expect(try host.ahead() == nil)
    #expect(try host.next() == .run)
    #expect(throws: Failure.service) { try host.next() }
    #expect(try host.next() == .send)
    #expect(host.url?.hasSuffix("nextToken=t") == true)
  }

  @Test("a back-off ahead does not delay runs")
  func waits() throws {
    let host = try host()
    _ = try host.ahead()
    try host.answer("", status: 500, [("x-amz-retry-after", "1000")])
    #expect(try host.ahead() == .wait)
    #expect(host.listing.waitTime == 1_000_000)
    #expect(try host.next() == .run)
    #expect(try host.next() == .wait)
    host.now += 1_000_000
    #expect(try host.ahead() == .send)
  }

  @Test("the place between two pages is the same, whatever was fetched ahead")
  func places() throws {
    let plain = try host()
    let ahead = try host()
    _ = try ahead.ahead()
    try ahead.answer(body(["c"], next: "u"))
    #expect(ahead.resumeToken == plain.resumeToken)
    _ = try plain.next()
    _ = try ahead.next()
    #expect(ahead.resumeToken == plain.resumeToken)
    _ = try plain.next()
    try plain.answer(body(["c"], next: "u"))
    #expect(try plain.nextPage() == .page)
    #expect(try ahead.nextPage() == .page)
    #expect(ahead.resumeToken == plain.resumeToken)
    #expect(ahead.listing.currentPage?.count == 1)
  }

  @Test("nothing is fetched ahead past the end, or past max_items")
  func ends() throws {
    for (maxItems, token) in [(Int64.max, nil), (2, "t")] as [(Int64, String?)] {
      let host = try Host { (listing) throws(Failure) in
        try listing.set(.maxItems, number: maxItems)
      }
      _ = try host.next()
      try host.answer(body(["a", "b"], next: token))
      #expect(try host.next() == .run)
      #expect(try host.ahead() == nil)
      #expect(host.url == nil)
      #expect(try host.next() == .run)
      #expect(try host.next() == .done)
      #expect((host.resumeToken == nil) == (token == nil))
    }
  }
}
