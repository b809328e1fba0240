// Converts between microseconds since 1970 and the proleptic Gregorian calendar, UTC, years 1 to
// 9999, and writes times as requests and JSON need them.

/// A date and a time of day. Its fields are always within their ranges.
struct CivilTime {
  static let microsecondsPerDay: Int64 = 86_400_000_000
  /// 0001-01-01T00:00:00Z and the last microsecond of the year 9999.
  static let earliest: Int64 = -62_135_596_800_000_000
  static let latest: Int64 = 253_402_300_799_999_999

  var year: Int64 = 1970
  var month: Int64 = 1
  var day: Int64 = 1
  var hour: Int64 = 0
  var minute: Int64 = 0
  var second: Int64 = 0
  var microsecond: Int64 = 0

  init() {}

  /// The calendar time of an instant between `earliest` and `latest`.
  @_optimize(speed)
  init(microseconds: Int64) {
    var days = microseconds / Self.microsecondsPerDay
    var rest = microseconds % Self.microsecondsPerDay
    if rest < 0 {
      days &-= 1
      rest &+= Self.microsecondsPerDay
    }
    microsecond = rest % 1_000_000
    second = rest / 1_000_000 % 60
    minute = rest / 60_000_000 % 60
    hour = rest / 3_600_000_000
    // Years begin in March, so that the leap day is the last of its year. Eras have 400 years and
    // begin with 0000-03-01, 719,468 days before 1970.
    let shifted = days &+ 719_468
    let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
    let dayOfEra = shifted &- era &* 146_097
    let yearOfEra =
      (dayOfEra &- dayOfEra / 1_460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    let marchMonth = (5 &* dayOfYear &+ 2) / 153
    day = dayOfYear &- (153 &* marchMonth &+ 2) / 5 &+ 1
    month = marchMonth < 10 ? marchMonth &+ 3 : marchMonth &- 9
    year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
  }

  /// Microseconds since 1970; nil if the calendar has no such day.
  var microseconds: Int64? {
    guard (1...9999).contains(year), (1...12).contains(month), (0...23).contains(hour),
      (0...59).contains(minute), (0...59).contains(second), (0...999_999).contains(microsecond),
      day >= 1, day <= Self.days(in: month, of: year)
    else { return nil }
    let marchYear = month <= 2 ? year &- 1 : year
    let era = marchYear / 400
    let yearOfEra = marchYear &- era &* 400
    let marchMonth = month > 2 ? month &- 3 : month &+ 9
    let dayOfYear = (153 &* marchMonth &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    let days = era &* 146_097 &+ dayOfEra &- 719_468
    let seconds = ((days &* 24 &+ hour) &* 60 &+ minute) &* 60 &+ second
    return seconds &* 1_000_000 &+ microsecond
  }

  static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: return 30
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: return 31
    }
  }
}

/// Writes the characters of a time to a place that has room for them.
private struct TimeWriter {
  private let target: UnsafeMutablePointer<UInt8>
  private(set) var count = 0

  init(_ target: UnsafeMutablePointer<UInt8>) { self.target = target }

  @inline(__always)
  mutating func put(_ character: UInt8) {
    target[count] = character
    count &+= 1
  }

  @inline(__always)
  mutating func put(digits value: Int64) {
    let value = UInt32(truncatingIfNeeded: value)
    put(.digitZero &+ UInt8(truncatingIfNeeded: value / 10))
    put(.digitZero &+ UInt8(truncatingIfNeeded: value % 10))
  }
}

extension ByteBuffer {
  /// Appends `20261123T100000Z`. Its first eight characters are the day of a SigV4 scope.
  mutating func appendBasicTime(_ time: CivilTime) {
    guard reserve(16), let tail else { return }
    var text = TimeWriter(tail)
    text.put(digits: time.year / 100)
    text.put(digits: time.year % 100)
    text.put(digits: time.month)
    text.put(digits: time.day)
    text.put(UInt8(ascii: "T"))
    text.put(digits: time.hour)
    text.put(digits: time.minute)
    text.put(digits: time.second)
    text.put(UInt8(ascii: "Z"))
    commit(text.count)
  }

  /// Appends `2026-11-23T10:00:00.123Z`, with 0, 3 or 6 fractional digits, as many as it needs.
  @_optimize(speed)
  package mutating func appendISO8601(microseconds: Int64) {
    let time = CivilTime(microseconds: microseconds)
    guard hasRoom(27) || reserve(27), let tail else { return }
    var text = TimeWriter(tail)
    text.put(digits: time.year / 100)
    text.put(digits: time.year % 100)
    text.put(.hyphen)
    text.put(digits: time.month)
    text.put(.hyphen)
    text.put(digits: time.day)
    text.put(UInt8(ascii: "T"))
    text.put(digits: time.hour)
    text.put(.colon)
    text.put(digits: time.minute)
    text.put(.colon)
    text.put(digits: time.second)
    if time.microsecond != 0 {
      let (milliseconds, rest) = time.microsecond.quotientAndRemainder(dividingBy: 1000)
      text.put(.dot)
      text.put(digits: milliseconds / 10)
      text.put(.digitZero &+ UInt8(truncatingIfNeeded: milliseconds % 10))
      if rest != 0 {
        text.put(.digitZero &+ UInt8(truncatingIfNeeded: rest / 100))
        text.put(digits: rest % 100)
      }
    }
    text.put(UInt8(ascii: "Z"))
    commit(text.count)
  }

  /// Appends exact seconds as a JSON number without trailing zeros, such as `1795428000.123`.
  mutating func appendEpochSeconds(microseconds: Int64) {
    if microseconds < 0 { append(.hyphen) }
    let magnitude = microseconds.magnitude
    appendDecimal(magnitude / 1_000_000)
    var fraction = magnitude % 1_000_000
    if fraction == 0 { return }
    var digits = 6
    while fraction % 10 == 0 {
      fraction /= 10
      digits &-= 1
    }
    append(.dot)
    appendDecimal(fraction, width: digits)
  }
}
