// One HTTP request: a URL and headers in botocore's order, as C strings in one block of memory that
// all requests of a listing reuse. Its owner appends the path and the query.

struct Request: ~Copyable {
  /// AWS's `ua/2.1` form. The features are C (the library follows pages) and E (the standard retry
  /// mode).
  private static let features: StaticCString =
    " ua/2.1 os/linux lang/swift md/embedded m/C,E cfg/retry-mode#standard"
  private static let maxHeaders = 9

  /// Everything that a request has beside its URL.
  struct Shape {
    var service = Service.dataZone
    var method: StaticCString = "GET"
    var contentType: StaticCString?
    var body = Bytes()
    /// The end of the User-Agent header, with a space before it; may be empty.
    var product = Bytes()
    /// The name of a further header; nil for none.
    var name: StaticCString?
    var value = Bytes()
    /// Its number among the attempts; nil unless an AWS service is called.
    var attempt: Attempt?
  }

  /// The number and the invocation id of an attempt.
  struct Attempt {
    var invocation: UUID
    var number: Int32
    var max: Int32
  }

  private(set) var text = ByteBuffer(isSecret: true)
  // The stages of a signature. They are properties so that requests reuse their memory.
  private var time = ByteBuffer()
  private var headerLines = ByteBuffer(isSecret: true)
  private var signedHeaders = ByteBuffer()
  private var canonicalRequest = ByteBuffer(isSecret: true)
  private var stringToSign = ByteBuffer()
  /// True if the library signed the request.
  private(set) var isSigned = false
  private var pathStart = 0
  private var queryStart = 0
  private var urlEnd = 0
  private var names = InlineArray<9, Int>(repeating: 0)
  private var values = InlineArray<9, Int>(repeating: 0)
  private(set) var headerCount = 0

  init() {}

  var url: UnsafePointer<CChar>? { headerCount > 0 ? text.cString() : nil }

  /// URL, header names and values in order, each with a NUL; empty if there is no request.
  var message: Bytes { headerCount > 0 ? text.bytes() : Bytes() }

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

  // MARK: Parts, in the order of calls

  mutating func begin(_ endpoint: borrowing Endpoint) {
    headerCount = 0
    text.removeAll()
    text.append(endpoint.url.bytes())
    pathStart = text.count &- endpoint.basePath.count
  }

  mutating func appendPath(_ path: StaticCString) { text.append(path) }
  mutating func appendPath(encoding segment: Bytes) { text.appendPercentEncoded(segment) }
  /// Appends a path that is already percent-encoded.
  mutating func appendPath(_ path: Bytes) { text.append(path) }

  mutating func beginQuery() { queryStart = text.count }

  mutating func appendQuery(_ name: StaticCString, _ value: Bytes?) {
    guard let value else { return }
    appendQueryName(name)
    text.appendPercentEncoded(value)
  }

  mutating func appendQuery(_ name: StaticCString, _ value: Int32?) {
    guard let value else { return }
    appendQueryName(name)
    text.appendDecimal(Int64(value))
  }

  private mutating func appendQueryName(_ name: StaticCString) {
    text.append(text.count == queryStart ? .questionMark : .ampersand)
    text.append(name)
    text.append(.equalsSign)
  }

  /// Adds the headers, signed for `now` if there are credentials. False if memory ran out.
  mutating func finish(
    _ shape: Shape, _ endpoint: borrowing Endpoint, _ credentials: Credentials, now: Int64
  ) -> Bool {
    urlEnd = text.count
    text.append(0)
    appendHeader("Host", endpoint.host.bytes())
    appendHeader("Accept-Encoding", Bytes("identity"))
    if let contentType = shape.contentType { appendHeader("Content-Type", Bytes(contentType)) }
    if let name = shape.name { appendHeader(name, shape.value) }
    beginHeader("User-Agent")
    text.append("libdzjobs/")
    text.append(Version.text)
    text.append(Request.features)
    text.append(shape.product)
    text.append(0)
    isSigned = credentials.areSet
    if isSigned { sign(shape, endpoint, credentials, now) }
    if let attempt = shape.attempt { append(attempt) }
    if text.failed { headerCount = 0 }
    return headerCount > 0
  }

