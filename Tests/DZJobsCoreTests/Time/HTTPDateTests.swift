// The forms of a date in a Date header and in an Expiration.

import Testing

@testable import DZJobsCore

struct HTTPDateTests {
  /// 2026-11-23T10:00:00Z.
  private static let ten: Int64 = 1_795_428_000_000_000

  private func microseconds(_ text: String) -> Int64? {
    withBytes(text) { Timestamp.httpDate($0) }
  }

  @Test(
    "every form of HTTP is read, and that of date(1)",
    arguments: [
      "Mon, 23 Nov 2026 10:00:00 GMT", "Monday, 23-Nov-26 10:00:00 GMT",
      "Mon Nov 23 10:00:00 2026", "Mon Nov 23 10:00:00 UTC 2026", "23 Nov 2026 10:00:00 +0000",
    ])
  func forms(text: String) {
    #expect(microseconds(text) == Self.ten)
    #expect(withBytes(text) { Timestamp.expiration($0) } == Self.ten)
  }

  @Test("a leap second is the next one, in every form")
  func leapSeconds() {
    let newYear: Int64 = 1_483_228_800_000_000
    #expect(microseconds("Sat, 31 Dec 2016 23:59:60 GMT") == newYear)
    #expect(microseconds("Saturday, 31-Dec-16 23:59:60 GMT") == newYear)
    #expect(microseconds("Sat Dec 31 23:59:60 2016") == newYear)
  }

  @Test("a year of two digits is of this century up to 69; a day may have one digit")
  func years() {
    #expect(microseconds("Sunday, 06-Nov-94 08:49:37 GMT") == 784_111_777_000_000)
    #expect(microseconds("Sun Nov  6 08:49:37 1994") == 784_111_777_000_000)
    #expect(microseconds("Tuesday, 01-Jan-69 00:00:00 GMT") == 3_124_224_000_000_000)
  }

  @Test(
    "a text that is no date is refused",
    arguments: [
      "", "GMT", "Mon", "Mon Nov 23 2026", "10:00:00 2026", "Mon Nov 23 10:00 2026",
      "Mon Nov 23 10:00:61 2026", "Mon Nov 31 10:00:00 2026", "Mon Nov 23 24:00:00 2026",
      "Mon Nov Nov 23 10:00:00 2026", "Mon Nov 23 10:00:00 2026 5", "Mon Nov 23 10:00:00 2026 EST",
      "Mon Nov 23 10:00:00 20261", "Mon, 23 Nov 2026 10:00:00 +1", "Mon Nov 23 10:00:00: 2026",
      "Monday, 23-November-26 10:00:00 GMT", "2026-11-23", "\u{e9} 23 Nov 10:00:00 2026",
    ])
  func refused(text: String) {
    #expect(microseconds(text) == nil)
  }
}
