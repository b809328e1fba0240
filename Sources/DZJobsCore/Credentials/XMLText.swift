// Reads the texts of single elements of XML, which is all that a response of STS needs. It builds
// no document: the elements around do not matter.

extension ByteBuffer {
  /// Appends the text of the first element named `name`, with its references resolved (XML 1.0
  /// section 4.6). Returns false and appends nothing if there is no such element, or it contains
  /// markup.
  mutating func appendXMLText(of name: StaticCString, in body: Bytes) -> Bool {
    guard let content = XMLText.content(of: Bytes(name), in: body) else { return false }
    let start = count
    var at = 0
    while at < content.count {
      let rest = content.slice(at, content.count)
      let plain = rest.slice(0, rest.firstIndex(of: .ampersand) ?? rest.count)
      append(plain)
      at &+= plain.count
      if at == content.count { break }
      let reference = rest.slice(plain.count &+ 1, rest.count)
      guard let end = reference.slice(0, XMLText.maxReference).firstIndex(of: .semicolon),
        let scalar = XMLText.scalar(reference.slice(0, end))
      else {
        truncate(to: start)
        return false
      }
      if reserve(4), let tail { commit(UTF8Check.encode(scalar, to: tail)) }
      at &+= end &+ 2
    }
    return true
  }
}

enum XMLText {
  /// The most characters of a reference with its semicolon.
  static let maxReference = 10

  /// The name of the root element; nil if the body does not begin like XML.
  static func rootName(of body: Bytes) -> Bytes? {
    var rest = body.trimmed
    while rest.hasPrefix("<?") || rest.hasPrefix("<!--") {
      guard let end = rest.firstIndex(of: .closeAngle) else { return nil }
      rest = rest.slice(end &+ 1, rest.count).trimmed
    }
    var end = 1
    while ASCII.isAlphanumeric(rest[end]) { end &+= 1 }
    return rest[0] == .openAngle && end > 1 ? rest.slice(1, end) : nil
  }

  /// The content of the first element named `name`; nil if that is not only text.
  static func content(of name: Bytes, in body: Bytes) -> Bytes? {
    var at = 0
    while at < body.count {
      let rest = body.slice(at, body.count)
      guard let open = rest.firstIndex(of: .openAngle) else { return nil }
      let tagAndRest = rest.slice(open &+ 1, rest.count)
      guard let close = tagAndRest.firstIndex(of: .closeAngle) else { return nil }
      at &+= open &+ close &+ 2
      let tag = tagAndRest.slice(0, close)
      let isNamed = tag.slice(0, name.count) == name
      guard isNamed, tag.count == name.count || ASCII.isSpace(tag[name.count]) else { continue }
      let inside = body.slice(at, body.count)
      guard let end = inside.firstIndex(of: .openAngle),
        inside[end &+ 1] == .slash, inside.slice(end &+ 2, end &+ 2 &+ name.count) == name
      else { return nil }
      return inside.slice(0, end)
    }
    return nil
  }

  /// The character for `&reference;`.
  static func scalar(_ reference: Bytes) -> UInt32? {
    if reference == "lt" { return ("<" as Unicode.Scalar).value }
    if reference == "gt" { return (">" as Unicode.Scalar).value }
    if reference == "amp" { return ("&" as Unicode.Scalar).value }
    if reference == "quot" { return ("\"" as Unicode.Scalar).value }
    if reference == "apos" { return ("'" as Unicode.Scalar).value }
    guard reference[0] == .hash else { return nil }
    let isHexadecimal = reference[1] == UInt8(ascii: "x")
    let digits = reference.slice(isHexadecimal ? 2 : 1, reference.count)
    var scalar: UInt32 = 0
    for index in 0..<digits.count {
      guard let digit = ASCII.hexValue(digits[index]), isHexadecimal || digit < 10 else {
        return nil
      }
      scalar = scalar &* (isHexadecimal ? 16 : 10) &+ UInt32(digit)
      if scalar > 0x10FFFF { return nil }
    }
    return digits.isEmpty || scalar & 0xFFFF_F800 == 0xD800 ? nil : scalar
  }
}
