// One libcurl handle, lent to one exchange at a time and kept for the next. Connections belong to
// the multi handle that drives it, and so outlive listings.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class CurlTransfer {
  let multi: CurlMulti
  let easy: UnsafeMutableRawPointer
  var curl: UnsafePointer<ccurl_api> { multi.curl }
  /// Behind this one among those that nobody uses.
  var next: CurlTransfer?

  private var isAdded = false
  var headerList: UnsafeMutablePointer<curl_slist>?
  /// Whose transfer it is; it ends the transfer before it goes.
  private(set) unowned(unsafe) var exchange: Exchange?
  /// The CURLE_* code it ended with.
  private(set) var result: Int32?
  /// libcurl's reason for a failure.
  let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// The connection it sent its request on; an older libcurl does not tell.
  private(set) var socket: CurlSocket?
  /// How much that connection had heard before.
  private var heardBefore = 0
  private var hasOpened = false
  /// It waits for a connection that others have, or make.
  private var isWaiting = false
  /// Its connection had bytes that answer nothing.
  private(set) var isStale = false
  var isProxied = false

  /// How long a request waits for a connection to share before it makes one.
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

  /// Ends a transfer, if one is under way.
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

  /// Starts the exchange's request: a CURLE_* code if libcurl does not take all of it, of which
  /// then nothing leaves.
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

  /// Only over HTTP/2 do requests share one, and only with those of the same driver.
  func mayWait() -> Bool {
    isWaiting = multi.isShared && !multi.speaksHTTP1
    return isWaiting
  }

  /// What is left of the wait after a time, nil if it does not wait.
  func waitLeft(_ driven: Int64) -> Int64? {
    if !isWaiting { return nil }
    if hasBegun { isWaiting = false }
    return isWaiting ? max(CurlTransfer.longestWait &- driven, 0) : nil
  }

  /// Makes a connection of its own. Nothing was sent yet.
  func stopWaiting() {
    isWaiting = false
    guard isAdded, multi.isOurs else { return }
    multi.remove(easy)
    isAdded = false
    let code = ccurl_set_long(curl, easy, CURLOPT_PIPEWAIT, 0)
    let added = code == CURLE_OK ? add() : Int32(truncatingIfNeeded: Int(code.rawValue))
    if added != 0 { end(added) }
  }

  /// It connects, or has a connection.
  private var hasBegun: Bool { hasOpened || isConnected }

  /// Its request left, or is about to.
  var isConnected: Bool {
    socket != nil || ccurl_info(curl, easy, CURLINFO_REQUEST_SIZE) > 0
  }

  // MARK: What libcurl calls

  private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  static let write: curl_write_callback = { bytes, size, count, context in
    CurlTransfer.of(context)?.take(bytes, size &* count, isHead: false) ?? 0
  }

  static let header: curl_write_callback = { bytes, size, count, context in
    CurlTransfer.of(context)?.take(bytes, size &* count, isHead: true) ?? 0
  }

  /// Called in all of libcurl's loops: whatever feeds one, the request's time ends it.
  static let progress: curl_xferinfo_callback = { context, _, _, _, _ in
    CurlTransfer.of(context)?.exchange?.mustStop() ?? true ? 1 : 0
  }

  static let open: curl_opensocket_callback = { context, purpose, address in
    guard let address, let transfer = CurlTransfer.of(context) else { return -1 }
    transfer.hasOpened = true
    return transfer.multi.sockets.open(address)
  }

  /// Of any time up to the end of the multi handle: the handle that opened it may be gone.
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

  /// What libcurl gives to a sink; anything but `count` ends the transfer.
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

  // MARK: Its end

  /// Ends a connection of many requests on which nothing came for any of them.
  func cutIfDead() {
    if let socket, !socket.speaksHTTP1, socket.heardCount == heardBefore { socket.cut() }
  }

  var status: Int32 {
    Int32(truncatingIfNeeded: ccurl_info(curl, easy, CURLINFO_RESPONSE_CODE))
  }

  /// Over HTTP/1.1, as its answer showed.
  var isHTTP1: Bool {
    let version = ccurl_info(curl, easy, CURLINFO_HTTP_VERSION)
    return version == CURL_HTTP_VERSION_1_1 || version == CURL_HTTP_VERSION_1_0
  }

  /// Why there is no answer. libcurl quotes a proxy that it does not understand, its password
  /// included.
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
