// A flag and a descriptor that ends waits: a client's, and one of each listing that a thread waits
// for. Nothing here takes a lock, for signal handlers set the flag.

internal import CCurl
internal import CSystem
internal import DZJobsCore
internal import Synchronization

final class Cancellation {
  /// The process whose client was canceled: a child is not canceled with its parent.
  private let canceledProcess = Atomic<Int32>(0)
  private let owner = Atomic<Int32>(0)
  /// Readable when a wait has to end; -1 if there is none.
  private let event = Atomic<Int32>(-1)

  init() {}

  deinit {
    let descriptor = self.descriptor
    if descriptor >= 0 { close(descriptor) }
  }

  /// Makes the descriptor, in a child another one than its parent's. That is left open: a daemon
  /// may have closed it, and its number be another file's.
  func open() {
    let process = Environment.process
    if owner.load(ordering: .acquiring) == process { return }
    event.store(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), ordering: .relaxed)
    owner.store(process, ordering: .sequentiallyConsistent)
  }

  /// -1 before `open`, and if no descriptor was left.
  var descriptor: Int32 {
    owner.load(ordering: .acquiring) == Environment.process ? event.load(ordering: .relaxed) : -1
  }

  var isCanceled: Bool {
    canceledProcess.load(ordering: .relaxed) == Environment.process
  }

  func cancel() {
    canceledProcess.store(Environment.process, ordering: .sequentiallyConsistent)
    wake()
  }

  func uncancel() {
    canceledProcess.store(0, ordering: .sequentiallyConsistent)
    rest()
    // Another thread may have canceled it in between.
    if isCanceled { wake() }
  }

  /// Ends the waits for the descriptor.
  func wake() {
    var one: UInt64 = 1
    let descriptor = self.descriptor
    if descriptor >= 0 { _ = write(descriptor, &one, 8) }
  }

  /// Lets waits begin anew.
  func rest() {
    var count: UInt64 = 0
    let descriptor = self.descriptor
    if descriptor >= 0 { _ = csystem_read(descriptor, &count, 8) }
  }
}
