// The rest of a listing as an ArrowArrayStream. Whenever a data tool wants a batch, the stream
// fetches pages through the client.

package import CDZJobs
internal import CSystem
package import DZJobsCore

package final class ArrowStream {
  private let listingState: ListingState
  private var listing: Listing { listingState.listing }
  /// The step of a page that is still to be exported, because memory ran out. The next call exports
  /// it, unless the caller moved the listing.
  private var owed: Int?

  /// The rows of a batch; 0 for the rows of each page.
  private let batchRows: Int
  private let batch = ArrowBatch()
  private var isAtEnd = false

  /// A size_t above Int.max arrives as a negative number of rows.
  package init(_ listingState: ListingState, batchRows: Int) {
    self.listingState = listingState
    self.batchRows = batchRows < 0 ? .max : batchRows
  }

  /// Exports the schema. Returns 0 or an errno.
  package func schema(_ out: UnsafeMutablePointer<ArrowSchema>?) -> Int32 {
    ArrowStream.errno { () throws(Failure) in try listing.exportArrowSchema(to: out) }
  }

  /// Exports the next page that has runs; at the end, an array that is already released.
  package func next(_ out: UnsafeMutablePointer<ArrowArray>?) -> Int32 {
    ArrowStream.errno { () throws(Failure) in
      guard let out else { return try listing.exportArrowPage(to: nil) }
      if batchRows > 0 { return try nextBatch(out) }
      if try !findPage() {
        out.initialize(to: ArrowArray())
        return
      }
      try listing.exportArrowPage(to: out)
      owed = nil
    }
  }

  /// Moves to a page that has runs and was not exported; false at the end.
  private func findPage() throws(Failure) -> Bool {
    while owed != listing.steps {
      if try listingState.client.next(listingState, byPage: true) == .done { return false }
      if (listing.currentPage?.count ?? 0) > 0 { owed = listing.steps }
    }
    return true
  }

  private func nextBatch(_ out: UnsafeMutablePointer<ArrowArray>) throws(Failure) {
    while !isAtEnd, batch.count < batchRows, !batch.isFull {
      if try findPage() {
        try batch.append(pageOf: listing)
        owed = nil
      } else {
        isAtEnd = true
      }
    }
    if batch.count == 0 {
      isAtEnd = false  // next_page can be called again after the end
      out.initialize(to: ArrowArray())
    } else {
      try batch.export(batchRows, to: out, of: listing)
    }
  }

  package var errorText: UnsafePointer<CChar>? { listing.errorText }

  private static func errno(_ body: () throws(Failure) -> Void) -> Int32 {
    do throws(Failure) {
      try body()
      return 0
    } catch {
      switch error {
      case .memory: return ENOMEM
      case .invalid, .state: return EINVAL
      case .canceled: return ECANCELED
      case .timedOut: return ETIMEDOUT
      default: return EIO
      }
    }
  }
}
