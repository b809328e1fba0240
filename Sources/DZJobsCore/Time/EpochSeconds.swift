// Reads seconds since 1970 from decimal text, exact to the microsecond. A double holds today's
// times only to a quarter of a microsecond, and rounds digits that the service sent.

enum EpochSeconds {
  /// Years 1 to 9999 have at most 18 digits of microseconds.
  private static let maxDigits = 18

  /// Converts a number in JSON's grammar (RFC 8259 section 6) to microseconds, rounded half to
  /// even. Nil if `text` is not such a number or is outside the years 1 to 9999.
  static func microseconds(_ text: Bytes) -> Int64? {
    var scanner = TextScanner(text)
    let negative = scanner.take(.hyphen)
    let whole = scanner.digits()
    guard whole.count > 0, whole.count == 1 || whole[0] != .digitZero else { return nil }
    var fraction = Bytes()
    if scanner.take(.dot) {
      fraction = scanner.digits()
      if fraction.isEmpty { return nil }
    }
    var exponent = 0
    if scanner.take(UInt8(ascii: "e")) || scanner.take(UInt8(ascii: "E")) {
      let minus = scanner.take(.hyphen)
      if !minus { _ = scanner.take(.plus) }
      let digits = scanner.digits()
      if digits.isEmpty { return nil }
      exponent = bounded(digits)
      if minus { exponent = 0 &- exponent }
    }
    guard scanner.isAtEnd else { return nil }
    guard let magnitude = scaled(whole, fraction, exponent) else { return nil }
    let value = negative ? 0 &- magnitude : magnitude
    return value >= CivilTime.earliest && value <= CivilTime.latest ? value : nil
  }

  /// The value of an exponent's digits, capped: no body has enough digits to balance a larger
  /// exponent.
  private static func bounded(_ digits: Bytes) -> Int {
    var value = 0
    for index in 0..<digits.count where value < 1_000_000_000 {
      value = value &* 10 &+ Int(digits[index] &- .digitZero)
    }
    return value
  }

  /// whole.fraction x 10^(exponent + 6), rounded half to even; nil with more than 18 digits.
  private static func scaled(_ whole: Bytes, _ fraction: Bytes, _ exponent: Int) -> Int64? {
    let total = whole.count &+ fraction.count
    func digit(_ index: Int) -> Int64 {
      Int64((index < whole.count ? whole[index] : fraction[index &- whole.count]) &- .digitZero)
    }
    var first = 0
    while first < total, digit(first) == 0 { first &+= 1 }
    if first == total { return 0 }
    // The digits before `point` are whole microseconds; it may lie outside the digits.
    let point = whole.count &+ exponent &+ 6
    if point &- first > maxDigits { return nil }
    var value: Int64 = 0
    var index = first
    while index < point {
      value = value &* 10 &+ (index < total ? digit(index) : 0)
      index &+= 1
    }
    if point < first || point >= total { return value }
    let next = digit(point)
    var rest = point &+ 1
    while rest < total, digit(rest) == 0 { rest &+= 1 }
    let roundsUp = next > 5 || (next == 5 && (rest < total || value % 2 == 1))
    return roundsUp ? value &+ 1 : value
  }
}
