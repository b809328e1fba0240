// Scheme and authority of a URL. A container's keys come only from permitted origins. The log names
// only the origin of a URL whose path is as secret as a key.

extension Bytes {
  /// Everything before the third slash: scheme and authority of a URL.
  package var origin: Bytes {
    var at = 0
    var slashes = 0
    while at < count {
      if self[at] == .slash { slashes &+= 1 }
      if slashes == 3 { break }
      at &+= 1
    }
    return slice(0, at)
  }

  /// True for an address of 127.0.0.0/8: four decimal numbers up to 255. Anything else, such as
  /// 127.256.0.1 or 127.1, is a name, which a resolver may map to any machine.
  package var isIPv4Loopback: Bool {
    var scanner = TextScanner(self)
    for part in 0..<4 {
      let digits = scanner.digits()
      guard (1...3).contains(digits.count), digits[0] != .digitZero || digits.count == 1,
        digits.decimalValue <= 255, part > 0 || digits.decimalValue == 127,
        part == 3 || scanner.take(.dot)
      else { return false }
    }
    return scanner.isAtEnd
  }
}
