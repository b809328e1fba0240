// What is left of a listing as an ArrowArrayStream: each page that a data tool asks for is asked of
// the client.

package import CDZJobs
internal import CSystem
package import DZJobsCore

package final class ArrowStream {
  private let listingState: ListingState
  private var listing: Listing { listingState.listing }
  /// Where the listing was when memory ran out for a page: that comes first, if it is there still.
  private var owed: Int?

  /// Rows of a batch, 0 for those of a page.
  private let batchRows: Int
  private let batch = ArrowBatch()
  private var isAtEnd = false

  /// A number of rows over Swift's largest comes in as a negative one.
  package init(_ listingState: ListingState, batchRows: Int) {
    self.listingState = listingState
    self.batchRows = batchRows < 0 ? .max : batchRows
  }

  /// What errno calls a failure, 0 if there is none.
  package func schema(_ out: UnsafeMutablePointer<ArrowSchema>?) -> Int32 {
    ArrowStream.errno { () throws(Failure) in try listing.exportArrowSchema(to: out) }
  }

  /// The next page that has runs; at the end an array that was released already.
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

  /// Goes to a page that has runs and was not taken; false at the end.
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
      isAtEnd = false  // as next_page says it again
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
