// How far the host's clock is from the service's, read from a refusal that blames the clock.

enum ClockSkew {
  /// A signature is good for five minutes; a `Date` nearer than this is no reason for a refusal.
  private static let suspicious: Int64 = 240_000_000

  /// Microseconds to add to the host's time, nil if the answer gives no reason to.
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
