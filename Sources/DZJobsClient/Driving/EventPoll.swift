// One descriptor for everything that a client waits for in next_any(), for callers with an event
// loop. It exists only after a caller requests it.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class EventPoll {
  private var descriptor: Int32 = -1
  private var owner: pid_t = 0

  init() {}

  deinit { if isOpen { close(descriptor) } }

  private var isOpen: Bool { descriptor >= 0 && owner == Environment.process }

  /// Makes the descriptor. Returns true if it is new and the sockets must be added. A child gets
  /// its own.
  func open() -> Bool {
    if isOpen { return false }
    descriptor = ccurl_events_open()
    owner = Environment.process
    return descriptor >= 0
  }

  var number: Int32 { isOpen ? descriptor : -1 }

  func add(_ other: Int32, isSocket: Bool) {
    // If it cannot be added, `waitTime` ends the wait.
    if isOpen, other >= 0 { _ = ccurl_events_add(descriptor, other, isSocket ? 1 : 0) }
  }

  func remove(_ other: Int32) { if isOpen { ccurl_events_remove(descriptor, other) } }

  /// Resets the descriptor. The caller then checks all transfers.
  func drain() { if isOpen { ccurl_events_drain(descriptor) } }
}

extension Client {
  /// The descriptor, for the thread that calls next_any(); -1 if no descriptor is left.
  package func pollDescriptor() -> Int32 {
    guard scheduler.enter() else { return -1 }
    defer { scheduler.leave() }
    cancellation.open()
    scheduler.wakeUp.open()
    if scheduler.events.open() {
      scheduler.events.add(cancellation.descriptor, isSocket: false)
      scheduler.events.add(scheduler.wakeUp.descriptor, isSocket: false)
      scheduler.transfers.shared?.sockets.addAll()
    }
    return scheduler.events.number
  }

  /// Microseconds after which the caller should call next_any() at the latest.
  package func waitTime() -> Int64 {
    guard scheduler.enter() else { return 0 }
    defer { scheduler.leave() }
    var time = scheduler.patience()
    if let wanted = scheduler.transfers.shared?.timeout { time = min(time, wanted) }
    // If descriptors ran out, some events cannot be seen here: call more often.
    let isComplete = cancellation.descriptor >= 0 && scheduler.wakeUp.descriptor >= 0
    return isComplete ? time : min(time, 50_000)
  }
}
