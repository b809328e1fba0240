// What a refusal says: the error's code and message, from wherever AWS's JSON protocols and the
// proxies before them put it. Order of the sources and trimming of the code: botocore's.

struct ServiceError: ~Copyable {
  /// "ThrottlingException", or the HTTP status in digits if nothing named the error.
  private(set) var code = ByteBuffer()
  /// Empty if there was none.
  private(set) var message = ByteBuffer()

  /// Bytes kept of a body that is no JSON and so is itself the message.
  private static let maxRawMessage = 1024

  init() {}

  mutating func removeAll() {
    code.removeAll()
    message.removeAll()
  }

  /// Reads the error of an answer with this status.
  mutating func read(status: Int, errorType: Bytes?, body: Bytes) throws(Failure) {
    removeAll()
    var members = ErrorMembers()
    let isObject = try members.read(body)
    setCode(errorType ?? Bytes())
    if code.count == 0 { setCode(members.value(.code)) }
    if code.count == 0 { setCode(members.value(.olderCode)) }
    if code.count == 0 { setCode(members.value(.type)) }
    if code.count == 0 { code.appendDecimal(status) }
    if isObject {
      message.append(members.value(.message))
      if message.count == 0 { message.append(members.value(.olderMessage)) }
      if message.count == 0 { message.append(members.value(.errorMessage)) }
    } else if ServiceError.isText(body) {
      message.append(UTF8Check.prefix(body, ServiceError.maxRawMessage))
    }
    code.append(0)
    if message.count > 0 { message.append(0) }
    if code.failed || message.failed { throw .memory }
  }

  var codeBytes: Bytes { code.bytes(to: max(code.count &- 1, 0)) }
  var messageBytes: Bytes { message.bytes(to: max(message.count &- 1, 0)) }
  var isEmpty: Bool { code.count == 0 }

  /// `aws.protocol#Name:http://...` without what stands around the name.
  private mutating func setCode(_ raw: Bytes) {
    let head = raw.slice(0, raw.firstIndex(of: 0x3A) ?? raw.count)
    var start = head.count
    while start > 0, head[start &- 1] != 0x23 { start &-= 1 }
    code.append(head.slice(start, head.count))
  }

  /// Text for people: not empty, well-formed, and no page of markup.
  private static func isText(_ body: Bytes) -> Bool {
    var index = 0
    while index < body.count, body[index] <= 0x20 { index &+= 1 }
    guard index < body.count, body[index] != 0x3C else { return false }
    return body.firstIndex(of: 0) == nil && UTF8Check.characterCount(body) != nil
  }
}

/// The members of an error body that mean something, decoded.
private struct ErrorMembers: ~Copyable {
  enum Name: Int {
    case code, olderCode, type, message, olderMessage, errorMessage
  }

  private var spans = InlineArray<6, Span32>(repeating: .absent)
  private var text = ByteBuffer()

  init() {}

  /// Empty if the member is absent or no string.
  func value(_ name: Name) -> Bytes {
    let span = spans[name.rawValue]
    if !span.isPresent { return Bytes() }
    return text.bytes(from: Int(span.offset), to: Int(span.offset) &+ Int(span.length))
  }

  /// False if `body` is no JSON object.
  mutating func read(_ body: Bytes) throws(Failure) -> Bool {
    guard let base = body.start else { return false }
    guard text.reserve(body.count &+ JobRunPage.slack) else { throw .memory }
    var json = JSONReader(base: base, count: body.count)
    do throws(JSONError) {
      try readObject(&json)
      return true
    } catch {
      spans = InlineArray(repeating: .absent)
      return false
    }
  }

  private mutating func readObject(_ json: inout JSONReader) throws(JSONError) {
    json.skipSpace()
    try json.expect(0x7B, "")
    if !json.take(0x7D) {
      repeat { try readMember(&json) } while try json.another(before: 0x7D)
    }
    json.skipSpace()
    if json.remaining > 0 { throw json.error("") }
  }

  private mutating func readMember(_ json: inout JSONReader) throws(JSONError) {
    guard let scratch = text.tail else { throw json.error("") }
    let name = ErrorMembers.known(
      Bytes(start: scratch, count: try json.key(into: scratch)))
    guard let name else { return try json.skipValue(depth: 1, scratch: scratch) }
    // Of equal names the last counts, whatever it is.
    spans[name.rawValue] = .absent
    guard json.next == 0x22 else { return try json.skipValue(depth: 1, scratch: scratch) }
    let length = try json.string(into: scratch)
    spans[name.rawValue] = Span32(
      offset: UInt32(truncatingIfNeeded: text.count), length: UInt32(truncatingIfNeeded: length))
    text.commit(length)
  }

  private static func known(_ name: Bytes) -> Name? {
    if name == "code" { return .code }
    if name == "Code" { return .olderCode }
    if name == "__type" { return .type }
    if name == "message" { return .message }
    if name == "Message" { return .olderMessage }
    if name == "errorMessage" { return .errorMessage }
    return nil
  }
}
