// The percent-encoding of paths, queries and canonical requests. Unreserved characters (RFC 3986
// section 2.3) stay; every other byte becomes %XX in upper case, as SigV4 requires.

internal import CSystem

extension ByteBuffer {
  @_optimize(speed)
  package mutating func appendPercentEncoded(_ bytes: Bytes) {
    guard let start = bytes.start, reserve(3 &* bytes.count), let target = tail else { return }
    var length = 0
    var at = 0
    while at < bytes.count {
      // Few bytes of a pagination token need encoding.
      if bytes.count &- at >= PercentEncoding.block {
        memcpy(target + length, start + at, PercentEncoding.block)
        let copied = cscan_unreserved(start + at)
        length &+= copied
        at &+= copied
        if copied == PercentEncoding.block { continue }
      }
      length &+= PercentEncoding.encode(start[at], to: target + length)
      at &+= 1
    }
    commit(length)
  }
}

private enum PercentEncoding {
  static let block = Int(CSCAN_BLOCK)

  /// Writes one byte, and returns the number of bytes of its notation.
  @inline(__always)
  static func encode(_ c: UInt8, to target: UnsafeMutablePointer<UInt8>) -> Int {
    if isUnreserved(c) {
      target[0] = c
      return 1
    }
    target[0] = .percent
    target[1] = ASCII.upperHexDigit(c >> 4)
    target[2] = ASCII.upperHexDigit(c & 15)
    return 3
  }

  @inline(__always)
  private static func isUnreserved(_ c: UInt8) -> Bool {
    ASCII.isAlphanumeric(c) || c == .hyphen || c == .dot || c == .underscore || c == .tilde
  }
}
