// Encodes text of the environment for headers: parts of the User-Agent, and Lambda's trace id.

extension ByteBuffer {
  /// Appends a product of the User-Agent header. A hyphen replaces each character that botocore
  /// does not allow there.
  package mutating func appendProduct(_ text: Bytes, keepingHash: Bool) {
    let others = Bytes("!$%&'*+-.^_`|~,")
    for index in 0..<text.count {
      let c = text[index]
      let isAllowed =
        ASCII.isAlphanumeric(c) || others.firstIndex(of: c) != nil || keepingHash && c == .hash
      // One hyphen for each character, not for each byte.
      if isAllowed { append(c) } else if c & 0xC0 != 0x80 { append(.hyphen) }
    }
  }

  /// Appends the value of X-Amzn-Trace-Id. As in botocore, it keeps more characters than a URL
  /// does.
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
