// The fast paths through a page and the general ones find the same in every body, including the
// same error.

import Foundation
import Testing

@testable import DZJobsCore

struct JobRunPageReaderRunTests {
  /// The result of a body: its JSON in both notations of time, or its error.
  private func outcome(_ body: [UInt8], inBlocks: Bool) -> String {
    let page = JobRunPage()
    var message = ByteBuffer()
    do throws(Failure) {
      try withBytes(body) { (bytes: Bytes) throws(Failure) in
        try JobRunPageReader.read(bytes, into: page, message: &message, inBlocks: inBlocks)
      }
    } catch {
      return "\(error): \(message.bytes().string)"
    }
    var text = ""
    for times in [JSONTimes.iso8601, .epoch] {
      page.show(0..<page.total, times: times)
      page.jsonIsComplete = false
      text += page.pageJSON()?.string ?? "no JSON"
    }
    return text
  }

  private func expectAgreement(_ body: [UInt8]) {
    #expect(
      outcome(body, inBlocks: true) == outcome(body, inBlocks: false),
      "\(String(decoding: body, as: UTF8.self))")
  }

  @Test("generated pages in all shapes are read alike", arguments: 0..<200)
  func generated(seed: UInt64) {
    var maker = PageMaker(seed: seed)
    expectAgreement(maker.page())
  }

  @Test("pages with bytes gone wrong are read alike", arguments: 0..<40)
  func mutated(seed: UInt64) {
    var maker = PageMaker(seed: seed)
    let page = maker.page()
    for _ in 0..<100 {
      var body = page
      for _ in 0...maker.number(below: 3) {
        let at = maker.number(below: body.count)
        switch maker.number(below: 4) {
        case 0: body[at] = UInt8(maker.number(below: 256))
        case 1: body[at] = maker.pick(Array(#"{}[]:,"\0.eE-u"#.utf8))
        case 2: body.remove(at: at)
        default: body.insert(body[maker.number(below: body.count)], at: at)
        }
      }
      expectAgreement(body)
    }
  }

  @Test("a page is read alike wherever it is cut off")
  func cut() {
    var maker = PageMaker(seed: 1)
    let page = maker.page(runs: 3)
    for count in 1...page.count { expectAgreement(Array(page.prefix(count))) }
  }

  @Test(
    "times are read alike",
    arguments: [
      "1731608325", "1731608325.123", "1731608325.1234567", "1731608325.123456", "1.731608325E9",
      "1.731608325123E9", "1.731608325123e9", "1.731608325123e+9", "1.731608325123E09", "1E9",
      "9999999999.999999", "9999999999.9999999", "999999999", "17316083250", "1731608325.",
      "1731608325.E1", "01731608325", "0.1731608325E10", "1731608325123456", "12345678901234567",
      "1.7316083251234567E9", "173160832.5E1", "1731608325e0", "1731608325E", "1731608325.5.5",
      "1731608325-5", "-1731608325", "1.7E99", "17.31608325E8", "1731608325E1", "5E9",
    ])
  func times(number: String) {
    let rest = #","runId":"r"}],"nextToken":"room for blocks of bytes behind the time"}"#
    expectAgreement(Array((#"{"items":[{"createdAt":"# + number + rest).utf8))
  }

  private static let folder = "json_testsuite_nst/test_parsing"

  @Test("the public suite is read alike as a value", .needs(suite: folder))
  func suite() throws {
    for file in Conformance.files(Self.folder, "json") {
      let text = [UInt8](try Data(contentsOf: file))
      for name in ["runId", "error", "createdAt", "x"] {
        let run = Array(#"{"\#(name)":"#.utf8) + text + Array("}".utf8)
        expectAgreement(Array(#"{"items":["#.utf8) + run + [0x2C] + run + Array("]}".utf8))
      }
    }
  }
}

/// Writes pages from a seed, in many ways: order, space, escapes, nulls, unknown members.
struct PageMaker {
  private var random: Random

  init(seed: UInt64) { random = Random(seed: seed) }

  mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
  mutating func pick<T>(_ values: [T]) -> T { values[number(below: values.count)] }

  mutating func page(runs: Int? = nil) -> [UInt8] {
    let space = pick(["", "", "", " ", "\n    ", "\r\n\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t"])
    let isShuffled = number(below: 3) == 0
    let shared = [text(), text(), text()]
    let items = (0..<(runs ?? number(below: 12))).map { _ in
      run(shared, space, isShuffled: isShuffled)
    }
    let list = items.joined(separator: "\(space),\(space)")
    return Array(#"{"items":\#(space)[\#(list)\#(space)],"nextToken":"\#(text())"}"#.utf8)
  }

  private mutating func run(_ shared: [String], _ space: String, isShuffled: Bool) -> String {
    var members = [
      ("domainId", #""\#(shared[0])""#), ("jobId", #""\#(shared[1])""#),
      ("jobType", #""\#(shared[2])""#), ("runId", #""\#(text())""#),
      ("runMode", pick([#""ON_DEMAND""#, #""SCHEDULED""#, "null"])), ("createdAt", time()),
      ("startTime", time()), ("endTime", time()), ("createdBy", #""\#(text())""#),
    ]
    if number(below: 4) == 0 { members.append(("error", #"{"message":"\#(text())","x":1}"#)) }
    if number(below: 4) == 0 { members.append((pick(["x", "runid", "a\\u0062"]), unknown())) }
    if number(below: 8) == 0 { members.append(pick(members)) }
    if number(below: 4) == 0 { members.removeLast(number(below: members.count)) }
    if isShuffled {
      for index in members.indices { members.swapAt(index, number(below: members.count)) }
    }
    let parts = members.map { "\(space)\"\($0.0)\":\(space)\($0.1)\(space)" }
    return "{\(parts.joined(separator: ","))}"
  }

  private mutating func text() -> String {
    let parts = [
      "a", "run-", "0123456789abcdef", "\\n", "\\\"", "\\u00e9", "\\ud83d\\ude00", "é", "漢",
    ]
    return (0..<number(below: 9)).map { _ in pick(parts) }.joined()
  }

  private mutating func time() -> String {
    pick([
      "1731608325", "1731608325.\(number(below: 1000))", "1.731608325\(number(below: 1000))E9",
      "null", "\"2026-11-23T10:00:00Z\"", "\(number(below: 1 << 40)).\(number(below: 1 << 40))",
    ])
  }

  private mutating func unknown() -> String {
    pick(["true", "null", "-0.5e-7", #"{"a":[1,{"b":"\u0041"}],"c":{}}"#, #""\#(text())""#])
  }
}
