// What drives transfers and owns their connections: a multi handle of libcurl.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class CurlMulti {
  let curl: UnsafePointer<ccurl_api>
  let handle: UnsafeMutableRawPointer
  let sockets: CurlSockets
  /// Many transfers may be under way at once.
  let isShared: Bool
  /// The process that opened the connections: a child must not use, nor close, them.
  private let owner = Environment.process

  /// The time up to which the driven time of its transfers is counted.
  var countedTo: Int64 = 0
  /// When the call ends that drives it.
  var deadline: Int64?
  /// A server answered with HTTP/1.1, over which requests do not share connections.
  var speaksHTTP1 = false

  /// How many connections a shared one keeps for later; libcurl would keep fewer when few are used.
  private static let maxIdle = 256

  /// Whoever drives it keeps SIGPIPE from the program already.
  var isShielded = false

  /// `events` has a shared one's sockets.
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
    // A child's copy of a connection is its parent's: saying goodbye on it would end both.
    if !isOurs { return }
    shielded { _ = curl.pointee.multi_cleanup(handle) }
  }

  /// Microseconds until libcurl wants to be called, nil if it waits for its sockets alone.
  var timeout: Int64? {
    let time = isOurs ? ccurl_timeout_us(curl, handle) : -1
    return time < 0 ? nil : time
  }

  var isOurs: Bool { owner == Environment.process }

  /// Keeps SIGPIPE from the program while `body` runs, which costs three system calls.
  func shielded(_ body: () -> Void) {
    if isShielded { return body() }
    var shield = ccurl_shield()
    ccurl_raise_shield(&shield)
    body()
    ccurl_lower_shield(&shield)
  }

  /// Ends a transfer that was added.
  func remove(_ easy: UnsafeMutableRawPointer) {
    shielded { _ = curl.pointee.multi_remove_handle(handle, easy) }
  }

  /// Makes progress without waiting; those that ended have their results then. The first limit of
  /// one of them ends in `left` microseconds.
  func perform(_ client: Client, left: Int64) {
    guard isOurs else { return }
    let now = Clock.uptime
    sockets.watch(
      client, since: now, until: now &+ max(left, 0), deadline: deadline ?? .max)
    // If it fails, one transfer failed, and the others go on.
    shielded { _ = ccurl_perform(curl, handle) }
    sockets.endWatch()
    var result: Int32 = 0
    while let easy = ccurl_finished(curl, handle, &result) {
      guard let context = ccurl_private(curl, easy) else { continue }
      Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().end(result)
    }
  }

  /// Waits until there is progress to make, or the client was canceled, which a client without a
  /// descriptor for that sees when the wait is over.
  func wait(_ cancellation: Int32, _ wakeUp: Int32, microseconds: Int64) {
    let most: Int64 = cancellation < 0 || wakeUp < 0 ? 50 : 1000
    let milliseconds = Int32(min(max(microseconds, 0) / 1000 &+ 1, most))
    ccurl_wait(curl, handle, cancellation, wakeUp, milliseconds)
  }
}
