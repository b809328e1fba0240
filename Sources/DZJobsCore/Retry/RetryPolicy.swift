// When to try again, how long to wait before, and what it costs: the SDKs' standard retry mode as
// of November 2026 (botocore 1.44.0), as functions of the answer. No clock, no dice.

/// Why an answer is worth another attempt.
enum RetryReason {
  case transient
  case throttling
}

enum RetryPolicy {
  static let defaultAttempts: Int32 = 3
  /// Longest backoff before jitter.
  private static let maxBackoff: Int64 = 20_000_000
  /// `x-amz-retry-after` lengthens a wait by this at most.
  private static let maxExtension: Int64 = 5_000_000

  /// The reason to retry an answer that is an error, nil if another attempt cannot help.
  static func reason(status: Int, code: Bytes) -> RetryReason? {
    if isThrottling(code) { return .throttling }
    // Modelled for ListJobRuns, with `retryable: {throttling: false}`.
    if code == "InternalServerException" { return .transient }
    if status == 429, !isModelled(code) { return .throttling }
    if code == "RequestTimeout" || code == "RequestTimeoutException" { return .transient }
    // Of STS: it could not ask the identity provider. Its model says retryable, its status is 400.
    if code == "IDPCommunicationError" { return .transient }
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
      milliseconds = min(milliseconds &* 10 &+ Int64(value[index] &- 0x30), 1_000_000_000_000)
    }
    return milliseconds &* 1000
  }

  private static func isModelled(_ code: Bytes) -> Bool {
    code == "InternalServerException" || code == "ResourceNotFoundException"
      || code == "AccessDeniedException" || code == "ThrottlingException"
      || code == "ValidationException" || code == "UnauthorizedException"
  }

  private static func isThrottling(_ code: Bytes) -> Bool {
    code == "Throttling" || code == "ThrottlingException" || code == "ThrottledException"
      || code == "RequestThrottledException" || code == "TooManyRequestsException"
      || code == "ProvisionedThroughputExceededException"
      || code == "TransactionInProgressException" || code == "RequestLimitExceeded"
      || code == "BandwidthLimitExceeded" || code == "LimitExceededException"
      || code == "RequestThrottled" || code == "SlowDown" || code == "PriorRequestNotComplete"
      || code == "EC2ThrottledException"
  }
}
