// Reads the obsolete forms of a date that HTTP recipients must accept (RFC 9110 section 5.6.7), and
// the output of date(1). It recognizes the parts by their form, in any order.

extension Timestamp {
  /// Converts the value of a Date header to microseconds since 1970. It also accepts
  /// `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994` and a leap second. Times are UTC.
  package static func httpDate(_ text: Bytes) -> Int64? {
    if let time = rfc822(text) { return time }
    var scanner = TextScanner(text)
    var time = CivilTime()
    var leapSecond: Int64 = 0
    (time.year, time.month, time.day, time.hour) = (0, 0, 0, -1)
    while !scanner.isAtEnd {
      if scanner.take(.space) || scanner.take(.comma) || scanner.take(.hyphen) { continue }
      let word = scanner.letters()
      if !word.isEmpty {
        guard takeWord(word, &time) else { return nil }
        continue
      }
      let digits = scanner.digits()
      if digits.isEmpty || digits.count > 4 { return nil }
      let number = digits.decimalValue
      if time.hour < 0, scanner.take(.colon) {
        guard let minute = scanner.number(2), scanner.take(.colon), let second = scanner.number(2)
        else { return nil }
        leapSecond = second == 60 ? 1 : 0
        (time.hour, time.minute, time.second) = (number, minute, second &- leapSecond)
      } else if time.day == 0 {
        time.day = number
      } else if time.year == 0 {
        time.year = digits.count > 2 ? number : number < 70 ? number &+ 2000 : number &+ 1900
      } else {
        return nil
      }
    }
    return time.microseconds.map { $0 &+ leapSecond &* 1_000_000 }
  }

  /// The expiration of credentials, in any notation of `Timestamp` or HTTP.
  package static func expiration(_ text: Bytes) -> Int64? { microseconds(text) ?? httpDate(text) }

  /// Takes a month, UTC, or a day of the week, which is ignored. Returns false for anything else.
  private static func takeWord(_ word: Bytes, _ time: inout CivilTime) -> Bool {
    if let month = index(of: word, in: "JanFebMarAprMayJunJulAugSepOctNovDec") {
      guard time.month == 0 else { return false }
      time.month = month &+ 1
      return true
    }
    return index(of: word.slice(0, 3), in: "SunMonTueWedThuFriSat") != nil
      || word.equalsIgnoringCase("GMT") || word.equalsIgnoringCase("UTC")
  }
}
