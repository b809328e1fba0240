// Waits for a transfer or a back-off. A wait ends early at the call's deadline, or if the client or
// the listing is canceled.

internal import CCurl
internal import DZJobsCore

extension Client {
  /// The reason why the call has to end; nil if it can continue.
  func interruption(_ callContext: CallContext) -> Failure? {
    if isCanceled(callContext.state) { return .canceled }
    if let deadline = callContext.deadline, Clock.uptime >= deadline { return .timedOut }
    return nil
  }

  /// Drives an exchange to its end.
  func finish(_ exchange: Exchange, _ callContext: CallContext) throws(Failure) {
    guard !exchange.hasEnded, let multi = exchange.multi else { return }
    let deadline = callContext.deadline
    multi.deadline = deadline
    var shield = ccurl_shield()
    ccurl_raise_shield(&shield)
    defer { ccurl_lower_shield(&shield) }
    // The exchange resets this when it returns the driver, which another thread may then use.
    multi.isShielded = true
    // The response may have arrived while the caller was busy. That time does not count.
    exchange.progress()
    var last = Clock.uptime
    while !exchange.hasEnded {
      multi.countedTo = last
      let left = (deadline ?? .max) &- last
      if isCanceled(callContext.state) || left <= 0 {
        exchange.abort()
        throw left <= 0 ? .timedOut : .canceled
      }
      multi.wait(
        cancellation.descriptor, wakeDescriptor(callContext.state),
        microseconds: min(exchange.left, left))
      multi.perform(self, left: exchange.timeLeft)
      let now = Clock.uptime
      exchange.look(after: now &- last)
      last = now
    }
  }

  /// Waits for a back-off to end.
  func pause(_ time: Int64, _ callContext: CallContext) throws(Failure) {
    try pause(time, deadline: callContext.deadline, for: callContext.state)
  }

  func pause(_ time: Int64, deadline: Int64?, for state: ListingState?) throws(Failure) {
    let left = deadline.map { $0 &- Clock.uptime } ?? time
    sleep(microseconds: min(left, time), for: state)
    if isCanceled(state) { throw .canceled }
    if left < time { throw .timedOut }
  }
}
