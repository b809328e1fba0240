// Reads timestamps in the notations that botocore reads: those of services, of emulators and of
// HTTP's Date header. A text without a time zone is not a timestamp.

package enum Timestamp {
  /// Converts epoch seconds, ISO 8601 or an RFC 822 date to microseconds since 1970; nil for
  /// anything else. Digits past the microsecond are cut in dates, as in botocore, and rounded in
  /// numbers.
  @inline(never)
  package static func microseconds(_ text: Bytes) -> Int64? {
    EpochSeconds.microseconds(text) ?? iso8601(text) ?? rfc822(text)
  }

  /// Reads `2026-11-23T10:00:00.123Z` in the basic or extended format, with `T`, `t` or a space in
  /// the middle and `Z` or an offset at the end (ISO 8601, RFC 3339 section 5.6).
  static func iso8601(_ text: Bytes) -> Int64? {
    var scanner = TextScanner(text)
    var time = CivilTime()
    guard let year = scanner.number(4) else { return nil }
    let extended = scanner.take(.hyphen)
    guard let month = scanner.number(2), scanner.take(.hyphen) == extended,
      let day = scanner.number(2),
      scanner.take(UInt8(ascii: "T")) || scanner.take(UInt8(ascii: "t")) || scanner.take(.space),
      let hour = scanner.number(2)
    else { return nil }
    let colons = scanner.take(.colon)
    guard let minute = scanner.number(2) else { return nil }
    (time.year, time.month, time.day, time.hour, time.minute) = (year, month, day, hour, minute)
    if colons ? scanner.take(.colon) : ASCII.isDigit(scanner.rest[0]) {
      guard let second = scanner.number(2) else { return nil }
      time.second = second
      if scanner.take(.dot) || scanner.take(.comma) {
        guard let fraction = fraction(&scanner) else { return nil }
        time.microsecond = fraction
      }
    }
    _ = scanner.take(.space)
    return instant(time, zone: &scanner)
  }

  /// Reads `Mon, 23 Nov 2026 10:00:00 GMT`, the form of HTTP's dates (RFC 9110 section 5.6.7). The
  /// day of the week and the seconds are optional, the seconds may have a fraction, and the zone
  /// may be an offset.
  static func rfc822(_ text: Bytes) -> Int64? {
    var scanner = TextScanner(text)
    let weekday = scanner.letters()
    if !weekday.isEmpty {
      guard index(of: weekday, in: "SunMonTueWedThuFriSat") != nil, scanner.take(.comma),
        scanner.take(.space)
      else { return nil }
    }
    var time = CivilTime()
    let day = scanner.digits()
    guard day.count == 1 || day.count == 2, scanner.take(.space),
      let month = index(of: scanner.letters(), in: "JanFebMarAprMayJunJulAugSepOctNovDec"),
      scanner.take(.space), let year = scanner.number(4), scanner.take(.space),
      let hour = scanner.number(2), scanner.take(.colon), let minute = scanner.number(2)
    else { return nil }
    for index in 0..<day.count {
      time.day = (index == 0 ? 0 : time.day &* 10) &+ Int64(day[index] &- .digitZero)
    }
    (time.year, time.month, time.hour, time.minute) = (year, month &+ 1, hour, minute)
    if scanner.take(.colon) {
      guard let second = scanner.number(2) else { return nil }
      time.second = second
      if scanner.take(.dot) {
        guard let fraction = fraction(&scanner) else { return nil }
        time.microsecond = fraction
      }
    }
    guard scanner.take(.space) else { return nil }
    return instant(time, zone: &scanner)
  }

  /// Takes a fraction and returns its first six digits as microseconds.
  private static func fraction(_ scanner: inout TextScanner) -> Int64? {
    let digits = scanner.digits()
    if digits.isEmpty { return nil }
    var value: Int64 = 0
    for index in 0..<6 {
      value = value &* 10 &+ (index < digits.count ? Int64(digits[index] &- .digitZero) : 0)
    }
    return value
  }

  /// The instant of a local time whose zone ends the text.
  private static func instant(_ time: CivilTime, zone scanner: inout TextScanner) -> Int64? {
    guard let local = time.microseconds else { return nil }
    var offset: Int64 = 0
    let west = scanner.take(.hyphen)
    if west || scanner.take(.plus) {
      guard let hours = scanner.number(2), hours < 24 else { return nil }
      let colon = scanner.take(.colon)
      var minutes: Int64 = 0
      if colon || !scanner.isAtEnd {
        guard let number = scanner.number(2), number < 60 else { return nil }
        minutes = number
      }
      offset = (hours &* 60 &+ minutes) &* 60_000_000
    } else {
      let name = scanner.letters()
      guard
        name.equalsIgnoringCase("Z") || name.equalsIgnoringCase("GMT")
          || name.equalsIgnoringCase("UTC") || name.equalsIgnoringCase("UT")
      else { return nil }
    }
    guard scanner.isAtEnd else { return nil }
    let instant = west ? local &+ offset : local &- offset
    return instant >= CivilTime.earliest && instant <= CivilTime.latest ? instant : nil
  }

  /// The index of a three-letter name in a text of such names.
  @inline(never)
  static func index(of name: Bytes, in names: StaticString) -> Int64? {
    guard name.count == 3 else { return nil }
    let row = Bytes(names)
    var at = 0
    while at < row.count {
      if name == row.slice(at, at &+ 3) { return Int64(at / 3) }
      at &+= 3
    }
    return nil
  }
}
