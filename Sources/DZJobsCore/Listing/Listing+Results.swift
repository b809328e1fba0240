// What the caller and the driver read of a listing: run, page, request, last response and the text
// of the last failure. Nothing here changes the state but canceling.

internal import Synchronization

extension Listing {
  // MARK: Runs and pages

  public var run: UnsafePointer<JobRun>? { cursor.run }

  /// The visible run at `index` of the page delivered last; nil past its last. Callers ask for each
  /// run, so this counts no reference to the page.
  @inline(__always)
  public func run(at index: Int) -> UnsafePointer<JobRun>? { cursor.page.run(at: index) }

  /// True if `next` can return a run without a request.
  package var hasRunLeft: Bool { cursor.hasRunLeft }

  /// The page delivered last; nil before the first.
  public var currentPage: JobRunPage? { cursor.isBeforeFirst ? nil : cursor.page }

  /// True if the current page has a token and `max_items` does not end the listing here.
  var hasPageLeft: Bool {
    cursor.page.nextToken.isPresent && !cursor.isCut(maxItems: settings.maxItems)
  }

  /// True if only a response can bring its next run.
  package var needsResponse: Bool {
    switch fetch {
    case .unstarted, .requesting, .refusalReported: return true
    case .idle: return hasPageLeft && !hasRunLeft
    case .arrived, .none, .failed, .refused: return false
    }
  }

  // MARK: The request

  public var url: UnsafePointer<CChar>? { request.url }
  package var message: Bytes { request.message }

  public func header(_ index: Int) -> (name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?) {
    request.header(index)
  }

  /// Microseconds until the caller should call `next` again; 0 unless it returned `.wait`.
  public var waitTime: Int64 { request.waitTime }

  /// The attempt in flight, or the one after the back-off.
  package var attempt: (number: Int32, max: Int32) {
    (request.attempt.number, request.attempt.max)
  }
  package var clockSkew: Int64 { request.clockSkew }
  package var isThrottled: Bool { request.isThrottled }

  /// The number of attempts that ended, with or without a response.
  package var exchangeCount: Int { request.exchangeCount }

  /// How often credentials were set or unset.
  package var credentialsCount: Int { request.credentials.count }
  package var hasCredentials: Bool { request.credentials.areSet }

  // MARK: The last response

  /// 0 if there was no response.
  public var httpStatus: Int32 { request.answer.status }
  /// The number of the attempt that it ended, from 1; 0 before the first.
  public var attemptCount: Int32 { request.answer.attempts }

  /// The request id of the response; nil if it had none.
  public var requestID: UnsafePointer<CChar>? {
    request.redactAnswer()
    return request.answer.requestID
  }

  public var serviceCode: UnsafePointer<CChar>? { request.answer.errorCode }
  public var serviceMessage: UnsafePointer<CChar>? { request.answer.errorMessage }

  /// The reason to retry the last attempt; nil if there is none.
  public var lastOutcome: RetryReason? { request.lastReason }

  /// True if the service reported that the credentials expired.
  package var saysExpired: Bool {
    request.answer.error.codeBytes.index(in: "ExpiredToken ExpiredTokenException") != nil
  }

  // MARK: Canceling

  /// Any thread and any signal handler can read and set it.
  public var isCanceled: Bool {
    get { canceled.load(ordering: .relaxed) }
    set { canceled.store(newValue, ordering: .sequentiallyConsistent) }
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

  /// Notes a failure of this call only.
  @inline(never)
  package func fail(_ failure: Failure, _ text: StaticCString) -> Failure {
    fail(failure, Bytes(text))
  }

  func fail(_ error: InvalidArgument) -> Failure {
    lastFailure = .invalid
    failureText.removeAll()
    failureText.append(error)
    failureText.append(0)
    return failureText.failed ? .memory : .invalid
  }

  @inline(never)
  package func outOfMemory() -> Failure { fail(.memory, "memory ran out") }

  /// The same with a text that is not static, such as the driver's.
  package func fail(_ failure: Failure, _ text: Bytes) -> Failure {
    lastFailure = failure
    failureText.removeAll()
    failureText.appendText(text)
    failureText.append(0)
    return failureText.failed ? .memory : failure
  }
}
