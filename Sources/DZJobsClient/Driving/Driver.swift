// The client's loop around a listing. It does for the caller what a program with the sans-I/O API
// writes by itself: it sends, waits and passes responses until there is a run or a page.

package import DZJobsCore

extension Client {
  /// The state of a listing that was driven without waiting.
  enum Step {
    case event(Event)
    /// Its request is in flight.
    case pending
    /// The back-off before its next attempt, in microseconds.
    case wait(Int64)
    /// Its request is sent once others have ended.
    case held
  }

  /// Sends and waits until a listing of this client has its next run or page.
  package func next(_ listingState: ListingState, byPage: Bool) throws(Failure) -> Event {
    let listing = listingState.listing
    if listingState.place != .outside {
      throw listing.fail(.state, "dzjobs_client_next_any() drives the listing")
    }
    if !byPage, listing.hasRunLeft, !isCanceled { return try listing.next(now: Clock.now) }
    do throws(Failure) {
      let callContext = try begin(listingState)
      let event = try drive(listingState, callContext, byPage)
      if settings.readsAhead, event != .done {
        readAhead(listingState, callContext)
        listingState.exchange.progress()
      }
      return event
    } catch {
      var text = ByteBuffer()
      if appendText(of: error, to: &text) { throw listing.fail(error, text.bytes()) }
      throw error == .memory ? listing.outOfMemory() : error
    }
  }

  /// Returns the resources and the deadline of a call for one listing.
  private func begin(_ listingState: ListingState) throws(Failure) -> CallContext {
    cancellation.open()
    listingState.wakeUp.open()
    let now = Clock.uptime
    let deadline = (listingState.callTimeout ?? settings.deadline).map { now &+ $0 }
    return CallContext(
      configuration: try prepare(listingState, deadline: deadline), pool: transfers,
      deadline: deadline, since: now, state: listingState)
  }

  /// Gives a listing everything that a request needs, for a caller that sends it. Without a listing
  /// it only finds credentials. Returns the time of their renewal; nil if they do not expire.
  package func prepare(caller listingState: ListingState?) throws(Failure) -> Int64? {
    guard let listingState else { return try findCredentials() }
    let listing = listingState.listing
    if listingState.place != .outside {
      throw listing.fail(.state, "dzjobs_client_next_any() drives the listing")
    }
    do throws(Failure) {
      let callContext = try begin(listingState)
      if isCanceled(listingState) { throw .canceled }
      if listingState.takesExpiry() {
        _ = credentials.renew(after: listingState.credentialsGeneration)
      }
      try supplyCredentials(listingState, callContext)
    } catch {
      var text = ByteBuffer()
      if appendText(of: error, to: &text) { throw listing.fail(error, text.bytes()) }
      throw error == .memory ? listing.outOfMemory() : error
    }
    return listingState.hasCallersCredentials ? nil : credentials.renewalTime
  }

  private func findCredentials() throws(Failure) -> Int64? {
    cancellation.open()
    scheduler.wakeUp.open()
    var message = ByteBuffer()
    do throws(Failure) {
      if isCanceled { throw .canceled }
      let now = Clock.uptime
      let deadline = settings.deadline.map { now &+ $0 }
      let callContext = CallContext(
        configuration: try configure(deadline: deadline, for: nil, &message), pool: transfers,
        deadline: deadline, since: now, state: nil)
      try credentials.supply(nil, self, callContext, &message)
    } catch {
      if message.count == 0 { _ = appendText(of: error, to: &message) }
      throw fail(error, message.bytes())
    }
    return credentials.renewalTime
  }

  /// Appends the text of a failure that is not a listing's. Returns false for other failures.
  func appendText(of failure: Failure, to text: inout ByteBuffer) -> Bool {
    switch failure {
    case .canceled: text.append("canceled")
    case .timedOut: text.append("call_timeout_us: passed")
    case .unavailable: curl.appendComplaint(to: &text)
    default: return false
    }
    return true
  }

