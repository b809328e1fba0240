// A client: settings, credentials, connections and a retry quota that its listings share, on as
// many threads as they like.

internal import CCurl
internal import CSystem
package import DZJobsCore

public final class Client {
  var settings = ClientSettings()
  var log = ClientLog()
  /// The host's own HTTP and credentials.
  var transport: HostCallback?
  var credentialsCallback: HostCallback?
  let credentials = CredentialCache()
  let quota = RetryQuota()

  private let lock = Lock()
  private var hasListings = false
  private var configuration: Configuration?
  /// The process of the thread that reads it, 0 if none does.
  private var configurationReader: pid_t = 0
  let curl = CurlLibrary()
  let transfers = CurlTransferPool(isShared: false)
  let scheduler = Scheduler()
  /// Readable once the client was cancelled, which every wait looks at.
  private(set) var cancellation: Int32 = -1
  private var owner: pid_t = 0
  private var wasCancelled = false
  /// No call that reads files or waits for anything holds this one.
  private let signalLock = Lock()
  /// Written in place, for any thread may fail while another reads.
  private var failureText = ByteBuffer()
  private var sourceText = ByteBuffer()

  private static let maxFailureText = 4096

  package init() {
    adopt()
    failureText.reserve(Client.maxFailureText)
    failureText.append(0)
  }

  var isInUse: Bool {
    lock.lock()
    defer { lock.unlock() }
    return hasListings
  }

  deinit {
    if cancellation >= 0, owner == Environment.process { close(cancellation) }
    transfers.drop()
    scheduler.transfers.drop()
  }

  // MARK: Listings

  /// A listing of the runs of a job, to be driven by this client.
  package func list(domainIdentifier: Bytes?, jobIdentifier: Bytes?) throws(Failure) -> ListingState
  {
    lock.lock()
    hasListings = true
    lock.unlock()
    let listing = Listing(entropy: Entropy.seed(), quota: quota)
    try listing.setTarget(
      region: nil, domainIdentifier: domainIdentifier, jobIdentifier: jobIdentifier)
    return ListingState(self, listing)
  }

  /// What environment and profile say, read once by one thread. Reading may wait for a pipe, and so
  /// holds no lock.
  func configure(
    deadline: Int64?, _ message: inout ByteBuffer
  ) throws(Failure) -> Configuration {
    let end = Clock.uptime &+ settings.timeout
    while true {
      lock.lock()
      let known = configuration
      let isBusy = configurationReader == Environment.process
      if known == nil, !isBusy { configurationReader = Environment.process }
      lock.unlock()
      if let known { return known }
      if !isBusy { break }
      try pause(5000, deadline: deadline)
    }
    var read: Configuration?
    defer {
      lock.lock()
      configuration = read
      configurationReader = 0
      lock.unlock()
    }
    let reader = FileReader(client: self, deadline: deadline, end: end)
    let new = try Configuration(self, reader, &message)
    read = new
    new.describe(to: log)
    return new
  }

  // MARK: Cancelling

  /// A child is cancelled for itself, not with its parent.
  func adopt() {
    signalLock.lock()
    defer { signalLock.unlock() }
    if owner == Environment.process { return }
    owner = Environment.process
    wasCancelled = false
    // The parent's is left open: a daemon closed it, and the number is another file's by now.
    cancellation = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
  }

  package func cancel() {
    adopt()
    signalLock.lock()
    wasCancelled = true
    signalLock.unlock()
    var one: UInt64 = 1
    _ = write(cancellation, &one, 8)
  }

  /// Waits, no longer than until the client is cancelled; true if it was.
  func sleep(microseconds: Int64) -> Bool {
    let end = Clock.uptime &+ min(max(microseconds, 0), 1_000_000_000_000_000)
    while true {
      var event = pollfd(fd: cancellation, events: Int16(POLLIN), revents: 0)
      let left = max(end &- Clock.uptime, 0)
      // Without a descriptor it looks for itself.
      let most: Int64 = cancellation < 0 ? 50 : 1_000_000
      let milliseconds = min(left / 1000 &+ (left > 0 ? 1 : 0), most)
      if poll(&event, 1, Int32(milliseconds)) > 0 || isCancelled { return true }
      // A signal of the host's may end a wait, not shorten it.
      if Clock.uptime >= end { return false }
    }
  }

  /// True even where the descriptor could not be had.
  var isCancelled: Bool {
    signalLock.lock()
    defer { signalLock.unlock() }
    return wasCancelled
  }

  // MARK: What can be asked

  package var errorText: UnsafePointer<CChar>? { failureText.cString() }

  package func credentialsSource() -> UnsafePointer<CChar>? {
    sourceText.removeAll()
    credentials.describeSource(to: &sourceText)
    sourceText.append(0)
    return sourceText.cString()
  }

  func fail(_ failure: Failure, _ text: Bytes) -> Failure {
    signalLock.lock()
    defer { signalLock.unlock() }
    failureText.removeAll()
    failureText.appendText(UTF8Check.prefix(text, Client.maxFailureText &- 1))
    failureText.append(0)
    return failure
  }
}
