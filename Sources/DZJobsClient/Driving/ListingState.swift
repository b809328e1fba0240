// The client's state of a listing: the exchange in flight, and the listing's place among those of
// dzjobs_client_next_any().

package import DZJobsCore

package final class ListingState {
  package let client: Client
  package let listing: Listing
  /// The caller's dzjobs_list, which dzjobs_client_next_any() returns.
  package var handle: OpaquePointer?
  /// Wakes a thread that waits for this listing.
  let wakeUp = Cancellation()
  /// The time limit of a call for this listing; nil for the client's limit.
  private(set) var callTimeout: Int64?
  var isPrepared = false
  /// The generation of the client's credentials that the listing has.
  var credentialsGeneration = 0
  /// The listing's `credentialsCount` when it got them.
  private var credentialsCount = 0
  /// True if the service reported them as expired and the client searched again.
  var hasRenewed = false
  /// The listing's `exchangeCount` at its last response that reported expired credentials, if the
  /// caller's prepare() has seen it.
  private var expiryCount = -1
  let exchange = Exchange()
  /// The listing's `exchangeCount` when the exchange began.
  private var exchangeCount = 0

  /// The line of the scheduler that it is in, and its neighbours there.
  var place = Scheduler.Place.outside
  unowned(unsafe) var previous: ListingState?
  unowned(unsafe) var next: ListingState?
  /// The end of its back-off, by `Clock.uptime`.
  var wakeTime: Int64 = 0
  /// The number of its last run among all that next_any() returned; 0 before the first.
  var lastTurn = 0
  /// True if its exchange fetches the page after the current one.
  var isAhead = false

  init(_ client: Client, _ listing: Listing) {
    self.client = client
    self.listing = listing
  }

  deinit { leave() }

  /// Leaves the scheduler after the caller freed the handle. An Arrow stream may keep the listing
  /// alive, but next_any() must not return it any more.
  package func leaveScheduler() {
    handle = nil
    if place != .outside { leave() }
  }

  // MARK: Limits

  /// 0 restores the client's limit.
  package func setCallTimeout(_ value: Int64) throws(Failure) {
    do throws(InvalidArgument) {
      callTimeout = value == 0 ? nil : try value.duration(.callTimeout)
    } catch {
      throw listing.refuse(.callTimeout, error)
    }
    listing.accept(.callTimeout)
  }

  /// Ends a wait for the listing after its flag was set. It is async-signal-safe.
  package func wake() {
    wakeUp.wake()
    client.scheduler.wakeUp.wake()
  }

  package func rest() { wakeUp.rest() }

  /// The time at which next_any() began to wait for its next run.
  var waitsSince: Int64 = 0

  /// Microseconds that it may still wait in next_any().
  var timeLeft: Int64 {
    callTimeout.map { max(waitsSince &+ $0 &- Clock.uptime, 0) } ?? .max
  }

  /// The reason why it has to fail in next_any(), if there is one.
  var ownEnd: Failure? {
    if listing.isCanceled { return .canceled }
    return timeLeft == 0 ? .timedOut : nil
  }

  /// Aborts its request and leaves the scheduler.
  private func leave() {
    exchange.abort()
    client.scheduler.remove(self)
  }

  /// True if the caller set the listing's credentials, before or after the client did.
  var hasCallersCredentials: Bool {
    listing.hasCredentials
      && (credentialsGeneration == 0 || listing.credentialsCount != credentialsCount)
  }

  /// True once for each response that reports expired credentials.
  func takesExpiry() -> Bool {
    guard listing.saysExpired, listing.exchangeCount != expiryCount else { return false }
    expiryCount = listing.exchangeCount
    return true
  }

  /// Gives the listing the client's credentials, unless it has them.
  func take(_ issued: borrowing IssuedCredentials, generation: Int) throws(Failure) {
    if credentialsGeneration == generation, listing.credentialsCount == credentialsCount { return }
    try listing.setCredentials(
      accessKeyID: issued.accessKeyID.bytes, secretAccessKey: issued.secretAccessKey.bytes,
      sessionToken: issued.sessionToken.bytes)
    credentialsGeneration = generation
    credentialsCount = listing.credentialsCount
  }

  /// Sends the listing's request.
  func begin(_ callContext: CallContext) throws(Failure) {
    exchangeCount = listing.exchangeCount
    try exchange.send(
      listing, client, callContext.pool, callContext.configuration,
      Exchange.Limits(
        timeout: client.settings.timeout, connectTimeout: client.settings.connectTimeout,
        stallTimeout: client.settings.stallTimeout),
      deadline: callContext.deadline, for: self)
  }

  /// Passes the response to the listing. Returns false while the request is in flight.
  func takeAnswer() throws(Failure) -> Bool {
    exchange.dropIfInherited()
    // The caller passed a response for this request itself.
    if listing.exchangeCount != exchangeCount { exchange.abort() }
    if !exchange.isUnderWay { return true }
    if !exchange.hasEnded { return false }
    try exchange.tell(listing, client.log)
    if listing.clockSkew != 0 { client.credentials.clock.learn(offset: listing.clockSkew) }
    return true
  }
}
