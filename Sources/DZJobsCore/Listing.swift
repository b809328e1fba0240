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
    /// Until `wakeAt` there is nothing to do.
    case waiting
    /// An answer was read into `arriving`.
    case arrived
    /// `page` is current; the run at `position` is the next.
    case delivering
    case done
    case failed(Failure)
  }

  var parameters = Parameters()
  var settings = Settings()
  var credentials = Credentials()
  private var endpoint = Endpoint()

  private var state = State.fresh
  private var request = Request()
  private var attempt = Request.Attempt(invocation: UUID(), number: 0, max: 0)
  private var retryCost: Int32?
  private var quota = RetryQuota()
  private var random: Random
  private var skew: Int64 = 0
  private var skewIsCorrected = false
  private var wakeAt: Int64 = 0
  private var wait: Int64 = 0

  /// The place of the page that is asked for, or current: its token and how many of its runs a
  /// resume token skips.
  private var place = ResumeToken()
  private var standing = ResumeToken()
  private var stands = false
  private var resumeText = ByteBuffer()
  private var seen = TokenSet()

  private var page = JobRunPage()
  private var arriving = JobRunPage()
  private var position = 0
  private var isFirstPage = true
  private var delivered: Int64 = 0
  private var currentRun: UnsafePointer<JobRun>?

  private var responseHeaders = ResponseHeaders()
  public private(set) var answer = Answer()
  private var failureText = ByteBuffer()

  /// `entropy` seeds what no seed of the host's does.
  public init(entropy: UInt64) { random = Random(seed: entropy) }

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
    guard now >= 0, now <= CivilTime.latest else {
      throw fail(.invalid, "now_us: not a time of the years 1970 to 9999")
    }
    currentRun = nil
    while true {
      switch state {
      case .fresh:
        try start()
      case .sending:
        try buildRequest(now)
        return .send
      case .waiting:
        // A clock that is set back must not lengthen the wait.
        wait = min(wakeAt &- now, wait)
        if wait > 0 { return .wait }
        wait = 0
        state = .sending
      case .arrived:
        deliver()
        if byPage {
          standAfterPage()
          return .page
        }
      case .delivering:
        if !byPage, position < page.count {
          currentRun = page.run(at: position)
          position &+= 1
          standAfterRun()
          return .run
        }
        try leavePage()
      case .done:
        return .done
      case .failed(let failure):
        if failure == .service || failure == .transport, answer.isJudged {
          answer.isJudged = false
          throw failure
        }
        guard failure == .service || failure == .transport else { throw failure }
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
      } else if let token = settings.nextToken.bytes {
        place.set(token, truncateAmount: nil)
      }
    } catch {
      let failure = fail(.invalid, error.text)
      state = .failed(failure)
      throw failure
    }
    if endpoint.failed || place.failed { throw outOfMemory() }
    if let token = place.nextTokenBytes, seen.insert(token) == nil { throw outOfMemory() }
    stands = place.hasNextToken || place.truncateAmount != nil
    if stands { standing.set(place.nextTokenBytes, truncateAmount: place.truncateAmount) }
    quota = RetryQuota(capacity: settings.retryQuota)
    if let seed = settings.randomSeed { random = Random(seed: seed) }
    beginPage()
  }

  /// Attempts are counted and identified anew; the quota is not.
  private func beginPage() {
    attempt = Request.Attempt(
      invocation: random.uuid(), number: 1, max: settings.maxAttempts)
    retryCost = nil
    skewIsCorrected = false
    state = .sending
  }

  private func buildRequest(_ now: Int64) throws(Failure) {
    let time = min(max(now &+ skew, 0), CivilTime.latest)
    guard
      request.build(
        parameters, endpoint: endpoint, token: place.nextTokenBytes, credentials: &credentials,
        time: time, attempt: attempt)
    else { throw outOfMemory() }
  }

  // MARK: Pages

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

  private func standAfterRun() {
    stand(after: page.visible.lowerBound &+ position)
  }

  private func standAfterPage() {
    stand(after: page.visible.upperBound)
  }

  /// The token continues after `count` runs of the current page.
  private func stand(after count: Int) {
    stands = true
    if count == page.total, page.nextToken.isPresent {
      standing.set(page.bytes(page.nextToken), truncateAmount: nil)
    } else {
      standing.set(place.nextTokenBytes, truncateAmount: Int64(count))
    }
  }

  /// After the last run of a page: the end, or the page its token names.
  private func leavePage() throws(Failure) {
    let isCut = page.visible.upperBound < page.total
    if settings.maxItems == delivered, isCut || page.nextToken.isPresent {
      standAfterPage()
      state = .done
      return
    }
    guard page.nextToken.isPresent else {
      stands = false
      state = .done
      return
    }
    if position > 0 || stands { standAfterPage() }
    if page.nextTokenCharacters > Limit.tokenCharacters {
      let failure = fail(.tooBig, "nextToken: more than 8192 characters")
      state = .failed(failure)
      throw failure
    }
    let token = page.bytes(page.nextToken)
    place.set(token, truncateAmount: nil)
    guard !place.failed, let isRepeated = seen.insert(token) else { throw outOfMemory() }
    if isRepeated {
      let failure = fail(.loop, "nextToken: came before, the pages go in a circle")
      state = .failed(failure)
      throw failure
    }
    beginPage()
  }

  // MARK: Answers

  /// Keeps a header of the answer that is coming.
  public func responseHeader(_ name: Bytes?, _ value: Bytes?) throws(Failure) {
    guard let name else { throw fail(.invalid, "name: missing") }
    guard let value else { throw fail(.invalid, "value: missing") }
    guard case .sending = state, request.url != nil else { throw noRequest() }
    responseHeaders.add(name, value)
  }

  /// Takes an answer and decides what comes of it.
  public func response(
    now: Int64, status: Int32, body: UnsafeRawPointer?, count: Int
  ) throws(Failure) {
    guard case .sending = state, request.url != nil else { throw noRequest() }
    guard now >= 0, now <= CivilTime.latest else {
      throw fail(.invalid, "now_us: not a time of the years 1970 to 9999")
    }
    guard (100...999).contains(status) else { throw fail(.invalid, "http_status: not 100 to 999") }
    // A size_t over Swift's largest count comes in as a negative one.
    if body == nil, count != 0 { throw fail(.invalid, "body: missing") }
    let body = Bytes(
      start: body?.assumingMemoryBound(to: UInt8.self), count: count < 0 ? Int.max : count)
    if responseHeaders.failed { throw outOfMemory() }
    if (200...299).contains(status) {
      try readPage(status, body)
    } else {
      answer.set(attempt.number, status: status, requestID: responseHeaders.requestID)
      answer.error.read(
        status: Int(status), errorType: responseHeaders.value(.errorType),
        body: body.count > Limit.body ? Bytes() : body)
      judge(now)
    }
    responseHeaders.removeAll()
    request.clear()
  }

  /// Takes the news that there is no answer.
  public func noResponse(now: Int64, retryable: Bool, reason: Bytes?) throws(Failure) {
    guard case .sending = state, request.url != nil else { throw noRequest() }
    guard now >= 0, now <= CivilTime.latest else {
      throw fail(.invalid, "now_us: not a time of the years 1970 to 9999")
    }
    answer.set(attempt.number, status: 0, requestID: nil)
    responseHeaders.removeAll()
    request.clear()
    if retryable, retry(.transient, now, retryAfter: nil) { return }
    failureText.removeAll()
    failureText.append("no answer")
    if let reason, !reason.isEmpty {
      failureText.append(": ")
      failureText.append(reason)
    }
    answer.describeAttempts(of: attempt.max, to: &failureText)
    failureText.append(0)
    answer.isJudged = true
    state = .failed(.transport)
  }

  private func readPage(_ status: Int32, _ body: Bytes) throws(Failure) {
    var message = ByteBuffer()
    var failure: Failure?
    if body.count > Limit.body {
      failure = .tooBig
      message.append("body: more than 64 MiB")
    } else if status == 204, body.isEmpty {
      guard arriving.reset(bodyCount: 0) else { throw outOfMemory() }
    } else {
      do throws(Failure) {
        try JobRunPageReader.read(body, into: arriving, message: &message)
      } catch {
        if error == .memory { throw outOfMemory() }
        failure = error
      }
    }
    answer.set(attempt.number, status: status, requestID: responseHeaders.requestID)
    quota.giveBack(retryCost)
    guard let failure else {
      state = .arrived
      return
    }
    failureText.removeAll()
    failureText.append(message.bytes())
    failureText.append(0)
    state = .failed(failure)
  }

  /// Another attempt with the server's time, another after a wait, or an error.
  private func judge(_ now: Int64) {
    let code = answer.error.codeBytes
    if !skewIsCorrected, attempt.number < attempt.max,
      let offset = ClockSkew.correction(
        code: code, date: responseHeaders.value(.date), now: now, current: skew)
    {
      skew = offset
      skewIsCorrected = true
      attempt.number &+= 1
      return
    }
    let retryAfter = Retry.retryAfter(responseHeaders.value(.retryAfter))
    if let reason = Retry.reason(status: Int(answer.status), code: code),
      retry(reason, now, retryAfter: retryAfter)
    {
      return
    }
    failureText.removeAll()
    answer.describe(of: attempt.max, to: &failureText)
    failureText.append(0)
    answer.isJudged = true
    state = .failed(.service)
  }

  /// False if no attempt, or no quota, is left.
  private func retry(_ reason: RetryReason, _ now: Int64, retryAfter: Int64?) -> Bool {
    guard attempt.number < attempt.max, quota.take(RetryQuota.cost(of: reason)) else {
      return false
    }
    retryCost = RetryQuota.cost(of: reason)
    wait = Retry.delay(
      reason, attempt: attempt.number, random: random.next(), retryAfter: retryAfter)
    wakeAt = now &+ wait
    attempt.number &+= 1
    state = .waiting
    return true
  }

  // MARK: What can be asked

  var isFresh: Bool {
    if case .fresh = state { return true }
    return false
  }

  /// Microseconds until `next` is worth a call, 0 unless it is a wait.
  public var waitTime: Int64 {
    if case .waiting = state { return wait }
    return 0
  }

  public var url: UnsafePointer<CChar>? { request.url }

  public func header(_ index: Int) -> (name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?) {
    request.header(index)
  }

  public var run: UnsafePointer<JobRun>? { currentRun }
  public var currentPage: JobRunPage? { isFirstPage ? nil : page }

  /// The resume token, NUL-terminated; nil if the listing stands nowhere, or memory runs out.
  public func resumeToken() -> UnsafePointer<CChar>? {
    guard stands else { return nil }
    standing.encode(to: &resumeText)
    return resumeText.failed ? nil : resumeText.cString()
  }

  /// What the last failure was about; empty if there was none.
  public var errorText: UnsafePointer<CChar>? { failureText.cString() }

  // MARK: Failures

  @discardableResult
  func fail(_ failure: Failure, _ text: StaticString) -> Failure {
    failureText.removeAll()
    failureText.append(text)
    failureText.append(0)
    return failure
  }

  private func noRequest() -> Failure { fail(.state, "no request is out: next did not say SEND") }

  func outOfMemory() -> Failure { fail(.memory, "memory ran out") }
}
