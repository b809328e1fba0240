// The attempts at each page: their number, their quota, the back-off between them and the clock
// correction. It judges responses; `RetryingRequest` acts on the verdict.

struct RetryState {
  enum Verdict {
    /// Retry at once.
    case again
    /// Retry after `remainingWait`.
    case wait
    /// No retry can help, or no attempt is left.
    case final
  }

  private(set) var current = Request.Attempt(invocation: UUID(), number: 0, max: 0)
  private let service: Service
  private var random: Random
  private var quota: RetryQuota
  /// The cost of the page's last retry.
  private var retryCost: Int32?
  /// Microseconds to add to the caller's clock; 0 until the service refuses its time.
  private(set) var skew: Int64 = 0
  private var skewIsCorrected = false
  /// The reason for the next attempt.
  private(set) var reason = RetryReason.transient
  /// The reason to retry the last attempt; nil if there is none.
  private(set) var lastReason: RetryReason?
  /// True if attempts were left, but too little quota.
  private(set) var isOutOfQuota = false
  private var wakeAt: Int64 = 0
  private var wait: Int64 = 0

  init(_ service: Service, entropy: UInt64, quota: RetryQuota) {
    self.service = service
    random = Random(seed: entropy)
    self.quota = quota
  }

  /// Sets the limit and the seed. Call it before the first page.
  mutating func configure(maxAttempts: Int32, seed: UInt64?) {
    current.max = maxAttempts
    if let seed { random = Random(seed: seed) }
  }

  /// Begins a page, or the same page again: with a new invocation id and count, and the same quota.
  mutating func begin() {
    current.invocation = random.uuid()
    current.number = 1
    retryCost = nil
    isOutOfQuota = false
    skewIsCorrected = false
  }

  /// The time for the signature: the caller's, corrected.
  func signingTime(_ now: Int64) -> Int64 { min(max(now &+ skew, 0), CivilTime.latest) }

  /// The rest of a back-off, in microseconds. If the caller's clock was set back, the back-off
  /// continues from the new time and does not get longer.
  mutating func remainingWait(_ now: Int64) -> Int64 {
    if wakeAt &- now > wait { wakeAt = now &+ wait }
    wait = max(wakeAt &- now, 0)
    return wait
  }

  mutating func succeeded() {
    lastReason = nil
    quota.giveBack(retryCost)
  }

  /// Judges an error response. The clock is corrected only if the library signed the request.
  mutating func judge(
    _ answer: borrowing LastResponse, _ headers: borrowing ResponseHeaders, isSigned: Bool,
    now: Int64
  ) -> Verdict {
    let code = answer.error.codeBytes
    if isSigned, !skewIsCorrected, current.number < current.max,
      let offset = ClockSkew.correction(
        code: code, date: headers.value(.date), now: now, current: skew)
    {
      skew = offset
      skewIsCorrected = true
      current.number &+= 1
      return .again
    }
    lastReason = RetryPolicy.reason(service, status: Int(answer.status), code: code)
    guard let reason = lastReason else { return .final }
    return retry(reason, now, retryAfter: RetryPolicy.retryAfter(headers.value(.retryAfter)))
  }

  /// Judges an attempt without a response. An event that many requests share costs quota once.
  mutating func judgeNoAnswer(retryable: Bool, isShared: Bool, now: Int64) -> Verdict {
    lastReason = retryable ? .transient : nil
    return retryable ? retry(.transient, now, retryAfter: nil, isFree: isShared) : .final
  }

  @inline(never)
  private mutating func retry(
    _ reason: RetryReason, _ now: Int64, retryAfter: Int64?, isFree: Bool = false
  ) -> Verdict {
    let cost = isFree ? 0 : RetryQuota.cost(of: reason)
    guard current.number < current.max else { return .final }
    isOutOfQuota = !quota.take(cost)
    if isOutOfQuota { return .final }
    retryCost = cost
    self.reason = reason
    wait = RetryPolicy.delay(
      reason, attempt: current.number, random: random.next(), retryAfter: retryAfter)
    wakeAt = now &+ wait
    current.number &+= 1
    return .wait
  }
}
