// The idle easy handles of a client. A request takes one, with its connections, and returns it for
// the next request.

internal import CCurl
internal import DZJobsCore

final class CurlTransferPool {
  private let lock = Lock()
  private var idle: CurlTransfer?
  /// The multi handle of all transfers; nil if each has its own, because each may run on another
  /// thread.
  private(set) var shared: CurlMulti?
  private let events: EventPoll?

  /// With `events` all transfers share a multi handle, whose sockets are added there.
  init(events: EventPoll? = nil) { self.events = events }

  /// Takes an idle transfer or makes one; nil if memory runs out.
  func take(_ curl: UnsafePointer<ccurl_api>) -> CurlTransfer? {
    lock.lock()
    defer { lock.unlock() }
    // A child neither uses nor closes its parent's connections.
    if let multi = shared ?? idle?.multi, !multi.isOurs { drop() }
    if let transfer = idle {
      idle = transfer.next
      transfer.next = nil
      return transfer
    }
    guard let multi = shared ?? CurlMulti(curl, events: events) else { return nil }
    if events != nil { shared = multi }
    return CurlTransfer(multi)
  }

  func giveBack(_ transfer: CurlTransfer) {
    transfer.reset()
    if !transfer.multi.isShared { transfer.multi.isShielded = false }
    guard transfer.multi.isOurs else { return }
    lock.lock()
    defer { lock.unlock() }
    transfer.next = idle
    idle = transfer
  }

  /// Releases all transfers while the functions that they call exist. It does so one by one,
  /// because releasing the whole chain would recurse.
  func drop() {
    while let transfer = idle {
      idle = transfer.next
      transfer.next = nil
    }
    shared = nil
  }
}
