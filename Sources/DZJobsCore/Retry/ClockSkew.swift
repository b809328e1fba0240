// The difference between the caller's clock and the service's, from an error that blames the clock.

enum ClockSkew {
  /// The smallest difference that counts: a signature is valid for five minutes, so a `Date` nearer
  /// than four cannot be the reason for the error.
  private static let suspicious: Int64 = 240_000_000

  /// Microseconds to add to the caller's clock; nil if the response gives no reason to.
  static func correction(code: Bytes, date: Bytes?, now: Int64, current: Int64) -> Int64? {
    let isCertain =
      code == "RequestTimeTooSkewed" || code == "RequestExpired" || code == "RequestInTheFuture"
    let isPossible = code == "InvalidSignatureException" || code == "SignatureDoesNotMatch"
    guard isCertain || isPossible, let date, let server = Timestamp.httpDate(date) else {
      return nil
    }
    let offset = server &- now
    let unexplained = offset &- current
    if isPossible, unexplained.magnitude < UInt64(suspicious) { return nil }
    return offset
  }
}
