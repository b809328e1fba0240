// The state machine of one listing: every change of state is in this file. It is told the time,
// what to send is asked of it, answers are handed to it, and `next` says what all that means.

/// What `next` and `nextPage` say.
public enum Event {
  case done, run, page, send, wait
}

public final class Listing {
  /// How far the page after the current one is. It may be fetched while the current page is
  /// handed out.
  private enum Fetch {
    /// Nothing was asked yet: settings may change.
    case unstarted
    /// The page after the current one was not begun.
    case idle
    /// A request is out, or about to be.
    case sending
    /// Until the wait is over there is nothing to do.
    case waiting
    /// An answer was read into `arriving`.
    case arrived
    /// There is no such page, or `max_items` cut it off.
    case none(isCut: Bool)
    /// For good.
    case failed(Failure)
    /// Until it was told; then the same page is tried afresh.
    case refused(Failure)
    case refusalTold
  }

  var parameters = ListJobRunsInput()
  var settings = ListingSettings()
  var credentials = Credentials()
  private var endpoint = Endpoint()

  /// How many requests were answered, or not.
  package private(set) var exchangeCount = 0
  /// How often it was asked what is next.
  package private(set) var steps = 0
  /// The host's own, which means nothing here.
  public var context: UnsafeMutableRawPointer?

  private var fetch = Fetch.unstarted
  private var request = Request()
  private var attempts: RetryState
  let quota: RetryQuota
  /// The quota is other listings' as well, and theirs to keep.
  let sharesQuota: Bool

  /// The page that is fetched: its token, and how many of its runs a resume token skips.
  private var place = ResumeToken()
  private var arriving = JobRunPage()
  private var seen = SeenTokens()
  /// Pages without any run since the last that had one.
  private var emptyPages = 0
  private var cursor = PageCursor()
  /// Microseconds until `next` is worth a call, 0 unless it said to wait.
  public private(set) var waitTime: Int64 = 0

  private var responseHeaders = ResponseHeaders()
  public internal(set) var answer = LastResponse()
  /// What the error says that `next` has to tell, and what the last call that failed said.
  private var outcomeText = ByteBuffer()
  private var failureText = ByteBuffer()

