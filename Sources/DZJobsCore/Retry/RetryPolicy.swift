// When to try again, how long to wait before, and what it costs: the SDKs' standard retry mode as
// of November 2026 (botocore 1.44.0), as functions of the answer. No clock, no dice.

/// Why an answer is worth another attempt.
public enum RetryReason: Sendable {
  case transient
  case throttling
}

enum RetryPolicy {
  static let defaultAttempts: Int32 = 3
  /// Longest backoff before jitter.
  private static let maxBackoff: Int64 = 20_000_000
  /// `x-amz-retry-after` lengthens a wait by this at most.
  private static let maxExtension: Int64 = 5_000_000
  /// The codes of throttling, in whichever service.
  private static let throttling: StaticCString = """
    Throttling ThrottlingException ThrottledException RequestThrottledException \
    TooManyRequestsException ProvisionedThroughputExceededException \
    TransactionInProgressException RequestLimitExceeded BandwidthLimitExceeded \
    LimitExceededException RequestThrottled SlowDown PriorRequestNotComplete EC2ThrottledException
    """

  /// The reason to retry an answer that is an error, nil if another attempt cannot help.
  static func reason(_ service: Service, status: Int, code: Bytes) -> RetryReason? {
    if code.index(in: throttling) != nil { return .throttling }
    if code.index(in: service.transient) != nil { return .transient }
    // The model decides about the errors that it has.
    if status == 429, code.index(in: service.modelled) == nil { return .throttling }
    if code.index(in: "RequestTimeout RequestTimeoutException") != nil { return .transient }
    return status == 500 || (502...504).contains(status) ? .transient : nil
  }

  /// Microseconds to wait after attempt number `attempt`: full jitter under a doubling limit, at
  /// least what the service asked for, within bounds. `random` is uniform over all its bits.
  static func delay(
    _ reason: RetryReason, attempt: Int32, random: UInt64, retryAfter: Int64?
  ) -> Int64 {
    let base: Int64 = reason == .throttling ? 1_000_000 : 50_000
    let doublings = Int64(min(max(attempt &- 1, 0), 20))
    let limit = min(base << doublings, maxBackoff)
    let jittered = Int64(random.multipliedFullWidth(by: UInt64(limit)).high)
    guard let retryAfter else { return jittered }
    return max(jittered, min(retryAfter, jittered &+ maxExtension))
  }

  /// The value of `x-amz-retry-after`, milliseconds, as microseconds; nil if it is no number.
  static func retryAfter(_ value: Bytes?) -> Int64? {
    guard let value, !value.isEmpty else { return nil }
    var milliseconds: Int64 = 0
    for index in 0..<value.count {
      guard ASCII.isDigit(value[index]) else { return nil }
      milliseconds = min(milliseconds &* 10 &+ Int64(value[index] &- .digitZero), 1_000_000_000_000)
    }
    return milliseconds &* 1000
  }
}
