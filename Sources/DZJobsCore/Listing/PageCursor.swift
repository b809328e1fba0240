// The current page, the caller's position in it, and the resume token that follows from both.

struct PageCursor: ~Copyable {
  private(set) var page = JobRunPage()
  /// The run that the last call returned; nil if it returned none.
  private(set) var run: UnsafePointer<JobRun>?
  /// No page was delivered yet.
  private(set) var isBeforeFirst = true

  /// The page's token, and the number of its runs that the caller's resume token skips.
  private var place = ResumeToken()
  private var position = 0
  /// True if the caller is done with the page, by its last run or by `next_page`.
  private var isLeft = true
  private var delivered: Int64 = 0
  /// The number of runs that later pages still have to skip for the caller's resume token.
  private var owed: Int64 = 0

  /// The place at which a listing in another process would resume.
  private enum ResumePoint {
    /// The caller read nothing yet, or nothing is left.
    case none
    /// The start of the page; before the first page, the caller's own token.
    case start
    /// After this number of the page's runs.
    case after(Int)
  }

  private var resumePoint = ResumePoint.none
  private var resumeText = ByteBuffer()

  init() {}

  /// Begins a listing, perhaps at a resume token.
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

  /// Moves to the next run of the page, if it has one left.
  mutating func nextRun() -> Event? {
    guard hasRunLeft else { return nil }
    run = page.run(at: position)
    position &+= 1
    resumePoint = .after(page.visible.lowerBound &+ position)
    return .run
  }

  /// Counts the whole page as read. The caller can still step through its runs.
  mutating func passPage() { resumePoint = .after(page.visible.upperBound) }

  /// Counts the runs that `next_page` skips as read. The place does not move past an empty page.
  mutating func leave() {
    if isLeft { return }
    isLeft = true
    switch resumePoint {
    case .none: break
    case .start, .after: passPage()
    }
    position = page.count
  }

  /// Ends the listing. If `max_items` cut it, a resume token can continue there.
  mutating func end(isCut: Bool) {
    if isCut { passPage() } else { resumePoint = .none }
  }

  /// Makes `arrived` the current page, cut by a resume token and by `max_items`. The parameters
  /// return the old page and its place, whose memory the listing reuses.
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
    // Later pages skip the rest: the service may have made its pages smaller.
    owed &-= skip
    isBeforeFirst = false
    isLeft = false
    var count = Int64(page.total) &- skip
    if let maxItems { count = min(count, maxItems &- delivered) }
    page.show(Int(skip)..<Int(skip &+ count), times: times)
    delivered &+= count
  }

  /// Frees the memory of a page whose runs the caller has all read, unless the resume token counts
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

  /// True if `max_items` cuts off further runs.
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
  /// True if there is a page after this one whose token is short enough to send.
  fileprivate var hasUsableToken: Bool {
    nextToken.isPresent && nextTokenCharacters <= Limit.tokenCharacters
  }
}
