// How far a listing is with the page after the current one.

/// The state of the page after the current one. The driver may fetch it while the caller still
/// reads the current page.
enum PageFetch {
  /// `next` was not called yet: settings can change.
  case unstarted
  /// No request for the next page was begun.
  case idle
  /// The request is in flight, or waits for a retry.
  case requesting
  /// The page was read.
  case arrived
  /// There is no such page, or `max_items` cut it off.
  case none(isCut: Bool)
  /// Every later `next` reports this failure.
  case failed(Failure)
  /// `next` reports this failure once; the `next` after it requests the same page again.
  case refused(Failure)
  case refusalReported
}
