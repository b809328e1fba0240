// One call of a service that issues credentials. Like a listing it does no I/O; unlike a listing it
// has no pages.

package final class ServiceCall {
  /// The most bytes of a response.
  package static var maxBody: Int { 1 << 20 }

  private let methodName: StaticCString
  private let speaksXML: Bool
  private var endpoint: Endpoint
  private var path = ByteBuffer(isSecret: true)
  private var contentType: StaticCString?
  private var contentText = ByteBuffer(isSecret: true)
  private var product = Argument()
  private var headerName: StaticCString?
  private var headerValue = Argument()

  private let request: RetryingRequest
  /// The body of the response, after `.done`.
  package private(set) var body = ByteBuffer(isSecret: true)
  /// Microseconds from the caller's clock to the Date of a successful response; nil without a Date.
  package private(set) var clockOffset: Int64?

  /// Begins a call of `service`; nil if the server is not an AWS service and gets no SDK headers.
  package init(
    _ service: Service?, _ method: StaticCString = "GET", at endpoint: consuming Endpoint,
    speaksXML: Bool = false, maxAttempts: Int32, entropy: UInt64
  ) {
    methodName = method
    self.speaksXML = speaksXML
    self.endpoint = endpoint
    request = RetryingRequest(service, entropy: entropy, quota: RetryQuota())
    request.configure(maxAttempts: maxAttempts, seed: nil)
    request.begin()
  }

  // MARK: The request

  /// Appends a part of the path, or `?` and a part of the query, without encoding it.
  package func append(_ text: StaticCString) { path.append(text) }
  package func append(_ text: Bytes) { path.append(text) }
  package func append(encoding text: Bytes) { path.appendPercentEncoded(text) }

  /// Sets a header. Returns false and sets nothing if the value could end the header.
  package func setHeader(_ name: StaticCString, _ value: Bytes) throws(Failure) -> Bool {
    for index in 0..<value.count where value[index] < .space || value[index] == .delete {
      return false
    }
    headerName = name
    try headerValue.set(value)
    request.credentials.hide(value)
    return true
  }

  /// Sets the end of the User-Agent header.
  package func setProduct(_ value: Bytes) throws(Failure) { try product.set(value) }

  /// Appends `name=value` to a form.
  package func appendField(_ name: StaticCString, _ value: Bytes, isSecret: Bool = false) {
    if isSecret { request.credentials.hide(value) }
    contentType = "application/x-www-form-urlencoded; charset=utf-8"
    if contentText.count > 0 { contentText.append("&") }
    contentText.append(name)
    contentText.append("=")
    contentText.appendPercentEncoded(value)
  }

  /// Appends `"name":"value"` to a JSON object.
  @inline(never)
  package func appendMember(_ name: StaticCString, _ value: Bytes, isSecret: Bool = false) {
    if isSecret { request.credentials.hide(value) }
    contentType = "application/json"
    contentText.appendJSONMember(name, value)
  }

  package func sign(with issued: borrowing IssuedCredentials) throws(Failure) {
    try request.credentials.set(
      accessKeyID: issued.accessKeyID.bytes, secretAccessKey: issued.secretAccessKey.bytes,
      sessionToken: issued.sessionToken.bytes)
  }

  package var method: Bytes { Bytes(methodName) }
  package var message: Bytes { request.message }
  package var content: Bytes { contentText.bytes() }

  // MARK: What comes next

  /// Returns `.send`, `.wait` or, with a complete body, `.done`. After a failure see `text`.
  package func next(now: Int64) throws(Failure) -> Event {
    switch request.state {
    case .refused(let failure): throw failure
    case .answered: return .done
    case .sending, .waiting: if request.mustWait(now) { return .wait }
    }
    if path.failed || contentText.failed { throw .memory }
    let shape = Request.Shape(
      method: methodName, contentType: contentType, body: content,
      product: product.bytes ?? Bytes(), name: headerName, value: headerValue.bytes ?? Bytes())
    let query = path.bytes().firstIndex(of: .questionMark) ?? path.count
    request.beginMessage(endpoint)
    request.draft.appendPath(path.bytes(to: query))
    request.draft.beginQuery()
    request.draft.appendPath(path.bytes(from: query))
    try request.finishMessage(shape, endpoint, now: now)
    return .send
  }

  /// Microseconds until the caller should call `next` again, after `.wait`.
  package var waitTime: Int64 { request.waitTime }

  // MARK: Responses

  package func responseHeader(_ name: Bytes, _ value: Bytes) throws(Failure) {
    try request.responseHeader(name, value)
  }

  package func response(now: Int64, status: Int32, _ bytes: Bytes) throws(Failure) {
    if bytes.count > ServiceCall.maxBody {
      return try noResponse(now: now, retryable: false, reason: Bytes("more than 1 MiB"))
    }
    body.removeAll()
    if !(200...299).contains(status) {
      return try request.refuse(status: status, bytes, speaksXML: speaksXML, now: now)
    }
    clockOffset = request.responseTime.map { $0 &- now }
    body.append(bytes)
    if body.failed { throw .memory }
    try request.accept(status: status)
  }

  /// Appends the error in a response with status 200 that has no credentials: `: CODE: message`.
  package func describeRefusal(to text: inout ByteBuffer) throws(Failure) {
    try request.describeRefusal(body.bytes(), to: &text)
  }

  package func redact(_ text: inout ByteBuffer) { request.credentials.redact(&text) }

  package func noResponse(
    now: Int64, retryable: Bool, isShared: Bool = false, reason: Bytes
  ) throws(Failure) {
    try request.noResponse(retryable: retryable, isShared: isShared, reason: reason, now: now)
  }

  /// The error text after a failure.
  package var text: Bytes { request.text.bytes() }
}
