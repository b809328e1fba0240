// The proxies that requests go through: the caller's, or those of the environment, resolved here so
// that no variable has a say beside the caller, and read as botocore reads them.

internal import DZJobsCore

final class ProxySettings {
  /// As libcurl takes one: a URL without user and password, and those as they are.
  struct Proxy {
    var url: UnsafePointer<CChar>?
    var user: UnsafePointer<CChar>?
    var password: UnsafePointer<CChar>?
    /// Hosts that are reached without it.
    var exceptions: UnsafePointer<CChar>?
  }

  /// URL, user and password, a NUL behind each; empty without a proxy.
  private var http = ByteBuffer(isSecret: true)
  private var https = ByteBuffer(isSecret: true)
  private var exceptions = ByteBuffer()

  init(_ explicit: Bytes?) {
    if let explicit {
      ProxySettings.append(explicit, to: &http)
      ProxySettings.append(explicit, to: &https)
    } else {
      let all = Environment.value("all_proxy") ?? Environment.value("ALL_PROXY")
      // In a CGI program a request's own header sets HTTP_PROXY.
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

  /// Memory ran out.
  var failed: Bool { http.failed || https.failed || exceptions.failed }

  /// The proxy for URLs of a scheme, nil if there is none.
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

  /// Splits a proxy's URL: the last @ of its authority ends user and password, so that a password
  /// may have one.
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

  /// Undoes percent-encoding, and leaves a % that begins none.
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
