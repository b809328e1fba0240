// One easy handle of libcurl. It serves one exchange at a time and is reused. Connections belong to
// the multi handle, so they outlive listings.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class CurlTransfer {
  let multi: CurlMulti
  let easy: UnsafeMutableRawPointer
  var curl: UnsafePointer<ccurl_api> { multi.curl }
  /// The next one in the pool's list of idle transfers.
  var next: CurlTransfer?

  private var isAdded = false
  var headerList: UnsafeMutablePointer<curl_slist>?
  /// The exchange that uses it, and that ends the transfer before its own end.
  private(set) unowned(unsafe) var exchange: Exchange?
  /// The CURLE_* code of the transfer that ended.
  private(set) var result: Int32?
  /// libcurl's error text.
  let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// The connection of the request; nil with an older libcurl, which does not report it.
  private(set) var socket: CurlSocket?
  /// The connection's `heardCount` before the request.
  private var heardBefore = 0
  private var hasOpened = false
  /// True while it waits to share a connection of other requests.
  private var isWaiting = false
  /// True if the connection had unread bytes before the request.
  private(set) var isStale = false
  var isProxied = false

  /// The microseconds that a request waits to share a connection before it opens its own.
  static let longestWait: Int64 = 400_000

  init?(_ multi: CurlMulti) {
    guard let easy = multi.curl.pointee.easy_init() else { return nil }
    self.multi = multi
    self.easy = easy
    reason.pointee = 0
  }

  deinit {
    reset()
    if multi.isOurs { multi.shielded { curl.pointee.easy_cleanup(easy) } }
    reason.deallocate()
  }

  /// Ends the transfer, if there is one.
  func reset() {
    if isAdded, multi.isOurs { multi.remove(easy) }
    isAdded = false
    curl.pointee.easy_reset(easy)
    curl.pointee.slist_free_all(headerList)
    headerList = nil
    exchange = nil
    result = nil
    reason.pointee = 0
    socket = nil
    hasOpened = false
    isWaiting = false
    isStale = false
  }

  func end(_ result: Int32) { self.result = result }

  /// Starts the exchange's request. Returns the CURLE_* code of a refused option, or 0. After a
  /// refusal nothing is sent.
  func begin(
    _ exchange: Exchange, _ limits: Exchange.Limits, _ configuration: Configuration
  ) -> Int32 {
    self.exchange = exchange
    let code = prepare(exchange, limits, configuration)
    if code != 0 { return code }
    return add()
  }

  private func add() -> Int32 {
    switch curl.pointee.multi_add_handle(multi.handle, easy) {
    case CURLM_OK:
      isAdded = true
      return 0
    case CURLM_OUT_OF_MEMORY: return CurlFailure.outOfMemory
    default: return CurlFailure.failedInit
    }
  }

  // MARK: Waiting for a connection to share

  /// True if the request can share a connection: over HTTP/2, with requests of the same multi
  /// handle.
  func mayWait() -> Bool {
    isWaiting = multi.isShared && !multi.speaksHTTP1
    return isWaiting
  }

  /// The rest of the wait for a connection; nil if it does not wait.
  func waitLeft(_ driven: Int64) -> Int64? {
    if !isWaiting { return nil }
    if hasBegun { isWaiting = false }
    return isWaiting ? max(CurlTransfer.longestWait &- driven, 0) : nil
  }

  /// Ends the wait and opens a connection. Nothing was sent yet.
  func stopWaiting() {
    isWaiting = false
    guard isAdded, multi.isOurs else { return }
    multi.remove(easy)
    isAdded = false
    let code = ccurl_set_long(curl, easy, CURLOPT_PIPEWAIT, 0)
    let added = code == CURLE_OK ? add() : Int32(truncatingIfNeeded: Int(code.rawValue))
    if added != 0 { end(added) }
  }

  /// True if it connects or is connected.
  private var hasBegun: Bool { hasOpened || isConnected }

  /// True if its request was sent, or will be sent next.
  var isConnected: Bool {
    socket != nil || ccurl_info(curl, easy, CURLINFO_REQUEST_SIZE) > 0
  }

  // MARK: Callbacks of libcurl

  private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  static let write: curl_write_callback = { bytes, size, count, context in
    CurlTransfer.of(context)?.take(bytes, size &* count, isHead: false) ?? 0
  }

  static let header: curl_write_callback = { bytes, size, count, context in
    CurlTransfer.of(context)?.take(bytes, size &* count, isHead: true) ?? 0
  }

  /// libcurl calls it in all of its loops, so that limits end each of them.
  static let progress: curl_xferinfo_callback = { context, _, _, _, _ in
    CurlTransfer.of(context)?.exchange?.mustStop() ?? true ? 1 : 0
  }

  static let open: curl_opensocket_callback = { context, purpose, address in
    guard let address, let transfer = CurlTransfer.of(context) else { return -1 }
    transfer.hasOpened = true
    return transfer.multi.sockets.open(address)
  }

  /// libcurl may call it until the end of the multi handle, after the easy handle that opened the
  /// socket is gone.
  static let close: curl_closesocket_callback = { context, descriptor in
    guard let context else { return -1 }
    return Unmanaged<CurlSockets>.fromOpaque(context).takeUnretainedValue().close(descriptor)
  }

  static let beginRequest: curl_prereq_callback = { context, _, _, _, port in
    guard let transfer = CurlTransfer.of(context) else { return 1 }
    var isClean = true
    transfer.socket = transfer.multi.sockets.begin(port: port, &isClean)
    transfer.heardBefore = transfer.socket?.heardCount ?? 0
    transfer.isStale = !isClean
    transfer.exchange?.hear()
    return isClean ? 0 : 1
  }

  /// Passes bytes on. Returns `count`; anything else ends the transfer.
  private func take(
    _ start: UnsafeMutablePointer<CChar>?, _ count: Int, isHead: Bool
  ) -> Int {
    guard let start, let exchange, !exchange.mustStop() else { return 0 }
    let raw = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
    let bytes = Bytes(start: raw, count: count)
    socket?.hear(statusLine: isHead ? bytes : nil)
    exchange.hear()
    return (isHead ? exchange.takeHeaderLine(bytes) : exchange.takeBody(bytes)) ? count : 0
  }

  // MARK: End

  /// Shuts down a shared connection on which nothing arrived for any request.
  func cutIfDead() {
    if let socket, !socket.speaksHTTP1, socket.heardCount == heardBefore { socket.cut() }
  }

  var status: Int32 {
    Int32(truncatingIfNeeded: ccurl_info(curl, easy, CURLINFO_RESPONSE_CODE))
  }

  /// True if the response came over HTTP/1.1.
  var isHTTP1: Bool {
    let version = ccurl_info(curl, easy, CURLINFO_HTTP_VERSION)
    return version == CURL_HTTP_VERSION_1_1 || version == CURL_HTTP_VERSION_1_0
  }

  /// Appends the reason why there is no response. It leaves out libcurl's text about a malformed
  /// proxy, which quotes the password.
  func appendReason(_ code: Int32, to text: inout ByteBuffer) {
    let connect = ccurl_info(curl, easy, CURLINFO_HTTP_CONNECTCODE)
    text.append(
      CurlFailure(code: code).kind(
        isProxied: isProxied, isTunnelRefused: connect != 0 && !(200...299).contains(connect)))
    let words = Bytes(cString: reason)
    if !words.isEmpty, words.firstIndex(of: .atSign) == nil {
      text.append(words)
    } else if let words = curl.pointee.easy_strerror(CURLcode(UInt32(bitPattern: code))) {
      text.append(Bytes(cString: words))
    }
  }
}
