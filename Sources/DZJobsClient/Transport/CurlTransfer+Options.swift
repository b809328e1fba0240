// The libcurl options of a request. If libcurl refuses one, the request fails: it is sent with all
// of its options or not at all.

internal import CCurl
internal import CSystem
internal import DZJobsCore

/// Sets options up to the first failure, and keeps that.
private struct CurlOptions {
  let curl: UnsafePointer<ccurl_api>
  let easy: UnsafeMutableRawPointer
  private(set) var failure: Int32 = 0

  init(_ transfer: CurlTransfer) {
    curl = transfer.curl
    easy = transfer.easy
  }

  mutating func note(_ code: CURLcode, isOptional: Bool = false) {
    let code = Int32(truncatingIfNeeded: Int(code.rawValue))
    let isUnknown =
      code == CurlFailure.unknownOption || code == CurlFailure.notBuiltIn
      || code == CurlFailure.unsupportedProtocol
    if !isOptional || !isUnknown { failure = code }
  }

  mutating func fail(_ code: Int32) { failure = code }

  mutating func set(_ option: CURLoption, _ value: Int) {
    if failure == 0 { note(ccurl_set_long(curl, easy, option, value)) }
  }

  mutating func set(_ option: CURLoption, _ value: UnsafePointer<CChar>?) {
    if failure == 0 { note(ccurl_set_text(curl, easy, option, value)) }
  }

  mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
    if failure == 0 { note(ccurl_set_pointer(curl, easy, option, pointer)) }
  }

  /// Sets an option that an older libcurl, or one built without the feature, does not know.
  mutating func setIfKnown(_ option: CURLoption, _ value: Int) {
    if failure == 0 { note(ccurl_set_long(curl, easy, option, value), isOptional: true) }
  }

  mutating func setIfKnown(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
    if failure == 0 { note(ccurl_set_pointer(curl, easy, option, pointer), isOptional: true) }
  }

  mutating func setIfKnown(_ option: CURLoption, _ value: UnsafePointer<CChar>?) {
    if failure == 0 { note(ccurl_set_text(curl, easy, option, value), isOptional: true) }
  }
}

extension CurlTransfer {
  /// libcurl 7.88 loses requests when an HTTP/2 connection retires behind a proxy. It also stays in
  /// a loop while frames arrive, which only the watch on TLS ends. 8.14 has neither fault.
  private static let oldestWithSoundHTTP2: UInt32 = 0x080e00

  /// Passes the request to libcurl. Returns the CURLE_* code of a refused option, or 0.
  func prepare(
    _ exchange: Exchange, _ limits: Exchange.Limits, _ configuration: Configuration
  ) -> Int32 {
    var options = CurlOptions(self)
    let url = exchange.url.map { Bytes(cString: $0) } ?? Bytes()
    let isHTTPS = url.slice(0, 6).equalsIgnoringCase("https:")
    options.set(CURLOPT_ERRORBUFFER, pointer: reason)
    options.set(CURLOPT_URL, exchange.url)
    options.set(CURLOPT_NOSIGNAL, 1)
    // Do not wait for the resolver's thread when a transfer ends early.
    options.setIfKnown(CURLOPT_QUICK_EXIT, 1)
    if exchange.method == "GET" {
      options.set(CURLOPT_HTTPGET, 1)
    } else {
      options.set(CURLOPT_CUSTOMREQUEST, exchange.method.cString)
      options.set(CURLOPT_POSTFIELDSIZE, exchange.content.count)
      options.set(CURLOPT_POSTFIELDS, exchange.content.cString)
    }
    // Send dot segments of an endpoint as they were signed.
    options.set(CURLOPT_PATH_AS_IS, 1)
    options.set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
    options.set(CURLOPT_FOLLOWLOCATION, 0)
    options.set(CURLOPT_TCP_KEEPALIVE, 1)
    options.setIfKnown(CURLOPT_HTTP09_ALLOWED, 0)
    // The exchange's own clock decides: unlike libcurl's, it stops while the caller is busy.
    options.set(
      CURLOPT_CONNECTTIMEOUT_MS,
      Int(min(limits.connectTimeout / 800 &+ 10, 2_000_000_000)))
    if exchange.wantsNewConnection { options.set(CURLOPT_FRESH_CONNECT, 1) }
    setProxy(&options, limits, configuration, isHTTPS: isHTTPS)
    // libcurl 8.23 changes percent-encodings, so pass the signed target; a proxy for http:// needs
    // the whole URL.
    let target = url.slice(url.origin.count, url.count)
    if !target.isEmpty, isHTTPS || !isProxied {
      options.set(CURLOPT_REQUEST_TARGET, target.cString)
    }
    setTrust(&options, configuration, isHTTPS: isHTTPS)
    setVersion(&options, exchange, isHTTPS: isHTTPS)
    // The signature does not cover Accept-Encoding.
    switch exchange.coding {
    case .compressed: options.set(CURLOPT_ACCEPT_ENCODING, Bytes("gzip").cString)
    case .plain: options.set(CURLOPT_ACCEPT_ENCODING, Bytes("identity").cString)
    case .raw: break
    }
    if options.failure != 0 { return options.failure }
    if !addHeaders(exchange) { return CurlFailure.outOfMemory }
    options.set(CURLOPT_HTTPHEADER, pointer: headerList)
    setCallbacks(&options)
    return options.failure
  }

