// The one percent-encoding of paths, queries and canonical requests: RFC 3986 section 2.3's
// unreserved characters stay, every other byte becomes %XX in upper case, as AWS's SigV4 asks.

extension ByteBuffer {
  package mutating func appendPercentEncoded(_ bytes: Bytes) {
    var index = 0
    while index < bytes.count {
      let c = bytes[index]
      if PercentEncoding.isUnreserved(c) {
        append(c)
      } else {
        append(0x25)
        append(ASCII.upperHexDigit(c >> 4))
        append(ASCII.upperHexDigit(c & 15))
      }
      index &+= 1
    }
  }
}

enum PercentEncoding {
  static func isUnreserved(_ c: UInt8) -> Bool {
    ASCII.isAlphanumeric(c) || c == 0x2D || c == 0x2E || c == 0x5F || c == 0x7E
  }
}
