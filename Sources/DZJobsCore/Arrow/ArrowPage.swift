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

  /// What the buffers take at most. A page is read from 64 MiB, so neither this nor an offset
  /// overflows.
  static func room(for rows: UnsafeBufferPointer<JobRun>) -> Int {
    var texts = RunMember.valuesSize
    for row in rows {
      for member in StringMember.all { texts &+= Int(row.strings[member.rawValue].length) }
    }
    let validity = aligned((rows.count &+ 7) / 8)
    let offsets = aligned(4 &* (rows.count &+ RunMember.mostValues &+ 1))
    // Columns and the error's message have validity; a string has offsets or, as an enum, indices
    // and a dictionary, which has offsets; texts are aligned at their end.
    return buffersSize &+ ArrowNumber.message &* validity
      &+ (StringMember.count + RunMember.enums) &* offsets
      &+ TimeMember.count &* 8 &* rows.count &+ texts &+ StringMember.count &* 8
  }

  private static func aligned(_ size: Int) -> Int { (size &+ 7) & ~7 }

  private mutating func take(_ size: Int) -> UnsafeMutableRawPointer {
    let start = end
    end = start + ArrowWriter.aligned(size)
    return start
  }

  mutating func write() {
    for number in 0..<ArrowNumber.firstDictionary {
      let nulls = number == ArrowNumber.page ? 0 : writeValidity(of: number)
      var count = 1
      if let dictionary = ArrowNumber.dictionary(of: number) {
        writeIndices(of: number, dictionary)
        count = 2
      } else if ArrowNumber.isTime(number) {
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

  private mutating func beginTexts(of number: Int, most count: Int) -> ArrowTexts {
    let offsets = take(4 &* (count &+ 1)).assumingMemoryBound(to: Int32.self)
    buffers[3 &* number &+ 1] = UnsafeRawPointer(offsets)
    buffers[3 &* number &+ 2] = UnsafeRawPointer(end)
    return ArrowTexts(offsets: offsets, text: end.assumingMemoryBound(to: UInt8.self))
  }

  private mutating func writeTexts(of number: Int) {
    var texts = beginTexts(of: number, most: rows.count)
    for index in 0..<rows.count { texts.append(page.bytes(span(index, number))) }
    _ = take(texts.size)
  }

  private mutating func writeIndices(of number: Int, _ dictionary: Int) {
    let indices = take(4 &* rows.count).assumingMemoryBound(to: Int32.self)
    buffers[3 &* number &+ 1] = UnsafeRawPointer(indices)
    var values = ArrowDictionary(
      dictionary,
      beginTexts(of: dictionary, most: rows.count &+ RunMember.mostValues))
    for index in 0..<rows.count {
      let value = span(index, number)
      indices[index] = value.isPresent ? values.index(of: page.bytes(value)) : 0
    }
    _ = take(values.texts.size)
    set(dictionary, length: values.texts.count, nulls: 0, buffers: 3)
  }
}
