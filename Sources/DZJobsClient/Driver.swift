// The loop a sans-IO host writes for itself: what the listing asks for is done, until it has
// something to hand out.

package import DZJobsCore

extension Client {
  /// The next run, or the next page, of a listing of this client, with all it takes.
  package func next(_ listing: Listing, byPage: Bool) throws(Failure) -> Event {
    guard let exchange = exchange(of: listing) else {
      throw listing.fail(.invalid, Bytes("client: the listing is not of this client"))
    }
    if !byPage, listing.hasRunLeft { return try listing.next(now: Environment.now) }
    adopt()
    let deadline = settings.deadline.map { Environment.uptime &+ $0 }
    do throws(Failure) {
      let configuration = try prepare(listing, exchange)
      let event = try drive(listing, exchange, configuration, byPage, deadline)
      if settings.readsAhead, event != .done {
        readAhead(listing, exchange, configuration, deadline)
      }
      return event
    } catch {
      switch error {
      case .cancelled: throw listing.fail(error, Bytes("the client was cancelled"))
      case .timedOut: throw listing.fail(error, Bytes("deadline_us: passed"))
      case .memory: throw listing.outOfMemory()
      case .unavailable:
        throw listing.fail(
          error, Bytes("libcurl.so.4 cannot be loaded: install libcurl4 (Debian) or libcurl"))
      default: throw error
      }
    }
  }

  private func drive(
    _ listing: Listing, _ exchange: Exchange, _ configuration: Configuration, _ byPage: Bool,
    _ deadline: Int64?
  ) throws(Failure) -> Event {
    while true {
      if isCancelled { throw .cancelled }
      try exchange.finish(listing, deadline: deadline)
      try supplyCredentials(listing, exchange, configuration, deadline)
      let event: Event
      do throws(Failure) {
        let now = Environment.now
        event = byPage ? try listing.nextPage(now: now) : try listing.next(now: now)
      } catch {
        // Expired before their time, or by a clock that is wrong: once there may be better ones.
        guard error == .service, listing.saysExpired, !exchange.hasRenewed,
          credentials.renew(after: exchange.credentialsGeneration)
        else { throw error }
        exchange.hasRenewed = true
        continue
      }
      switch event {
      case .send:
        try exchange.begin(listing, configuration)
      case .wait:
        log.line { text in
          text.append("waiting ")
          text.appendDecimal(listing.waitTime / 1000)
          text.append(" ms before the next attempt")
        }
        let left = deadline.map { $0 &- Environment.uptime } ?? listing.waitTime
        if sleep(microseconds: min(left, listing.waitTime)) { throw .cancelled }
        if left < listing.waitTime { throw .timedOut }
      default:
        exchange.hasRenewed = false
        return event
      }
    }
  }

  /// Lets the request for the next page leave, so that its answer comes while this page is used.
  /// What fails here is told, or tried again, when that page is asked for.
  private func readAhead(
    _ listing: Listing, _ exchange: Exchange, _ configuration: Configuration, _ deadline: Int64?
  ) {
    do throws(Failure) {
      try supplyCredentials(listing, exchange, configuration, deadline)
      if try listing.ahead(now: Environment.now) == .send {
        try exchange.begin(listing, configuration)
      }
    } catch {}
  }

  private func exchange(of listing: Listing) -> Exchange? {
    guard let companion = listing.companion else { return nil }
    let exchange = unsafeDowncast(companion, to: Exchange.self)
    return exchange.client === self ? exchange : nil
  }

  /// Before its first request: what the host left open is filled from the configuration.
  private func prepare(
    _ listing: Listing, _ exchange: Exchange
  ) throws(Failure) -> Configuration {
    let configuration: Configuration
    var message = ByteBuffer()
    do throws(Failure) {
      configuration = try configure(&message)
    } catch {
      throw message.count > 0 ? listing.fail(error, message.bytes()) : error
    }
    if !exchange.isPrepared {
      try listing.fill(
        region: configuration.region, endpointURL: configuration.endpointURL,
        usesFIPS: configuration.usesFIPS, maxAttempts: configuration.maxAttempts)
      exchange.isPrepared = true
    }
    return configuration
  }

  /// Gives the listing the client's credentials, unless the host gave it some.
  private func supplyCredentials(
    _ listing: Listing, _ exchange: Exchange, _ configuration: Configuration, _ deadline: Int64?
  ) throws(Failure) {
    if listing.hasCredentials, exchange.credentialsGeneration == 0 { return }
    var message = ByteBuffer()
    do throws(Failure) {
      exchange.credentialsGeneration = try credentials.supply(
        listing, generation: exchange.credentialsGeneration, configuration,
        CredentialStore.Search(
          end: Environment.uptime &+ settings.timeout, deadline: deadline,
          cancellation: cancellation, log: log), &message)
    } catch {
      throw message.count > 0 ? listing.fail(error, message.bytes()) : error
    }
  }
}
