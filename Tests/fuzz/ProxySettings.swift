// Proxies as people write them: the caller's setting, after a +, or lines with environment
// variables. The URL for libcurl has no password. With everything percent-encoded the setting means
// the same.

import CSystem

@testable import DZJobsClient
@testable import DZJobsCore

private let names: [StaticCString] = [
  "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
  "NO_PROXY", "REQUEST_METHOD",
]

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = Input(data, size)
  if input.rest[0] == 0x2B {
    _ = input.byte()
    let text = input.rest.upToNUL
    check(ProxySettings(text), is: text)
    return 0
  }
  for name in names { set(name, input.part().upToNUL) }
  let settings = ProxySettings(nil)
  check(settings.proxy(isHTTPS: false), is: first(["http_proxy", upper, "all_proxy", "ALL_PROXY"]))
  check(
    settings.proxy(isHTTPS: true),
    is: first(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]))
  return 0
}

/// In a CGI program the client of the web server sets it.
private var upper: StaticCString {
  Environment.value("REQUEST_METHOD") == nil ? "HTTP_PROXY" : "NO_SUCH_VARIABLE"
}

private func first(_ names: [StaticCString]) -> Bytes? {
  for name in names {
    if let value = Environment.value(name) { return value }
  }
  return nil
}

private func set(_ name: StaticCString, _ value: Bytes) {
  var text = ByteBuffer()
  text.append(value)
  text.append(0)
  guard let cString = text.cString() else { return require(false) }
  require(setenv(name.cString, cString, 1) == 0)
}

private func check(_ settings: ProxySettings, is text: Bytes) {
  check(settings.proxy(isHTTPS: false), is: text)
  check(settings.proxy(isHTTPS: true), is: text)
}

private func check(_ proxy: ProxySettings.Proxy?, is text: Bytes?) {
  let written = text?.trimmed ?? Bytes()
  guard let proxy, let urlText = proxy.url else { return require(written.isEmpty) }
  let url = Bytes(cString: urlText)
  let start = schemeEnd(url)
  require(start == schemeEnd(written) && url.count <= written.count)
  require(authority(url, start).firstIndex(of: .atSign) == nil)
  require((proxy.user == nil) == (authority(written, start).firstIndex(of: .atSign) == nil))
  guard let user = proxy.user, let password = proxy.password else {
    return require(url, is: authority(written, 0, start))
  }
  var again = ByteBuffer()
  again.append(url.slice(0, start))
  appendEncoded(Bytes(cString: user), to: &again)
  again.append(":")
  appendEncoded(Bytes(cString: password), to: &again)
  again.append("@")
  again.append(url.slice(start, url.count))
  let copy = ProxySettings(again.bytes())
  guard let other = copy.proxy(isHTTPS: true), let otherUser = other.user,
    let otherPassword = other.password, let otherURL = other.url
  else { return require(false) }
  require(Bytes(cString: otherURL).trimmed, is: url.trimmed)
  require(Bytes(cString: otherUser), is: Bytes(cString: user))
  require(Bytes(cString: otherPassword), is: Bytes(cString: password))
}

private func schemeEnd(_ text: Bytes) -> Int {
  var at = 0
  while at < text.count {
    if text.slice(at, at &+ 3) == "://" { return at &+ 3 }
    at &+= 1
  }
  return 0
}

/// The text from `first` to the start of a path, a query or a fragment after `start`.
private func authority(_ text: Bytes, _ first: Int, _ start: Int? = nil) -> Bytes {
  var end = start ?? first
  while end < text.count, text[end] != 0x2F, text[end] != 0x3F, text[end] != 0x23 { end &+= 1 }
  return text.slice(first, end)
}

private func appendEncoded(_ text: Bytes, to buffer: inout ByteBuffer) {
  for index in 0..<text.count {
    buffer.append("%")
    buffer.appendLowerHex(text[index])
  }
}
