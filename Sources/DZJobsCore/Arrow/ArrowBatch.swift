// Collects runs of several pages for one ArrowArray. So the caller decides the number of rows,
// whatever the size of the service's pages.

package import CDZJobs

package final class ArrowBatch {
  private var rows = JobRunPage()
  /// The number of rows that were exported.
  private var exported = 0
  /// The bytes of text that fill a batch. An array's offsets have only 31 bits.
  private static let maxText = 1 << 30

  package init() {}

  /// The number of rows that were not exported yet.
  package var count: Int { rows.total &- exported }

  /// True if the batch takes no more pages.
  package var isFull: Bool { rows.text.count >= ArrowBatch.maxText }

  /// Adds the current page. If memory runs out, it adds nothing.
  package func append(pageOf listing: Listing) throws(Failure) {
    guard let page = listing.currentPage else { return }
    if exported > 0 {
      let rest = JobRunPage()
      guard rest.reset(bodyCount: 0), rest.append(rows, from: exported) else {
        throw listing.outOfMemory()
      }
      rows = rest
      exported = 0
    }
    if !rows.append(page, from: page.visible.lowerBound, to: page.visible.upperBound) {
      throw listing.outOfMemory()
    }
  }

  /// Exports the next rows, up to a maximum.
  package func export(
    _ most: Int, to out: UnsafeMutablePointer<ArrowArray>, of listing: Listing
  ) throws(Failure) {
    let end = exported &+ min(count, most)
    rows.show(exported..<end, times: .iso8601)
    if !rows.exportArrow(to: out) { throw listing.outOfMemory() }
    exported = end
  }
}

extension JobRunPage {
  /// Copies rows of another page with their strings, but without unknown members. Returns false and
  /// adds nothing if memory runs out.
  fileprivate func append(_ other: JobRunPage, from start: Int, to end: Int? = nil) -> Bool {
    let (oldTotal, oldCount) = (total, text.count)
    for index in start..<(end ?? other.total) {
      guard let row = appendRow(), let source = other.row(at: index) else {
        truncate(to: oldTotal, textCount: oldCount)
        return false
      }
      row.initialize(to: JobRun(page: .passUnretained(self)))
      for member in 0..<RunMember.firstTime where source.pointee.strings[member].isPresent {
        let bytes = other.bytes(source.pointee.strings[member])
        row.pointee.strings[member] = Span32(
          offset: UInt32(truncatingIfNeeded: text.count),
          length: UInt32(truncatingIfNeeded: bytes.count))
        text.append(bytes)
        text.append(0)
      }
      row.pointee.times = source.pointee.times
      row.pointee.hasError = source.pointee.hasError
    }
    if text.failed { truncate(to: oldTotal, textCount: oldCount) }
    return total > oldTotal || start == (end ?? other.total)
  }
}
