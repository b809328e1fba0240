// Writes strings as JSON, in two forms: with only the escapes that RFC 8259 section 7 requires, and
// in Python's ASCII form, which botocore uses for its resume tokens.

internal import CSystem

extension ByteBuffer {
  /// Appends `text` in quotes, with quotes, backslashes and control characters escaped. If `behind`
  /// bytes after it can be read, its end is copied in one block.
  @_optimize(speed)
  mutating func appendJSONString(_ text: Bytes, behind: Int = 0) {
    guard let source = text.start, hasRoom(1) || reserve(1), let opening = tail else { return }
    opening[0] = .quote
    commit(1)
    var at = 0
    while true {
      // Enough room for the rest and the quote, unless the rest needs escapes.
      let room = text.count &- at &+ behind &+ 1
      guard hasRoom(room) || reserve(room), let target = tail else { return }
      let start = at
      while true {
        let plain = cscan_copy(target + (at &- start), source + at, text.count &+ behind &- at)
        at = min(at &+ plain, text.count)
        if at == text.count { break }
        let c = source[at]
        if c < .space || c == .quote || c == .backslash { break }
        target[at &- start] = c
        at &+= 1
      }
      let copied = at &- start
      if at == text.count {
        target[copied] = .quote
        return commit(copied &+ 1)
      }
      commit(copied)
      appendJSONEscape(source[at])
      at &+= 1
    }
  }

  /// Appends valid JSON without the white space between its tokens. Strings have escapes for line
  /// breaks, so the result is one line.
  @_optimize(speed)
  mutating func appendCompactJSON(_ text: Bytes) {
    var start = 0
    var at = 0
    var isInString = false
    while at < text.count {
      let c = text[at]
      if c == 0x22 {
        isInString.toggle()
      } else if isInString {
        // The byte after a backslash belongs to the escape, even a quote.
        if c == 0x5C { at &+= 1 }
      } else if c <= 0x20 {
        append(text.slice(start, at))
        start = at &+ 1
      }
      at &+= 1
    }
    append(text.slice(start, text.count))
  }

  /// Appends `text`, well-formed UTF-8, in quotes as Python's `json.dumps` writes it: it escapes
  /// all but visible ASCII characters and the space.
  mutating func appendPythonString(_ text: Bytes) {
    append(.quote)
    var index = 0
    while index < text.count {
      let c = text[index]
      if c < 0x80 {
        if c < .space || c == .quote || c == .backslash || c == .delete {
          appendJSONEscape(c)
        } else {
          append(c)
        }
        index &+= 1
      } else {
        index &+= appendUTF16Escapes(text, at: index)
      }
    }
    append(.quote)
  }

  /// Appends `"name":"value"` to the object in the buffer, or begins one.
  @inline(never)
  package mutating func appendJSONMember(_ name: StaticCString, _ value: Bytes) {
    if count > 0 { truncate(to: count &- 1) }
    append(count > 0 ? .comma : .openBrace)
    appendJSONString(Bytes(name))
    append(.colon)
    appendJSONString(value)
    append(.closeBrace)
  }

  private mutating func appendJSONEscape(_ c: UInt8) {
    append(.backslash)
    switch c {
    case .quote, .backslash: append(c)
    case .backspace: append(UInt8(ascii: "b"))
    case .formFeed: append(UInt8(ascii: "f"))
    case .lineFeed: append(UInt8(ascii: "n"))
    case .carriageReturn: append(UInt8(ascii: "r"))
    case .tab: append(UInt8(ascii: "t"))
    default:
      append("u00")
      appendLowerHex(c)
    }
  }

  /// Appends a `\u` escape for the character at `at`, or two past the Basic Multilingual Plane.
  /// Returns the character's length.
  private mutating func appendUTF16Escapes(_ text: Bytes, at: Int) -> Int {
    let lead = text[at]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var scalar = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for index in 1..<length { scalar = scalar << 6 | UInt32(text[at &+ index] & 0x3F) }
    func escape(_ unit: UInt32) {
      append("\\u")
      appendLowerHex(UInt8(truncatingIfNeeded: unit >> 8))
      appendLowerHex(UInt8(truncatingIfNeeded: unit))
    }
    if scalar < 0x10000 {
      escape(scalar)
    } else {
      escape(0xD800 | (scalar &- 0x10000) >> 10 & 0x3FF)
      escape(0xDC00 | scalar & 0x3FF)
    }
    return length
  }
}
