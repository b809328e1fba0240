// The current page, how far it was handed out, and the resume token that follows from both.

struct PageCursor: ~Copyable {
  private(set) var page = JobRunPage()
  /// The run that the last call handed out; nil if it handed out none.
  private(set) var run: UnsafePointer<JobRun>?
  /// No page was delivered yet.
  private(set) var isBeforeFirst = true

  /// The page's token, and how many of its runs the caller's resume token skips.
  private var place = ResumeToken()
  private var position = 0
  /// The page was left, by its last run or by `next_page`.
  private var isLeft = true
  private var delivered: Int64 = 0
  /// Runs that a resume token skips and that no page had yet.
  private var owed: Int64 = 0

  /// Where a listing in another process goes on.
  private enum ResumePoint {
    /// Nothing was handed out yet, or nothing is left.
    case none
    /// At the start of the page: before the first page that is where the caller's token begins.
    case start
    /// After so many of the page's runs.
    case after(Int)
  }

  private var resumePoint = ResumePoint.none
  private var resumeText = ByteBuffer()

  init() {}

  /// At the start of a listing, which may be a token.
  mutating func begin(at start: borrowing ResumeToken) {
    place.set(start.nextTokenBytes, truncateAmount: start.truncateAmount)
    resumePoint = start.hasNextToken || start.truncateAmount != nil ? .start : .none
  }

  mutating func forgetRun() {
    run = nil
    #if ENDS_LIVES
      resumeText.removeAll()
    #endif
  }

  var hasRunLeft: Bool { position < page.count }

  /// Hands out the next run of the page, if it has one left.
  mutating func nextRun() -> Event? {
    guard hasRunLeft else { return nil }
    run = page.run(at: position)
    position &+= 1
    resumePoint = .after(page.visible.lowerBound &+ position)
    return .run
  }

  /// Hands out the page as a whole; its runs can still be stepped through.
  mutating func passPage() { resumePoint = .after(page.visible.upperBound) }

  /// Counts what `next_page` leaves of a page as handed out. An empty page hands out nothing.
  mutating func leave() {
    if isLeft { return }
    isLeft = true
    switch resumePoint {
    case .none: break
    case .start, .after: passPage()
    }
    position = page.count
  }

  /// Ends the listing. One that `max_items` cut can go on from there.
  mutating func end(isCut: Bool) {
    if isCut { passPage() } else { resumePoint = .none }
  }

  /// Makes the page that arrived the current one, cut by a resume token and by `max_items`. The
  /// old page and its place go back to the caller, which reuses their memory.
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
    if case .after = resumePoint { resumePoint = .start }
    if isBeforeFirst { owed = place.truncateAmount ?? 0 }
    let skip = min(owed, Int64(page.total))
    // Later pages have the rest of them: the service may make pages smaller.
    owed &-= skip
    isBeforeFirst = false
    isLeft = false
    var count = Int64(page.total) &- skip
    if let maxItems { count = min(count, maxItems &- delivered) }
    page.show(Int(skip)..<Int(skip &+ count), times: times)
    delivered &+= count
  }

  /// Gives back the memory of a page whose runs were all handed out, unless the resume token counts
  /// them.
  mutating func releasePage() {
    switch resumePoint {
    case .none: page.releaseRuns(keepsToken: false)
    case .after(page.total) where page.hasUsableToken:
      if page.releaseRuns(keepsToken: true) { resumePoint = .after(0) }
    case .start, .after: return
    }
    run = nil
    position = 0
  }

  /// There is more, which `max_items` cuts off.
  func isCut(maxItems: Int64?) -> Bool {
    maxItems == delivered
      && (page.visible.upperBound < page.total || page.nextToken.isPresent)
  }

  /// The resume token, NUL-terminated; nil if there is none, or if memory ran out.
  mutating func resumeToken() -> UnsafePointer<CChar>? {
    if place.failed { return nil }
    let token: Bytes?
    let truncateAmount: Int64?
    switch resumePoint {
    case .none: return nil
    case .start:
      token = place.nextTokenBytes
      let skipped = owed &+ Int64(page.visible.lowerBound)
      truncateAmount = skipped > 0 ? skipped : place.truncateAmount
    case .after(page.total) where page.hasUsableToken:
      token = page.bytes(page.nextToken)
      truncateAmount = owed > 0 ? owed : nil
    case .after(let count):
      token = place.nextTokenBytes
      truncateAmount = Int64(count) &+ owed
    }
    ResumeToken.encode(token, truncateAmount: truncateAmount, to: &resumeText)
    return resumeText.failed ? nil : resumeText.cString()
  }
}

extension JobRunPage {
  /// There is a page after this one, and its token is not too long to be sent.
  fileprivate var hasUsableToken: Bool {
    nextToken.isPresent && nextTokenCharacters <= Limit.tokenCharacters
  }
}
