// When to retry, how long to back off and the cost, as tables.

import Testing

@testable import DZJobsCore

struct RetryPolicyTests {
  @Test(
    "status and code decide together",
    arguments: [
      (500, "", .transient), (500, "500", .transient), (500, "Whatever", .transient),
      (502, "", .transient), (503, "", .transient), (504, "", .transient),
      (501, "", nil), (505, "", nil), (509, "", nil), (408, "", nil), (302, "302", nil),
      (400, "InternalServerException", .transient), (400, "RequestTimeout", .transient),
      (400, "RequestTimeoutException", .transient), (429, "429", .throttling),
      (429, "ConflictException", .throttling), (429, "", .throttling),
      (429, "ValidationException", nil), (429, "AccessDeniedException", nil),
      (429, "ResourceNotFoundException", nil), (429, "UnauthorizedException", nil),
      (400, "IDPCommunicationError", nil),
      (429, "InternalServerException", .transient), (429, "ThrottlingException", .throttling),
      (400, "ValidationException", nil), (403, "ExpiredTokenException", nil),
      (403, "RequestTimeTooSkewed", nil), (500, "ValidationException", .transient),
      (400, "throttlingexception", nil), (400, "ThrottlingException ", nil),
    ] as [(Int, String, RetryReason?)])
  func reasons(status: Int, code: String, reason: RetryReason?) {
    #expect(withBytes(code) { RetryPolicy.reason(.dataZone, status: status, code: $0) } == reason)
  }

  @Test(
    "a code is retried for the service that models it",
    arguments: [
      (400, "IDPCommunicationError", .transient), (400, "InternalServerException", nil),
      (429, "AccessDeniedException", .throttling), (429, "429", .throttling),
      (500, "InternalServerException", .transient), (403, "AccessDenied", nil), (400, "", nil),
    ] as [(Int, String, RetryReason?)])
  func reasonsOfSTS(status: Int, code: String, reason: RetryReason?) {
    #expect(withBytes(code) { RetryPolicy.reason(.sts, status: status, code: $0) } == reason)
  }

  @Test(
    "every throttling code is one at any status",
    arguments: [
      "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
      "TooManyRequestsException", "ProvisionedThroughputExceededException",
      "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
      "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
      "EC2ThrottledException",
    ])
  func throttling(code: String) {
    for status in [400, 403, 429, 500, 503] {
      for service in [Service.dataZone, .sts, .sso, .ssoOIDC] {
        #expect(
          withBytes(code) { RetryPolicy.reason(service, status: status, code: $0) } == .throttling)
      }
    }
  }

  @Test(
    "waits double up to 20 seconds, before jitter over all of them",
    arguments: [
      (.transient, 1, 50_000), (.transient, 2, 100_000), (.transient, 3, 200_000),
      (.transient, 9, 12_800_000), (.transient, 10, 20_000_000), (.transient, 64, 20_000_000),
      (.transient, Int32.max, 20_000_000), (.throttling, 1, 1_000_000),
      (.throttling, 2, 2_000_000), (.throttling, 5, 16_000_000), (.throttling, 6, 20_000_000),
      (.throttling, 0, 1_000_000),
    ] as [(RetryReason, Int32, Int64)])
  func delays(reason: RetryReason, attempt: Int32, limit: Int64) {
    func delay(_ random: UInt64) -> Int64 {
      RetryPolicy.delay(reason, attempt: attempt, random: random, retryAfter: nil)
    }
    #expect(delay(0) == 0)
    #expect(delay(.max) == limit - 1)
    #expect(delay(1 << 63) == limit / 2)
  }

  @Test(
    "the service's wish lengthens a wait by 5 seconds at most and never shortens it",
    arguments: [
      (0, 0, 0), (0, 3_000_000, 3_000_000), (0, 5_000_000, 5_000_000), (0, 5_000_001, 5_000_000),
      (0, Int64.max, 5_000_000), (.max, 0, 999_999), (.max, 999_999, 999_999),
      (.max, 1_000_000, 1_000_000), (.max, 9_000_000, 5_999_999),
    ] as [(UInt64, Int64, Int64)])
  func retryAfter(random: UInt64, wish: Int64, expected: Int64) {
    #expect(
      RetryPolicy.delay(.throttling, attempt: 1, random: random, retryAfter: wish) == expected)
  }

  @Test(
    "x-amz-retry-after is whole milliseconds or nothing",
    arguments: [
      (nil, nil), ("", nil), ("0", 0), ("1500", 1_500_000), ("007", 7_000), ("-1", nil),
      ("+1", nil), ("1.5", nil), ("1 ", nil), ("1e3", nil), ("0x1", nil), ("NaN", nil),
      ("99999999999999999999999999999999", 1_000_000_000_000_000),
    ] as [(String?, Int64?)])
  func retryAfterValue(value: String?, microseconds: Int64?) {
    #expect(withBytes(ifAny: value) { RetryPolicy.retryAfter($0) } == microseconds)
  }

  @Test("the quota pays for 35 transient retries, or 100 throttled ones")
  func quota() {
    for (reason, count) in [(RetryReason.transient, 35), (.throttling, 100)] {
      let quota = RetryQuota(capacity: 500)
      var taken = 0
      while quota.take(RetryQuota.cost(of: reason)) { taken += 1 }
      #expect(taken == count)
    }
  }

  @Test("a refused retry costs nothing; a success returns its cost or 1, up to the capacity")
  func refunds() {
    let quota = RetryQuota(capacity: 20)
    let taken = [quota.take(14), quota.take(14)]
    #expect(taken == [true, false])
    #expect(quota.available == 6)
    quota.giveBack(nil)
    #expect(quota.available == 7)
    quota.giveBack(14)
    quota.giveBack(nil)
    #expect(quota.available == 20)
  }

  @Test("a quota of 0 allows no retry, the largest does not overflow")
  func extremes() {
    let none = RetryQuota(capacity: 0)
    let isTaken = none.take(5)
    #expect(!isTaken)
    none.giveBack(nil)
    #expect(none.available == 0)
    let all = RetryQuota(capacity: .max)
    all.giveBack(14)
    #expect(all.available == .max)
  }
}
