// The credentials of a client and when it looks for others, without locks, clocks or providers: every
// decision takes the time.

internal import DZJobsCore

struct CachedCredentials: ~Copyable {
  /// What a call that needs credentials does next.
  enum Step: Equatable {
    case use
    case search
    /// Another thread searches.
    case wait
    /// A search failed since this call began; it failed for every call that waited.
    case fail(Failure)
  }

  /// Credentials are renewed this long before they expire, because clocks may be wrong.
  static let renewal: Int64 = 600_000_000
  /// The client uses valid credentials that it could not renew this long at most.
  static let pause: Int64 = 60_000_000

  private(set) var current = IssuedCredentials()
  /// Where they come from.
  private(set) var source = ByteBuffer()
  /// 0 before any were found; another number for other credentials.
  private(set) var generation = 0
  private var isExplicit = false
  /// The log has named the source of this generation.
  private var reportedGeneration = 0
  /// The service called them expired.
  private var isRefused = false
  private var nextTry: Int64 = 0
  /// The process one of whose threads searches, 0 if none does.
  private var searcher: Int32 = 0
  /// When and how the last search ended, if it found none, and the reason of each provider.
  private var lastFailure: (uptime: Int64, failure: Failure)?
  private(set) var trail = ByteBuffer()

  init() {}

  /// The caller's own. All nil goes back to the providers.
  mutating func setExplicit(_ id: Bytes?, _ secret: Bytes?, _ token: Bytes?) throws(Failure) {
    isExplicit = id != nil
    source.removeAll()
    source.append("explicit")
    generation = 0
    guard let id, let secret else { return }
    if try current.set(
      accessKeyID: id, secretAccessKey: secret, sessionToken: token ?? Bytes(), expiration: nil)
      != nil
    {
      throw .invalid
    }
    generation = 1
  }

  // MARK: Decisions

  /// For a call that began at `since`, by the clock that is never set, in `process`.
  func step(now: Int64, since: Int64, process: Int32) -> Step {
    let isSearching = searcher == process
    if isUsable(now), !isDue(now) || isSearching { return .use }
    if isSearching { return .wait }
    if !isUsable(now), let lastFailure, lastFailure.uptime >= since {
      return .fail(lastFailure.failure)
    }
    return .search
  }

  /// They cannot be used without a search or the end of another thread's.
  func needSearch(_ now: Int64) -> Bool { !isUsable(now) || isDue(now) }

  /// When to look for others; nil if these do not expire.
  func renewalTime(_ now: Int64) -> Int64? {
    guard let expiration = current.expiration else { return nil }
    return max(expiration &- CachedCredentials.renewal, nextTry, now &+ 1_000_000)
  }

  /// They exist, are valid, and the service did not call them expired.
  private func isUsable(_ now: Int64) -> Bool {
    generation != 0 && !isRefused && (current.expiration ?? .max) > now
  }

  private func isDue(_ now: Int64) -> Bool { isNearEnd(now) && now >= nextTry }

  /// A provider without later credentials is not called for every request, but often enough for one
  /// thread to renew while the others still have valid ones.
  private func retryTime(_ now: Int64) -> Int64 {
    now &+ min(CachedCredentials.pause, ((current.expiration ?? .max) &- now) / 2)
  }

  private func isNearEnd(_ now: Int64) -> Bool {
    (current.expiration ?? .max) &- now < CachedCredentials.renewal
  }

  // MARK: Searches

  /// There was a search before, so that the next one reads the profile files again.
  var hasSearched: Bool { generation != 0 || lastFailure != nil }

  mutating func beginSearch(in process: Int32) { searcher = process }

  mutating func endSearch(
    _ found: inout IssuedCredentials, from source: inout ByteBuffer, now: Int64
  ) {
    searcher = 0
    swap(&current, &found)
    swap(&self.source, &source)
    generation &+= 1
    isRefused = false
    lastFailure = nil
    nextTry = isNearEnd(now) ? retryTime(now) : 0
  }

  /// True if the search matters to nobody: the credentials are valid still.
  mutating func failSearch(
    _ failure: Failure, _ trail: inout ByteBuffer, now: Int64, uptime: Int64
  ) -> Bool {
    searcher = 0
    // A call that was canceled or ran out of time says nothing about the providers.
    guard failure == .credentials || failure == .config else { return false }
    if isUsable(now) {
      nextTry = retryTime(now)
      return true
    }
    swap(&self.trail, &trail)
    lastFailure = (uptime, failure)
    return false
  }

  /// Has others looked for, since the service calls the generation `known` expired. False if they
  /// are the caller's own. If another thread has found others since, those serve.
  mutating func refuse(_ known: Int) -> Bool {
    if isExplicit || known == 0 { return false }
    if known == generation { isRefused = true }
    return true
  }

  // MARK: Texts

  /// True once for each generation.
  mutating func takeNews() -> Bool {
    defer { reportedGeneration = generation }
    return reportedGeneration != generation
  }

  /// The source, once credentials were needed; or, if there are none, each provider's reason.
  func describe(to text: inout ByteBuffer) {
    if lastFailure != nil {
      text.appendText(trail.bytes())
    } else if reportedGeneration != 0 {
      text.appendText(source.bytes())
    }
  }
}
