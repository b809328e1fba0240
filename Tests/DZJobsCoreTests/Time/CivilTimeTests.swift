// The calendar in both directions, and the notations of times in requests and JSON.

import Testing

@testable import DZJobsCore

struct CivilTimeTests {
  @Test(
    "known days are where the calendar has them",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (1_795_428_000_123_000, "2026-11-23T10:00:00.123Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00Z"),
      (-2_203_891_200_000_001, "1900-02-28T23:59:59.999999Z"),
      (4_107_542_400_000_000, "2100-03-01T00:00:00Z"),
      (CivilTime.earliest, "0001-01-01T00:00:00Z"),
      (CivilTime.latest, "9999-12-31T23:59:59.999999Z"),
      (1_000_001, "1970-01-01T00:00:01.000001Z"), (999_000, "1970-01-01T00:00:00.999Z"),
      (100_000, "1970-01-01T00:00:00.100Z"), (10, "1970-01-01T00:00:00.000010Z"),
    ] as [(Int64, String)])
  func iso8601(microseconds: Int64, text: String) {
    #expect(written { $0.appendISO8601(microseconds: microseconds) } == text)
    #expect(withBytes(text) { Timestamp.iso8601($0) } == microseconds)
  }

  @Test("every day of the years 1 to 9999 converts back")
  func everyDay() {
    var microseconds = CivilTime.earliest
    var expected = CivilTime()
    expected.year = 1
    var wrong = 0
    while microseconds < CivilTime.latest {
      let time = CivilTime(microseconds: microseconds)
      if time.microseconds != microseconds || time.year != expected.year
        || time.month != expected.month || time.day != expected.day
      {
        wrong += 1
      }
      microseconds += CivilTime.microsecondsPerDay
      expected.day += 1
      if expected.day > CivilTime.days(in: expected.month, of: expected.year) {
        expected.day = 1
        expected.month = expected.month % 12 + 1
        if expected.month == 1 { expected.year += 1 }
      }
    }
    #expect(wrong == 0)
    #expect(expected.year == 10_000)
  }

  @Test(
    "days the calendar does not have are none",
    arguments: [
      (2026, 2, 29), (1900, 2, 29), (2024, 2, 30), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1),
      (2026, 1, 0), (2026, 1, 32), (0, 1, 1), (10_000, 1, 1), (-1, 1, 1),
    ] as [(Int64, Int64, Int64)])
  func noSuchDay(year: Int64, month: Int64, day: Int64) {
    var time = CivilTime()
    (time.year, time.month, time.day) = (year, month, day)
    #expect(time.microseconds == nil)
  }

  @Test(
    "times of day outside a day are none",
    arguments: [(24, 0, 0, 0), (0, 60, 0, 0), (0, 0, 60, 0), (0, 0, 0, 1_000_000), (-1, 0, 0, 0)]
      as [(Int64, Int64, Int64, Int64)])
  func noSuchTime(hour: Int64, minute: Int64, second: Int64, microsecond: Int64) {
    var time = CivilTime()
    (time.hour, time.minute, time.second, time.microsecond) = (hour, minute, second, microsecond)
    #expect(time.microseconds == nil)
  }

  @Test("a request's time is in the basic form, its fraction left out")
  func basic() {
    let time = CivilTime(microseconds: 1_440_938_160_999_999)
    #expect(written { $0.appendBasicTime(time) } == "20150830T123600Z")
    let first = CivilTime(microseconds: CivilTime.earliest)
    #expect(written { $0.appendBasicTime(first) } == "00010101T000000Z")
  }

  @Test(
    "epoch seconds are exact, without zeros at the end",
    arguments: [
      (0, "0"), (1_795_428_000_123_000, "1795428000.123"), (1, "0.000001"), (-1, "-0.000001"),
      (-1_500_000, "-1.5"), (10_000_000, "10"), (120_000, "0.12"),
      (CivilTime.earliest, "-62135596800"), (CivilTime.latest, "253402300799.999999"),
    ] as [(Int64, String)])
  func epoch(microseconds: Int64, text: String) {
    #expect(written { $0.appendEpochSeconds(microseconds: microseconds) } == text)
    #expect(withBytes(text) { EpochSeconds.microseconds($0) } == microseconds)
  }
}
