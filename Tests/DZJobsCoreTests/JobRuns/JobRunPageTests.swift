// The memory of a page: reused for each body, correct to the last byte, and safe for every input.

import Testing

@testable import DZJobsCore

struct JobRunPageTests {
  private func read(_ body: [UInt8], into page: JobRunPage) -> Failure? {
    withBytes(body) { bytes in
      var message = ByteBuffer()
      do throws(Failure) {
        try JobRunPageReader.read(bytes, into: page, message: &message)
        page.show(0..<page.total, times: .iso8601)
        return nil
      } catch {
        return error
      }
    }
  }

  private func runIDs(_ page: JobRunPage) -> [String?] {
    (0..<page.count).map { page.run(at: $0).flatMap { string($0.pointee.string(.runId)) } }
  }

  @Test("strings of every length end a body of every length")
  func tails() throws {
    let page = JobRunPage()
    for length in 0..<25 {
      for spaces in 0..<9 {
        let id = String(repeating: "x", count: length)
        let text = body([id, id + "\u{e9}"]) + String(repeating: " ", count: spaces)
        try #require(read(Array(text.utf8), into: page) == nil)
        try #require(runIDs(page) == [id, id + "\u{e9}"])
      }
    }
  }

  @Test("a page shows only its last body")
  func reuse() {
    let page = JobRunPage()
    let many = (0..<500).map { "run-\($0)" }
    #expect(read(Array(body(many, next: "t").utf8), into: page) == nil)
    #expect(runIDs(page) == many)
    #expect(read(Array(body(["one"]).utf8), into: page) == nil)
    #expect(runIDs(page) == ["one"])
    #expect(page.nextTokenCString == nil)
    #expect(read(Array(#"{"items":[{"runId":"a"},5]}"#.utf8), into: page) == .parse)
    #expect(page.total == 0)
    #expect(page.count == 0)
    #expect(read(Array(body(many).utf8), into: page) == nil)
    #expect(runIDs(page) == many)
  }

  @Test(
    "only the runs of a range are shown, cut to what there is",
    arguments: [(0, 3, 3), (1, 2, 1), (3, 3, 0), (0, 99, 3), (5, 9, 0)])
  func visible(from: Int, to: Int, count: Int) {
    let page = JobRunPage()
    #expect(read(Array(body(["a", "b", "c"]).utf8), into: page) == nil)
    page.show(from..<to, times: .iso8601)
    #expect(page.count == count)
    #expect(page.run(at: count) == nil)
    if count > 0 { #expect(runIDs(page) == Array(["a", "b", "c"][from..<min(to, 3)])) }
  }

  @Test("small unknown members, which need more room than in the body, are all kept")
  func manyUnknown() {
    let page = JobRunPage()
    let members = (0..<5000).map { _ in "\"\":0" }.joined(separator: ",")
    let text = #"{"items":[{\#(members),"runId":"last"}],\#(members),"nextToken":"end"}"#
    #expect(read(Array(text.utf8), into: page) == nil)
    #expect(runIDs(page) == ["last"])
    #expect(string(page.nextTokenCString) == "end")
    let json = page.pageJSON()?.string
    #expect(json?.utf8.count == text.utf8.count)
  }

  @Test(
    "a long string behind unknown members has room, however many they are", arguments: [1, 60, 400])
  func longStringBehindUnknown(count: Int) {
    let page = JobRunPage()
    let members = (0..<count).map { _ in "\"\":0" }.joined(separator: ",")
    let long = String(repeating: "x", count: 10_000)
    let text = #"{"items":[{\#(members),"runId":"\#(long)"}],"nextToken":"\#(long)"}"#
    #expect(read(Array(text.utf8), into: page) == nil)
    let expected = #"{"items":[{"runId":"\#(long)",\#(members)}],"nextToken":"\#(long)"}"#
    #expect(page.pageJSON()?.string == expected)
  }

  @Test("texts of runs reuse the memory of the page before")
  func runTextsAreReused() {
    let page = JobRunPage()
    var starts = Set<UnsafePointer<UInt8>?>()
    for _ in 0..<50 {
      #expect(read(Array(body(["a"]).utf8), into: page) == nil)
      starts.insert(page.run(at: 0).flatMap { JobRunPage.runJSON($0) }?.start)
    }
    #expect(starts.count == 1)
    #expect(!starts.contains(nil))
  }

  @Test("a body cut anywhere, or with bytes changed, is read or refused and does no harm")
  func mutations() {
    let page = JobRunPage()
    let text = Array(
      """
      {"items":[{"runId":"a\\u00e9\\ud83d\\ude00","status":"\u{e9}","x":[{"y":null},-1.5e3],
      "createdAt":1795428000.25,"endTime":"2026-11-23T10:00:00Z","error":{"message":"m","z":{}}},
      null],"nextToken":"t","more":[true,false,"\\n"]}
      """.utf8)
    #expect(read(text, into: page) == nil)
    for length in text.indices { #expect(read(Array(text[..<length]), into: page) == .parse) }
    var random = Random(seed: 42)
    let interesting: [UInt8] =
      Array("\"\\{}[],:0-.eutn \0\u{7f}".utf8) + [0x80, 0xC3, 0xED, 0xF4, 0xFF]
    for _ in 0..<20_000 {
      var changed = text
      for _ in 0...(random.next() % 3) {
        changed[Int(random.next() % UInt64(changed.count))] =
          interesting[Int(random.next() % UInt64(interesting.count))]
      }
      if read(changed, into: page) == nil {
        _ = page.pageJSON()
        for index in 0..<page.count { _ = page.run(at: index).map { JobRunPage.runJSON($0) } }
      }
    }
  }
}
