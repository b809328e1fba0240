// The libcurl handles of a client that nobody uses at the moment: a request takes one with the
// connections it has, and gives it back for the next.

internal import CCurl
internal import DZJobsCore

final class CurlTransferPool {
  private let lock = Lock()
  private var idle: CurlTransfer?
  /// The one driver of all transfers; nil if each has its own, for each may be driven by another
  /// thread.
  private(set) var shared: CurlMulti?
  private let events: EventPoll?

  /// With `events` they share a driver, whose sockets are added there.
  init(events: EventPoll? = nil) { self.events = events }

  /// A transfer that nobody uses, nil if memory runs out.
  func take(_ curl: UnsafePointer<ccurl_api>) -> CurlTransfer? {
    lock.lock()
    defer { lock.unlock() }
    // What a parent left behind is neither used nor closed.
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

  /// Lets all go, ahead of the functions they call; one after the other, for a chain that is let go
  /// whole ends by recursion.
  func drop() {
    while let transfer = idle {
      idle = transfer.next
      transfer.next = nil
    }
    shared = nil
  }
}
