// How a call waits for a transfer or a time: no longer than its deadline, nor than until the client or
// the listing is canceled.

internal import CCurl
internal import DZJobsCore

extension Client {
  /// Why the call has to end, nil if it may go on.
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
    // Until the exchange gives it back: then it may be another thread's.
    multi.isShielded = true
    // The response may have come while the caller was busy, whose time does not count.
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

  /// Waits for the time of an attempt.
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
