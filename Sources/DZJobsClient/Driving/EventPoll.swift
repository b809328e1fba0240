// The one descriptor that stands for all that a client waits for in next_any(), for callers with an
// event loop. There is none until a caller asks for it.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class EventPoll {
  private var descriptor: Int32 = -1
  private var owner: pid_t = 0

  init() {}

  deinit { if isOpen { close(descriptor) } }

  private var isOpen: Bool { descriptor >= 0 && owner == Environment.process }

  /// True if it was made just now, and knows nothing yet. A child needs one of its own.
  func open() -> Bool {
    if isOpen { return false }
    descriptor = ccurl_events_open()
    owner = Environment.process
    return descriptor >= 0
  }

  var number: Int32 { isOpen ? descriptor : -1 }

  func add(_ other: Int32, isSocket: Bool) {
    // Without room for it, waits end by their time.
    if isOpen, other >= 0 { _ = ccurl_events_add(descriptor, other, isSocket ? 1 : 0) }
  }

  func remove(_ other: Int32) { if isOpen { ccurl_events_remove(descriptor, other) } }

  /// Forgets what happened so far: it is looked at next.
  func drain() { if isOpen { ccurl_events_drain(descriptor) } }
}

extension Client {
  /// For the thread that calls next_any(); -1 if no descriptor is left.
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

  /// How long to wait at most before next_any() is worth a call.
  package func waitTime() -> Int64 {
    guard scheduler.enter() else { return 0 }
    defer { scheduler.leave() }
    var time = scheduler.patience()
    if let wanted = scheduler.transfers.shared?.timeout { time = min(time, wanted) }
    // What was not to be had a descriptor for is looked for.
    let isComplete = cancellation.descriptor >= 0 && scheduler.wakeUp.descriptor >= 0
    return isComplete ? time : min(time, 50_000)
  }
}
