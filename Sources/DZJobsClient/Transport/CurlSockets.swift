// The sockets of a driver's connections. The library opens them itself, so that no program inherits
// one, and knows them, so that it sees what lies on a connection before a request is sent.

internal import CCurl
internal import CSystem
internal import DZJobsCore

/// A connection, as far as the library sees it.
final class CurlSocket {
  let descriptor: Int32
  /// On this machine, once libcurl named it.
  fileprivate var port: Int32 = 0
  fileprivate var next: CurlSocket?
  /// Once it is closed, its number may be another file's.
  fileprivate var isOpen = true

  /// An answer over HTTP/1.1 came, which has no number of its request.
  private(set) var speaksHTTP1 = false
  /// Calls in which something of an answer came.
  private(set) var heardCount = 0
  /// When the first of its requests failed.
  private var lostAt: Int64?
  /// The requests that fail together with one of their connection's fail within this time.
  private static let lossTime: Int64 = 1_000_000

  fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Before a request leaves: false if bytes lie here that nobody asked for, which HTTP/1.1 would
  /// take for the answer.
  fileprivate var isClean: Bool { !speaksHTTP1 || ccurl_is_readable(descriptor) == 0 }

  func hear(statusLine: Bytes?) {
    heardCount &+= 1
    if statusLine?.hasPrefix("HTTP/1") ?? false { speaksHTTP1 = true }
  }

  /// Notes that a request failed; true if another one of this connection did so just before.
  func lose(now: Int64) -> Bool {
    if let lostAt, now &- lostAt < CurlSocket.lossTime { return true }
    lostAt = now
    return false
  }

  /// Ends the connection, so that libcurl finds it dead.
  func cut() { if isOpen { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } }
}

final class CurlSockets {
  private let curl: UnsafePointer<ccurl_api>
  private var first: CurlSocket?

  /// While libcurl makes progress: for whom, since when, and when that has to end.
  private unowned(unsafe) var client: Client?
  private var since: Int64 = 0
  private var until: Int64 = 0
  private var deadline: Int64 = 0
  /// libcurl's loops that only TLS sees end no transfer that behaves: only one that feeds them for
  /// so long.
  private static let patience: Int64 = 20_000

  private let events: EventPoll?

  init(_ curl: UnsafePointer<ccurl_api>, _ events: EventPoll?) {
    self.curl = curl
    self.events = events
  }

  // MARK: Time

  /// `until`: the first limit of a transfer; `deadline`: the end of the call.
  func watch(_ client: Client, since: Int64, until: Int64, deadline: Int64) {
    self.client = client
    self.since = since
    self.until = until
    self.deadline = deadline
  }

  func endWatch() { client = nil }

  /// Whether libcurl does not come back.
  func isBusy(_ now: Int64) -> Bool { client != nil && now &- since >= CurlSockets.patience }

  /// Whether it is busy beyond the end of the call.
  func isOverdue(_ now: Int64) -> Bool { isBusy(now) && now >= deadline }

  /// Whether it is busy with one connection for longer than one of its transfers may take.
  private var isStuck: Bool {
    let now = Clock.uptime
    guard let client, isBusy(now) else { return false }
    return now >= min(until, deadline) || client.isCanceled
  }

  /// Has each record of TLS looked at: libcurl stays in some loops as long as they come.
  static let watchTLS: curl_ssl_ctx_callback = { _, tls, context in
    guard let context else { return CURLE_OK }
    let sockets = Unmanaged<CurlSockets>.fromOpaque(context).takeUnretainedValue()
    ccurl_watch(
      sockets.curl, tls,
      { _, _, _, _, _, connection, context in
        guard let context else { return }
        let sockets = Unmanaged<CurlSockets>.fromOpaque(context).takeUnretainedValue()
        if sockets.isStuck { ccurl_end_reading(sockets.curl, connection) }
      }, context)
    return CURLE_OK
  }

  // MARK: Sockets

  func open(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
    let descriptor = ccurl_open_socket(address)
    if descriptor >= 0 {
      let socket = CurlSocket(descriptor)
      socket.next = first
      first = socket
      events?.add(descriptor, isSocket: true)
    }
    return descriptor
  }

  /// Tells the descriptor that was made just now of all of them.
  func addAll() {
    var socket = first
    while let current = socket {
      socket = current.next
      events?.add(current.descriptor, isSocket: true)
    }
  }

  func close(_ descriptor: Int32) -> Int32 {
    var previous: CurlSocket?
    var socket = first
    while let current = socket {
      if current.descriptor == descriptor {
        current.isOpen = false
        if let previous { previous.next = current.next } else { first = current.next }
        events?.remove(descriptor)
        break
      }
      previous = current
      socket = current.next
    }
    return CSystem.close(descriptor)
  }

  /// The connection that a request is about to leave on, nil if it is none of these. Of two with
  /// one port, to two addresses, either may be it.
  func begin(port: Int32, _ isClean: inout Bool) -> CurlSocket? {
    var socket = first
    while let current = socket {
      if current.port == 0 { current.port = ccurl_local_port(current.descriptor) }
      if current.port == port {
        isClean = current.isClean
        return current
      }
      socket = current.next
    }
    return nil
  }

  deinit {
    // One after the other: a chain that is let go whole ends by recursion.
    while let socket = first {
      first = socket.next
      socket.next = nil
    }
  }
}
