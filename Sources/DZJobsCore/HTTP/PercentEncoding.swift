// The percent-encoding of paths, queries and canonical requests. Unreserved characters (RFC 3986
// section 2.3) stay; every other byte becomes %XX in upper case, as SigV4 requires.

extension ByteBuffer {
  @_optimize(speed)
  package mutating func appendPercentEncoded(_ bytes: Bytes) {
    guard let start = bytes.start, reserve(3 &* bytes.count), let target = tail else { return }
    var length = 0
    for index in 0..<bytes.count {
      let c = start[index]
      if PercentEncoding.isUnreserved(c) {
        target[length] = c
        length &+= 1
      } else {
        target[length] = .percent
        target[length &+ 1] = ASCII.upperHexDigit(c >> 4)
        target[length &+ 2] = ASCII.upperHexDigit(c & 15)
        length &+= 3
      }
    }
    commit(length)
  }
}

enum PercentEncoding {
  @inline(__always)
  static func isUnreserved(_ c: UInt8) -> Bool {
    ASCII.isAlphanumeric(c) || c == .hyphen || c == .dot || c == .underscore || c == .tilde
  }
}