  private func setProxy(
    _ options: inout CurlOptions, _ limits: Exchange.Limits, _ configuration: Configuration,
    isHTTPS: Bool
  ) {
    // Always set it, so that libcurl does not read a proxy from the environment.
    let proxy = limits.isDirect ? nil : configuration.proxies.proxy(isHTTPS: isHTTPS)
    isProxied = proxy != nil
    options.set(CURLOPT_PROXY, proxy?.url ?? Bytes("").cString)
    options.set(CURLOPT_NOPROXY, proxy?.exceptions ?? Bytes("").cString)
    guard let proxy, let user = proxy.user else { return }
    options.set(CURLOPT_PROXYUSERNAME, user)
    options.set(CURLOPT_PROXYPASSWORD, proxy.password)
  }

  /// Sets the trusted certificates. If there is a bundle, the system's directory of certificates
  /// does not count.
  private func setTrust(
    _ options: inout CurlOptions, _ configuration: Configuration, isHTTPS: Bool
  ) {
    if isHTTPS { options.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)) }
    guard let bundle = configuration.caBundle else { return }
    if isHTTPS || isProxied, ccurl_refuse_bundle(bundle, reason) != 0 {
      return options.fail(CurlFailure.badCertificates)
    }
    if isHTTPS { options.set(CURLOPT_CAINFO, bundle) }
    options.setIfKnown(CURLOPT_CAPATH, nil)
    options.setIfKnown(CURLOPT_PROXY_CAINFO, bundle)
    options.setIfKnown(CURLOPT_PROXY_CAPATH, nil)
  }

  private func setVersion(
    _ options: inout CurlOptions, _ exchange: Exchange, isHTTPS: Bool
  ) {
    let isOld = curl.pointee.version < CurlTransfer.oldestWithSoundHTTP2
    let isWatched = curl.pointee.tls_set_message != nil
    if !isHTTPS || isOld && (isProxied || !isWatched) {
      return options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    }
    options.setIfKnown(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // Over HTTP/2 requests can share a connection: waiting for one is cheaper than a handshake.
    if !exchange.wantsNewConnection, mayWait() { options.set(CURLOPT_PIPEWAIT, 1) }
  }

  /// Adds the headers. An empty value removes a header that libcurl would add.
  private func addHeaders(_ exchange: Exchange) -> Bool {
    guard addHeader(Bytes("Accept"), Bytes()), addHeader(Bytes("Expect"), Bytes()) else {
      return false
    }
    if !(exchange.method == "GET"), !addHeader(Bytes("Content-Type"), Bytes()) { return false }
    if case .raw = exchange.coding, !addHeader(Bytes("Accept-Encoding"), Bytes("identity")) {
      return false
    }
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

  private func setCallbacks(_ options: inout CurlOptions) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    let sockets = Unmanaged.passUnretained(multi.sockets).toOpaque()
    options.set(CURLOPT_WRITEDATA, pointer: context)
    options.set(CURLOPT_HEADERDATA, pointer: context)
    options.set(CURLOPT_PRIVATE, pointer: context)
    options.set(CURLOPT_XFERINFODATA, pointer: context)
    options.set(CURLOPT_OPENSOCKETDATA, pointer: context)
    options.set(CURLOPT_CLOSESOCKETDATA, pointer: sockets)
    options.setIfKnown(CURLOPT_PREREQDATA, pointer: context)
    if curl.pointee.tls_set_message != nil {
      options.set(CURLOPT_SSL_CTX_DATA, pointer: sockets)
    }
    options.set(CURLOPT_NOPROGRESS, 0)
    if options.failure != 0 { return }
    var callbacks = ccurl_callbacks(
      write: CurlTransfer.write, header: CurlTransfer.header, progress: CurlTransfer.progress,
      open: CurlTransfer.open, close: CurlTransfer.close, begin: CurlTransfer.beginRequest,
      tls: CurlSockets.watchTLS)
    options.note(ccurl_set_callbacks(curl, easy, &callbacks))
  }
}
