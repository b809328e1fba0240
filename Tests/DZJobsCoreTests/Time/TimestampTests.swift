// The notations of times that services and proxies send, and texts that only look like times.

import Testing

@testable import DZJobsCore

struct TimestampTests {
  /// 2026-11-23T10:00:00Z.
  private static let ten: Int64 = 1_795_428_000_000_000

  private func microseconds(_ text: String) -> Int64? {
    withBytes(text) { Timestamp.microseconds($0) }
  }

  @Test(
    "ISO 8601 is read in its basic and extended form, with any zone",
    arguments: [
      "2026-11-23T10:00:00Z", "2026-11-23t10:00:00z", "2026-11-23 10:00:00Z",
      "20261123T100000Z", "2026-11-23T10:00Z", "20261123T1000Z", "2026-11-23T10:00:00.000Z",
      "2026-11-23T10:00:00,0Z", "2026-11-23T12:30:00+02:30", "2026-11-23T12:00:00+02",
      "2026-11-23T05:00:00-0500", "2026-11-24T00:00:00+14:00", "2026-11-23T10:00:00-00:00",
      "2026-11-23T10:00:00GMT", "2026-11-23T10:00:00utc", "20261123T12:00+0200",
      "2026-11-23T10:00:00 Z", "2026-11-23 10:00:00 UTC", "2026-11-23 12:00:00 +0200",
    ])
  func iso8601(text: String) {
    #expect(microseconds(text) == Self.ten)
  }

  @Test(
    "digits past the microsecond are cut, missing ones are 0",
    arguments: [
      ("1", 100_000), ("123", 123_000), ("000001", 1), ("1234569", 123_456),
      ("9999999999", 999_999),
    ] as [(String, Int64)])
  func fractions(digits: String, expected: Int64) {
    #expect(microseconds("2026-11-23T10:00:00." + digits + "Z") == Self.ten + expected)
    #expect(microseconds("Mon, 23 Nov 2026 10:00:00.\(digits) GMT") == Self.ten + expected)
  }

  @Test(
    "RFC 822 dates are read as HTTP writes them, and with an offset",
    arguments: [
      "Mon, 23 Nov 2026 10:00:00 GMT", "23 Nov 2026 10:00:00 GMT",
      "Mon, 23 Nov 2026 10:00 GMT", "Mon, 23 Nov 2026 10:00:00 UTC",
      "Mon, 23 Nov 2026 10:00:00 +0000", "Mon, 23 Nov 2026 05:00:00 -0500",
    ])
  func rfc822(text: String) {
    #expect(microseconds(text) == Self.ten)
    #expect(withBytes(text) { Timestamp.rfc822($0) } == Self.ten)
  }

  @Test("an RFC 822 day may have one digit, all twelve months are known")
  func months() {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    for (index, name) in names.enumerated() {
      var time = CivilTime()
      (time.year, time.month, time.day) = (2026, Int64(index + 1), 5)
      #expect(microseconds("5 \(name) 2026 00:00:00 GMT") == time.microseconds)
      #expect(microseconds("05 \(name) 2026 00:00:00 GMT") == time.microseconds)
    }
  }

  @Test("a number in a string is epoch seconds, eight digits, too")
  func numbers() {
    #expect(microseconds("1795428000") == Self.ten)
    #expect(microseconds("20231114") == 20_231_114_000_000)
    #expect(microseconds("1.795428e9") == Self.ten)
  }

  @Test(
    "a text that names no point in time is refused",
    arguments: [
      "", "abc", "Z", "2026-11-23", "2026-11-23T10:00:00", "2026-11-23T10:00:00.Z",
      "2026-11-23T10Z", "2026-11-23T10:00:00  Z", " 2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z ",
      "2026-1123T10:00:00Z", "202611-23T10:00:00Z", "2026-11-23T24:00:00Z",
      "2026-11-23T10:60:00Z", "2026-11-23T10:00:60Z", "2026-02-29T10:00:00Z",
      "2026-11-23T10:00:00+24:00", "2026-11-23T10:00:00+02:60", "2026-11-23T10:00:00+2:00",
      "2026-11-23T10:00:00+", "2026-11-23T10:00:00+02:", "2026-11-23T10:00:00EST",
      "2026-11-23T10:00:00ZZ", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01", "+2026-11-23T10:00:00Z", "2026-11-23T10:00:0", "2026-11-23T1",
      "Mon, 23 Nov 2026 10:00:00", "Mon 23 Nov 2026 10:00:00 GMT",
      "Mon,23 Nov 2026 10:00:00 GMT", "Foo, 23 Nov 2026 10:00:00 GMT",
      "Mon, 023 Nov 2026 10:00:00 GMT", "Mon, 23 Nox 2026 10:00:00 GMT",
      "Mon, 31 Nov 2026 10:00:00 GMT", "Mon, 23 Nov 26 10:00:00 GMT",
      "Mon, 23 Nov 2026 10:00:00. GMT", "Mon, 23 Nov 2026 10:00:00 GMTx",
      "Mon, 23 Nov 2026 10:00:00GMT",
      "Monday, 23-Nov-26 10:00:00 GMT", "Mon Nov 23 10:00:00 2026", "NaN", "Infinity",
    ])
  func refused(text: String) {
    #expect(microseconds(text) == nil)
  }

  @Test("no text cut anywhere, or with one byte changed, reads past its end")
  func mutations() {
    for text in ["2026-11-23T10:00:00.123456+02:30", "Mon, 23 Nov 2026 10:00:00 -0500"] {
      for length in 0...text.utf8.count {
        var bytes = Array(text.utf8.prefix(length))
        _ = withBytes(bytes) { Timestamp.microseconds($0) }
        guard length > 0 else { continue }
        for byte: UInt8 in [0, 0x2D, 0x39, 0x5A, 0xFF] {
          bytes[length - 1] = byte
          _ = withBytes(bytes) { Timestamp.microseconds($0) }
        }
      }
    }
  }
}
