// Pages as Arrow: the block has exactly the size of its contents and lives as long as any part of
// it. New values of the service change no column's type.

import CDZJobs
import Testing

@testable import DZJobsCore

struct ArrowPageTests {
  /// A page of these items, and the range of visible ones.
  private func withPage(
    _ items: [String], showing range: Range<Int>? = nil, _ check: (JobRunPage) throws -> Void
  ) throws {
    let page = JobRunPage()
    try withBytes(#"{"items":[\#(items.joined(separator: ","))]}"#) { bytes in
      var message = ByteBuffer()
      try JobRunPageReader.read(bytes, into: page, message: &message)
    }
    page.show(range ?? 0..<items.count, times: .iso8601)
    try check(page)
  }

  private func export(_ page: JobRunPage) throws -> ArrowArray {
    var array = ArrowArray()
    try #require(page.exportArrow(to: &array))
    return array
  }

  private func texts(_ array: ArrowArray) -> [String?] {
    let offsets = array.buffers[1]?.assumingMemoryBound(to: Int32.self)
    let text = array.buffers[2]?.assumingMemoryBound(to: UInt8.self)
    guard let offsets, let text else { return [] }
    return (0..<Int(array.length)).map { index in
      let length = Int(offsets[index + 1] - offsets[index])
      return isNull(array, index)
        ? nil : Bytes(start: text + Int(offsets[index]), count: length).string
    }
  }

  private func isNull(_ array: ArrowArray, _ index: Int) -> Bool {
    guard let bits = array.buffers[0]?.assumingMemoryBound(to: UInt8.self) else { return false }
    return bits[index / 8] >> UInt8(index % 8) & 1 == 0
  }

  private func column(_ array: ArrowArray, _ member: RunMember) throws -> ArrowArray {
    try #require(array.children[member.rawValue]).pointee
  }

  /// A run with all members. Each text has this length and is unique.
  private func fullRun(_ number: Int, length: Int) -> String {
    let text = "\(number)" + String(repeating: "x", count: max(length - 3, 0))
    let values = members.map { member in
      let string = #""\#(text)""#
      let value =
        member.isTime ? "\(number)" : member == .error ? #"{"message":\#(string)}"# : string
      return #""\#(member.name.string)":\#(value)"#
    }
    return "{" + values.joined(separator: ",") + "}"
  }

  private var members: [RunMember] {
    (0..<RunMember.count).compactMap { RunMember(rawValue: $0) }
  }

  @Test("the block has exactly the room that a page takes", arguments: (0..<75) + [3000])
  func room(count: Int) throws {
    for length in [0, 1, 2, 5, 9, 40] {
      try withPage((0..<count).map { fullRun($0, length: length) }) { page in
        let rows = UnsafeBufferPointer(start: page.run(at: 0), count: page.count)
        var array = ArrowArray()
        var writer = try #require(ArrowWriter(page: page, rows: rows, out: &array))
        let isWritten = writer.write()
        #expect(isWritten && writer.room == 0)
        #expect(array.length == count)
        array.release(&array)
      }
    }
  }

  @Test("a column marks its missing values, and only those")
  func validity() throws {
    let items = (0..<19).map { $0 % 3 == 0 ? "{}" : #"{"runId":"\#($0)","createdAt":\#($0)}"# }
    try withPage(items) { page in
      var array = try export(page)
      let ids = try column(array, .runId)
      let created = try column(array, .createdAt)
      #expect(ids.null_count == 7)
      #expect(texts(ids) == (0..<19).map { $0 % 3 == 0 ? nil : "\($0)" })
      #expect((0..<19).allSatisfy { isNull(created, $0) == ($0 % 3 == 0) })
      #expect(try column(array, .status).null_count == 19)
      array.release(&array)
    }
    try withPage(items, showing: 1..<3) { page in
      var array = try export(page)
      let ids = try column(array, .runId)
      #expect(array.length == 2)
      #expect(ids.null_count == 0)
      #expect(ids.buffers[0] == nil)
      #expect(texts(ids) == ["1", "2"])
      array.release(&array)
    }
  }

  @Test("a value outside of the API reference is a text like the others")
  func newValues() throws {
    let statuses = ["FAILED", "NEW", "", "FAILED ", "NEW"]
    try withPage(statuses.map { #"{"status":"\#($0)"}"# }) { page in
      var array = try export(page)
      let status = try column(array, .status)
      #expect(texts(status) == statuses)
      #expect(status.dictionary == nil)
      array.release(&array)
    }
  }

  @Test("any order of releases frees the block once", arguments: 0..<16)
  func releases(seed: Int) throws {
    try withPage([fullRun(1, length: 9), "{}"]) { page in
      var array = try export(page)
      var alone: [ArrowArray] = []
      for index in 0..<ArrowNumber.columns where seed & (1 << (index % 4)) != 0 {
        let child = try #require(array.children[index])
        alone.append(child.pointee)
        child.pointee.release = nil
      }
      if seed % 2 == 0 { alone.reverse() }
      array.release(&array)
      #expect(array.release == nil)
      for var child in alone {
        #expect(child.length == 2)
        child.release(&child)
        #expect(child.release == nil)
      }
    }
  }

  @Test("the schema has a field for each column and for each child")
  func schema() throws {
    var schema = ArrowSchema()
    try #require(ArrowSchema.export(to: &schema))
    let fields = try (0..<ArrowNumber.columns).map { try #require(schema.children[$0]).pointee }
    #expect(schema.n_children == RunMember.count)
    #expect(string(schema.format) == "+s")
    #expect(fields.map { string($0.name) } == members.map { $0.name.string })
    #expect(
      fields.map { string($0.format) }
        == members.map { $0.isTime ? "tsu:UTC" : $0 == .error ? "+s" : "u" })
    #expect(fields.allSatisfy { $0.dictionary == nil })
    #expect(fields.map { $0.n_children } == fields.map { string($0.format) == "+s" ? 1 : 0 })
    schema.release(&schema)
    #expect(schema.release == nil)
  }

  @Test("a delivered page can be exported while another is in flight")
  func states() throws {
    let host = try Host()
    var array = ArrowArray()
    func attempt() -> Failure? {
      do throws(Failure) {
        try host.listing.exportArrowPage(to: &array)
        array.release(&array)
        return nil
      } catch {
        return error
      }
    }
    #expect(attempt() == .state)
    #expect(host.error == "no page was delivered yet")
    #expect(try host.nextPage() == .send)
    #expect(attempt() == .state)
    try host.answer(body(["a"], next: "t"))
    #expect(attempt() == .state)
    #expect(try host.nextPage() == .page)
    #expect(attempt() == nil)
    #expect(try host.nextPage() == .send)
    #expect(attempt() == nil)
  }
}
