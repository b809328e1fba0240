// Flags and numbers from variables or the profile, and the error texts for malformed ones.

internal import DZJobsCore

extension Configuration {
  /// What the variable says or, without it, the profile; nil if both are absent or empty.
  @inline(never)
  func value(_ variable: StaticCString, _ key: StaticCString) -> Bytes? {
    Environment.value(variable) ?? value(key)
  }

  func flag(
    _ variable: StaticCString, _ key: StaticCString, _ message: inout ByteBuffer
  ) throws(Failure) -> Bool {
    guard let text = value(variable, key) else { return false }
    if text.equalsIgnoringCase("true") { return true }
    if text.equalsIgnoringCase("false") { return false }
    throw refuse(variable, key, ": neither true nor false", &message)
  }

  /// `imds_use_ipv6`. Like botocore, it takes everything but `true` as false.
  var metadataPrefersIPv6: Bool {
    value("AWS_IMDS_USE_IPV6", "imds_use_ipv6")?.equalsIgnoringCase("true") ?? false
  }

  func number(
    _ variable: StaticCString, _ key: StaticCString, _ message: inout ByteBuffer
  ) throws(Failure) -> Int32? {
    guard let text = value(variable, key) else { return nil }
    var scanner = TextScanner(text)
    let digits = scanner.digits()
    if scanner.isAtEnd, (1...9).contains(digits.count) {
      let number = digits.decimalValue
      if number > 0 { return Int32(truncatingIfNeeded: number) }
    }
    throw refuse(variable, key, ": not a number from 1 up", &message)
  }

  @inline(never)
  func refuse(
    _ variable: StaticCString, _ key: StaticCString, _ complaint: StaticCString,
    _ message: inout ByteBuffer
  ) -> Failure {
    message.append(variable)
    message.append(" or the profile's ")
    message.append(key)
    message.append(complaint)
    return .config
  }
}
