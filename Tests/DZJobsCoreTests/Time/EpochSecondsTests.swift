// Epoch seconds in JSON's notation of numbers, exact to the microsecond and within the calendar,
// for numbers of any length.

import Testing

@testable import DZJobsCore

struct EpochSecondsTests {
  private func microseconds(_ text: String) -> Int64? {
    withBytes(text) { EpochSeconds.microseconds($0) }
  }

  @Test(
    "numbers in any notation are their microseconds",
    arguments: [
      ("0", 0), ("-0", 0), ("-0.0e5", 0), ("1", 1_000_000), ("-1.5", -1_500_000),
      ("1700000000.123456", 1_700_000_000_123_456), ("1.7e9", 1_700_000_000_000_000),
      ("1.7E+9", 1_700_000_000_000_000), ("17000000000e-1", 1_700_000_000_000_000),
      ("0.000001", 1), ("1e-6", 1), ("1e-7", 0), ("0.0000000000001e13", 1_000_000),
      ("0e999999999999999999999", 0), ("1e-999999999999999999999", 0),
      ("253402300799.999999", CivilTime.latest), ("-62135596800", CivilTime.earliest),
      ("-62135596800.0000005", CivilTime.earliest),
    ] as [(String, Int64)])
  func values(text: String, expected: Int64) {
    #expect(microseconds(text) == expected)
  }

  @Test(
    "a half goes to the even neighbour, more than half away from zero",
    arguments: [
      ("0.0000005", 0), ("0.0000015", 2), ("0.0000025", 2), ("0.00000050", 0),
      ("0.00000051", 1), ("0.0000005000000000000000001", 1), ("0.0000004999", 0),
      ("-0.0000015", -2), ("-0.0000025", -2), ("0.9999995", 1_000_000), ("0.00000005", 0),
      ("5e-7", 0), ("15e-7", 2), ("6e-7", 1), ("1700000000.123456789", 1_700_000_000_123_457),
    ] as [(String, Int64)])
  func rounding(text: String, expected: Int64) {
    #expect(microseconds(text) == expected)
  }

  @Test(
    "what is outside the years 1 to 9999 is no time",
    arguments: [
      "253402300800", "253402300799.9999995", "-62135596801", "-62135596800.0000006",
      "1e20", "1e400", "1e99999999999999999999", "1700000000000", "9223372036854775807",
      "18446744073709551616", "99999999999999999999999999",
    ])
  func outside(text: String) {
    #expect(microseconds(text) == nil)
  }

  @Test(
    "what is not in JSON's grammar is no number",
    arguments: [
      "", "-", "+1", "01", "00", "1.", ".5", "1e", "1e+", "1e-", "e5", "1.e5", " 1", "1 ",
      "0x10", "1_000", "NaN", "Infinity", "-Infinity", "1-", "--1", "1.5.5", "1\0", "\u{0661}",
    ])
  func noNumber(text: String) {
    #expect(microseconds(text) == nil)
  }

  @Test("a million digits take linear time, and an exponent can undo them")
  func manyDigits() {
    let zeros = String(repeating: "0", count: 1_000_000)
    #expect(microseconds("1" + zeros) == nil)
    #expect(microseconds("1" + zeros + "e-1000000") == 1_000_000)
    #expect(microseconds("0." + zeros + "1e1000001") == 1_000_000)
    #expect(microseconds("1." + zeros) == 1_000_000)
    #expect(microseconds("0.0000015" + zeros + "1") == 2)
  }
}
