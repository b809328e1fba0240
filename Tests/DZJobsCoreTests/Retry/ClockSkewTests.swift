// When an error blames the clock, and by how much the time of the next signature moves.

import Testing

@testable import DZJobsCore

struct ClockSkewTests {
  /// 2026-11-23T10:00:00Z, which is also the responses' Date.
  private static let ten: Int64 = 1_795_428_000_000_000
  private static let date = "Mon, 23 Nov 2026 10:00:00 GMT"
  private static let minute: Int64 = 60_000_000

  private func correction(
    _ code: String, date: String? = Self.date, now: Int64, current: Int64 = 0
  ) -> Int64? {
    withBytes(code) { code in
      withBytes(ifAny: date) { date in
        ClockSkew.correction(code: code, date: date, now: now, current: current)
      }
    }
  }

  @Test(
    "a code that blames the clock is believed, however near the clock is",
    arguments: ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"])
  func certain(code: String) {
    #expect(correction(code, now: Self.ten - 1) == 1)
    #expect(correction(code, now: Self.ten + 60 * Self.minute) == -60 * Self.minute)
    #expect(correction(code, now: Self.ten) == 0)
  }

  @Test(
    "a signature that does not match is the clock's fault from 4 minutes on",
    arguments: ["InvalidSignatureException", "SignatureDoesNotMatch"])
  func possible(code: String) {
    let edge = 4 * Self.minute
    #expect(correction(code, now: Self.ten - edge) == edge)
    #expect(correction(code, now: Self.ten + edge) == -edge)
    #expect(correction(code, now: Self.ten - edge + 1) == nil)
    #expect(correction(code, now: Self.ten + edge - 1) == nil)
  }

  @Test("only a difference that the last correction does not explain counts")
  func unexplained() {
    let hour = 60 * Self.minute
    let code = "SignatureDoesNotMatch"
    #expect(correction(code, now: Self.ten - hour, current: hour) == nil)
    #expect(correction(code, now: Self.ten, current: hour) == 0)
  }

  @Test(
    "other codes say nothing about the clock",
    arguments: ["ExpiredTokenException", "AccessDeniedException", "requestexpired", "", "403"])
  func others(code: String) {
    #expect(correction(code, now: 0) == nil)
  }

  @Test(
    "without a date of HTTP there is no time to go by",
    arguments: [nil, "", "yesterday", "2026-11-23T10:00:00Z", "1795428000"])
  func noDate(date: String?) {
    #expect(correction("RequestExpired", date: date, now: 0) == nil)
  }

  @Test("the farthest dates do not overflow")
  func farthest() {
    let first = "Mon, 01 Jan 0001 00:00:00 GMT"
    let last = "Fri, 31 Dec 9999 23:59:59 GMT"
    let code = "InvalidSignatureException"
    #expect(
      correction(code, date: first, now: CivilTime.latest, current: CivilTime.latest)
        == CivilTime.earliest - CivilTime.latest)
    #expect(correction(code, date: last, now: 0) == CivilTime.latest - 999_999)
  }
}
