// A multi handle of libcurl. It drives transfers and owns their connections.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class CurlMulti {
  let curl: UnsafePointer<ccurl_api>
  let handle: UnsafeMutableRawPointer
  let sockets: CurlSockets
  /// True if several transfers can be in flight at once.
  let isShared: Bool
  /// The process that opened the connections. A child must neither use nor close them.
  private let owner = Environment.process

  /// The time up to which the transfers' driven time is counted.
  var countedTo: Int64 = 0
  /// The deadline of the call that drives it.
  var deadline: Int64?
  /// True if a server responded over HTTP/1.1, whose requests do not share connections.
  var speaksHTTP1 = false

  /// The number of idle connections that a shared handle keeps. libcurl's default would keep fewer.
  private static let maxIdle = 256

  /// True if the caller of `perform` already blocks SIGPIPE.
  var isShielded = false

  /// With `events` the handle is shared, and its sockets are added there.
  init?(_ curl: UnsafePointer<ccurl_api>, events: EventPoll?) {
    let isShared = events != nil
    guard let handle = curl.pointee.multi_init() else { return nil }
    self.curl = curl
    self.handle = handle
    sockets = CurlSockets(curl, events)
    self.isShared = isShared
    if isShared { ccurl_keep_connections(curl, handle, CurlMulti.maxIdle) }
  }

  deinit {
    // A child's connections are its parent's: closing TLS on them would end the parent's, too.
    if !isOurs { return }
    shielded { _ = curl.pointee.multi_cleanup(handle) }
  }

  /// Microseconds until libcurl has to be called; nil if it only waits for sockets.
  var timeout: Int64? {
    let time = isOurs ? ccurl_timeout_us(curl, handle) : -1
    return time < 0 ? nil : time
  }

  var isOurs: Bool { owner == Environment.process }

  /// Blocks SIGPIPE while `body` runs, which costs three system calls.
  func shielded(_ body: () -> Void) {
    if isShielded { return body() }
    var shield = ccurl_shield()
    ccurl_raise_shield(&shield)
    body()
    ccurl_lower_shield(&shield)
  }

  /// Removes a transfer that was added.
  func remove(_ easy: UnsafeMutableRawPointer) {
    shielded { _ = curl.pointee.multi_remove_handle(handle, easy) }
  }

  /// Makes progress without waiting, and gives transfers that ended their results. `left` is the
  /// number of microseconds to the first transfer's limit.
  func perform(_ client: Client, left: Int64) {
    guard isOurs else { return }
    let now = Clock.uptime
    sockets.watch(
      client, since: now, until: now &+ max(left, 0), deadline: deadline ?? .max)
    // A failure concerns one transfer; the others continue.
    shielded { _ = ccurl_perform(curl, handle) }
    sockets.endWatch()
    var result: Int32 = 0
    while let easy = ccurl_finished(curl, handle, &result) {
      guard let context = ccurl_private(curl, easy) else { continue }
      Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().end(result)
    }
  }

  /// Waits until there is progress to make, or until one of the two descriptors is readable. A
  /// client without these descriptors notices canceling after the wait.
  func wait(_ cancellation: Int32, _ wakeUp: Int32, microseconds: Int64) {
    let most: Int64 = cancellation < 0 || wakeUp < 0 ? 50 : 1000
    let milliseconds = Int32(min(max(microseconds, 0) / 1000 &+ 1, most))
    ccurl_wait(curl, handle, cancellation, wakeUp, milliseconds)
  }
}
