// The proxies of requests: the caller's, or those of the environment, by botocore's rules. The
// library resolves them here, so that libcurl reads no variable by itself.

internal import DZJobsCore

final class ProxySettings {
  /// A proxy for libcurl: a URL without user and password, and these two decoded.
  struct Proxy {
    var url: UnsafePointer<CChar>?
    var user: UnsafePointer<CChar>?
    var password: UnsafePointer<CChar>?
    /// The hosts that bypass the proxy.
    var exceptions: UnsafePointer<CChar>?
  }

  /// URL, user and password, each with a NUL; empty without a proxy.
  private var http = ByteBuffer(isSecret: true)
  private var https = ByteBuffer(isSecret: true)
  private var exceptions = ByteBuffer()

  init(_ explicit: Bytes?) {
    if let explicit {
      ProxySettings.append(explicit, to: &http)
      ProxySettings.append(explicit, to: &https)
    } else {
      let all = Environment.value("all_proxy") ?? Environment.value("ALL_PROXY")
      // In a CGI program a header of the incoming request sets HTTP_PROXY.
      let upper =
        Environment.value("REQUEST_METHOD") == nil ? Environment.value("HTTP_PROXY") : nil
      ProxySettings.append(Environment.value("http_proxy") ?? upper ?? all, to: &http)
      ProxySettings.append(
        Environment.value("https_proxy") ?? Environment.value("HTTPS_PROXY") ?? all, to: &https)
      exceptions.append(
        Environment.value("no_proxy") ?? Environment.value("NO_PROXY") ?? Bytes())
    }
    exceptions.append(0)
  }

  /// True if memory ran out.
  var failed: Bool { http.failed || https.failed || exceptions.failed }

  /// The proxy for URLs of a scheme; nil if there is none.
  func proxy(isHTTPS: Bool) -> Proxy? {
    isHTTPS
      ? ProxySettings.proxy(https, exceptions) : ProxySettings.proxy(http, exceptions)
  }

  private static func proxy(
    _ text: borrowing ByteBuffer, _ exceptions: borrowing ByteBuffer
  ) -> Proxy? {
    guard text.count > 0, let url = text.cString() else { return nil }
    var proxy = Proxy(url: url, exceptions: exceptions.cString())
    let userAt = Bytes(cString: url).count &+ 1
    if userAt < text.count, let user = text.cString(at: userAt) {
      proxy.user = user
      proxy.password = text.cString(at: userAt &+ Bytes(cString: user).count &+ 1)
    }
    return proxy
  }

  /// Splits a proxy's URL. The last @ of the authority ends user and password, so that a password
  /// may contain one.
  private static func append(_ proxy: Bytes?, to text: inout ByteBuffer) {
    guard let proxy = proxy?.trimmed, !proxy.isEmpty else { return }
    var start = 0
    for index in 0..<proxy.count where proxy.slice(index, index &+ 3) == "://" {
      start = index &+ 3
      break
    }
    var end = start
    var at: Int?
    while end < proxy.count, Bytes("/?#").firstIndex(of: proxy[end]) == nil {
      if proxy[end] == .atSign { at = end }
      end &+= 1
    }
    text.append(proxy.slice(0, start))
    text.append(proxy.slice(at.map { $0 &+ 1 } ?? start, end))
    text.append(0)
    guard let at else { return }
    let userInfo = proxy.slice(start, at)
    let colon = userInfo.firstIndex(of: .colon) ?? userInfo.count
    appendDecoded(userInfo.slice(0, colon), to: &text)
    text.append(0)
    appendDecoded(userInfo.slice(colon &+ 1, userInfo.count), to: &text)
    text.append(0)
  }

  /// Decodes percent-encoding, and leaves a % without two digits as it is.
  private static func appendDecoded(_ part: Bytes, to text: inout ByteBuffer) {
    var index = 0
    while index < part.count {
      if part[index] == .percent, let high = ASCII.hexValue(part[index &+ 1]),
        let low = ASCII.hexValue(part[index &+ 2])
      {
        text.append(high << 4 | low)
        index &+= 3
      } else {
        text.append(part[index])
        index &+= 1
      }
    }
  }
}
