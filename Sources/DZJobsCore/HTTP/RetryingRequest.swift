// One request with its attempts: signed, sent, and retried after a back-off while that can help.
// The owner, a listing or a service call, appends the path and reads the successful responses.

final class RetryingRequest {
  enum State {
    /// The request is in flight, or can be sent.
    case sending
    /// The back-off before the next attempt is not over.
    case waiting
    /// The owner accepted a response.
    case answered
    /// No further attempt can help, or none is left; `text` has the reason.
    case refused(Failure)
  }

  private(set) var state = State.answered
  let credentials = Credentials()
  /// The number of attempts that ended, with or without a response.
  private(set) var exchangeCount = 0
  /// Microseconds until the next attempt; 0 if there is no back-off.
  var waitTime: Int64 = 0
  private(set) var answer = LastResponse()
  /// The error text for people, without secrets.
  private(set) var text = ByteBuffer()

  /// Nil if the server is not an AWS service and gets no SDK headers.
  private let service: Service?
  private var attempts: RetryState
  /// The message of the attempt.
  var draft = Request()
  private var headers = ResponseHeaders()

  init(_ service: Service?, entropy: UInt64, quota: RetryQuota) {
    self.service = service
    attempts = RetryState(service ?? .dataZone, entropy: entropy, quota: quota)
  }

  func configure(maxAttempts: Int32, seed: UInt64?) {
    attempts.configure(maxAttempts: maxAttempts, seed: seed)
  }

  // MARK: The request

  /// Begins a request with its first attempt.
  func begin() {
    attempts.begin()
    state = .sending
  }

  /// True if the back-off is not over; `waitTime` is the rest of it.
  func mustWait(_ now: Int64) -> Bool {
    guard case .waiting = state else { return false }
    waitTime = attempts.remainingWait(now)
    if waitTime > 0 { return true }
    state = .sending
    return false
  }

  /// Begins the message of one attempt, and discards the headers of the last response. The owner
  /// appends the target to `draft`.
  func beginMessage(_ endpoint: borrowing Endpoint) {
    headers.removeAll()
    draft.begin(endpoint)
  }

  /// Adds the headers and signs them. Fails if memory runs out.
  func finishMessage(
    _ shape: consuming Request.Shape, _ endpoint: borrowing Endpoint, now: Int64
  ) throws(Failure) {
    shape.service = service ?? .dataZone
    shape.attempt = service == nil ? nil : attempts.current
    let time = attempts.signingTime(now)
    if credentials.failed || !draft.finish(shape, endpoint, credentials, now: time) {
      throw .memory
    }
  }

  var isBuilt: Bool { draft.url != nil }
  var url: UnsafePointer<CChar>? { draft.url }
  var message: Bytes { draft.message }

  func header(_ index: Int) -> (name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?) {
    draft.header(index)
  }

  /// The attempt in flight, or the one after the back-off.
  var attempt: Request.Attempt { attempts.current }
  var isThrottled: Bool { attempts.reason == .throttling }
  var lastReason: RetryReason? { attempts.lastReason }
  /// Microseconds to add to the caller's clock; 0 until the service refuses its time.
  var clockSkew: Int64 { attempts.skew }

  // MARK: The response

  func responseHeader(_ name: Bytes, _ value: Bytes) throws(Failure) {
    if !headers.add(name, value) { throw .memory }
  }

  /// The time in the response's Date header, in microseconds since 1970.
  var responseTime: Int64? { headers.value(.date).flatMap { Timestamp.httpDate($0) } }

  /// Ends the request with a response that the owner has read.
  @inline(never)
  func accept(status: Int32) throws(Failure) {
    answer.set(
      attempts.current.number, status: status, requestID: headers.requestID,
      signature: credentials.signature)
    if answer.failed { throw .memory }
    attempts.succeeded()
    state = .answered
    endExchange()
  }

  /// Reads an error response and decides whether to retry. If memory runs out, nothing changes.
  @inline(never)
  func refuse(
    status: Int32, _ body: Bytes, speaksXML: Bool = false, now: Int64
  ) throws(Failure) {
    answer.set(
      attempts.current.number, status: status, requestID: headers.requestID,
      signature: credentials.signature)
    if speaksXML {
      try answer.error.read(status: Int(status), xml: body)
    } else {
      try answer.error.read(
        status: Int(status), errorType: headers.value(.errorType), body: body)
    }
    answer.redact(credentials)
    try describe(reason: nil)
    act(on: attempts.judge(answer, headers, isSigned: draft.isSigned, now: now), .service)
  }

  /// Ends an attempt without a response. `isShared`: the same event ended other requests, too.
  @inline(never)
  func noResponse(
    retryable: Bool, isShared: Bool, reason: Bytes?, now: Int64
  ) throws(Failure) {
    answer.set(attempts.current.number, status: 0, requestID: nil)
    try describe(reason: reason)
    act(on: attempts.judgeNoAnswer(retryable: retryable, isShared: isShared, now: now), .transport)
  }

  /// Appends the error in an accepted response: `: CODE: message`.
  func describeRefusal(_ body: Bytes, to text: inout ByteBuffer) throws(Failure) {
    try answer.error.read(status: Int(answer.status), errorType: nil, body: body)
    if !answer.error.isNamed || answer.error.codeBytes == "Success" { return }
    var refusal = ByteBuffer()
    refusal.append(": ")
    refusal.appendText(answer.error.codeBytes.upToNUL)
    refusal.append(": ")
    refusal.appendText(answer.error.messageBytes.upToNUL)
    credentials.redact(&refusal)
    text.append(refusal.bytes())
    if refusal.failed { throw .memory }
  }

  @inline(never)
  private func describe(reason: Bytes?) throws(Failure) {
    text.removeAll()
    answer.describe(reason: reason, maxAttempts: attempts.current.max, to: &text)
    if !text.reserve(RetryingRequest.noQuota.count) { throw .memory }
    if answer.failed || text.failed { throw .memory }
    credentials.redact(&text)
  }

  /// The addition to `text` if the quota prevents a retry.
  private static var noQuota: Bytes { Bytes("; no retry quota is left") }

  @inline(never)
  private func act(on verdict: RetryState.Verdict, _ failure: Failure) {
    if attempts.isOutOfQuota { text.append(RetryingRequest.noQuota) }
    switch verdict {
    case .again: state = .sending
    case .wait: state = .waiting
    case .final: state = .refused(failure)
    }
    endExchange()
  }

  private func endExchange() {
    exchangeCount &+= 1
    waitTime = 0
    draft.clear()
  }

  /// Removes secrets from the response's texts. Call it before anybody reads them, and before the
  /// credentials are replaced.
  func redactAnswer() { answer.redact(credentials) }

  /// Forgets the request and the credentials.
  func wipe() {
    credentials.wipe()
    draft.clear()
  }
}
