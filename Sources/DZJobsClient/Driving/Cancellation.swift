// A flag and a descriptor that end waits. A client has one, and so has each listing that a thread
// waits for. Nothing here takes a lock, because signal handlers set the flag.

internal import CCurl
internal import CSystem
internal import DZJobsCore
internal import Synchronization

final class Cancellation {
  /// The process whose client was canceled. Canceling in a parent does not cancel in its child.
  private let canceledProcess = Atomic<Int32>(0)
  private let owner = Atomic<Int32>(0)
  /// A descriptor that is readable when waits have to end; -1 if there is none.
  private let event = Atomic<Int32>(-1)

  init() {}

  deinit {
    let descriptor = self.descriptor
    if descriptor >= 0 { close(descriptor) }
  }

  /// Makes the descriptor. A child gets its own. It does not close its parent's: a daemon may have
  /// closed that already, and the number may belong to another file.
  func open() {
    let process = Environment.process
    if owner.load(ordering: .acquiring) == process { return }
    event.store(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), ordering: .relaxed)
    owner.store(process, ordering: .sequentiallyConsistent)
  }

  /// The descriptor; -1 before `open`, or if no descriptor was left.
  var descriptor: Int32 {
    owner.load(ordering: .acquiring) == Environment.process ? event.load(ordering: .relaxed) : -1
  }

  var isCanceled: Bool {
    let process = canceledProcess.load(ordering: .relaxed)
    return process != 0 && process == Environment.process
  }

  func cancel() {
    canceledProcess.store(Environment.process, ordering: .sequentiallyConsistent)
    wake()
  }

  func uncancel() {
    canceledProcess.store(0, ordering: .sequentiallyConsistent)
    rest()
    // Another thread may have canceled in between.
    if isCanceled { wake() }
  }

  /// Ends all waits for the descriptor.
  func wake() {
    var one: UInt64 = 1
    let descriptor = self.descriptor
    if descriptor >= 0 { _ = write(descriptor, &one, 8) }
  }

  /// Resets the descriptor, so that it can be waited for again.
  func rest() {
    var count: UInt64 = 0
    let descriptor = self.descriptor
    if descriptor >= 0 { _ = csystem_read(descriptor, &count, 8) }
  }
}
