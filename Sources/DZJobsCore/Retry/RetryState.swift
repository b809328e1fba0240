// The attempts at one page after the other: their count, their quota, the wait between them and
// the clock they are signed for. Judges answers; the listing acts on the verdict.

struct RetryState {
  enum Verdict {
    /// Another attempt at once.
    case again
    /// Another attempt after `remainingWait`.
    case wait
    /// No attempt can help, or none is left.
    case final
  }

  private(set) var current = Request.Attempt(invocation: UUID(), number: 0, max: 0)
  private let service: Service
  private var random: Random
  private var quota: RetryQuota
  /// What the page's last retry took of the quota.
  private var retryCost: Int32?
  /// Microseconds to add to the caller's clock, 0 while the service has not refused its time.
  private(set) var skew: Int64 = 0
  private var skewIsCorrected = false
  /// Why the next attempt is made.
  private(set) var reason = RetryReason.transient
  /// Why another attempt may end otherwise than the last one; nil if none can.
  private(set) var lastReason: RetryReason?
  /// Attempts were left, but no quota for one.
  private(set) var isOutOfQuota = false
  private var wakeAt: Int64 = 0
  private var wait: Int64 = 0

  init(_ service: Service, entropy: UInt64, quota: RetryQuota) {
    self.service = service
    random = Random(seed: entropy)
    self.quota = quota
  }

  /// Before the first page.
  mutating func configure(maxAttempts: Int32, seed: UInt64?) {
    current.max = maxAttempts
    if let seed { random = Random(seed: seed) }
  }

  /// A page, or the same page afresh: attempts are counted and identified anew, the quota is not.
  mutating func begin() {
    current.invocation = random.uuid()
    current.number = 1
    retryCost = nil
    isOutOfQuota = false
    skewIsCorrected = false
  }

  /// The time to sign for.
  func signingTime(_ now: Int64) -> Int64 { min(max(now &+ skew, 0), CivilTime.latest) }

  /// What is left of a wait, in microseconds. If the clock was set back, the wait goes on from
  /// there, no longer than it was.
  mutating func remainingWait(_ now: Int64) -> Int64 {
    if wakeAt &- now > wait { wakeAt = now &+ wait }
    wait = max(wakeAt &- now, 0)
    return wait
  }

  mutating func succeeded() {
    lastReason = nil
    quota.giveBack(retryCost)
  }

  /// What to make of an answer that is an error. Only a signature of ours can be made anew.
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

  /// What to make of no answer. One event that many requests share takes of the quota once.
  mutating func judgeNoAnswer(retryable: Bool, isShared: Bool, now: Int64) -> Verdict {
    lastReason = retryable ? .transient : nil
    return retryable ? retry(.transient, now, retryAfter: nil, isFree: isShared) : .final
  }

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
