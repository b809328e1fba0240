// Drives many listings on one thread. Listings that have a page take turns run by run, while
// requests of the others are in flight.

package import DZJobsCore

extension Client {
  /// Adds a listing of this client.
  package func add(_ listingState: ListingState) throws(Failure) {
    let listing = listingState.listing
    guard scheduler.enter() else { throw listing.fail(.state, Client.occupied) }
    defer { scheduler.leave() }
    if listingState.place != .outside {
      throw listing.fail(.state, "list: already added")
    }
    // Another driver has the request in flight. Give that up; this driver sends it again.
    if !listingState.exchange.hasEnded { listingState.exchange.abort() }
    listingState.waitsSince = Clock.uptime
    scheduler.move(listingState, to: .due)
  }

  /// Returns the next run of any listing, and sets its listing. Nil is the end of that listing,
  /// `.done` the end of all. A failure concerns the listing; if none is set, the client.
  package func nextAny(
    _ current: inout ListingState?, waits: Bool
  ) throws(Failure) -> Event? {
    guard scheduler.enter() else { throw fail(.state, Client.occupied) }
    defer { scheduler.leave() }
    cancellation.open()
    scheduler.wakeUp.open()
    if !waits { scheduler.events.drain() }
    if let used = scheduler.used {
      used.listing.releasePages()
      if !used.exchange.isUnderWay { used.exchange.releaseMemory() }
    }
    scheduler.used = nil
    var hasLooked = waits
    let start = Clock.uptime
    let deadline = settings.deadline.map { start &+ $0 }
    scheduler.transfers.shared?.deadline = deadline
    while true {
      try checkTime(deadline)
      while let listingState = nextToStep {
        try checkTime(deadline)
        switch try turn(listingState, start, deadline, &current) {
        case .event(.done):
          listingState.listing.releasePages()
          scheduler.remove(listingState)
          return nil
        case .event(let event):
          scheduler.countTurn(of: listingState)
          settle(listingState, start, deadline)
          return event
        case .pending:
          current = nil
          scheduler.hasUnsent = true
          scheduler.move(listingState, to: .flying)
        case .wait(let time):
          current = nil
          listingState.wakeTime = Clock.uptime &+ time
          scheduler.move(listingState, to: .sleeping)
        case .held:
          current = nil
          scheduler.move(listingState, to: .due, inFront: true)
        }
      }
      if scheduler.hasUnsent {
        scheduler.collect(self)
        continue
      }
      if let listingState = scheduler.ready.first {
        // The caller may have stepped through the page with dzjobs_list_next().
        guard listingState.listing.hasRunLeft else {
          settle(listingState, start, deadline)
          continue
        }
        current = listingState
        do throws(Failure) {
          let event = try listingState.listing.next(now: Clock.now)
          scheduler.countTurn(of: listingState)
          settle(listingState, start, deadline)
          return event
        } catch {
          scheduler.remove(listingState)
          throw error
        }
      }
      if scheduler.isEmpty {
        scheduler.mostFlying = .max
        return .done
      }
      if !waits, hasLooked { return .wait }
      if waits { wait(deadline) }
      hasLooked = true
      scheduler.wakeUp.rest()
      scheduler.collect(self)
    }
  }

  /// Waits for the first response, back-off or wake-up.
  private func wait(_ deadline: Int64?) {
    let patience = min(scheduler.patience(), (deadline ?? .max) &- Clock.uptime)
    if let multi = scheduler.transfers.shared, multi.isOurs {
      multi.wait(
        cancellation.descriptor, scheduler.wakeUp.descriptor, microseconds: patience)
    } else {
      sleep(microseconds: patience, for: nil)
    }
  }

  private func checkTime(_ deadline: Int64?) throws(Failure) {
    if isCanceled { throw clientFailure(.canceled) }
    if let deadline, Clock.uptime >= deadline { throw clientFailure(.timedOut) }
  }

