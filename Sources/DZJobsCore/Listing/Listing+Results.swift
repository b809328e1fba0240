// What a listing shows its caller and its driver: the run and the page, the request, the last answer
// and the text of the last failure. Nothing here changes what comes next.

extension Listing {
  // MARK: Runs and pages

  public var run: UnsafePointer<JobRun>? { cursor.run }

  /// `next` has a run at hand and needs no request for it.
  package var hasRunLeft: Bool { cursor.hasRunLeft }

  /// The page delivered last, nil before the first.
  public var currentPage: JobRunPage? { cursor.isBeforeFirst ? nil : cursor.page }

  // MARK: The request

  public var url: UnsafePointer<CChar>? { request.url }
  package var message: Bytes { request.message }

  public func header(_ index: Int) -> (name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?) {
    request.header(index)
  }

  /// Microseconds until `next` is worth a call, 0 unless it returned `.wait`.
  public var waitTime: Int64 { request.waitTime }

  /// The attempt that is under way, or waited for.
  package var attempt: (number: Int32, max: Int32) {
    (request.attempt.number, request.attempt.max)
  }
  package var clockSkew: Int64 { request.clockSkew }
  package var isThrottled: Bool { request.isThrottled }

  /// How many requests were answered, or not.
  package var exchangeCount: Int { request.exchangeCount }

  /// How often credentials were set or unset.
  package var credentialsCount: Int { request.credentials.count }
  package var hasCredentials: Bool { request.credentials.areSet }

  // MARK: The last answer

  /// 0 if there was no answer.
  public var httpStatus: Int32 { request.answer.status }
  /// At which attempt it came, from 1; 0 before the first.
  public var attemptCount: Int32 { request.answer.attempts }

  /// The request id of the answer, nil if it had none.
  public var requestID: UnsafePointer<CChar>? {
    request.redactAnswer()
    return request.answer.requestID
  }

  public var serviceCode: UnsafePointer<CChar>? { request.answer.errorCode }
  public var serviceMessage: UnsafePointer<CChar>? { request.answer.errorMessage }

  /// Why another attempt may end otherwise than the last one; nil if none can.
  public var lastOutcome: RetryReason? { request.lastReason }

  /// The service refused for credentials that were good before.
  package var saysExpired: Bool {
    request.answer.error.codeBytes.index(in: "ExpiredToken ExpiredTokenException") != nil
  }

  // MARK: Failures

  /// The text of the last failure; nil if there was none.
  public var errorText: UnsafePointer<CChar>? {
    failureText.failed ? Bytes("memory ran out").cString : failureText.cString()
  }

  package func redact(_ text: inout ByteBuffer) { request.credentials.redact(&text) }

  func checkTime(_ now: Int64) throws(Failure) {
    guard now >= 0, now <= CivilTime.latest else {
      throw fail(.invalid, "now_us: not a time of the years 1970 to 9999")
    }
  }

  /// A failure of this call only.
  func fail(_ failure: Failure, _ text: StaticCString) -> Failure { fail(failure, Bytes(text)) }

  package func outOfMemory() -> Failure { fail(.memory, "memory ran out") }

  /// The same, or one of the driver's.
  package func fail(_ failure: Failure, _ text: Bytes) -> Failure {
    lastFailure = failure
    failureText.removeAll()
    failureText.appendText(text)
    failureText.append(0)
    return failureText.failed ? .memory : failure
  }
}
