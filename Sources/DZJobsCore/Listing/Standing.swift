// Where a listing stands: after the last thing it handed out, a run or a page. Saved as a resume
// token, it is all that a listing in another process needs to go on.

struct Standing: ~Copyable {
  private var token = ResumeToken()
  /// False before anything was handed out and at the end.
  private(set) var isSomewhere = false
  private var text = ByteBuffer()

  init() {}

  /// At the start of a listing that was started from a token.
  mutating func begin(at place: borrowing ResumeToken) {
    isSomewhere = place.hasNextToken || place.truncateAmount != nil
    token.set(place.nextTokenBytes, truncateAmount: place.truncateAmount)
  }

  /// After the first `count` runs of `page`, which `place` names; `owed` are to be skipped yet.
  mutating func move(
    after count: Int, of page: JobRunPage, at place: borrowing ResumeToken, owed: Int64
  ) {
    isSomewhere = true
    // A token that is too long to be sent is none to start from.
    if count == page.total, page.nextToken.isPresent,
      page.nextTokenCharacters <= Limit.tokenCharacters
    {
      token.set(page.bytes(page.nextToken), truncateAmount: owed > 0 ? owed : nil)
    } else {
      token.set(place.nextTokenBytes, truncateAmount: Int64(count) &+ owed)
    }
  }

  /// At the end, where nothing is left to go on with.
  mutating func end() { isSomewhere = false }

  #if ENDS_LIVES
    /// The resume token that was lent is no more.
    mutating func endLives() { text.removeAll() }
  #endif

  /// The resume token, NUL-terminated; nil if there is none, or memory runs out.
  mutating func resumeToken() -> UnsafePointer<CChar>? {
    guard isSomewhere else { return nil }
    token.encode(to: &text)
    return text.failed ? nil : text.cString()
  }
}
