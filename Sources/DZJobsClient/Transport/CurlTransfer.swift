// One libcurl handle, lent to one exchange at a time and kept for the next. Connections belong to
// the multi handle that it is driven by, and so outlive listings.

internal import CCurl
internal import CSystem
internal import DZJobsCore

/// What drives transfers and owns their connections.
final class Multi {
  let curl: UnsafePointer<ccurl_api>
  let handle: UnsafeMutableRawPointer
  /// The process that opened the connections: a child must not use, nor close, them.
  private let owner = Environment.process

  init?(_ curl: UnsafePointer<ccurl_api>) {
    guard let handle = curl.pointee.multi_init() else { return nil }
    self.curl = curl
    self.handle = handle
  }

  deinit {
    // A child's copy of a connection is its parent's: saying goodbye on it would end both.
    if isOurs { ccurl_close_multi(curl, handle) }
  }

  var isOurs: Bool { owner == Environment.process }

  /// Makes progress without waiting; those that ended have their results then.
  func perform() {
    guard isOurs, ccurl_perform(curl, handle) == 0 else { return }
    var result: Int32 = 0
    while let easy = ccurl_finished(curl, handle, &result) {
      guard let context = ccurl_private(curl, easy) else { continue }
      Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        .end(CURLcode(UInt32(bitPattern: result)))
    }
  }

  /// Waits until there is progress to make, or the client was cancelled.
  func wait(_ cancellation: Int32, microseconds: Int64) {
    ccurl_wait(curl, handle, cancellation, Int32(min(max(microseconds, 0) / 1000 &+ 1, 1000)))
  }
}

final class CurlTransfer {
  let multi: Multi
  private let easy: UnsafeMutableRawPointer
  private var curl: UnsafePointer<ccurl_api> { multi.curl }
  /// Behind this one among those that nobody uses.
  var next: CurlTransfer?

  private var isAdded = false
  private var headerList: UnsafeMutablePointer<curl_slist>?
  /// Whose transfer it is; it ends the transfer before it goes.
  private unowned(unsafe) var exchange: Exchange?
  private(set) var result: CURLcode?
  /// The reason libcurl gives for a failure.
  private let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  init?(_ multi: Multi) {
    guard let easy = multi.curl.pointee.easy_init() else { return nil }
    self.multi = multi
    self.easy = easy
    reason.pointee = 0
  }

  deinit {
    reset()
    if multi.isOurs { ccurl_close_easy(curl, easy) }
    reason.deallocate()
  }

  /// Ends a transfer, if one is under way.
  func reset() {
    if isAdded, multi.isOurs { ccurl_remove(curl, multi.handle, easy) }
    isAdded = false
    curl.pointee.easy_reset(easy)
    curl.pointee.slist_free_all(headerList)
    headerList = nil
    exchange = nil
    result = nil
    reason.pointee = 0
  }

  func end(_ result: CURLcode) { self.result = result }