  /// `entropy` is the seed unless the caller sets one. Without a shared `quota` it has its own.
  public init(entropy: UInt64, quota shared: RetryQuota? = nil) {
    let quota = shared ?? RetryQuota()
    self.quota = quota
    sharesQuota = shared != nil
    attempts = RetryState(.dataZone, entropy: entropy, quota: quota)
  }

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
    steps &+= 1
    cursor.forgetRun()
    waitTime = 0
    if !byPage, let event = cursor.nextRun() { return event }
    cursor.leave()
    while true {
      switch fetch {
      case .arrived:
        cursor.deliver(
          &arriving, at: &place, maxItems: settings.maxItems, times: settings.jsonTimes)
        fetch = .idle
        if byPage {
          cursor.passPage()
          return .page
        }
        if let event = cursor.nextRun() { return event }
      case .none(let isCut):
        cursor.end(isCut: isCut)
        return .done
      case .failed(let failure):
        throw fail(failure, outcomeText.bytes())
      case .refused(let failure):
        let told = fail(failure, outcomeText.bytes())
        if told != .memory { fetch = .refusalTold }
        throw told
      case .unstarted, .idle, .sending, .waiting, .refusalTold:
        if let event = try proceed(now) { return event }
      }
    }
  }

  /// What is to be done for the page after the current one, while that is handed out: `.send`,
  /// `.wait`, or nil if there is nothing to do. A failure is told by `next`, in its turn.
  public func ahead(now: Int64) throws(Failure) -> Event? {
    try checkTime(now)
    while true {
      switch fetch {
      case .arrived, .none, .failed, .refused, .refusalTold: return nil
      case .unstarted, .idle, .sending, .waiting:
        if let event = try proceed(now) { return event }
      }
    }
  }

  /// One step towards the next page.
  private func proceed(_ now: Int64) throws(Failure) -> Event? {
    switch fetch {
    case .unstarted:
      try start()
    case .idle:
      try beginNext()
    case .sending:
      responseHeaders.removeAll()
      let isBuilt = request.build(
        parameters, endpoint: endpoint, token: place.nextTokenBytes,
        credentials: &credentials, time: attempts.signingTime(now), attempt: attempts.current)
      if !isBuilt { throw outOfMemory() }
      return .send
    case .waiting:
      waitTime = attempts.remainingWait(now)
      if waitTime > 0 { return .wait }
      fetch = .sending
    case .refusalTold:
      beginPage()
    case .arrived, .none, .failed, .refused:
      break
    }
    return nil
  }

  /// Checks what could not be refused before, and asks for the first page.
  private func start() throws(Failure) {
    do throws(InvalidArgument) {
      setPlace(&place)
      if !place.failed { cursor.begin(at: place) }
      try parameters.check()
      try endpoint.resolve(
        region: parameters.region.bytes, usesFIPS: parameters.usesFIPS,
        url: parameters.endpointURL.bytes)
    } catch {
      return end(.invalid, error.text)
    }
    if endpoint.failed || place.failed { throw outOfMemory() }
    if let token = place.nextTokenBytes, seen.insert(token) == nil { throw outOfMemory() }
    attempts.configure(
      maxAttempts: settings.maxAttempts ?? RetryPolicy.defaultAttempts, seed: settings.randomSeed)
    beginPage()
  }

  private func setPlace(_ place: inout ResumeToken) {
    if let token = settings.startingToken.bytes {
      place.decode(token)
    } else {
      place.set(settings.nextToken.bytes, truncateAmount: nil)
    }
  }

  private func beginPage() {
    attempts.begin()
    fetch = .sending
  }

  /// Begins the page that the current one's token names, if there is to be one.
  private func beginNext() throws(Failure) {
    let page = cursor.page
    let isCut = cursor.isCut(maxItems: settings.maxItems)
    if isCut || !page.nextToken.isPresent {
      fetch = .none(isCut: isCut)
      return
    }
    if page.nextTokenCharacters > Limit.tokenCharacters {
      return end(.tooBig, "nextToken: more than 8192 characters")
    }
    let token = page.bytes(page.nextToken)
    place.set(token, truncateAmount: nil)
    guard !place.failed, let isRepeated = seen.insert(token) else { throw outOfMemory() }
    if isRepeated { return end(.loop, "nextToken: came before, the pages go in a circle") }
    emptyPages = page.total > 0 ? 0 : emptyPages &+ 1
    if emptyPages == Limit.emptyPages {
      return end(.loop, "nextToken: 10,000 pages without a run")
    }
    beginPage()
  }

  // MARK: Answers

  /// Keeps a header of the answer that is coming.
  public func responseHeader(_ name: Bytes?, _ value: Bytes?) throws(Failure) {
    guard let name else { throw fail(.invalid, "name: missing") }
    guard let value else { throw fail(.invalid, "value: missing") }
    try checkSent()
    if !responseHeaders.add(name, value) { throw outOfMemory() }
  }

  /// Takes an answer and decides what comes of it.
  @_optimize(speed)
  public func response(
    now: Int64, status: Int32, body: UnsafeRawPointer?, count: Int
  ) throws(Failure) {
    try checkSent()
    try checkTime(now)
    guard (100...999).contains(status) else { throw fail(.invalid, "http_status: not 100 to 999") }
    if body == nil, count != 0 { throw fail(.invalid, "body: missing") }
    // A size_t over Swift's largest count comes in as a negative one.
    let isTooBig = count < 0 || count > Limit.body
    let body = Bytes(start: body?.assumingMemoryBound(to: UInt8.self), count: isTooBig ? 0 : count)
    if (200...299).contains(status) {
      try readPage(status, body, isTooBig: isTooBig)
    } else {
      answer.set(
        attempts.current.number, status: status, requestID: responseHeaders.requestID,
        signature: credentials.signature)
      do throws(Failure) {
        try answer.error.read(
          status: Int(status), errorType: responseHeaders.value(.errorType), body: body)
      } catch {
        throw outOfMemory()
      }
      answer.redact(credentials)
      try describeAnswer(reason: nil)
      let verdict = attempts.judge(
        answer, responseHeaders, isSigned: request.isSigned, now: now)
      act(on: verdict, .service)
    }
    endExchange()
  }

  /// Takes the news that there is no answer.
  public func noResponse(
    now: Int64, retryable: Bool, isShared: Bool = false, reason: Bytes?
  ) throws(Failure) {
    try checkSent()
    try checkTime(now)
    answer.set(attempts.current.number, status: 0, requestID: nil)
    try describeAnswer(reason: reason)
    act(on: attempts.judgeNoAnswer(retryable: retryable, isShared: isShared, now: now), .transport)
    endExchange()
  }

  @_optimize(speed)
  private func readPage(_ status: Int32, _ body: Bytes, isTooBig: Bool) throws(Failure) {
    var outcome = Fetch.arrived
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
    answer.set(
      attempts.current.number, status: status, requestID: responseHeaders.requestID,
      signature: credentials.signature)
    if answer.failed || outcomeText.failed { throw outOfMemory() }
    credentials.redact(&outcomeText)
    attempts.succeeded()
    fetch = outcome
  }

  /// Ahead of the verdict, so that memory runs out before anything is decided.
  private func describeAnswer(reason: Bytes?) throws(Failure) {
    outcomeText.removeAll()
    answer.describe(reason: reason, maxAttempts: attempts.current.max, to: &outcomeText)
    if answer.failed || outcomeText.failed { throw outOfMemory() }
    credentials.redact(&outcomeText)
  }

  private func act(on verdict: RetryState.Verdict, _ failure: Failure) {
    switch verdict {
    case .again: fetch = .sending
    case .wait: fetch = .waiting
    case .final: fetch = .refused(failure)
    }
  }

  private func endExchange() {
    exchangeCount &+= 1
    waitTime = 0
    responseHeaders.removeAll()
    request.clear()
  }

  // MARK: What can be asked

  var isFresh: Bool {
    if case .unstarted = fetch { return true }
    return false
  }

  public var run: UnsafePointer<JobRun>? { cursor.run }
  public var url: UnsafePointer<CChar>? { request.url }
  package var message: Bytes { request.message }

  public func header(_ index: Int) -> (name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?) {
    request.header(index)
  }

  /// `next` has a run at hand and asks for nothing.
  package var hasRunLeft: Bool { cursor.hasRunLeft }

  /// The service refused for credentials that were good before.
  package var saysExpired: Bool {
    let code = answer.error.codeBytes
    return code == "ExpiredToken" || code == "ExpiredTokenException"
  }

  /// The attempt that is under way, or waited for.
  package var attempt: (number: Int32, max: Int32) {
    (attempts.current.number, attempts.current.max)
  }
  /// Microseconds to add to the caller's clock, 0 while the service has not refused its time.
  package var clockSkew: Int64 { attempts.skew }
  package var isThrottled: Bool { attempts.reason == .throttling }

  /// How often they were set or unset.
  package var credentialsCount: Int { credentials.count }
  package var hasCredentials: Bool { credentials.areSet }

  /// The page delivered last, nil before the first.
  public var currentPage: JobRunPage? { cursor.isBeforeFirst ? nil : cursor.page }

  public func resumeToken() -> UnsafePointer<CChar>? {
    if isFresh {
      // Where it will start.
      var start = ResumeToken()
      setPlace(&start)
      if start.failed { return nil }
      cursor.begin(at: start)
    }
    return cursor.resumeToken()
  }

  /// What the last failure was about; nil if there was none.
  public var errorText: UnsafePointer<CChar>? {
    failureText.failed ? Bytes("memory ran out").cString : failureText.cString()
  }

  // MARK: Failures

  private func checkTime(_ now: Int64) throws(Failure) {
    guard now >= 0, now <= CivilTime.latest else {
      throw fail(.invalid, "now_us: not a time of the years 1970 to 9999")
    }
  }

  private func checkSent() throws(Failure) {
    guard case .sending = fetch, request.url != nil else {
      throw fail(.state, "no request is out: next did not say SEND")
    }
  }

  /// A failure that every later `next` repeats.
  private func end(_ failure: Failure, _ text: StaticCString) {
    fetch = .failed(failure)
    outcomeText.removeAll()
    outcomeText.append(text)
  }

  /// A failure of this call only.
  func fail(_ failure: Failure, _ text: StaticCString) -> Failure { fail(failure, Bytes(text)) }

  package func redact(_ text: inout ByteBuffer) { credentials.redact(&text) }

  /// The last answer's, nil if it had none.
  public var requestID: UnsafePointer<CChar>? {
    answer.redact(credentials)
    return answer.requestID
  }

  package func outOfMemory() -> Failure { fail(.memory, "memory ran out") }

  /// The same, or one of whoever drives the listing.
  package func fail(_ failure: Failure, _ text: Bytes) -> Failure {
    failureText.removeAll()
    failureText.appendText(text)
    failureText.append(0)
    return failureText.failed ? .memory : failure
  }
}
