// The current page and how far it was handed out, which is all that a resume token is made of.

struct PageCursor: ~Copyable {
  private(set) var page = JobRunPage()
  /// The run handed out last, nil unless that was by the last call.
  private(set) var run: UnsafePointer<JobRun>?
  /// No page was delivered yet.
  private(set) var isBeforeFirst = true
  private(set) var standing = Standing()

  /// The page's token, and how many of its runs a resume token skips.
  private var place = ResumeToken()
  private var position = 0
  /// The page was left, by its last run or by `next_page`.
  private var isLeft = true
  private var delivered: Int64 = 0
  /// Runs that a resume token skips and that no page had yet.
  private var owed: Int64 = 0

  init() {}

  /// At the start of a listing, which may be a token.
  mutating func begin(at place: borrowing ResumeToken) { standing.begin(at: place) }

  mutating func forgetRun() {
    run = nil
    #if ENDS_LIVES
      standing.endLives()
    #endif
  }

  var hasRunLeft: Bool { position < page.count }

  /// Hands out the next run of the page, if it has one left.
  mutating func nextRun() -> Event? {
    guard hasRunLeft else { return nil }
    run = page.run(at: position)
    position &+= 1
    stand(after: page.visible.lowerBound &+ position)
    return .run
  }

  /// Hands out the page as a whole; its runs can still be stepped through.
  mutating func standAfterPage() { stand(after: page.visible.upperBound) }

  /// What `next_page` leaves of a page counts as handed out. Passing over an empty page hands
  /// nothing out.
  mutating func leave() {
    if isLeft { return }
    isLeft = true
    if position > 0 || standing.isSomewhere { standAfterPage() }
    position = page.count
  }

  /// At the end of all pages; a listing that `max_items` cut can go on from there.
  mutating func end(isCut: Bool) {
    if isCut { standAfterPage() } else { standing.end() }
  }

  /// Makes the page that arrived the current one, cut by a resume token and by `max_items`. The
  /// old one, and its place, are handed back for their memory.
  mutating func deliver(
    _ arrived: inout JobRunPage, at arrivedPlace: inout ResumeToken, maxItems: Int64?,
    times: JSONTimes
  ) {
    swap(&page, &arrived)
    swap(&place, &arrivedPlace)
    #if ENDS_LIVES
      arrived.endLives()
    #endif
    position = 0
    if isBeforeFirst { owed = place.truncateAmount ?? 0 }
    let skip = min(owed, Int64(page.total))
    // What a page does not have of them is still to come: the service may make pages smaller.
    owed &-= skip
    isBeforeFirst = false
    isLeft = false
    var count = Int64(page.total) &- skip
    if let maxItems { count = min(count, maxItems &- delivered) }
    page.show(Int(skip)..<Int(skip &+ count), times: times)
    delivered &+= count
  }

  /// There is more, which `max_items` cuts off.
  func isCut(maxItems: Int64?) -> Bool {
    maxItems == delivered
      && (page.visible.upperBound < page.total || page.nextToken.isPresent)
  }

  mutating func resumeToken() -> UnsafePointer<CChar>? { standing.resumeToken() }

  private mutating func stand(after count: Int) {
    standing.move(after: count, of: page, at: place, owed: owed)
  }
}
