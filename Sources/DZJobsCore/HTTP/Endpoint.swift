// The endpoint of requests: a service's endpoint in a region, or the caller's own URL. A listing
// resolves it once.

package struct Endpoint: ~Copyable {
  /// `https://host[:port]/base`, without a final slash.
  private(set) var url = ByteBuffer()
  /// The value of the Host header: lower case, with the port only if it is not the scheme's
  /// default.
  private(set) var host = ByteBuffer()
  /// The part of the path that precedes the service's own path, as it is sent.
  var basePath: Bytes { url.bytes(from: basePathStart) }
  private var basePathStart = 0
  /// The region that requests are signed for.
  private(set) var region = ByteBuffer()

  package init() {}

  /// True if memory ran out for one of the parts.
  var failed: Bool { url.failed || host.failed || region.failed }

  package mutating func resolve(
    _ service: Service = .dataZone, region: Bytes?, usesFIPS: Bool, usesDualStack: Bool = false,
    url custom: Bytes?
  ) throws(InvalidArgument) {
    url.removeAll()
    host.removeAll()
    self.region.removeAll()
    guard let name = region else { throw InvalidArgument("region", "missing") }
    let isPseudo = name.hasPrefix("fips-") || name.hasSuffix("-fips")
    let real = Endpoint.withoutFIPS(name)
    try Endpoint.checkRegion(real)
    self.region.append(real)
    guard let custom else {
      let isFIPS = usesFIPS || isPseudo
      url.append("https://")
      service.appendHost(region: real, isFIPS: isFIPS, usesDualStack: usesDualStack, to: &url)
      if service.isGlobal(region: real, isFIPS: isFIPS, usesDualStack: usesDualStack) {
        self.region.removeAll()
        self.region.append("us-east-1")
      }
      basePathStart = url.count
      return appendHost(url.bytes(from: 8))
    }
    if usesFIPS || isPseudo {
      throw InvalidArgument(
        "endpoint_url", "cannot be combined with FIPS, which needs AWS's endpoint")
    }
    let parts = try Endpoint.parse(custom)
    url.append(parts.isHTTPS ? "https://" : "http://")
    url.append(parts.authority)
    basePathStart = url.count
    url.append(parts.path.hasSuffix("/") ? parts.path.slice(0, parts.path.count &- 1) : parts.path)
    let isDefaultPort = parts.port == (parts.isHTTPS ? 443 : 80)
    appendHost(isDefaultPort ? parts.host : parts.authority)
  }

  /// Refuses a custom URL that can never be right.
  package static func check(url: Bytes) throws(InvalidArgument) { _ = try parse(url) }

  /// Refuses a region that can never be right.
  package static func check(region: Bytes) throws(InvalidArgument) {
    try checkRegion(withoutFIPS(region))
  }

  private mutating func appendHost(_ name: Bytes) {
    for index in 0..<name.count { host.append(ASCII.lowercased(name[index])) }
  }

  /// `fips-us-east-1` and `us-east-1-fips` mean us-east-1.
  @inline(never)
  private static func withoutFIPS(_ name: Bytes) -> Bytes {
    let tail = name.hasPrefix("fips-") ? name.slice(5, name.count) : name
    return tail.hasSuffix("-fips") ? tail.slice(0, tail.count &- 5) : tail
  }

  /// A region becomes a label of a host name: letters, digits and inner hyphens. Like botocore, we
  /// refuse digits alone.
  private static func checkRegion(_ region: Bytes) throws(InvalidArgument) {
    if region.isEmpty { throw InvalidArgument("region", "empty") }
    var hasNonDigit = false
    for index in 0..<region.count {
      let c = region[index]
      if !ASCII.isDigit(c) { hasNonDigit = true }
      if !ASCII.isAlphanumeric(c) && c != .hyphen { throw InvalidArgument("region", notALabel) }
    }
    if !hasNonDigit || region.count > 63 || region[0] == .hyphen
      || region[region.count &- 1] == .hyphen
    {
      throw InvalidArgument("region", notALabel)
    }
  }

  private static let notALabel: StaticCString =
    "not a host label (at most 63 letters, digits and inner hyphens, not digits alone)"

  private struct URLParts {
    var isHTTPS = false
    var authority = Bytes()
    var host = Bytes()
    var port = -1
    var path = Bytes()
  }

  /// Parses `http(s)://host[:port][/path]`. It refuses a user, query or fragment, and characters
  /// that no URL has (RFC 3986 section 3).
  private static func parse(_ url: Bytes) throws(InvalidArgument) -> URLParts {
    var parts = URLParts()
    parts.isHTTPS = url.slice(0, 8).equalsIgnoringCase("https://")
    guard parts.isHTTPS || url.slice(0, 7).equalsIgnoringCase("http://") else {
      throw InvalidArgument("endpoint_url", "does not start with http:// or https://")
    }
    let rest = url.slice(parts.isHTTPS ? 8 : 7, url.count)
    if rest.firstIndex(of: .questionMark) != nil {
      throw InvalidArgument("endpoint_url", "has a query")
    }
    if rest.firstIndex(of: .hash) != nil { throw InvalidArgument("endpoint_url", "has a fragment") }
    let slash = rest.firstIndex(of: .slash) ?? rest.count
    parts.authority = rest.slice(0, slash)
    parts.path = rest.slice(slash, rest.count)
    if parts.authority.firstIndex(of: .atSign) != nil {
      throw InvalidArgument("endpoint_url", "has a user")
    }
    var hostEnd = parts.authority.count
    if parts.authority[0] == .openBracket {
      guard let bracket = parts.authority.firstIndex(of: .closeBracket) else {
        throw InvalidArgument("endpoint_url", "the [ of the host has no ]")
      }
      hostEnd = bracket &+ 1
    } else if let colon = parts.authority.firstIndex(of: .colon) {
      hostEnd = colon
    }
    parts.host = parts.authority.slice(0, hostEnd)
    try checkHost(parts.host)
    if hostEnd < parts.authority.count {
      parts.port = try port(parts.authority.slice(hostEnd, parts.authority.count))
    }
    try checkPath(parts.path)
    return parts
  }

  private static func checkHost(_ host: Bytes) throws(InvalidArgument) {
    let isIPv6 = host[0] == .openBracket
    let inner = isIPv6 ? host.slice(1, host.count &- 1) : host
    if inner.isEmpty { throw InvalidArgument("endpoint_url", "no host") }
    var label = 0
    for index in 0..<inner.count {
      let c = inner[index]
      label = c == .dot ? 0 : label &+ 1
      if !isIPv6, label > 63 || (c == .dot && (index == 0 || inner[index &- 1] == .dot)) {
        throw InvalidArgument(
          "endpoint_url", "a label of the host is empty or longer than 63 characters")
      }
      let isAllowed =
        isIPv6
        ? ASCII.hexValue(c) != nil || c == .colon || c == .dot
        : ASCII.isAlphanumeric(c) || c == .hyphen || c == .dot || c == .underscore
      if !isAllowed { throw InvalidArgument("endpoint_url", "the host has an invalid character") }
    }
  }

  /// Reads `:` and a number from 1 to 65535.
  private static func port(_ text: Bytes) throws(InvalidArgument) -> Int {
    var port = 0
    var isNumber = text[0] == .colon && text.count > 1 && text.count <= 6
    for index in 1..<max(text.count, 1) {
      if !ASCII.isDigit(text[index]) { isNumber = false }
      if isNumber { port = port &* 10 &+ Int(text[index] &- .digitZero) }
    }
    guard isNumber, (1...65535).contains(port) else {
      throw InvalidArgument("endpoint_url", "the port is not a number from 1 to 65535")
    }
    return port
  }

  private static func checkPath(_ path: Bytes) throws(InvalidArgument) {
    let others = Bytes("/-._~!$&'()*+,;=:@")
    var index = 0
    while index < path.count {
      let c = path[index]
      if c == .percent {
        guard ASCII.hexValue(path[index &+ 1]) != nil, ASCII.hexValue(path[index &+ 2]) != nil
        else {
          throw InvalidArgument("endpoint_url", "a % of the path is not followed by two digits")
        }
      } else if !ASCII.isAlphanumeric(c) && others.firstIndex(of: c) == nil {
        throw InvalidArgument(
          "endpoint_url", "the path has a character that must be percent-encoded")
      }
      index &+= 1
    }
  }
}