  private func drive(
    _ listingState: ListingState, _ callContext: CallContext, _ byPage: Bool
  ) throws(Failure) -> Event {
    while true {
      switch try step(listingState, callContext, byPage: byPage) {
      case .event(let event): return event
      case .pending: try finish(listingState.exchange, callContext)
      case .wait(let time): try pause(time, callContext)
      case .held: break
      }
    }
  }

  /// Drives a listing without waiting, except for credentials.
  func step(_ listingState: ListingState, _ callContext: CallContext, byPage: Bool) throws(Failure)
    -> Step
  {
    let listing = listingState.listing
    while true {
      // An interrupted attempt ends at once; without this check it would be sent again for ever.
      if let failure = interruption(callContext) {
        listingState.exchange.abort()
        throw failure
      }
      if listingState.exchange.isStarved, scheduler.holdsBack(listingState) { return .held }
      if try !listingState.takeAnswer() { return .pending }
      let event: Event
      do throws(Failure) {
        event = try listing.advance(now: Clock.now, byPage: byPage)
      } catch {
        // The credentials expired early, or a clock is wrong. One new search may help.
        guard error == .service, listing.saysExpired, !listingState.hasRenewed,
          credentials.renew(after: listingState.credentialsGeneration)
        else {
          listingState.hasRenewed = false
          throw error
        }
        listingState.hasRenewed = true
        continue
      }
      switch event {
      case .send:
        try supplyCredentials(listingState, callContext)
        // The search for credentials may have used up the time.
        if let failure = interruption(callContext) { throw failure }
        try listing.buildRequest(now: Clock.now)
        try listingState.begin(callContext)
      case .wait:
        log.wait(listingState)
        return .wait(listing.waitTime)
      case .run, .page, .done:
        listingState.hasRenewed = false
        return .event(event)
      }
    }
  }

  /// Sends the request for the next page, so that the response arrives while the caller uses this
  /// page. If it fails, the call that needs the page retries or reports it.
  func readAhead(_ listingState: ListingState, _ callContext: CallContext) {
    do throws(Failure) {
      guard try listingState.listing.ahead(now: Clock.now) == .send,
        listingState.hasCallersCredentials || !credentials.needSearch
      else { return }
      try supplyCredentials(listingState, callContext)
      try listingState.listing.buildRequest(now: Clock.now)
      try listingState.begin(callContext)
    } catch {}
  }

  /// Returns the state of a listing of this client. Fails for all other listings.
  package func own(
    _ listingState: ListingState?, _ listing: Listing
  ) throws(Failure) -> ListingState {
    if let listingState, listingState.client === self { return listingState }
    throw listing.fail(.invalid, "client: the listing is not this client's")
  }

  /// Fills the settings that the caller left open, before the listing's first request.
  func prepare(
    _ listingState: ListingState, deadline: Int64?
  ) throws(Failure) -> Configuration {
    let configuration: Configuration
    var message = ByteBuffer()
    do throws(Failure) {
      configuration = try configure(
        deadline: deadline, for: listingState, &message)
    } catch {
      throw message.count > 0 ? listingState.listing.fail(error, message.bytes()) : error
    }
    if !listingState.isPrepared {
      if !listingState.listing.hasRegion, configuration.region == nil {
        throw listingState.listing.fail(.config, configuration.regionComplaint.bytes())
      }
      try listingState.listing.fill(
        region: configuration.region, endpointURL: configuration.endpointURL,
        usesFIPS: configuration.usesFIPS,
        mustUseFIPS: settings.usesFIPS == true, maxAttempts: configuration.maxAttempts,
        product: configuration.product)
      listingState.isPrepared = true
    }
    return configuration
  }

  /// Gives the listing the client's credentials, unless the listing has these or the caller's own.
  func supplyCredentials(
    _ listingState: ListingState, _ callContext: CallContext
  ) throws(Failure) {
    let listing = listingState.listing
    if listingState.hasCallersCredentials {
      listingState.credentialsGeneration = 0
      return
    }
    var message = ByteBuffer()
    do throws(Failure) {
      try credentials.supply(listingState, self, callContext, &message)
    } catch {
      throw message.count > 0 ? listing.fail(error, message.bytes()) : error
    }
  }
}
