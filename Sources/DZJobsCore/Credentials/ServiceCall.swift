// One call of a service that hands out credentials, with its attempts: what a listing is to
// ListJobRuns, without pages. It does no I/O either; the request is signed by the same signer, and
// the answer judged by the same rules.

package final class ServiceCall {
  /// Bytes of an answer.
  package static var maxBody: Int { 1 << 20 }

  private enum State {
    case sending, waiting, answered
    case failed(Failure)
  }

  private let service: Service
  private let methodName: StaticCString
  private let speaksXML: Bool
  private var endpoint: Endpoint
  private var path = ByteBuffer(isSecret: true)
  private var contentType: StaticCString?
  private var contentText = ByteBuffer(isSecret: true)
  /// What of it no text may repeat, a NUL behind each.
  private var secrets = ByteBuffer(isSecret: true)
  private var product = Argument()
  private var headerName: StaticCString?
  private var headerValue = Argument()
  private var credentials = Credentials()
  private let isOfAWS: Bool

  private var state = State.sending
  private var request = Request()
  private var attempts: RetryState
  private var headers = ResponseHeaders()
  private var answer = LastResponse()
  /// Microseconds until `next` is worth a call, after `.wait`.
  package private(set) var waitTime: Int64 = 0
  /// The body of the answer, after `.done`.
  package private(set) var body = ByteBuffer(isSecret: true)
  /// Microseconds from the caller's clock to that of a successful answer; nil if it has no Date.
  package private(set) var clockOffset: Int64?
  /// What went wrong, for people, after a failure.
  package private(set) var text = ByteBuffer()

  /// A call of `service`, or of something that is no service of AWS's and gets no SDK headers.
  package init(
    _ service: Service?, _ method: StaticCString = "GET", at endpoint: consuming Endpoint,
    speaksXML: Bool = false, maxAttempts: Int32, entropy: UInt64
  ) {
    self.service = service ?? .dataZone
    isOfAWS = service != nil
    methodName = method
    self.speaksXML = speaksXML
    self.endpoint = endpoint
    attempts = RetryState(self.service, entropy: entropy, quota: RetryQuota())
    attempts.configure(maxAttempts: maxAttempts, seed: nil)
    attempts.begin()
  }

  // MARK: The request

  /// A part of the path, or of a query that begins with its question mark, as it is.
  package func append(_ text: StaticCString) { path.append(text) }
  package func append(_ text: Bytes) { path.append(text) }
  package func append(encoding text: Bytes) { path.appendPercentEncoded(text) }

  /// False, and nothing set, for a value that could end the header.
  package func setHeader(_ name: StaticCString, _ value: Bytes) throws(Failure) -> Bool {
    for index in 0..<value.count where value[index] < .space || value[index] == .delete {
      return false
    }
    headerName = name
    try headerValue.set(value)
    return true
  }

  /// The end of the User-Agent header.
  package func setProduct(_ value: Bytes) throws(Failure) { try product.set(value) }

  /// `name=value` of a form, after the others.
  package func appendField(_ name: StaticCString, _ value: Bytes, isSecret: Bool = false) {
    if isSecret { keepSecret(value) }
    contentType = "application/x-www-form-urlencoded; charset=utf-8"
    if contentText.count > 0 { contentText.append("&") }
    contentText.append(name)
    contentText.append("=")
    contentText.appendPercentEncoded(value)
  }

  private func keepSecret(_ value: Bytes) {
    secrets.append(value)
    secrets.append(0)
  }

  /// `"name":"value"` of a JSON object, after the others.
  package func appendMember(_ name: StaticCString, _ value: Bytes, isSecret: Bool = false) {
    if isSecret { keepSecret(value) }
    contentType = "application/json"
    contentText.appendJSONMember(name, value)
  }

  package func sign(with issued: borrowing IssuedCredentials) throws(Failure) {
    try credentials.set(
      accessKeyID: issued.accessKeyID.bytes, secretAccessKey: issued.secretAccessKey.bytes,
      sessionToken: issued.sessionToken.bytes)
  }

  package var method: Bytes { Bytes(methodName) }
  package var message: Bytes { request.message }
  package var content: Bytes { contentText.bytes() }

  // MARK: What comes next

  /// `.send`, `.wait` or `.done`, after which there is a body. A failure has its text.
  package func next(now: Int64) throws(Failure) -> Event {
    if case .waiting = state {
      waitTime = attempts.remainingWait(now)
      if waitTime > 0 { return .wait }
      state = .sending
    }
    switch state {
    case .failed(let failure): throw failure
    case .answered: return .done
    case .sending, .waiting: break
    }
    headers.removeAll()
    request.begin(endpoint)
    let query = path.bytes().firstIndex(of: .questionMark) ?? path.count
    request.appendPath(path.bytes(to: query))
    request.beginQuery()
    request.appendPath(path.bytes(from: query))
    let isBuilt = request.finish(
      Request.Shape(
        service: service, method: methodName, contentType: contentType, body: content,
        product: product.bytes ?? Bytes(), name: headerName, value: headerValue.bytes ?? Bytes(),
        attempt: isOfAWS ? attempts.current : nil),
      endpoint, &credentials, now: attempts.signingTime(now))
    if !isBuilt || path.failed || contentText.failed || secrets.failed { throw .memory }
    return .send
  }

  package func responseHeader(_ name: Bytes, _ value: Bytes) throws(Failure) {
    if !headers.add(name, value) { throw .memory }
  }

  package func response(now: Int64, status: Int32, _ bytes: Bytes) throws(Failure) {
    if bytes.count > ServiceCall.maxBody {
      return try noResponse(now: now, retryable: false, reason: Bytes("more than 1 MiB"))
    }
    body.removeAll()
    answer.set(attempts.current.number, status: status, requestID: headers.requestID)
    if (200...299).contains(status) {
      clockOffset = headers.value(.date).flatMap { Timestamp.httpDate($0) }.map { $0 &- now }
      body.append(bytes)
      state = .answered
      if body.failed { throw .memory }
      return
    }
    if speaksXML {
      try answer.error.read(status: Int(status), xml: bytes)
    } else {
      try answer.error.read(
        status: Int(status), errorType: headers.value(.errorType), body: bytes)
    }
    try fail(
      .service, nil,
      attempts.judge(answer, headers, isSigned: request.isSigned, now: now))
  }

  /// Appends what an answer says that should have had credentials: `: CODE: message`.
  package func describeRefusal(to text: inout ByteBuffer) throws(Failure) {
    try answer.error.read(status: Int(answer.status), errorType: nil, body: body.bytes())
    if !answer.error.isNamed || answer.error.codeBytes == "Success" { return }
    var refusal = ByteBuffer()
    refusal.append(": ")
    refusal.appendText(answer.error.codeBytes.upToNUL)
    refusal.append(": ")
    refusal.appendText(answer.error.messageBytes.upToNUL)
    redact(&refusal)
    text.append(refusal.bytes())
    if refusal.failed { throw .memory }
  }

  /// Overwrites all parts of what the request has of secrets.
  package func redact(_ text: inout ByteBuffer) {
    credentials.redact(&text)
    if let value = headerValue.bytes { text.redact(value) }
    var at = 0
    while let secret = secrets.cString(at: at).map({ Bytes(cString: $0) }) {
      text.redact(secret)
      at &+= secret.count &+ 1
    }
  }

  package func noResponse(
    now: Int64, retryable: Bool, isShared: Bool = false, reason: Bytes
  ) throws(Failure) {
    answer.set(attempts.current.number, status: 0, requestID: nil)
    try fail(
      .transport, reason,
      attempts.judgeNoAnswer(retryable: retryable, isShared: isShared, now: now))
  }

  private func fail(
    _ failure: Failure, _ reason: Bytes?, _ verdict: RetryState.Verdict
  ) throws(Failure) {
    text.removeAll()
    answer.describe(reason: reason, maxAttempts: attempts.current.max, to: &text)
    redact(&text)
    switch verdict {
    case .again: state = .sending
    case .wait: state = .waiting
    case .final: state = .failed(failure)
    }
    if text.failed { throw .memory }
  }
}
