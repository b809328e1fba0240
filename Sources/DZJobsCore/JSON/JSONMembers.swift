// Reads a few members of a JSON object, such as an error body or a credentials response: strings
// and, on request, numbers. It checks all other members and skips them.

package struct JSONMembers: ~Copyable {
  private static let maxNames = 12

  /// At most 12 names, separated by spaces.
  private let names: StaticCString
  /// The name of an inner object whose members count as members of the outer one.
  private let opened: StaticCString
  private let takesNumbers: Bool
  private var spans = InlineArray<12, Span32>(repeating: .absent)
  private var text = ByteBuffer(isSecret: true)

  /// With `takingNumbers` the value of a number is its text; otherwise numbers are skipped.
  package init(
    _ names: StaticCString, opening opened: StaticCString = "", takingNumbers: Bool = false
  ) {
    self.names = names
    self.opened = opened
    takesNumbers = takingNumbers
  }

  /// The value of a member; empty if it is absent or of another type.
  /// It is mutating since a call of another method would copy all of the struct.
  package mutating func value(_ name: StaticCString) -> Bytes {
    guard let index = index(of: Bytes(name)), spans[index].isPresent else { return Bytes() }
    let start = Int(spans[index].offset)
    return text.bytes(from: start, to: start &+ Int(spans[index].length))
  }

  /// Reads the members; of equal names the last one counts, whatever its type. If `body` is not a
  /// JSON object, it reads none and returns false.
  package mutating func read(_ body: Bytes) throws(Failure) -> Bool {
    guard let base = body.start else { return false }
    guard text.reserve(body.count &+ JSONReader.slack) else { throw .memory }
    var json = JSONReader(base: base, count: body.count)
    do throws(JSONError) {
      json.skipSpace()
      try readObject(&json, depth: 1)
      json.skipSpace()
      if json.remaining > 0 { throw json.error("") }
      return true
    } catch {
      spans = InlineArray(repeating: .absent)
      return false
    }
  }

  private mutating func readObject(_ json: inout JSONReader, depth: Int) throws(JSONError) {
    try json.expect(.openBrace, "")
    if json.take(.closeBrace) { return }
    repeat { try readMember(&json, depth: depth) } while try json.another(before: .closeBrace)
  }

  private mutating func readMember(_ json: inout JSONReader, depth: Int) throws(JSONError) {
    guard let scratch = text.tail else { throw json.error("") }
    let name = Bytes(start: scratch, count: try json.key(into: scratch))
    if depth == 1, json.next == .openBrace, !name.isEmpty, name == opened {
      return try readObject(&json, depth: 2)
    }
    guard let index = index(of: name) else {
      return try json.skipValue(depth: depth, scratch: scratch)
    }
    spans[index] = .absent
    let length: Int
    if json.next == .quote {
      length = try json.string(into: scratch)
    } else if takesNumbers, json.next == .hyphen || ASCII.isDigit(json.next) {
      let start = text.count
      text.append(try json.number())
      length = text.count &- start
      text.truncate(to: start)
    } else {
      return try json.skipValue(depth: depth, scratch: scratch)
    }
    spans[index] = Span32(
      offset: UInt32(truncatingIfNeeded: text.count), length: UInt32(truncatingIfNeeded: length))
    text.commit(length)
  }

  private func index(of name: Bytes) -> Int? {
    name.index(in: names).flatMap { $0 < JSONMembers.maxNames ? $0 : nil }
  }
}
