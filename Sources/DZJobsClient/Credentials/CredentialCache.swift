// The credentials of a client, kept from search to search: found once, renewed by one thread before
// they expire while the others go on with them, and given to each of its listings.

internal import CDZJobs
internal import CSystem
internal import DZJobsCore

final class CredentialCache {
  /// How long before their end credentials are renewed: so much a clock may be wrong.
  private static let renewal: Int64 = 600_000_000
  /// How long to go on with old ones, still valid, after they could not be renewed.
  private static let patience: Int64 = 60_000_000

  /// What credentials' ends are judged by.
  let clock = ServerClock()
  private let lock = Lock()
  private var current = IssuedCredentials()
  /// 0 before any were found; another number for other credentials.
  private var generation = 0
  private var isExplicit = false
  /// The generation that the log knows of.
  private var toldGeneration = 0
  /// The service called them expired.
  private var isRefused = false
  private var nextTry: Int64 = 0
  /// The process of whose threads one is searching, 0 if none is.
  private var searcher: pid_t = 0
  /// Where these came from; or, of a search that found none, when and how it ended.
  private var source = ByteBuffer()
  private var lastFailure: (time: Int64, failure: Failure)?
  private var trail = ByteBuffer()

  /// The host's own; all nil goes back to the providers.
  func setExplicit(_ id: Bytes?, _ secret: Bytes?, _ token: Bytes?) throws(Failure) {
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

  /// Gives the listing the credentials if it has others than these; false if it has them. If there
  /// are none, `message` has what each provider said.
  func supply(
    _ listingState: ListingState?, _ client: Client, _ callContext: CallContext,
    _ message: inout ByteBuffer
  ) throws(Failure) -> Bool {
    var news = ByteBuffer()
    let isNew = try supply(listingState, client, callContext, &message, &news)
    // Told without the lock, since the host may wait for another thread to tell it.
    if news.count > 0 {
      client.log.line(
        DZJOBS_LEVEL_INFO, DZJOBS_TOPIC_CREDENTIALS, callContext.state?.handle
      ) { text in
        text.append("credentials from ")
        text.append(news.bytes())
      }
    }
    return isNew
  }

  private func supply(
    _ listingState: ListingState?, _ client: Client, _ callContext: CallContext,
    _ message: inout ByteBuffer,
    _ news: inout ByteBuffer
  ) throws(Failure) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    while !isUsable || isDue && searcher != Environment.process {
      if searcher == Environment.process {
        lock.unlock()
        defer { lock.lock() }
        try client.pause(5000, callContext)
      } else {
        // One search fails for all who waited for it.
        if !isUsable, let lastFailure, lastFailure.time >= callContext.since {
          throw tell(lastFailure.failure, &message)
        }
        try search(client, callContext, &message)
        break
      }
    }
    if toldGeneration != generation {
      toldGeneration = generation
      news.append(source.bytes())
    }
    return try listingState?.take(current, generation: generation) ?? false
  }

  /// What there is cannot be used without a search, or waiting for somebody else's.
  var needSearch: Bool {
    lock.lock()
    defer { lock.unlock() }
    return !isUsable || isDue
  }

  /// Looks for credentials, without the lock. Those that are still valid are better than a failure.
  private func search(
    _ client: Client, _ callContext: CallContext, _ message: inout ByteBuffer
  ) throws(Failure) {
    let isAgain = generation != 0 || lastFailure != nil
    searcher = Environment.process
    lock.unlock()
    let search = CredentialProviderChain(client, callContext)
    var failure: Failure?
    do throws(Failure) {
      try search.run(again: isAgain)
    } catch {
      failure = error
    }
    lock.lock()
    searcher = 0
    guard let failure else {
      swap(&current, &search.found)
      swap(&source, &search.source)
      generation &+= 1
      isRefused = false
      nextTry = 0
      lastFailure = nil
      return
    }
    if failure != .credentials && failure != .config { throw failure }
    if isUsable {
      nextTry = clock.now &+ CredentialCache.patience
      return
    }
    swap(&trail, &search.trail)
    lastFailure = (Clock.uptime, failure)
    throw tell(failure, &message)
  }

  private func tell(_ failure: Failure, _ message: inout ByteBuffer) -> Failure {
    message.append("no credentials: ")
    message.append(trail.bytes())
    return failure
  }

  /// There are credentials and nobody called them expired.
  private var isUsable: Bool {
    generation != 0 && !isRefused && (current.expiration ?? .max) > clock.now
  }

  private var isDue: Bool {
    guard let expiration = current.expiration else { return false }
    let now = clock.now
    return expiration &- now < CredentialCache.renewal && now >= nextTry
  }

  /// When to look for others; nil if these do not expire.
  var renewalTime: Int64? {
    lock.lock()
    defer { lock.unlock() }
    guard let expiration = current.expiration else { return nil }
    return max(expiration &- CredentialCache.renewal, nextTry, Clock.now &+ 1_000_000)
  }

  /// Has credentials looked for again that the service calls expired; false if they are the host's
  /// own. Those that another thread found since are taken as they are.
  func renew(after known: Int) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    if isExplicit || known == 0 { return false }
    if known == generation { isRefused = true }
    return true
  }

  func describeSource(to text: inout ByteBuffer) {
    lock.lock()
    defer { lock.unlock() }
    // What the host gave is told once it was needed, too.
    if lastFailure != nil {
      text.appendText(trail.bytes())
    } else if toldGeneration != 0 {
      text.appendText(source.bytes())
    }
  }
}
