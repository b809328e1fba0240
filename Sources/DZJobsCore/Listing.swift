// The state machine of one listing: every change of state is in this file. It is told the time,
// what to send is asked of it, answers are handed to it, and `next` says what all that means.

/// What `next` and `nextPage` say.
public enum Event {
  case done, run, page, send, wait
}

public final class Listing {
  private enum State {
    /// Nothing was asked yet: settings may change.
    case fresh
    /// A request is out, or about to be.
    case sending
    /// Until the wait is over there is nothing to do.
    case waiting
    /// An answer was read into `arriving`.
    case arrived
    /// `page` is current; the run at `position` is the next.
    case delivering
    case done
    /// For good.
    case failed(Failure)
    /// Until it was told; then the same page is tried afresh.
    case refused(Failure)
    case refusalTold
  }

  var parameters = Parameters()
  var settings = Settings()
  var credentials = Credentials()
  private var endpoint = Endpoint()

  private var state = State.fresh
  private var request = Request()
  private var attempts: Attempts

  /// The page that is asked for, or current: its token, and how many of its runs a resume token
  /// skips.
  private var place = ResumeToken()
  private var standing = Standing()
  private var seen = TokenSet()

  private var page = JobRunPage()
  private var arriving = JobRunPage()
  private var position = 0
  private var isFirstPage = true
  private var delivered: Int64 = 0
  public private(set) var run: UnsafePointer<JobRun>?

  private var responseHeaders = ResponseHeaders()
  public private(set) var answer = Answer()
  /// What the error says that `next` has to tell, and what the last call that failed said.
  private var outcomeText = ByteBuffer()
  private var failureText = ByteBuffer()

  /// `entropy` seeds what no seed of the host's does.
  public init(entropy: UInt64) { attempts = Attempts(entropy: entropy) }

  deinit {
    credentials.wipe()
    request.clear()
  }

  // MARK: What comes next

  /// The next run, or what is to be done for it.
  public func next(now: Int64) throws(Failure) -> Event {
    try advance(now, byPage: false)
  }

  /// The next page, or what is to be done for it.
  public func nextPage(now: Int64) throws(Failure) -> Event {
    try advance(now, byPage: true)
  }

  private func advance(_ now: Int64, byPage: Bool) throws(Failure) -> Event {
    try checkTime(now)
    run = nil
    while true {
      switch state {
      case .fresh:
        try start()
      case .sending:
        let isBuilt = request.build(
          parameters, endpoint: endpoint, token: place.nextTokenBytes,
          credentials: &credentials, time: attempts.signingTime(now), attempt: attempts.current)
        if !isBuilt { throw outOfMemory() }
        return .send
      case .waiting:
        if attempts.remainingWait(now) > 0 { return .wait }
        state = .sending
      case .arrived:
        deliver()
        if byPage {
          standing.move(after: page.visible.upperBound, of: page, at: place)
          return .page
        }
      case .delivering:
        if !byPage, position < page.count {
          run = page.run(at: position)
          position &+= 1
          standing.move(after: page.visible.lowerBound &+ position, of: page, at: place)
          return .run
        }
        try leavePage()
      case .done:
        return .done
      case .failed(let failure):
        tell(outcomeText.bytes())
        throw failure
      case .refused(let failure):
        state = .refusalTold
        tell(outcomeText.bytes())
        throw failure
      case .refusalTold:
        beginPage()
      }
    }
  }

  /// Checks what could not be refused before, and asks for the first page.
  private func start() throws(Failure) {
    do throws(Refusal) {
      try parameters.check()
      try endpoint.resolve(
        region: parameters.region.bytes, usesFIPS: parameters.usesFIPS,
        url: parameters.endpointURL.bytes)
      if let token = settings.startingToken.bytes {
        try place.decode(token)
      } else {
        place.set(settings.nextToken.bytes, truncateAmount: nil)
      }
    } catch {
      throw end(.invalid, error.text)
    }
    if endpoint.failed || place.failed { throw outOfMemory() }
    if let token = place.nextTokenBytes, seen.insert(token) == nil { throw outOfMemory() }
    standing.begin(at: place)
    attempts.configure(
      maxAttempts: settings.maxAttempts, quota: settings.retryQuota, seed: settings.randomSeed)
    beginPage()
  }

  private func beginPage() {
    attempts.begin()
    state = .sending
  }

  /// Makes the page that arrived the current one, cut by a resume token and by `max_items`.
  private func deliver() {
    swap(&page, &arriving)
    position = 0
    let skip = isFirstPage ? min(place.truncateAmount ?? 0, Int64(page.total)) : 0
    isFirstPage = false
    var count = Int64(page.total) &- skip
    if let maxItems = settings.maxItems { count = min(count, maxItems &- delivered) }
    page.show(Int(skip)..<Int(skip &+ count), times: settings.jsonTimes)
    delivered &+= count
    state = .delivering
  }

