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

  package init(_ listingState: ListingState) { self.listingState = listingState }

  /// What errno calls a failure, 0 if there is none.
  package func schema(_ out: UnsafeMutablePointer<ArrowSchema>?) -> Int32 {
    ArrowStream.errno { () throws(Failure) in try listing.exportArrowSchema(to: out) }
  }

  /// The next page that has runs; at the end an array that was released already.
  package func next(_ out: UnsafeMutablePointer<ArrowArray>?) -> Int32 {
    ArrowStream.errno { () throws(Failure) in
      guard let out else { return try listing.exportArrowPage(to: nil) }
      while owed != listing.steps {
        if try listingState.client.next(listingState, byPage: true) == .done {
          out.initialize(to: ArrowArray())
          return
        }
        if (listing.currentPage?.count ?? 0) > 0 { owed = listing.steps }
      }
      try listing.exportArrowPage(to: out)
      owed = nil
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