  /// Sends the exchange's request; false if memory ran out.
  func begin(
    _ exchange: Exchange, _ limits: Exchange.Limits, _ configuration: Configuration
  ) -> Bool {
    self.exchange = exchange
    set(CURLOPT_URL, exchange.url)
    set(CURLOPT_NOSIGNAL, 1)
    // A name that does not resolve must not hold up who gives up on it.
    set(CURLOPT_QUICK_EXIT, 1)
    if exchange.method == "GET" {
      set(CURLOPT_HTTPGET, 1)
    } else {
      set(CURLOPT_CUSTOMREQUEST, exchange.method.cString)
      set(CURLOPT_POSTFIELDSIZE, exchange.content.count)
      set(CURLOPT_POSTFIELDS, exchange.content.cString)
    }
    // Dot segments of an endpoint are sent as they were signed.
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // Over HTTP/2 many requests share a connection: rather that than one more handshake.
    set(CURLOPT_PIPEWAIT, 1)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(max(limits.connectTimeout / 1000, 1), 2_000_000_000)))
    if let bundle = configuration.caBundle { set(CURLOPT_CAINFO, bundle) }
    if limits.isDirect {
      set(CURLOPT_PROXY, Bytes("").cString)
    } else if let proxy = configuration.proxy {
      set(CURLOPT_PROXY, proxy)
    }
    // All codings that libcurl can undo; which ones are asked for is not signed.
    set(CURLOPT_ACCEPT_ENCODING, Bytes("").cString)
    guard addHeaders(exchange) else { return false }
    // Programs that this process starts must not hold its connections open.
    _ = ccurl_set_socket(curl, easy, ccurl_close_on_exec)
    connectSinks()
    isAdded = curl.pointee.multi_add_handle(multi.handle, easy) == CURLM_OK
    return isAdded
  }

  /// An empty value takes out what libcurl would add.
  private func addHeaders(_ exchange: Exchange) -> Bool {
    guard addHeader(Bytes("Accept"), Bytes()), addHeader(Bytes("Expect"), Bytes()) else {
      return false
    }
    if !(exchange.method == "GET"), !addHeader(Bytes("Content-Type"), Bytes()) { return false }
    var index = 0
    while let header = exchange.header(index) {
      if !header.name.equalsIgnoringCase("accept-encoding") {
        guard addHeader(header.name, header.value) else { return false }
      }
      index &+= 1
    }
    return true
  }

  private func addHeader(_ name: Bytes, _ value: Bytes) -> Bool {
    var line = ByteBuffer(isSecret: true)
    line.append(name)
    line.append(": ")
    line.append(value)
    line.append(0)
    guard let cString = line.cString(),
      let list = curl.pointee.slist_append(headerList, cString)
    else { return false }
    headerList = list
    return true
  }

  private func connectSinks() {
    let sink: ccurl_sink = { bytes, size, count, context in
      CurlTransfer.bytes(bytes, size &* count, context) { $0.takeBody($1) }
    }
    let headerSink: ccurl_sink = { bytes, size, count, context in
      CurlTransfer.bytes(bytes, size &* count, context) { $0.takeHeaderLine($1) }
    }
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_set_sink(curl, easy, CURLOPT_WRITEFUNCTION, sink)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_WRITEDATA, context)
    _ = ccurl_set_sink(curl, easy, CURLOPT_HEADERFUNCTION, headerSink)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_HEADERDATA, context)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_PRIVATE, context)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_HTTPHEADER, headerList)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_ERRORBUFFER, reason)
  }

  /// What libcurl hands to a sink; anything but `count` ends the transfer.
  private static func bytes(
    _ start: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (Exchange, Bytes) -> Bool
  ) -> Int {
    guard let start, let context,
      let exchange = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().exchange
    else { return 0 }
    let raw = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
    return take(exchange, Bytes(start: raw, count: count)) ? count : 0
  }

  private func set(_ option: CURLoption, _ value: Int) {
    _ = ccurl_set_long(curl, easy, option, value)
  }

  private func set(_ option: CURLoption, _ value: UnsafePointer<CChar>?) {
    _ = ccurl_set_text(curl, easy, option, value)
  }

  // MARK: Its end

  var status: Int32 { Int32(truncatingIfNeeded: ccurl_status(curl, easy)) }

  /// Why there is no answer. libcurl quotes a proxy that it does not understand, its password
  /// included.
  var reasonText: Bytes {
    let text = Bytes(cString: reason)
    if !text.isEmpty, text.firstIndex(of: 0x40) == nil { return text }
    return result.flatMap { curl.pointee.easy_strerror($0) }.map { Bytes(cString: $0) } ?? Bytes()
  }

  /// Whether another attempt can end otherwise: the network's troubles do, those of certificates
  /// and settings do not.
  var isRetryable: Bool {
    switch result {
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
      CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_PARTIAL_FILE, CURLE_OPERATION_TIMEDOUT,
      CURLE_SSL_CONNECT_ERROR, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
      CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2_STREAM:
      return true
    default:
      return false
    }
  }
}
