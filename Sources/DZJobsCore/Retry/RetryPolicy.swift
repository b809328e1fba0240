// Decides whether to retry, how long to back off, and the cost in quota: the SDKs' standard retry
// mode of November 2026 (botocore 1.44.0). Pure functions of the response: no clock, no random
// state.

/// The reason to retry after a response.
public enum RetryReason: Sendable {
  case transient
  case throttling
}

enum RetryPolicy {
  static let defaultAttempts: Int32 = 3
  /// The longest back-off before jitter, in microseconds.
  private static let maxBackoff: Int64 = 20_000_000
  /// `x-amz-retry-after` lengthens a back-off by at most these microseconds.
  private static let maxExtension: Int64 = 5_000_000
  /// The codes of throttling errors in all services.
  private static let throttling: StaticCString = """
    Throttling ThrottlingException ThrottledException RequestThrottledException \
    TooManyRequestsException ProvisionedThroughputExceededException \
    TransactionInProgressException RequestLimitExceeded BandwidthLimitExceeded \
    LimitExceededException RequestThrottled SlowDown PriorRequestNotComplete EC2ThrottledException
    """

  /// The reason to retry an error response; nil if a retry cannot help.
  static func reason(_ service: Service, status: Int, code: Bytes) -> RetryReason? {
    if code.index(in: throttling) != nil { return .throttling }
    if code.index(in: service.transient) != nil { return .transient }
    // botocore's model decides about the codes that it lists.
    if status == 429, code.index(in: service.modelled) == nil { return .throttling }
    if code.index(in: "RequestTimeout RequestTimeoutException") != nil { return .transient }
    return status == 500 || (502...504).contains(status) ? .transient : nil
  }

  /// The back-off after attempt number `attempt`, in microseconds: full jitter under a limit that
  /// doubles, and at least `retryAfter`, within bounds. `random` is uniform over all its bits.
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

  /// Converts `x-amz-retry-after` from milliseconds to microseconds; nil if it is not a number.
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