  /// After the last run of a page, or what `next_page` leaves of it: the end, or the next page.
  private func leavePage() throws(Failure) {
    let isCut = page.visible.upperBound < page.total
    if settings.maxItems == delivered, isCut || page.nextToken.isPresent {
      standing.move(after: page.visible.upperBound, of: page, at: place)
      state = .done
      return
    }
    guard page.nextToken.isPresent else {
      standing.end()
      state = .done
      return
    }
    // Passing over an empty page hands nothing out.
    if position > 0 || standing.isSomewhere {
      standing.move(after: page.visible.upperBound, of: page, at: place)
    }
    if page.nextTokenCharacters > Limit.tokenCharacters {
      throw end(.tooBig, "nextToken: more than 8192 characters")
    }
    let token = page.bytes(page.nextToken)
    place.set(token, truncateAmount: nil)
    guard !place.failed, let isRepeated = seen.insert(token) else { throw outOfMemory() }
    if isRepeated { throw end(.loop, "nextToken: came before, the pages go in a circle") }
    beginPage()
  }

  // MARK: Answers

  /// Keeps a header of the answer that is coming.
  public func responseHeader(_ name: Bytes?, _ value: Bytes?) throws(Failure) {
    guard let name else { throw fail(.invalid, "name: missing") }
    guard let value else { throw fail(.invalid, "value: missing") }
    try checkSent()
    responseHeaders.add(name, value)
  }

  /// Takes an answer and decides what comes of it.
  public func response(
    now: Int64, status: Int32, body: UnsafeRawPointer?, count: Int
  ) throws(Failure) {
    try checkSent()
    try checkTime(now)
    guard (100...999).contains(status) else { throw fail(.invalid, "http_status: not 100 to 999") }
    if body == nil, count != 0 { throw fail(.invalid, "body: missing") }
    if responseHeaders.failed { throw outOfMemory() }
    // A size_t over Swift's largest count comes in as a negative one.
    let isTooBig = count < 0 || count > Limit.body
    let body = Bytes(start: body?.assumingMemoryBound(to: UInt8.self), count: isTooBig ? 0 : count)
    if (200...299).contains(status) {
      try readPage(status, body, isTooBig: isTooBig)
    } else {
      answer.set(attempts.current.number, status: status, requestID: responseHeaders.requestID)
      answer.error.read(
        status: Int(status), errorType: responseHeaders.value(.errorType), body: body)
      act(on: attempts.judge(answer, responseHeaders, now: now), .service, reason: nil)
    }
    endExchange()
  }

  /// Takes the news that there is no answer.
  public func noResponse(now: Int64, retryable: Bool, reason: Bytes?) throws(Failure) {
    try checkSent()
    try checkTime(now)
    answer.set(attempts.current.number, status: 0, requestID: nil)
    act(on: attempts.judgeNoAnswer(retryable: retryable, now: now), .transport, reason: reason)
    endExchange()
  }

  private func readPage(_ status: Int32, _ body: Bytes, isTooBig: Bool) throws(Failure) {
    var outcome = State.arrived
    outcomeText.removeAll()
    if isTooBig {
      outcomeText.append("body: more than 64 MiB")
      outcome = .failed(.tooBig)
    } else if status == 204, body.isEmpty {
      guard arriving.reset(bodyCount: 0) else { throw outOfMemory() }
    } else {
      do throws(Failure) {
        try JobRunPageReader.read(body, into: arriving, message: &outcomeText)
      } catch {
        if error == .memory { throw outOfMemory() }
        outcome = .failed(error)
      }
    }
    answer.set(attempts.current.number, status: status, requestID: responseHeaders.requestID)
    attempts.succeeded()
    state = outcome
  }

  private func act(on verdict: Attempts.Verdict, _ failure: Failure, reason: Bytes?) {
    switch verdict {
    case .again: state = .sending
    case .wait: state = .waiting
    case .final:
      outcomeText.removeAll()
      answer.describe(reason: reason, maxAttempts: attempts.current.max, to: &outcomeText)
      state = .refused(failure)
    }
  }

  private func endExchange() {
    responseHeaders.removeAll()
    request.clear()
  }

  // MARK: What can be asked

  var isFresh: Bool {
    if case .fresh = state { return true }
    return false
  }

  /// Microseconds until `next` is worth a call, 0 unless it is a wait.
  public var waitTime: Int64 {
    if case .waiting = state { return attempts.wait }
    return 0
  }

  public var url: UnsafePointer<CChar>? { request.url }

  public func header(_ index: Int) -> (name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?) {
    request.header(index)
  }

  /// The page delivered last, nil before the first.
  public var currentPage: JobRunPage? { isFirstPage ? nil : page }

  public func resumeToken() -> UnsafePointer<CChar>? { standing.resumeToken() }

  /// What the last failure was about; nil if there was none.
  public var errorText: UnsafePointer<CChar>? { failureText.cString() }

  // MARK: Failures

  private func checkTime(_ now: Int64) throws(Failure) {
    guard now >= 0, now <= CivilTime.latest else {
      throw fail(.invalid, "now_us: not a time of the years 1970 to 9999")
    }
  }

  private func checkSent() throws(Failure) {
    guard case .sending = state, request.url != nil else {
      throw fail(.state, "no request is out: next did not say SEND")
    }
  }

  /// A failure that every later `next` repeats.
  private func end(_ failure: Failure, _ text: StaticString) -> Failure {
    state = .failed(failure)
    outcomeText.removeAll()
    outcomeText.append(text)
    return fail(failure, text)
  }

  /// A failure of this call only.
  func fail(_ failure: Failure, _ text: StaticString) -> Failure {
    tell(Bytes(text))
    return failure
  }

  func outOfMemory() -> Failure { fail(.memory, "memory ran out") }

  private func tell(_ text: Bytes) {
    failureText.removeAll()
    failureText.append(text)
    failureText.append(0)
  }
}
