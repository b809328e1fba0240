// A page of runs as an ArrowArray: a column for each member, filled from the page's rows.

package import CDZJobs
internal import CSystem

extension Listing {
  package func exportArrowSchema(to out: UnsafeMutablePointer<ArrowSchema>?) throws(Failure) {
    guard let out else { throw fail(.invalid, "out: missing") }
    if !ArrowSchema.export(to: out) { throw outOfMemory() }
  }

  /// The page that is current.
  package func exportArrowPage(to out: UnsafeMutablePointer<ArrowArray>?) throws(Failure) {
    guard let out else { throw fail(.invalid, "out: missing") }
    guard let page = currentPage else { throw fail(.state, "no page was delivered yet") }
    if !page.exportArrow(to: out) { throw outOfMemory() }
  }
}

extension JobRunPage {
  /// False, and `out` is as it was, if memory runs out.
  func exportArrow(to out: UnsafeMutablePointer<ArrowArray>) -> Bool {
    let rows = UnsafeBufferPointer(start: run(at: 0), count: count)
    guard let tree = ArrowTree<ArrowArray>(room: ArrowWriter.room(for: rows)) else { return false }
    var writer = ArrowWriter(page: self, rows: rows, tree: tree, out: out)
    writer.write()
    return true
  }
}

struct ArrowWriter {
  private let page: JobRunPage
  private let rows: UnsafeBufferPointer<JobRun>
  private let tree: ArrowTree<ArrowArray>
  private let out: UnsafeMutablePointer<ArrowArray>
  /// Three a node, of which the first says where there is a value, none that there is everywhere.
  private let buffers: UnsafeMutablePointer<UnsafeRawPointer?>
  /// Where the next buffer goes.
  private(set) var end: UnsafeMutableRawPointer

  init(
    page: JobRunPage, rows: UnsafeBufferPointer<JobRun>, tree: ArrowTree<ArrowArray>,
    out: UnsafeMutablePointer<ArrowArray>
  ) {
    self.page = page
    self.rows = rows
    self.tree = tree
    self.out = out
    end = tree.extra
    buffers = end.assumingMemoryBound(to: UnsafeRawPointer?.self)
    memset(take(ArrowWriter.buffersSize), 0, ArrowWriter.buffersSize)
  }

  private static let buffersSize = 3 * ArrowNumber.count * MemoryLayout<UnsafeRawPointer?>.stride

  /// The most that the buffers take: up to 8 bytes behind each column's texts align what follows.
  /// A page is read from 64 MiB, so neither this nor an offset overflows.
  static func room(for rows: UnsafeBufferPointer<JobRun>) -> Int {
    var texts = 0
    for row in rows {
      for member in StringMember.all { texts &+= Int(row.strings[member.rawValue].length) }
    }
    let validity = aligned((rows.count &+ 7) / 8)
    let offsets = aligned(4 &* (rows.count &+ 1))
    return buffersSize &+ ArrowNumber.message &* validity
      &+ StringMember.count &* (offsets &+ 8) &+ texts &+ TimeMember.count &* 8 &* rows.count
  }

  private static func aligned(_ size: Int) -> Int { (size &+ 7) & ~7 }

  private mutating func take(_ size: Int) -> UnsafeMutableRawPointer {
    let start = end
    end = start + ArrowWriter.aligned(size)
    return start
  }

  mutating func write() {
    for number in 0..<ArrowNumber.count {
      let nulls = number == ArrowNumber.page ? 0 : writeValidity(of: number)
      var count = 1
      if ArrowNumber.isTime(number) {
        writeTimes(of: number)
        count = 2
      } else if number != ArrowNumber.page, number != ArrowNumber.error {
        writeTexts(of: number)
        count = 3
      }
      set(number, length: rows.count, nulls: nulls, buffers: count)
    }
  }

  private func set(_ number: Int, length: Int, nulls: Int, buffers count: Int) {
    var array = ArrowArray()
    array.length = Int64(length)
    array.null_count = Int64(nulls)
    array.n_buffers = Int64(count)
    array.buffers = buffers + 3 &* number
    array.release = { array in
      guard let array else { return }
      array.pointee.release = nil
      ArrowTree.end(array)
    }
    tree.set(number, to: array, out)
  }

  /// A bit a row, 1 where there is a value; no bits if that is everywhere.
  private mutating func writeValidity(of number: Int) -> Int {
    let size = (rows.count &+ 7) / 8
    let bits = take(size).assumingMemoryBound(to: UInt8.self)
    memset(bits, 0, size)
    var nulls = 0
    for index in 0..<rows.count {
      if isNull(index, number) {
        nulls &+= 1
      } else {
        bits[index >> 3] |= 1 << UInt8(truncatingIfNeeded: index & 7)
      }
    }
    if nulls > 0 { buffers[3 &* number] = UnsafeRawPointer(bits) }
    return nulls
  }

  private func isNull(_ index: Int, _ number: Int) -> Bool {
    if number == ArrowNumber.error { return !rows[index].hasError }
    if ArrowNumber.isTime(number) { return time(index, number) == JobRun.noTime }
    return !span(index, number).isPresent
  }

  private func time(_ index: Int, _ number: Int) -> Int64 {
    rows[index].times[number &- (ArrowNumber.firstColumn + RunMember.firstTime)]
  }

  /// The text of a run's error has the number among the strings that `error` has among members.
  private func span(_ index: Int, _ number: Int) -> Span32 {
    let column = number == ArrowNumber.message ? ArrowNumber.error : number
    return rows[index].strings[column &- ArrowNumber.firstColumn]
  }

  private mutating func writeTimes(of number: Int) {
    let times = take(8 &* rows.count).assumingMemoryBound(to: Int64.self)
    for index in 0..<rows.count { times[index] = time(index, number) }
    buffers[3 &* number &+ 1] = UnsafeRawPointer(times)
  }

  /// Plain strings: tools that join pages refuse dictionaries that differ, even by growing, and a
  /// status that the service adds would make them differ.
  private mutating func writeTexts(of number: Int) {
    let offsets = take(4 &* (rows.count &+ 1)).assumingMemoryBound(to: Int32.self)
    buffers[3 &* number &+ 1] = UnsafeRawPointer(offsets)
    buffers[3 &* number &+ 2] = UnsafeRawPointer(end)
    var size = 0
    for index in 0..<rows.count {
      offsets[index] = Int32(truncatingIfNeeded: size)
      let text = page.bytes(span(index, number))
      if let start = text.start { memcpy(end + size, start, text.count) }
      size &+= text.count
    }
    offsets[rows.count] = Int32(truncatingIfNeeded: size)
    _ = take(size)
  }
}
