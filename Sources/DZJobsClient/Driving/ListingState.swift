// What a client keeps for each of its listings: the exchange in flight, if there is one, and the
// listing's place among those of dzjobs_client_next_any().

package import DZJobsCore

package final class ListingState {
  package let client: Client
  package let listing: Listing
  /// The caller's dzjobs_list, which dzjobs_client_next_any() returns.
  package var handle: OpaquePointer?
  /// Wakes a thread that waits for this listing.
  let wakeUp = Cancellation()
  /// How long one call for it may take, nil for the client's limit.
  private(set) var callTimeout: Int64?
  var isPrepared = false
  /// Which of the client's credentials the listing has.
  var credentialsGeneration = 0
  /// How often the listing's credentials had been set when it was given those.
  private var credentialsCount = 0
  /// The service called them expired, and the client looked for others.
  var hasRenewed = false
  let exchange = Exchange()
  /// Which of the listing's requests the exchange carries.
  private var exchangeCount = 0

  /// Its line in the scheduler, and its neighbours there.
  var place = Scheduler.Place.outside
  unowned(unsafe) var previous: ListingState?
  unowned(unsafe) var next: ListingState?
  /// Of the clock that is never set: when its wait is over.
  var wakeTime: Int64 = 0
  /// Its exchange is for the page after the current one.
  var isAhead = false

  init(_ client: Client, _ listing: Listing) {
    self.client = client
    self.listing = listing
  }

  deinit { leave() }

  /// The caller freed its handle. An Arrow stream may keep the listing alive, but next_any() must
  /// not return it any more.
  package func leaveScheduler() {
    handle = nil
    if place != .outside { leave() }
  }

  // MARK: Limits

  /// 0 goes back to the client's.
  package func setCallTimeout(_ value: Int64) throws(Failure) {
    if value != 0, !Client.isDuration(value) {
      throw listing.fail(
        .invalid,
        Bytes("call_timeout_us: not a duration of more than 0 and less than a year"))
    }
    callTimeout = value == 0 ? nil : value
  }

  /// Ends a wait for the listing, after its flag was set. Safe in a signal handler.
  package func wake() {
    wakeUp.wake()
    client.scheduler.wakeUp.wake()
  }

  package func rest() { wakeUp.rest() }

  /// In next_any(), when it began to wait for a run.
  var waitsSince: Int64 = 0

  /// Microseconds that it may still wait there.
  var timeLeft: Int64 {
    callTimeout.map { max(waitsSince &+ $0 &- Clock.uptime, 0) } ?? .max
  }

  /// Why it has to fail there, if it has to.
  var ownEnd: Failure? {
    if listing.isCanceled { return .canceled }
    return timeLeft == 0 ? .timedOut : nil
  }

  /// Gives up its request and its place in the scheduler.
  private func leave() {
    exchange.abort()
    client.scheduler.remove(self)
  }

  /// The caller gave the listing credentials, before or after the client did.
  var hasHostsCredentials: Bool {
    listing.hasCredentials
      && (credentialsGeneration == 0 || listing.credentialsCount != credentialsCount)
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

  /// Passes the response to the listing if it has come. False while the request is in flight.
  func takeAnswer() throws(Failure) -> Bool {
    exchange.dropIfInherited()
    // The caller answered this request itself.
    if listing.exchangeCount != exchangeCount { exchange.abort() }
    if !exchange.isUnderWay { return true }
    if !exchange.hasEnded { return false }
    try exchange.tell(listing, client.log)
    if listing.clockSkew != 0 { client.credentials.clock.learn(offset: listing.clockSkew) }
    return true
  }
}

/// What one call of next may use, and for how long.
struct CallContext {
  let configuration: Configuration
  let pool: CurlTransferPool
  /// By the clock that is never set: when the call has to end, and since when it needs credentials.
  let deadline: Int64?
  let since: Int64
  /// The listing that it is for, if it is for one.
  let state: ListingState?
}
