// Text of the environment in a header: the parts of a User-Agent, and Lambda's trace id.

extension ByteBuffer {
  /// A product of the User-Agent header. A hyphen stands for each character that botocore does not
  /// allow there.
  package mutating func appendProduct(_ text: Bytes, keepingHash: Bool) {
    let others = Bytes("!$%&'*+-.^_`|~,")
    for index in 0..<text.count {
      let c = text[index]
      let isAllowed =
        ASCII.isAlphanumeric(c) || others.firstIndex(of: c) != nil || keepingHash && c == .hash
      // A hyphen a character, not a byte.
      if isAllowed { append(c) } else if c & 0xC0 != 0x80 { append(.hyphen) }
    }
  }

  /// The value of X-Amzn-Trace-Id, in which botocore leaves more as it is than in a URL.
  package mutating func appendTraceID(_ id: Bytes) {
    let others = Bytes("-=;:+&[]{}\"',")
    for index in 0..<id.count {
      if others.firstIndex(of: id[index]) != nil {
        append(id[index])
      } else {
        appendPercentEncoded(id.slice(index, index &+ 1))
      }
    }
  }
}
