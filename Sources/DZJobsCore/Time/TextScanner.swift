// A cursor over text for simple grammars: times, numbers, names of regions. If a step does not
// match, the cursor stays in place.

package struct TextScanner {
  private let text: Bytes
  private var at = 0

  package init(_ text: Bytes) { self.text = text }

  package var isAtEnd: Bool { at == text.count }
  var rest: Bytes { text.slice(at, text.count) }

  @inline(never)
  mutating func take(_ byte: UInt8) -> Bool {
    guard at < text.count, text[at] == byte else { return false }
    at &+= 1
    return true
  }

  /// Takes all digits that follow.
  @inline(never)
  package mutating func digits() -> Bytes {
    let start = at
    while at < text.count, ASCII.isDigit(text[at]) { at &+= 1 }
    return text.slice(start, at)
  }

  /// Takes exactly `count` digits and returns their value.
  @inline(never)
  mutating func number(_ count: Int) -> Int64? {
    guard count <= text.count &- at else { return nil }
    var value: Int64 = 0
    for index in at..<(at &+ count) {
      guard ASCII.isDigit(text[index]) else { return nil }
      value = value &* 10 &+ Int64(text[index] &- .digitZero)
    }
    at &+= count
    return value
  }

  /// Takes all letters that follow.
  @inline(never)
  mutating func letters() -> Bytes {
    let start = at
    while at < text.count, ASCII.isLetter(text[at]) { at &+= 1 }
    return text.slice(start, at)
  }
}
