// A client: settings, credentials, connections and a retry quota that its listings share. Each
// listing can run on a thread of its own.

internal import CCurl
internal import CDZJobs
internal import CSystem
package import DZJobsCore

public final class Client {
  var settings = ClientSettings()
  var log = ClientLog()
  var refused = RefusedSettings()
  package let counters = Counters()
  /// The caller's callbacks for HTTP and for credentials.
  var transport: CallerCallback?
  var credentialsProvider: CallerCallback?
  let credentials = CredentialCache()
  let quota = RetryQuota()

  private let lock = Lock()
  private var isConfigured = false
  private var configuration: Configuration?
  /// The process of the thread that reads the configuration; 0 if none does.
  private var configurationReader: pid_t = 0
  let curl = CurlLibrary()
  let transfers = CurlTransferPool()
  let scheduler = Scheduler()
  let cancellation = Cancellation()
  /// The text of the last failure. Any thread may write it while another reads, so a lock guards
  /// it. No thread reads files or waits while it holds the lock.
  private var failureText = ByteBuffer()
  private let textLock = Lock()

  private static let maxFailureText = 4096

  package init() {
    cancellation.open()
    failureText.reserve(Client.maxFailureText)
  }

  /// True once a listing was driven or credentials were needed. Settings cannot change any more.
  var isInUse: Bool {
    lock.lock()
    defer { lock.unlock() }
    return isConfigured
  }

  deinit {
    transfers.drop()
    scheduler.transfers.drop()
  }

  // MARK: Listings

  /// Makes a listing of a job's runs for this client to drive.
  package func list(domainIdentifier: Bytes?, jobIdentifier: Bytes?) throws(Failure) -> ListingState
  {
    let listing = Listing(entropy: Entropy.seed(), quota: quota, total: counters)
    try listing.setTarget(
      region: nil, domainIdentifier: domainIdentifier, jobIdentifier: jobIdentifier)
    return ListingState(self, listing)
  }

  /// Returns the configuration of environment and profile. One thread reads it once. It holds no
  /// lock meanwhile, because a file can be a pipe without a writer.
  func configure(
    deadline: Int64?, for state: ListingState?, _ message: inout ByteBuffer
  ) throws(Failure) -> Configuration {
    let end = Clock.uptime &+ settings.timeout
    while true {
      lock.lock()
      let known = configuration
      let isBusy = configurationReader == Environment.process
      // As long as a refused value counts, settings can still change.
      let isRefused = known == nil && !refused.areNone
      if known == nil, !isBusy, !isRefused { configurationReader = Environment.process }
      isConfigured = isConfigured || !isRefused
      lock.unlock()
      if let known { return known }
      if isRefused {
        refused.describe(to: &message)
        throw .invalid
      }
      if !isBusy { break }
      try pause(5000, deadline: deadline, for: state)
    }
    var read: Configuration?
    defer {
      lock.lock()
      configuration = read
      configurationReader = 0
      lock.unlock()
    }
    let reader = FileReader(self, state, deadline: deadline, end: end)
    let new = try Configuration(self, reader, &message)
    read = new
    new.describe(to: log, state?.handle)
    return new
  }

  // MARK: Canceling

  /// Waits until the time is over, or the client or the listing is canceled.
  func sleep(microseconds: Int64, for state: ListingState?) {
    let end = Clock.uptime &+ min(max(microseconds, 0), 1_000_000_000_000_000)
    while !isCanceled(state) {
      let left = end &- Clock.uptime
      // A signal ends poll() but does not shorten the wait.
      if left <= 0 { return }
      var events = (
        pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wakeDescriptor(state), events: Int16(POLLIN), revents: 0)
      )
      // Without a descriptor, check the flag every 50 ms.
      let most: Int64 = events.0.fd < 0 || events.1.fd < 0 ? 50 : 1_000_000
      let milliseconds = min(left / 1000 &+ 1, most)
      _ = withUnsafeMutableBytes(of: &events) {
        poll(
          $0.baseAddress?.assumingMemoryBound(to: pollfd.self), 2, Int32(milliseconds))
      }
      // next_any() may have to check its other listings.
      if state == nil, events.1.revents != 0 { return }
    }
  }

  /// The descriptor that wakes a thread that waits for this listing or, without one, in next_any().
  func wakeDescriptor(_ state: ListingState?) -> Int32 {
    (state?.wakeUp ?? scheduler.wakeUp).descriptor
  }

  func isCanceled(_ state: ListingState?) -> Bool {
    cancellation.isCanceled || state?.listing.isCanceled ?? false
  }

  var isCanceled: Bool { cancellation.isCanceled }
  package func cancel() { cancellation.cancel() }
  package func uncancel() { cancellation.uncancel() }

  // MARK: Texts

  /// Copies at most `size` bytes of the text with a NUL and returns its whole length, like
  /// snprintf.
  package func copyErrorText(to buffer: UnsafeMutablePointer<CChar>?, size: Int) -> Int {
    textLock.lock()
    defer { textLock.unlock() }
    return Client.copy(failureText.bytes(), to: buffer, size: size)
  }

  package func copySource(to buffer: UnsafeMutablePointer<CChar>?, size: Int) -> Int {
    var text = ByteBuffer()
    credentials.describeSource(to: &text)
    return Client.copy(text.bytes(), to: buffer, size: size)
  }

  private static func copy(
    _ text: Bytes, to buffer: UnsafeMutablePointer<CChar>?, size: Int
  ) -> Int {
    let text = text.upToNUL
    guard let buffer, size != 0 else { return text.count }
    // A size_t above Int.max arrives as a negative size.
    let part = size < 0 ? text : UTF8Check.prefix(text, size &- 1)
    for index in 0..<part.count { buffer[index] = CChar(bitPattern: part[index]) }
    buffer[part.count] = 0
    return text.count
  }

  @inline(never)
  func fail(_ failure: Failure, _ text: StaticCString) -> Failure { fail(failure, Bytes(text)) }

  func fail(_ failure: Failure, _ text: Bytes) -> Failure {
    textLock.lock()
    defer { textLock.unlock() }
    failureText.removeAll()
    failureText.appendText(UTF8Check.prefix(text, Client.maxFailureText &- 1))
    return failure
  }
}
