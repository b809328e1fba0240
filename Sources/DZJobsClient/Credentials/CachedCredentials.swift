// The credentials of a client and the decisions when to search for others. They need no locks,
// clocks or providers: every decision takes the current time.

internal import DZJobsCore

struct CachedCredentials: ~Copyable {
  /// The next step of a call that needs credentials.
  enum Step: Equatable {
    case use
    case search
    /// Another thread searches.
    case wait
    /// A search failed after this call began. The failure is shared by all calls that waited.
    case fail(Failure)
  }

  /// The time before expiration at which credentials are renewed, because clocks may be wrong.
  static let renewal: Int64 = 600_000_000
  /// The longest time between attempts to renew credentials that are still valid.
  static let pause: Int64 = 60_000_000

  private(set) var current = IssuedCredentials()
  /// The provider of the credentials.
  private(set) var source = ByteBuffer()
  /// 0 before any were found; each set of credentials has another number.
  private(set) var generation = 0
  private var isExplicit = false
  /// The generation whose source is already in the log.
  private var reportedGeneration = 0
  /// True if the service reported them as expired.
  private var isRefused = false
  private var nextTry: Int64 = 0
  /// The process that has a thread in a search; 0 if there is none.
  private var searcher: Int32 = 0
  /// The end of the last search if it failed. `trail` has each provider's reason.
  private var lastFailure: (uptime: Int64, failure: Failure)?
  private(set) var trail = ByteBuffer()

  init() {}

  /// Sets the caller's own credentials. If all are nil, the providers count again.
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

  /// Decides for a call that began at `since`, by `Clock.uptime`, in `process`.
  func step(now: Int64, since: Int64, process: Int32) -> Step {
    let isSearching = searcher == process
    if isUsable(now), !isDue(now) || isSearching { return .use }
    if isSearching { return .wait }
    if !isUsable(now), let lastFailure, lastFailure.uptime >= since {
      return .fail(lastFailure.failure)
    }
    return .search
  }

  /// True if they cannot be used before a search, of this or another thread, ends.
  func needSearch(_ now: Int64) -> Bool { !isUsable(now) || isDue(now) }

  /// The time of the next renewal; nil if they do not expire.
  func renewalTime(_ now: Int64) -> Int64? {
    guard let expiration = current.expiration else { return nil }
    return max(expiration &- CachedCredentials.renewal, nextTry, now &+ 1_000_000)
  }

  /// True if they exist, are valid, and the service did not report them as expired.
  private func isUsable(_ now: Int64) -> Bool {
    generation != 0 && !isRefused && (current.expiration ?? .max) > now
  }

  private func isDue(_ now: Int64) -> Bool { isNearEnd(now) && now >= nextTry }

  /// The time of the next attempt to renew. It comes late enough not to call a provider for each
  /// request, and early enough for one thread to renew while the others have valid credentials.
  private func retryTime(_ now: Int64) -> Int64 {
    now &+ min(CachedCredentials.pause, ((current.expiration ?? .max) &- now) / 2)
  }

  private func isNearEnd(_ now: Int64) -> Bool {
    (current.expiration ?? .max) &- now < CachedCredentials.renewal
  }

  // MARK: Searches

  /// True if there was a search before: the next one reads the profile files again.
  var hasSearched: Bool { generation != 0 || lastFailure != nil }

  mutating func beginSearch(in process: Int32) { searcher = process }

  mutating func endSearch(
    _ found: inout IssuedCredentials, from source: inout ByteBuffer, now: Int64
  ) {
    searcher = 0
    swap(&current, &found)
    ByteBuffer.swap(&self.source, &source)
    generation &+= 1
    isRefused = false
    lastFailure = nil
    nextTry = isNearEnd(now) ? retryTime(now) : 0
  }

  /// Notes a failed search. Returns true if the old credentials are still valid.
  mutating func failSearch(
    _ failure: Failure, _ trail: inout ByteBuffer, now: Int64, uptime: Int64
  ) -> Bool {
    searcher = 0
    // A canceled call, or one past its deadline, proves nothing about the providers.
    guard failure == .credentials || failure == .config else { return false }
    if isUsable(now) {
      nextTry = retryTime(now)
      return true
    }
    ByteBuffer.swap(&self.trail, &trail)
    lastFailure = (uptime, failure)
    return false
  }

  /// Requests a new search, because the service reported the generation `known` as expired. Returns
  /// false for the caller's own credentials. If another thread already found others, these count.
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

  /// Appends the source; if there are no credentials, each provider's reason.
  func describe(to text: inout ByteBuffer) {
    if lastFailure != nil {
      text.appendText(trail.bytes())
    } else if reportedGeneration != 0 {
      text.appendText(source.bytes())
    }
  }
}