  private mutating func append(_ attempt: Attempt) {
    beginHeader("amz-sdk-invocation-id")
    text.append(attempt.invocation)
    text.append(0)
    beginHeader("amz-sdk-request")
    text.append("attempt=")
    text.appendDecimal(Int64(attempt.number))
    text.append("; max=")
    text.appendDecimal(Int64(attempt.max))
    text.append(0)
  }

  private mutating func beginHeader(_ name: StaticCString) {
    guard headerCount < Request.maxHeaders else { return }
    names[headerCount] = text.count
    text.append(name)
    text.append(0)
    values[headerCount] = text.count
    headerCount &+= 1
  }

  @inline(never)
  private mutating func appendHeader(_ name: StaticCString, _ value: Bytes) {
    beginHeader(name)
    text.append(value)
    text.append(0)
  }

  // MARK: Signature

  /// Adds X-Amz-Date, X-Amz-Security-Token and Authorization. The signature does not cover the
  /// SDK's other headers: proxies may change them.
  private mutating func sign(
    _ shape: Shape, _ endpoint: borrowing Endpoint, _ credentials: Credentials, _ now: Int64
  ) {
    time.removeAll()
    time.appendBasicTime(CivilTime(microseconds: now))
    appendHeader("X-Amz-Date", time.bytes())
    headerLines.removeAll()
    signedHeaders.removeAll()
    if let contentType = shape.contentType { alsoSign("content-type", Bytes(contentType)) }
    alsoSign("host", endpoint.host.bytes())
    alsoSign("x-amz-date", time.bytes())
    if let token = credentials.sessionToken.bytes {
      appendHeader("X-Amz-Security-Token", token)
      alsoSign("x-amz-security-token", token)
    }
    let scope = SigningScope(region: endpoint.region.bytes(), service: shape.service.signingName)
    guard let signature = signature(shape, scope, credentials) else { return text.fail() }
    beginHeader("Authorization")
    text.append(Signer.algorithm)
    text.append(" Credential=")
    text.append(credentials.accessKeyID.bytes ?? Bytes())
    text.append("/")
    Signer.appendScope(scope, day: time.bytes(to: 8), to: &text)
    text.append(", SignedHeaders=")
    text.append(signedHeaders.bytes())
    text.append(", Signature=")
    text.appendLowerHex(signature)
    text.append(0)
  }

  /// Adds a header to the signed ones. Call it in the order of the names.
  @inline(never)
  private mutating func alsoSign(_ name: StaticCString, _ value: Bytes) {
    headerLines.append(name)
    headerLines.append(":")
    headerLines.append(value)
    headerLines.append("\n")
    if signedHeaders.count > 0 { signedHeaders.append(";") }
    signedHeaders.append(name)
  }

  /// Returns the signature of the request in `text`; nil if memory runs out.
  private mutating func signature(
    _ shape: Shape, _ scope: SigningScope, _ credentials: Credentials
  ) -> Digest? {
    canonicalRequest.removeAll()
    let hasQuery = urlEnd > queryStart
    Signer.appendCanonicalRequest(
      to: &canonicalRequest, method: shape.method,
      path: text.bytes(from: pathStart, to: queryStart),
      query: text.bytes(from: hasQuery ? queryStart &+ 1 : queryStart, to: urlEnd),
      headers: headerLines.bytes(), signedHeaders: signedHeaders.bytes(), payload: shape.body)
    stringToSign.removeAll()
    Signer.appendStringToSign(
      to: &stringToSign, time: time.bytes(), scope: scope,
      canonicalRequest: canonicalRequest.bytes())
    if time.failed || headerLines.failed || signedHeaders.failed || canonicalRequest.failed
      || stringToSign.failed
    {
      return nil
    }
    return credentials.sign(stringToSign.bytes(), day: time.bytes(to: 8), scope: scope)
  }
}