  private static var occupied: Bytes { Bytes("another thread is in dzjobs_client_next_any()") }

  /// A listing that can make progress without waiting, or can send a request.
  private var nextToStep: ListingState? {
    if let listingState = scheduler.nextArrived() {
      return scheduler.yieldsTurn(listingState) ? nil : listingState
    }
    if scheduler.isBlocked, scheduler.ready.first != nil { return nil }
    guard scheduler.hasRoom(settings.maxInFlight), let listingState = scheduler.due.first else {
      return nil
    }
    // The caller's transport has the response at once, and with it a run.
    return transport != nil && scheduler.yieldsTurn(listingState) ? nil : listingState
  }

  private func callContext(
    _ listingState: ListingState, _ start: Int64, _ deadline: Int64?
  ) throws(Failure) -> CallContext {
    CallContext(
      configuration: try prepare(listingState, deadline: deadline), pool: scheduler.transfers,
      deadline: deadline, since: start, state: listingState)
  }

  /// Drives one listing. A listing that fails leaves; a failure of the client removes none.
  private func turn(
    _ listingState: ListingState, _ start: Int64, _ deadline: Int64?, _ current: inout ListingState?
  ) throws(Failure) -> Step {
    current = listingState
    do throws(Failure) {
      if let failure = listingState.ownEnd { throw end(listingState, failure) }
      let step = try step(
        listingState, try callContext(listingState, start, deadline), byPage: false)
      if case .pending = step { scheduler.isBlocked = false }
      return step
    } catch {
      if listingState.place == .outside { throw error }
      if !isCanceled, let failure = listingState.ownEnd { throw end(listingState, failure) }
      var text = ByteBuffer()
      if appendText(of: error, to: &text) || error == .credentials || error == .config {
        scheduler.move(listingState, to: .due)
        current = nil
        // Listings that need no credentials continue.
        scheduler.isBlocked = true
        scheduler.collect(self)
        throw clientFailure(error, listingState)
      }
      scheduler.remove(listingState)
      throw error == .memory ? listingState.listing.outOfMemory() : error
    }
  }

  /// Removes a listing that was canceled, or waited for too long.
  private func end(_ listingState: ListingState, _ failure: Failure) -> Failure {
    listingState.exchange.abort()
    var text = ByteBuffer()
    _ = appendText(of: failure, to: &text)
    scheduler.remove(listingState)
    return listingState.listing.fail(failure, text.bytes())
  }

  private func clientFailure(_ failure: Failure, _ listingState: ListingState? = nil) -> Failure {
    var text = ByteBuffer()
    if !appendText(of: failure, to: &text), let told = listingState?.listing.errorText {
      text.append(Bytes(cString: told))
    }
    return fail(failure, text.bytes())
  }

  /// Moves a listing, after a run, to the end of the line for its next run or page. A listing
  /// without another page ends before others begin, so that few pages are in memory. Requests make
  /// progress while the caller uses runs.
  private func settle(_ listingState: ListingState, _ start: Int64, _ deadline: Int64?) {
    guard listingState.listing.hasRunLeft else {
      listingState.waitsSince = Clock.uptime
      let needsResponse = listingState.listing.needsResponse
      scheduler.move(
        listingState,
        to: listingState.exchange.isUnderWay ? .flying : needsResponse ? .due : .arrived)
      scheduler.used = listingState
      return scheduler.collect(self)
    }
    let isAhead = listingState.isAhead
    scheduler.move(listingState, to: .ready)
    if isAhead {
      scheduler.setAhead(listingState, true)
    } else if settings.readsAhead, scheduler.due.count == 0,
      scheduler.hasRoom(settings.maxInFlight), !listingState.exchange.isUnderWay,
      let callContext = try? callContext(listingState, start, deadline)
    {
      readAhead(listingState, callContext)
      if listingState.exchange.isUnderWay { scheduler.setAhead(listingState, true) }
      scheduler.collect(self)
    }
  }
}
