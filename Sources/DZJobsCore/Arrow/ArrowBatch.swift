// Runs of several pages that wait to be exported together: an ArrowArray of as many rows as a caller
// wants, whatever the size of the service's pages.

package import CDZJobs

package final class ArrowBatch {
  private var rows = JobRunPage()
  /// How many of them were exported.
  private var exported = 0
  /// Offsets of an array's texts have 31 bits: beyond so many bytes a batch is full.
  private static let maxText = 1 << 30

  package init() {}

  /// Rows that were not exported.
  package var count: Int { rows.total &- exported }

  /// It takes no more pages.
  package var isFull: Bool { rows.text.count >= ArrowBatch.maxText }

  /// Adds the page that is current; all of it or, if memory runs out, nothing.
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

  /// Exports the next rows, at most so many.
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
  /// Copies rows of another page with their strings, but not what only JSON has. False, and nothing
  /// added, if memory runs out.
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
