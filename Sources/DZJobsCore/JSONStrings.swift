// A few members of a flat JSON object, which is what error bodies and credential answers are:
// strings, and numbers where they are asked for. All else in it is checked and passed over.

package struct JSONStrings: ~Copyable {
  private var spans = InlineArray<8, Span32>(repeating: .absent)
  private var text = ByteBuffer(isSecret: true)

  private let takesNumbers: Bool

  /// Numbers are taken as their text, or passed over.
  package init(takingNumbers: Bool = false) { takesNumbers = takingNumbers }

  /// Empty if the member is absent or of another type.
  package func value(_ index: Int) -> Bytes {
    guard index >= 0, index < 8, spans[index].isPresent else { return Bytes() }
    let start = Int(spans[index].offset)
    return text.bytes(from: start, to: start &+ Int(spans[index].length))
  }

  /// Reads the members that `index` gives a number below 8; of equal names the last counts,
  /// whatever it is. False, and none read, if `body` is no JSON object.
  package mutating func read(
    _ body: Bytes, _ index: (Bytes) -> Int?
  ) throws(Failure) -> Bool {
    guard let base = body.start else { return false }
    guard text.reserve(body.count &+ JobRunPage.slack) else { throw .memory }
    var json = JSONReader(base: base, count: body.count)
    do throws(JSONError) {
      try readObject(&json, index)
      return true
    } catch {
      spans = InlineArray(repeating: .absent)
      return false
    }
  }

  private mutating func readObject(
    _ json: inout JSONReader, _ index: (Bytes) -> Int?
  ) throws(JSONError) {
    json.skipSpace()
    try json.expect(0x7B, "")
    if !json.take(0x7D) {
      repeat { try readMember(&json, index) } while try json.another(before: 0x7D)
    }
    json.skipSpace()
    if json.remaining > 0 { throw json.error("") }
  }

  private mutating func readMember(
    _ json: inout JSONReader, _ index: (Bytes) -> Int?
  ) throws(JSONError) {
    guard let scratch = text.tail else { throw json.error("") }
    let found = index(Bytes(start: scratch, count: try json.key(into: scratch)))
    guard let found, found >= 0, found < 8 else {
      return try json.skipValue(depth: 1, scratch: scratch)
    }
    spans[found] = .absent
    let length: Int
    if json.next == 0x22 {
      length = try json.string(into: scratch)
    } else if takesNumbers, json.next == 0x2D || ASCII.isDigit(json.next) {
      let start = text.count
      text.append(try json.number())
      length = text.count &- start
      text.truncate(to: start)
    } else {
      return try json.skipValue(depth: 1, scratch: scratch)
    }
    spans[found] = Span32(
      offset: UInt32(truncatingIfNeeded: text.count), length: UInt32(truncatingIfNeeded: length))
    text.commit(length)
  }
}
