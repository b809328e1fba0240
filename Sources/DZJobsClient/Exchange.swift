// What a client keeps with each of its listings: the transfer that is under way, if one is, and
// how its end is told to the listing.

internal import CCurl
internal import CSystem
package import DZJobsCore

final class Exchange {
  let client: Client
  var isPrepared = false
  /// Of the client's credentials, the ones that the listing has.
  var credentialsGeneration = 0
  /// The service called them expired, and others were looked for.
  var hasRenewed = false
  private var channel: Channel?
  /// The end of the transfer, until the listing took it.
  private var result: CURLcode?
  private var began: Int64 = 0
  /// Which of the listing's requests the transfer carries.
  private var exchangeCount = 0
  /// How long the transfer was driven. While the host is busy with another page its time stands
  /// still: the answer may have come long ago.
  private var driven: Int64 = 0

  init(client: Client) { self.client = client }

  deinit { abort() }

  /// Sends the listing's request, and what can be sent at once of it.
  func begin(_ listing: Listing, _ configuration: Configuration) throws(Failure) {
    let channel = try client.takeChannel()
    guard setUp(channel, listing, configuration), channel.begin() else {
      client.giveBack(channel)
      throw .memory
    }
    self.channel = channel
    exchangeCount = listing.exchangeCount
    began = Environment.uptime
    driven = 0
    client.log.line { text in
      text.append("GET ")
      if let url = listing.url { text.appendRedacted(url: Bytes(cString: url)) }
    }
    result = channel.perform()
  }

  /// Waits for the end of the transfer and hands it to the listing.
  func finish(_ listing: Listing, deadline: Int64?) throws(Failure) {
    dropIfInherited()
    // The host answered this request by hand.
    if listing.exchangeCount != exchangeCount { abort() }
    guard let channel else { return }
    // What came while nobody looked comes first.
    if result == nil { result = channel.perform() }
    let start = Environment.uptime &- driven
    while result == nil {
      if client.isCancelled {
        abort()
        throw .cancelled
      }
      let now = Environment.uptime
      if let deadline, now >= deadline {
        abort()
        throw .timedOut
      }
      driven = now &- start
      if driven >= client.settings.timeout {
        result = CURLE_OPERATION_TIMEDOUT
        break
      }
      let left = min(client.settings.timeout &- driven, (deadline ?? .max) &- now)
      ccurl_wait(
        channel.curl, channel.multi, client.cancellation, Int32(min(left / 1000 &+ 1, 1000)))
      result = channel.perform()
    }
    guard let result else { return }
    try tell(listing, channel, result)
    release()
  }

  /// After a fork the transfer is the parent's: the child neither reads its answer nor ends it.
  private func dropIfInherited() {
    guard let channel, channel.owner != getpid() else { return }
    self.channel = nil
    result = nil
  }

  /// Ends a transfer whose answer nobody wants.
  func abort() {
    dropIfInherited()
    release()
  }

  private func release() {
    if let channel { client.giveBack(channel) }
    channel = nil
    result = nil
  }

  private func setUp(
    _ channel: Channel, _ listing: Listing, _ configuration: Configuration
  ) -> Bool {
    channel.set(CURLOPT_URL, listing.url)
    channel.set(CURLOPT_NOSIGNAL, 1)
    // A name that does not resolve must not hold up who gives up on it.
    channel.set(CURLOPT_QUICK_EXIT, 1)
    channel.set(CURLOPT_HTTPGET, 1)
    // Dot segments of an endpoint are sent as they were signed.
    channel.set(CURLOPT_PATH_AS_IS, 1)
    channel.set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
    channel.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    channel.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    channel.set(CURLOPT_TCP_KEEPALIVE, 1)
    channel.set(CURLOPT_FOLLOWLOCATION, 0)
    channel.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(client.settings.connectTimeout))
    if let bundle = configuration.caBundle { channel.set(CURLOPT_CAINFO, bundle) }
    if let proxy = configuration.proxy { channel.set(CURLOPT_PROXY, proxy) }
    // All codings that libcurl can undo; which ones are asked for is not signed.
    channel.set(CURLOPT_ACCEPT_ENCODING, Bytes("").cString)
    // An empty value takes out what libcurl would add.
    guard channel.addHeader(Bytes("Accept"), Bytes()) else { return false }
    var index = 0
    while let name = listing.header(index).name {
      let header = Bytes(cString: name)
      if let value = listing.header(index).value, !header.equalsIgnoringCase("accept-encoding") {
        guard channel.addHeader(header, Bytes(cString: value)) else { return false }
      }
      index &+= 1
    }
    return true
  }

  private func milliseconds(_ microseconds: Int64) -> Int {
    Int(min(max(microseconds / 1000, 1), 2_000_000_000))
  }

  private func tell(_ listing: Listing, _ channel: Channel, _ result: CURLcode) throws(Failure) {
    if result == CURLE_OK || channel.isTooBig {
      try tellHeaders(listing, channel)
      client.log.line { text in
        text.append("HTTP ")
        text.appendDecimal(Int64(channel.status))
        text.append(", ")
        text.appendDecimal(channel.body.count)
        text.append(" bytes after ")
        text.appendDecimal((Environment.uptime &- began) / 1000)
        text.append(" ms")
      }
      let body = channel.body.bytes()
      try listing.response(
        now: Environment.now, status: channel.status, body: body.start,
        count: channel.isTooBig ? Limit.body &+ 1 : body.count)
      return
    }
    if channel.body.failed || channel.headers.failed { throw .memory }
    var reason = Bytes(cString: channel.reason)
    // libcurl quotes a proxy that it does not understand, its password included.
    if result == CURLE_OPERATION_TIMEDOUT, reason.isEmpty {
      reason = Bytes("timed out")
    } else if reason.isEmpty || reason.firstIndex(of: 0x40) != nil {
      reason = channel.curl.pointee.easy_strerror(result).map { Bytes(cString: $0) } ?? Bytes()
    }
    client.log.line { line in
      line.append("no answer: ")
      line.append(reason)
    }
    try listing.noResponse(
      now: Environment.now, retryable: Exchange.isRetryable(result), reason: reason)
  }

  private func tellHeaders(_ listing: Listing, _ channel: Channel) throws(Failure) {
    var at = 0
    while at < channel.headers.count {
      guard let name = channel.headers.cString(at: at) else { return }
      let nameBytes = Bytes(cString: name)
      at &+= nameBytes.count &+ 1
      guard let value = channel.headers.cString(at: at) else { return }
      let valueBytes = Bytes(cString: value)
      at &+= valueBytes.count &+ 1
      try listing.responseHeader(nameBytes, valueBytes)
    }
  }

  /// Whether another attempt can end otherwise: the network's troubles do, those of names,
  /// certificates and settings do not.
  private static func isRetryable(_ result: CURLcode) -> Bool {
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
