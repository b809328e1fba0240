// The credentials that all listings of a client share. One thread searches, or renews them before
// they expire. The other threads use valid ones meanwhile, or wait.

internal import CDZJobs
internal import DZJobsCore

final class CredentialCache {
  /// The clock that decides whether credentials have expired.
  let clock = ServerClock()
  private let lock = Lock()
  private var cached = CachedCredentials()
  /// Readable from the end of a search to the next one. The first thread that waits opens it.
  private let searchEnd = Cancellation()

  func setExplicit(_ id: Bytes?, _ secret: Bytes?, _ token: Bytes?) throws(Failure) {
    try cached.setExplicit(id, secret, token)
  }

  /// Gives the listing, if there is one, the credentials. If no provider has credentials, `message`
  /// gets each provider's reason.
  func supply(
    _ listingState: ListingState?, _ client: Client, _ callContext: CallContext,
    _ message: inout ByteBuffer
  ) throws(Failure) {
    while true {
      let step = nextStep(since: callContext.since)
      switch step {
      case .use: return try give(to: listingState, client.log)
      case .search, .wait:
        let start = Clock.uptime
        defer { client.scheduler.skip(since: start, callContext.pool) }
        if step == .search {
          try search(client, callContext, &message)
        } else {
          try waitForSearch(client, callContext)
        }
      case .fail(let failure):
        explain(to: &message)
        throw failure
      }
    }
  }

  /// True if credentials need a search, or the end of another thread's search.
  var needSearch: Bool {
    lock.lock()
    defer { lock.unlock() }
    return cached.needSearch(clock.now)
  }

  private func nextStep(since: Int64) -> CachedCredentials.Step {
    lock.lock()
    defer { lock.unlock() }
    let step = cached.step(now: clock.now, since: since, process: Environment.process)
    if step == .search {
      searchEnd.rest()
      cached.beginSearch(in: Environment.process)
    }
    if step == .wait { searchEnd.open() }
    return step
  }

  private func give(to listingState: ListingState?, _ log: ClientLog) throws(Failure) {
    var source = ByteBuffer()
    defer {
      // Call the log without the lock: the callback may wait for another thread.
      if source.count > 0 {
        log.line(DZJOBS_LEVEL_INFO, DZJOBS_TOPIC_CREDENTIALS, listingState?.handle) { text in
          text.append("credentials from ")
          text.append(source.bytes())
        }
      }
    }
    lock.lock()
    defer { lock.unlock() }
    if cached.takeNews() { source.append(cached.source.bytes()) }
    try listingState?.take(cached.current, generation: cached.generation)
  }

  /// Searches without the lock. Credentials that are still valid are better than a failure.
  private func search(
    _ client: Client, _ callContext: CallContext, _ message: inout ByteBuffer
  ) throws(Failure) {
    lock.lock()
    let isAgain = cached.hasSearched
    lock.unlock()
    let search = CredentialProviderChain(client, callContext)
    do throws(Failure) {
      try search.run(again: isAgain)
    } catch {
      if end(search, error) { return }
      if error == .credentials || error == .config { explain(to: &message) }
      throw error
    }
    _ = end(search, nil)
  }

  /// Ends the search. Returns true if the client has usable credentials.
  private func end(_ search: CredentialProviderChain, _ failure: Failure?) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    defer { searchEnd.wake() }
    if let failure {
      return cached.failSearch(failure, &search.trail, now: clock.now, uptime: Clock.uptime)
    }
    cached.endSearch(&search.found, from: &search.source, now: clock.now)
    return true
  }

  private func waitForSearch(_ client: Client, _ callContext: CallContext) throws(Failure) {
    // Without a descriptor, check now and then.
    _ = try client.isReady(
      searchEnd.descriptor, milliseconds: searchEnd.descriptor < 0 ? 50 : 1_000_000,
      deadline: callContext.deadline, for: callContext.state)
  }

  private func explain(to message: inout ByteBuffer) {
    lock.lock()
    defer { lock.unlock() }
    message.append("no credentials: ")
    message.append(cached.trail.bytes())
  }

  /// The time of the next renewal by the machine's clock; nil if they do not expire.
  var renewalTime: Int64? {
    lock.lock()
    defer { lock.unlock() }
    let offset = clock.offset
    return cached.renewalTime(Clock.now &+ offset).map { $0 &- offset }
  }

  /// Requests a new search, because the service reported the credentials as expired. Returns false
  /// for the caller's own.
  func renew(after known: Int) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    return cached.refuse(known)
  }

  func describeSource(to text: inout ByteBuffer) {
    lock.lock()
    defer { lock.unlock() }
    cached.describe(to: &text)
  }
}
