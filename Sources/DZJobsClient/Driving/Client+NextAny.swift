// Many listings driven by one thread: whichever has a run hands it out, while the requests of
// others are under way.

package import DZJobsCore

extension Client {
  /// Lets a listing of this client take part.
  package func add(_ listing: Listing) throws(Failure) {
    guard let companion = companion(of: listing) else {
      throw fail(.invalid, Bytes("list: not of this client"))
    }
    guard rotation.enter() else { throw fail(.state, Client.occupied) }
    defer { rotation.leave() }
    if companion.place != .outside { throw fail(.state, Bytes("list: added already")) }
    // A request that another driver has under way is sent once more by this one.
    if !companion.exchange.hasEnded { companion.exchange.abort() }
    rotation.move(companion, to: .due)
  }

  /// The next run, of the listing that is set; nil is the end of that listing, `.done` of all. A
  /// failure is that listing's, or, if none is set, the client's.
  package func nextAny(_ listing: inout Listing?) throws(Failure) -> Event? {
    guard rotation.enter() else { throw fail(.state, Client.occupied) }
    defer { rotation.leave() }
    adopt()
    let start = Environment.uptime
    let deadline = settings.deadline.map { start &+ $0 }
    while true {
      try checkTime(deadline)
      while let companion = nextToStep {
        try checkTime(deadline)
        switch try turn(companion, start, deadline, &listing) {
        case .event(.done):
          rotation.remove(companion)
          return nil
        case .event(let event):
          settle(companion, start, deadline)
          return event
        case .pending:
          listing = nil
          rotation.move(companion, to: .flying)
        case .wait(let time):
          listing = nil
          companion.wakeTime = Environment.uptime &+ time
          rotation.move(companion, to: .sleeping)
        }
      }
      if let companion = rotation.ready.first {
        // The host may have stepped through its page by itself.
        guard companion.listing.hasRunLeft else {
          settle(companion, start, deadline)
          continue
        }
        listing = companion.listing
        do throws(Failure) {
          let event = try companion.listing.next(now: Environment.now)
          settle(companion, start, deadline)
          return event
        } catch {
          rotation.remove(companion)
          throw error
        }
      }
      if rotation.isEmpty { return .done }
      let patience = min(rotation.patience(), (deadline ?? .max) &- Environment.uptime)
      if let multi = rotation.channels.shared, multi.isOurs {
        multi.wait(cancellation, microseconds: patience)
      } else {
        _ = sleep(microseconds: patience)
      }
      rotation.collect()
    }
  }

  private func checkTime(_ deadline: Int64?) throws(Failure) {
    if isCancelled { throw clientFailure(.cancelled) }
    if let deadline, Environment.uptime >= deadline { throw clientFailure(.timedOut) }
  }

  private static var occupied: Bytes { Bytes("another thread is in dzjobs_client_next_any()") }

  /// Whose answer came, or who may send a request.
  private var nextToStep: Companion? {
    if let companion = rotation.arrived.first { return companion }
    if rotation.isBlocked, rotation.ready.first != nil { return nil }
    return rotation.hasRoom(settings.maxInFlight) ? rotation.due.first : nil
  }

  private func effort(
    _ companion: Companion, _ start: Int64, _ deadline: Int64?
  ) throws(Failure) -> Effort {
    Effort(
      configuration: try prepare(companion), pool: rotation.channels, deadline: deadline,
      since: start)
  }

  /// A listing that fails leaves; what keeps the client from driving any of them takes none out.
  private func turn(
    _ companion: Companion, _ start: Int64, _ deadline: Int64?, _ listing: inout Listing?
  ) throws(Failure) -> Step {
    listing = companion.listing
    do throws(Failure) {
      let step = try step(companion, try effort(companion, start, deadline), byPage: false)
      if case .pending = step { rotation.isBlocked = false }
      return step
    } catch {
      if Client.text(of: error) != nil || error == .credentials || error == .config {
        rotation.move(companion, to: .due)
        listing = nil
        // Those that it does not concern go on all the same.
        rotation.isBlocked = true
        rotation.collect()
        throw clientFailure(error, companion)
      }
      rotation.remove(companion)
      throw error == .memory ? companion.listing.outOfMemory() : error
    }
  }

  private func clientFailure(_ failure: Failure, _ companion: Companion? = nil) -> Failure {
    let told = companion?.listing.errorText.map { Bytes(cString: $0) }
    return fail(failure, Client.text(of: failure) ?? told ?? Bytes())
  }

  /// After a run: to the end of the line for the next one, or for the next page. Requests go on
  /// while runs are handed out.
  private func settle(_ companion: Companion, _ start: Int64, _ deadline: Int64?) {
    guard companion.listing.hasRunLeft else {
      rotation.move(companion, to: companion.exchange.isUnderWay ? .flying : .due)
      return rotation.collect()
    }
    let isAhead = companion.isAhead
    rotation.move(companion, to: .ready)
    if isAhead {
      rotation.setAhead(companion, true)
    } else if settings.readsAhead, rotation.due.count == 0,
      rotation.hasRoom(settings.maxInFlight), !companion.exchange.isUnderWay,
      let effort = try? effort(companion, start, deadline)
    {
      readAhead(companion, effort)
      if companion.exchange.isUnderWay { rotation.setAhead(companion, true) }
    }
  }
}

extension Listing {
  /// One that its host frees may live on in an Arrow stream, and must not come up any more.
  package func leaveRotation() {
    guard let object = companion else { return }
    let companion = unsafeDowncast(object, to: Companion.self)
    if companion.place != .outside { companion.leave() }
  }
}
