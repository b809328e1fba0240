// Exports a page of runs as an ArrowArray with a column for each member. All buffers are in one
// block; its size is the sum of the columns' sizes.

package import CDZJobs
internal import CSystem

extension Listing {
  package func exportArrowSchema(to out: UnsafeMutablePointer<ArrowSchema>?) throws(Failure) {
    guard let out else { throw fail(.invalid, "out: missing") }
    if !ArrowSchema.export(to: out) { throw outOfMemory() }
  }

  /// Exports the current page.
  package func exportArrowPage(to out: UnsafeMutablePointer<ArrowArray>?) throws(Failure) {
    guard let out else { throw fail(.invalid, "out: missing") }
    guard let page = currentPage else { throw fail(.state, "no page was delivered yet") }
    if !page.exportArrow(to: out) { throw outOfMemory() }
  }
}

extension JobRunPage {
  /// Returns false and leaves `out` alone if memory runs out.
  func exportArrow(to out: UnsafeMutablePointer<ArrowArray>) -> Bool {
    let rows = UnsafeBufferPointer(start: run(at: 0), count: count)
    guard var writer = ArrowWriter(page: self, rows: rows, out: out) else { return false }
    return writer.write()
  }
}

struct ArrowWriter {
  private let page: JobRunPage
  private let rows: UnsafeBufferPointer<JobRun>
  private let tree: ArrowTree<ArrowArray>
  private let out: UnsafeMutablePointer<ArrowArray>
  /// Three for each node. The first one, the validity, is nil if no value is missing.
  private let buffers: UnsafeMutablePointer<UnsafeRawPointer?>
  /// The place of the next buffer, and the room that is left.
  private var end: UnsafeMutableRawPointer
  private(set) var room: Int

  /// Nil if memory runs out.
  init?(
    page: JobRunPage, rows: UnsafeBufferPointer<JobRun>, out: UnsafeMutablePointer<ArrowArray>
  ) {
    self.page = page
    self.rows = rows
    self.out = out
    let size = 3 &* ArrowNumber.count &* MemoryLayout<UnsafeRawPointer?>.stride
    room = 0
    for number in ArrowNumber.firstColumn..<ArrowNumber.count {
      room &+= Sizes(of: number, rows).total
    }
    guard let tree = ArrowTree<ArrowArray>(room: size &+ room) else { return nil }
    self.tree = tree
    memset(tree.extra, 0, size)
    buffers = tree.extra.assumingMemoryBound(to: UnsafeRawPointer?.self)
    end = tree.extra + size
  }

  /// The bytes of a node's buffers. A body has at most 64 MiB, so neither a size nor an offset
  /// overflows.
  private struct Sizes {
    var validity: Int
    /// Times, or the offsets of texts.
    var values = 0
    var texts = 0

    init(of number: Int, _ rows: UnsafeBufferPointer<JobRun>) {
      validity = (rows.count &+ 7) / 8
      switch ArrowNumber.layout(of: number) {
      case .structure: break
      case .times: values = MemoryLayout<Int64>.stride &* rows.count
      case .texts:
        values = MemoryLayout<Int32>.stride &* (rows.count &+ 1)
        for row in rows { texts &+= Int(ArrowWriter.span(row, number).length) }
      }
    }

    var total: Int {
      ArrowWriter.aligned(validity) &+ ArrowWriter.aligned(values) &+ ArrowWriter.aligned(texts)
    }
  }

  private static func aligned(_ size: Int) -> Int { (size &+ 7) & ~7 }

  /// The next `size` bytes of the block.
  private mutating func take(_ size: Int) throws(Failure) -> UnsafeMutableRawPointer {
    let size = ArrowWriter.aligned(size)
    if size > room { throw .memory }
    room &-= size
    end += size
    return end - size
  }

  /// Returns false and leaves `out` alone if the block is too small.
  mutating func write() -> Bool {
    do throws(Failure) {
      for number in ArrowNumber.firstColumn..<ArrowNumber.count { try writeNode(number) }
    } catch {
      tree.discard()
      return false
    }
    set(ArrowNumber.page, nulls: 0, buffers: 1)
    return true
  }

  private mutating func writeNode(_ number: Int) throws(Failure) {
    let sizes = Sizes(of: number, rows)
    let nulls = try writeValidity(of: number, sizes)
    switch ArrowNumber.layout(of: number) {
    case .structure:
      set(number, nulls: nulls, buffers: 1)
    case .times:
      try writeTimes(of: number, sizes)
      set(number, nulls: nulls, buffers: 2)
    case .texts:
      try writeTexts(of: number, sizes)
      set(number, nulls: nulls, buffers: 3)
    }
  }

  private func set(_ number: Int, nulls: Int, buffers count: Int) {
    var array = ArrowArray()
    array.length = Int64(rows.count)
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

  /// Writes a bit for each row, 1 for a value; no bits if no value is missing.
  private mutating func writeValidity(of number: Int, _ sizes: Sizes) throws(Failure) -> Int {
    let bits = try take(sizes.validity).assumingMemoryBound(to: UInt8.self)
    memset(bits, 0, sizes.validity)
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
    switch ArrowNumber.layout(of: number) {
    case .structure: return !rows[index].hasError
    case .times: return time(index, number) == JobRun.noTime
    case .texts: return !ArrowWriter.span(rows[index], number).isPresent
    }
  }

  private func time(_ index: Int, _ number: Int) -> Int64 {
    rows[index].times[number &- (ArrowNumber.firstColumn + RunMember.firstTime)]
  }

  /// The text of a string column. Among the strings, the number of `error` stands for its message.
  private static func span(_ row: borrowing JobRun, _ number: Int) -> Span32 {
    let column = number == ArrowNumber.message ? ArrowNumber.error : number
    return row.strings[column &- ArrowNumber.firstColumn]
  }

  private mutating func writeTimes(of number: Int, _ sizes: Sizes) throws(Failure) {
    let times = try take(sizes.values).assumingMemoryBound(to: Int64.self)
    for index in 0..<rows.count { times[index] = time(index, number) }
    buffers[3 &* number &+ 1] = UnsafeRawPointer(times)
  }

  /// Writes plain strings, not dictionaries. Tools that join pages refuse dictionaries that differ,
  /// and a status that the service adds would make them differ.
  private mutating func writeTexts(of number: Int, _ sizes: Sizes) throws(Failure) {
    let offsets = try take(sizes.values).assumingMemoryBound(to: Int32.self)
    let texts = try take(sizes.texts)
    buffers[3 &* number &+ 1] = UnsafeRawPointer(offsets)
    buffers[3 &* number &+ 2] = UnsafeRawPointer(texts)
    var size = 0
    for index in 0..<rows.count {
      offsets[index] = Int32(truncatingIfNeeded: size)
      let text = page.bytes(ArrowWriter.span(rows[index], number))
      if let start = text.start { memcpy(texts + size, start, text.count) }
      size &+= text.count
    }
    offsets[rows.count] = Int32(truncatingIfNeeded: size)
  }
}
