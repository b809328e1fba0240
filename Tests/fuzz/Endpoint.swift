// The endpoint URL, after a line with the region. An accepted one gives a URL and a Host header in
// which no byte of the argument starts a new part. Resolving the URL again gives the same.

@testable import DZJobsCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = Input(data, size)
  let region = input.part()
  let custom = input.rest.isEmpty ? nil : input.rest
  for usesFIPS in [false, true] { check(region, usesFIPS, custom) }
  return 0
}

private func isAccepted(region: Bytes) -> Bool {
  do throws(InvalidArgument) { try Endpoint.check(region: region) } catch { return false }
  return true
}

private func isAccepted(url: Bytes) -> Bool {
  do throws(InvalidArgument) { try Endpoint.check(url: url) } catch { return false }
  return true
}

private func check(_ region: Bytes, _ usesFIPS: Bool, _ custom: Bytes?) {
  var endpoint = Endpoint()
  let isPseudo = region.hasPrefix("fips-") || region.hasSuffix("-fips")
  let isGood =
    isAccepted(region: region)
    && custom.map { !usesFIPS && !isPseudo && isAccepted(url: $0) } ?? true
  do throws(InvalidArgument) {
    try endpoint.resolve(region: region, usesFIPS: usesFIPS, url: custom)
  } catch {
    return require(!isGood)
  }
  require(isGood && !endpoint.failed)
  let url = endpoint.url.bytes()
  let host = endpoint.host.bytes()
  checkCharacters(url)
  checkCharacters(host)
  require(!host.isEmpty)
  for index in 0..<host.count { require(host[index] == ASCII.lowercased(host[index])) }
  let scheme = url.hasPrefix("https://") ? 8 : 7
  require(url.hasPrefix("https://") || url.hasPrefix("http://"))

  // Scheme, authority and base path make up the URL.
  let base = endpoint.basePath
  require(base.isEmpty || base[0] == 0x2F)
  let authority = url.slice(scheme, url.count &- base.count)
  require(authority.firstIndex(of: 0x2F) == nil)
  require(isSame(authority.slice(0, host.count), host))
  if authority.count > host.count {
    let port = authority.slice(host.count, authority.count)
    require(port[0] == 0x3A)
    require(port.slice(1, port.count).decimalValue == (scheme == 8 ? 443 : 80))
  }
  if let custom { checkAgain(endpoint, region, custom) }
}

/// The result resolves to itself, unless slashes are left at its end.
private func checkAgain(_ endpoint: borrowing Endpoint, _ region: Bytes, _ custom: Bytes) {
  let url = endpoint.url.bytes()
  let cut = custom.hasSuffix("/") ? custom.slice(0, custom.count &- 1) : custom
  require(isSame(url, cut))
  if url.hasSuffix("/") { return }
  var again = Endpoint()
  do throws(InvalidArgument) {
    try again.resolve(region: region, usesFIPS: false, url: url)
  } catch {
    require(false)
  }
  require(again.url.bytes(), is: url)
  require(again.host.bytes(), is: endpoint.host.bytes())
  require(again.basePath, is: endpoint.basePath)
  require(again.region.bytes(), is: endpoint.region.bytes())
}

private func checkCharacters(_ text: Bytes) {
  let never = Bytes("?#@\\\"<>^`{|}")
  for index in 0..<text.count {
    let c = text[index]
    require(ASCII.isVisible(c))
    // An @ is one of a path's characters.
    require(c == 0x40 || never.firstIndex(of: c) == nil)
  }
}

/// Compares without the case of letters.
private func isSame(_ one: Bytes, _ other: Bytes) -> Bool {
  for index in 0..<one.count
  where ASCII.lowercased(one[index]) != ASCII.lowercased(other[index]) {
    return false
  }
  return one.count == other.count
}
