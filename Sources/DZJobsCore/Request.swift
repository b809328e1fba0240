// One signed GET as the host is to send it: a URL and headers in botocore's order, as C strings
// in one block of memory that is reused from request to request.

struct Request: ~Copyable {
  /// AWS's `ua/2.1` form; the features are C, pages followed by the library, and E, the standard
  /// retry mode.
  private static let features: StaticString =
    " ua/2.1 os/linux lang/swift md/embedded m/C,E cfg/retry-mode#standard"
  private static let service: StaticString = "datazone"
  private static let maxHeaders = 8

  private var text = ByteBuffer(isSecret: true)
  // The stages of a signature, kept for their memory.
  private var time = ByteBuffer()
  private var headerLines = ByteBuffer(isSecret: true)
  private var canonicalRequest = ByteBuffer(isSecret: true)
  private var stringToSign = ByteBuffer()
  /// It was signed by us.
  private(set) var isSigned = false
  private var pathStart = 0
  private var queryStart = 0
  private var urlEnd = 0
  private var names = InlineArray<8, Int>(repeating: 0)
  private var values = InlineArray<8, Int>(repeating: 0)
  private(set) var headerCount = 0

  init() {}

  var url: UnsafePointer<CChar>? { headerCount > 0 ? text.cString() : nil }

  func header(_ index: Int) -> (name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?) {
    guard index >= 0, index < headerCount else { return (nil, nil) }
    return (text.cString(at: names[index]), text.cString(at: values[index]))
  }

  /// Forgets the request, whose headers may hold a session token.
  mutating func clear() {
    headerCount = 0
    text.wipe()
    headerLines.wipe()
    canonicalRequest.wipe()
  }

  /// Which try at which page this is.
  struct Attempt {
    var invocation: UUID
    var number: Int32
    var max: Int32
  }

  /// Builds the request for the page `token` names, the first if nil, signed for `time` if there
  /// are credentials. False if memory runs out.
  mutating func build(
    _ parameters: borrowing Parameters, endpoint: borrowing Endpoint, token: Bytes?,
    credentials: inout Credentials, time: Int64, attempt: Attempt
  ) -> Bool {
    headerCount = 0
    text.removeAll()
    appendURL(parameters, endpoint, token)
    appendHeader("Host", endpoint.host.bytes())
    appendHeader("Accept-Encoding", Bytes("identity"))
    beginHeader("User-Agent")
    text.append("libdzjobs/")
    text.append(Library.version)
    text.append(Request.features)
    text.append(0)
    isSigned = credentials.areSet
    if isSigned { sign(endpoint, &credentials, time) }
    beginHeader("amz-sdk-invocation-id")
    text.append(attempt.invocation)
    text.append(0)
    beginHeader("amz-sdk-request")
    text.append("attempt=")
    text.appendDecimal(Int64(attempt.number))
    text.append("; max=")
    text.appendDecimal(Int64(attempt.max))
    text.append(0)
    if text.failed { headerCount = 0 }
    return headerCount > 0
  }

  private mutating func appendURL(
    _ parameters: borrowing Parameters, _ endpoint: borrowing Endpoint, _ token: Bytes?
  ) {
    text.append(endpoint.url.bytes())
    pathStart = text.count &- endpoint.basePath.count
    text.append("/v2/domains/")
    text.appendPercentEncoded(parameters.domainIdentifier.bytes ?? Bytes())
    text.append("/jobs/")
    text.appendPercentEncoded(parameters.jobIdentifier.bytes ?? Bytes())
    text.append("/runs")
    queryStart = text.count
    appendQuery("status", parameters.status.bytes)
    appendQuery("sortOrder", parameters.sortOrder.bytes)
    appendQuery("nextToken", token)
    if let maxResults = parameters.maxResults {
      appendQuery("maxResults", Bytes())
      text.appendDecimal(Int64(maxResults))
    }
    urlEnd = text.count
    text.append(0)
  }

  private mutating func appendQuery(_ name: StaticString, _ value: Bytes?) {
    guard let value else { return }
    text.append(text.count == queryStart ? 0x3F : 0x26)
    text.append(name)
    text.append(0x3D)
    text.appendPercentEncoded(value)
  }

  private mutating func beginHeader(_ name: StaticString) {
    guard headerCount < Request.maxHeaders else { return }
    names[headerCount] = text.count
    text.append(name)
    text.append(0)
    values[headerCount] = text.count
    headerCount &+= 1
  }

  private mutating func appendHeader(_ name: StaticString, _ value: Bytes) {
    beginHeader(name)
    text.append(value)
    text.append(0)
  }

  /// Adds X-Amz-Date, X-Amz-Security-Token and Authorization. What stands between the SDK's
  /// other headers is not signed: proxies may change them.
  private mutating func sign(
    _ endpoint: borrowing Endpoint, _ credentials: inout Credentials, _ now: Int64
  ) {
    time.removeAll()
    time.appendBasicTime(CivilTime(microseconds: now))
    appendHeader("X-Amz-Date", time.bytes())
    headerLines.removeAll()
    headerLines.append("host:")
    headerLines.append(endpoint.host.bytes())
    headerLines.append("\nx-amz-date:")
    headerLines.append(time.bytes())
    headerLines.append("\n")
    var signedHeaders: StaticString = "host;x-amz-date"
    if let token = credentials.sessionToken.bytes {
      appendHeader("X-Amz-Security-Token", token)
      headerLines.append("x-amz-security-token:")
      headerLines.append(token)
      headerLines.append("\n")
      signedHeaders = "host;x-amz-date;x-amz-security-token"
    }
    let scope = SigningScope(region: endpoint.region.bytes(), service: Request.service)
    guard let signature = signature(signedHeaders, scope, &credentials) else { return text.fail() }
    beginHeader("Authorization")
    text.append(Signer.algorithm)
    text.append(" Credential=")
    text.append(credentials.accessKeyID.bytes ?? Bytes())
    text.append("/")
    Signer.appendScope(scope, day: time.bytes(to: 8), to: &text)
    text.append(", SignedHeaders=")
    text.append(signedHeaders)
    text.append(", Signature=")
    text.appendLowerHex(signature)
    text.append(0)
  }

  /// The signature of the request so far in `text`; nil if memory ran out on the way.
  private mutating func signature(
    _ signedHeaders: StaticString, _ scope: SigningScope, _ credentials: inout Credentials
  ) -> Digest? {
    canonicalRequest.removeAll()
    let hasQuery = urlEnd > queryStart
    Signer.appendCanonicalRequest(
      to: &canonicalRequest, method: "GET", path: text.bytes(from: pathStart, to: queryStart),
      query: text.bytes(from: hasQuery ? queryStart &+ 1 : queryStart, to: urlEnd),
      headers: headerLines.bytes(), signedHeaders: Bytes(signedHeaders),
      payloadHash: Signer.emptyPayloadHash)
    stringToSign.removeAll()
    Signer.appendStringToSign(
      to: &stringToSign, time: time.bytes(), scope: scope,
      canonicalRequest: canonicalRequest.bytes())
    if time.failed || headerLines.failed || canonicalRequest.failed || stringToSign.failed {
      return nil
    }
    return credentials.sign(stringToSign.bytes(), day: time.bytes(to: 8), scope: scope)
  }
}
