// The sockets of a multi handle's connections. The library opens them itself, so that no program
// inherits one, and so that it can check a connection for unread bytes before it sends a request.

internal import CCurl
internal import CSystem
internal import DZJobsCore

/// The library's view of a connection.
final class CurlSocket {
  let descriptor: Int32
  /// The local port, once libcurl reported it.
  fileprivate var port: Int32 = 0
  fileprivate var next: CurlSocket?
  /// False after it was closed: another file may have the number then.
  fileprivate var isOpen = true

  /// True after a response over HTTP/1.1, in which nothing identifies the request.
  private(set) var speaksHTTP1 = false
  /// The number of calls in which a part of a response arrived.
  private(set) var heardCount = 0
  /// The time at which the first of its requests failed.
  private var lostAt: Int64?
  /// Requests that fail because of the same connection fail within these microseconds.
  private static let lossTime: Int64 = 1_000_000

  fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// False if unread bytes precede the next request. Over HTTP/1.1 they would count as its
  /// response.
  fileprivate var isClean: Bool { !speaksHTTP1 || ccurl_is_readable(descriptor) == 0 }

  func hear(statusLine: Bytes?) {
    heardCount &+= 1
    if statusLine?.hasPrefix("HTTP/1") ?? false { speaksHTTP1 = true }
  }

  /// Notes that a request failed. Returns true if another request of the connection just failed,
  /// too.
  func lose(now: Int64) -> Bool {
    if let lostAt, now &- lostAt < CurlSocket.lossTime { return true }
    lostAt = now
    return false
  }

  /// Shuts the connection down, so that libcurl does not use it again.
  func cut() { if isOpen { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } }
}

final class CurlSockets {
  private let curl: UnsafePointer<ccurl_api>
  private var first: CurlSocket?

  /// The client that runs libcurl now, the start of the call into libcurl, and its limits.
  private unowned(unsafe) var client: Client?
  private var since: Int64 = 0
  private var until: Int64 = 0
  private var deadline: Int64 = 0
  /// The microseconds after which a call into libcurl counts as stuck in a loop. Normal transfers
  /// return earlier.
  private static let patience: Int64 = 20_000

  private let events: EventPoll?

  init(_ curl: UnsafePointer<ccurl_api>, _ events: EventPoll?) {
    self.curl = curl
    self.events = events
  }

  // MARK: Time

  /// Begins a call into libcurl. `until`: the first limit of a transfer; `deadline`: the caller's.
  func watch(_ client: Client, since: Int64, until: Int64, deadline: Int64) {
    self.client = client
    self.since = since
    self.until = until
    self.deadline = deadline
  }

  func endWatch() { client = nil }

  /// True if libcurl does not return.
  func isBusy(_ now: Int64) -> Bool { client != nil && now &- since >= CurlSockets.patience }

  /// True if libcurl does not return by the caller's deadline.
  func isOverdue(_ now: Int64) -> Bool { isBusy(now) && now >= deadline }

  /// True if libcurl does not return by the first limit of a transfer.
  private var isStuck: Bool {
    let now = Clock.uptime
    guard let client, isBusy(now) else { return false }
    return now >= min(until, deadline) || client.isCanceled
  }

  /// Makes OpenSSL call the library for each TLS record: libcurl stays in some loops while they
  /// arrive.
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

  /// Adds all sockets to the event loop's new descriptor.
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

  /// The connection that will carry a request, by its local port; nil if it is none of these. Two
  /// connections to different addresses may have the same port; then it returns either.
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
    // Release them one by one: releasing the whole chain would recurse.
    while let socket = first {
      first = socket.next
      socket.next = nil
    }
  }
}
