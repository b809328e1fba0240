// Ends an exchange that libcurl carries: at a limit, even inside libcurl's loops, or with libcurl's
// result.

internal import CCurl
internal import DZJobsCore

extension Exchange {
  /// Microseconds until its time limit.
  var timeLeft: Int64 { transfer.map { max(limit($0) &- driven, 0) } ?? 0 }

  /// Microseconds until the driver has to check it.
  var left: Int64 { min(timeLeft, transfer?.waitLeft(driven) ?? .max) }

  func limit(_ transfer: CurlTransfer) -> Int64 {
    let part = transfer.isConnected ? heard &+ limits.stallTimeout : limits.connectTimeout
    return min(part, limits.timeout)
  }

  /// Notes that bytes arrived, for the stall timeout.
  func hear() { heard = transfer.map { driven(to: Clock.uptime, $0) } ?? 0 }

  private func driven(to now: Int64, _ transfer: CurlTransfer) -> Int64 {
    driven &+ max(now &- max(transfer.multi.countedTo, began), 0)
  }

  /// libcurl calls it wherever it may stay for long. Returns true if the transfer has to end.
  func mustStop() -> Bool {
    guard let transfer, let client else { return true }
    let now = Clock.uptime
    isInterrupted = client.isCanceled(state) || transfer.multi.sockets.isOverdue(now)
    if isInterrupted { return true }
    // Accept bytes that arrived while the caller was busy, however late.
    if !transfer.multi.sockets.isBusy(now) { return false }
    hasTimedOut = driven(to: now, transfer) >= limit(transfer)
    return hasTimedOut
  }

  /// True if libcurl's limit for connecting passed while the caller was busy.
  private var isNeglected: Bool {
    Clock.uptime &- began >= limits.connectTimeout
      && driven < limits.connectTimeout / 4 &* 3
  }

  func finish(_ transfer: CurlTransfer, _ result: Int32) {
    let failure = CurlFailure(code: result)
    if transfer.isHTTP1 { transfer.multi.speaksHTTP1 = true }
    if result == 0 || isTooBig { return takeAnswer(of: transfer) }
    // The client was canceled or the call's deadline passed, and the driver reports that. libcurl's
    // code depends on what it was doing.
    if isInterrupted { return end(.again) }
    if hasTimedOut || driven >= limit(transfer) { return endLate(transfer) }
    if headCount > Limit.headers {
      return fail(retryable: true, Bytes("more than 1 MiB of headers"))
    }
    if transfer.isStale, !wantsNewConnection {
      wantsNewConnection = true
      return end(.again)
    }
    if result == CurlFailure.badContentEncoding, changesCoding(transfer.status) { return }
    if result == CurlFailure.timedOut, isNeglected { return end(.again) }
    if failure.mayLackDescriptors, ccurl_lacks_descriptors() != 0 { return end(.starved) }
    var text = ByteBuffer()
    transfer.appendReason(result, to: &text)
    fail(
      retryable: failure.isRetryable, text.bytes(),
      isShared: transfer.socket?.lose(now: Clock.uptime) ?? false)
  }

  func endLate(_ transfer: CurlTransfer) {
    let isConnected = transfer.isConnected
    transfer.cutIfDead()
    fail(
      retryable: true, isConnected ? Bytes("timed out") : Bytes("connecting timed out"),
      isShared: transfer.socket?.lose(now: Clock.uptime) ?? false)
  }
}
