// The state machine of one listing, page by page: every change of its state is in this file. Each
// call takes the current time. `next` returns what the caller has to do, or can read.

internal import Synchronization

/// What `next` and `nextPage` return.
public enum Event {
  case done, run, page, send, wait
}

public final class Listing {
  var parameters = ListJobRunsInput()
  var settings = ListingSettings()
  private var endpoint = Endpoint()
  let quota: RetryQuota
  /// Other listings share the quota and decide its size.
  let sharesQuota: Bool
  /// A pointer for the caller, which the library does not read.
  public var context: UnsafeMutableRawPointer?

  private(set) var fetch = PageFetch.unstarted
  /// The request for the next page, with its attempts and their last response.
  let request: RetryingRequest
  /// The number of calls of `next` and `nextPage`.
  package private(set) var steps = 0

  /// The next page: its token, and the number of its runs that a resume token skips.
  private var place = ResumeToken()
  var arriving = JobRunPage()
  private var chain = PageChain()
  private(set) var cursor = PageCursor()
  /// The text that `next` will report about a page that failed.
  var outcomeText = ByteBuffer()
  /// The text of the last failure.
  var failureText = ByteBuffer()
  public internal(set) var lastFailure: Failure?
  var refused = RefusedSettings()
  public let counters: Counters
  let canceled = Atomic<Bool>(false)

  /// `entropy` is the seed, unless the caller sets one. Without `quota` the listing gets its own.
  public init(entropy: UInt64, quota shared: RetryQuota? = nil, total: Counters? = nil) {
    counters = Counters(total: total)
    let quota = shared ?? RetryQuota()
    self.quota = quota
    sharesQuota = shared != nil
    request = RetryingRequest(.dataZone, entropy: entropy, quota: quota)
  }

  deinit { request.wipe() }

  // MARK: What comes next

  /// Returns the next run, or what the caller has to do before it.
  public func next(now: Int64) throws(Failure) -> Event {
    try built(advance(now: now, byPage: false), now)
  }

  /// Returns the next page, or what the caller has to do before it.
  public func nextPage(now: Int64) throws(Failure) -> Event {
    try built(advance(now: now, byPage: true), now)
  }

  private func built(_ event: Event, _ now: Int64) throws(Failure) -> Event {
    if event == .send { try buildRequest(now: now) }
    return event
  }

  /// The same without building the request: a driver may have to get credentials first.
  package func advance(now: Int64, byPage: Bool) throws(Failure) -> Event {
    try checkTime(now)
    if isCanceled { throw fail(.canceled, "the listing was canceled") }
    steps &+= 1
    cursor.forgetRun()
    request.waitTime = 0
    if !byPage, let event = cursor.nextRun() { return event }
    cursor.leave()
    while true {
      switch fetch {
      case .arrived:
        cursor.deliver(
          &arriving, at: &place, maxItems: settings.maxItems, times: settings.jsonTimes)
        fetch = .idle
        counters.add(1, to: .pages)
        counters.add(cursor.page.count, to: .runs)
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
        let reported = fail(failure, request.text.bytes())
        if reported != .memory { fetch = .refusalReported }
        throw reported
      case .unstarted, .idle, .requesting, .refusalReported:
        if let event = try proceed(now) { return event }
      }
    }
  }

  /// Fetches the next page while the caller reads the current one: returns `.send`, `.wait` or nil.
  /// It does not build the request. A later `next` reports a failure.
  package func ahead(now: Int64) throws(Failure) -> Event? {
    try checkTime(now)
    while true {
      switch fetch {
      case .arrived, .none, .failed, .refused, .refusalReported: return nil
      case .unstarted, .idle, .requesting:
        if let event = try proceed(now) { return event }
      }
    }
  }

  /// Takes one step towards the next page.
  private func proceed(_ now: Int64) throws(Failure) -> Event? {
    switch fetch {
    case .unstarted: try start()
    case .idle: try beginNext()
    case .requesting: return request.mustWait(now) ? .wait : .send
    case .refusalReported: beginPage()
    case .arrived, .none, .failed, .refused: break
    }
    return nil
  }

  /// Builds and signs the request, after `.send`.
  package func buildRequest(now: Int64) throws(Failure) {
    request.beginMessage(endpoint)
    request.draft.appendListJobRuns(parameters, token: place.nextTokenBytes)
    do throws(Failure) {
      try request.finishMessage(parameters.shape, endpoint, now: now)
    } catch {
      throw outOfMemory()
    }
  }

  /// Checks the settings that no setter could check alone, and begins the first page.
  private func start() throws(Failure) {
    if !refused.areNone {
      var text = ByteBuffer()
      refused.describe(to: &text)
      throw fail(.invalid, text.bytes())
    }
    do throws(InvalidArgument) {
      setPlace(&place)
      if !place.failed { cursor.begin(at: place) }
      try parameters.check()
      try endpoint.resolve(
        region: parameters.region.bytes, usesFIPS: parameters.usesFIPS,
        url: parameters.endpointURL.bytes)
    } catch {
      outcomeText.removeAll()
      outcomeText.append(error)
      fetch = .failed(.invalid)
      return
    }
    if endpoint.failed || place.failed { throw outOfMemory() }
    if let token = place.nextTokenBytes, !chain.begin(at: token) { throw outOfMemory() }
    request.configure(
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
    request.begin()
    fetch = .requesting
  }

  /// Begins the page that the current page's token names, if there is one.
  private func beginNext() throws(Failure) {
    let page = cursor.page
    let isCut = cursor.isCut(maxItems: settings.maxItems)
    if isCut || !page.nextToken.isPresent {
      fetch = .none(isCut: isCut)
      return
    }
    do throws(BrokenChain) {
      try chain.follow(page, &place)
    } catch {
      if error.failure == .memory { throw outOfMemory() }
      return end(error.failure, error.text)
    }
    beginPage()
  }

  /// Frees the memory of pages whose runs the caller has all read. The page's token stays as long
  /// as a resume token needs it.
  package func releasePages() {
    if hasRunLeft { return }
    switch fetch {
    case .unstarted, .arrived, .none(isCut: true): return
    case .idle: if hasPageLeft { try? beginNext() }
    case .requesting, .none, .failed, .refused, .refusalReported: break
    }
    arriving.releaseRuns(keepsToken: false)
    cursor.releasePage()
  }

  // MARK: Responses

  /// Ends a request whose page was read into `arriving`, or failed for good.
  func endPage(status: Int32, _ failure: Failure?) throws(Failure) {
    try request.accept(status: status)
    fetch = failure.map { .failed($0) } ?? .arrived
  }

  /// Ends an attempt that brought no page. `request` knows whether there is a retry.
  func endAttempt() {
    if case .refused(let failure) = request.state { fetch = .refused(failure) }
  }

  var isFresh: Bool {
    if case .unstarted = fetch { return true }
    return false
  }

  /// The resume token of the place after the run or page that the caller read last.
  public func resumeToken() -> UnsafePointer<CChar>? {
    if isFresh {
      var start = ResumeToken()
      setPlace(&start)
      if start.failed { return nil }
      cursor.begin(at: start)
    }
    return cursor.resumeToken()
  }

  /// Ends the listing with a failure that every later `next` repeats.
  private func end(_ failure: Failure, _ text: StaticCString) {
    fetch = .failed(failure)
    outcomeText.removeAll()
    outcomeText.append(text)
  }
}
