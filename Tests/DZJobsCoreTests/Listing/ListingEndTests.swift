// The end of a listing whose pages do not end: loops, tokens over the limit, responses without a
// body.

import Foundation
import Testing

@testable import DZJobsCore

struct ListingEndTests {
  @Test(
    "a token that came before ends the listing after its page, the first token counts",
    arguments: ["s", "t", "u"])
  func loops(repeated: String) throws {
    let host = try Host { (listing) throws(Failure) in try listing.set(.nextToken, text: Bytes("s"))
    }
    for (id, token) in [("a", "t"), ("b", "u"), ("c", repeated)] {
      #expect(try host.next() == .send)
      try host.answer(body([id], next: token))
      #expect(try host.next() == .run)
      #expect(host.runID == id)
    }
    #expect(throws: Failure.loop) { try host.next() }
    #expect(throws: Failure.loop) { try host.nextPage() }
    #expect(host.listing.currentPage?.count == 1)
  }

  @Test("an endless series of pages without a run ends the listing")
  func emptyPages() throws {
    let host = try Host()
    var token = 0
    func answer(_ ids: [String]) throws {
      token += 1
      #expect(try host.next() == .send)
      try host.answer(body(ids, next: "t\(token)"))
    }
    for _ in 1..<Limit.emptyPages { try answer([]) }
    try answer(["a"])
    #expect(try host.next() == .run)
    for _ in 0..<Limit.emptyPages { try answer([]) }
    #expect(throws: Failure.loop) { try host.next() }
    #expect(throws: Failure.loop) { try host.nextPage() }
    #expect(host.error == "nextToken: 10,000 pages without a run")
    // A caller can continue at the listing's place.
    #expect(string(host.listing.currentPage?.nextTokenCString) == "t\(token)")
    let json = Data("{\"nextToken\": \"t\(token)\"}".utf8)
    #expect(host.resumeToken == json.base64EncodedString())
  }

  @Test("a listing that cannot start has the resume token of its start")
  func refusedAtStart() throws {
    let token = Data(#"{"nextToken": "t"}"#.utf8).base64EncodedString()
    for asksBefore in [false, true] {
      let host = try Host(job: "..") { (listing) throws(Failure) in
        try withBytes(token) { (token) throws(Failure) in try listing.set(.resumeToken, text: token)
        }
      }
      if asksBefore { #expect(host.resumeToken == token) }
      #expect(throws: Failure.invalid) { try host.next() }
      #expect(host.resumeToken == token)
    }
  }

  @Test("max_items ends a listing before a loop does")
  func maxItemsBeforeLoop() throws {
    let host = try Host { (listing) throws(Failure) in
      try listing.set(.nextToken, text: Bytes("s"))
      try listing.set(.maxItems, number: 1)
    }
    _ = try host.next()
    try host.answer(body(["a"], next: "s"))
    #expect(try host.next() == .run)
    #expect(try host.next() == .done)
    let json = Data(#"{"nextToken": "s"}"#.utf8)
    #expect(host.resumeToken == json.base64EncodedString())
  }

  @Test("a token of 8192 characters is followed, whatever its bytes; one more is over the limit")
  func tokenLimit() throws {
    for (count, isFollowed) in [(8192, true), (8193, false)] {
      let host = try Host()
      _ = try host.next()
      try host.answer(body(["a"], next: String(repeating: "\u{1F600}", count: count)))
      #expect(try host.next() == .run)
      if isFollowed {
        #expect(try host.next() == .send)
      } else {
        #expect(throws: Failure.tooBig) { try host.next() }
      }
    }
  }

  @Test("a 204 without a body is an empty last page; any other 2xx without one is an error")
  func noContent() throws {
    let host = try Host()
    _ = try host.next()
    try host.answer("", status: 204)
    #expect(try host.nextPage() == .page)
    #expect(host.listing.currentPage?.pageJSON()?.string == #"{"items":[]}"#)
    #expect(try host.nextPage() == .done)
    let other = try Host()
    _ = try other.next()
    try other.answer("", status: 200)
    #expect(throws: Failure.parse) { try other.next() }
  }
}
