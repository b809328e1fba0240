// The percent-encoder writes only unreserved characters and %XX, and decoding gives the input back,
// byte for byte.

@testable import DZJobsCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = Bytes(start: data, count: size)
  var encoded = ByteBuffer()
  encoded.append("before")
  encoded.appendPercentEncoded(input)
  let text = encoded.bytes(from: 6)
  var decoded = ByteBuffer()
  var at = 0
  while at < text.count {
    let c = text[at]
    if c == 0x25 {
      let digits = text.slice(at &+ 1, at &+ 3)
      for index in 0..<2 {
        require(ASCII.isDigit(digits[index]) || digits[index] &- 0x41 < 6)
      }
      guard let high = ASCII.hexValue(digits[0]), let low = ASCII.hexValue(digits[1]) else {
        return 0
      }
      // It encodes only reserved bytes.
      require(!isUnreserved(high << 4 | low))
      decoded.append(high << 4 | low)
      at &+= 3
    } else {
      require(isUnreserved(c))
      decoded.append(c)
      at &+= 1
    }
  }
  require(decoded.bytes(), is: input)
  require(encoded.bytes(to: 6) == "before")
  return 0
}

/// RFC 3986, section 2.3.
private func isUnreserved(_ c: UInt8) -> Bool {
  let marks = Bytes("-._~")
  return c < 0x80 && (ASCII.isAlphanumeric(c) || marks.firstIndex(of: c) != nil)
}
