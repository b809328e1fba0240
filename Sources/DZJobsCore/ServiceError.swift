// What a refusal says: the error's code and message, from wherever AWS's JSON protocols and the
// proxies before them put it. Order of the sources and trimming of the code: botocore's.

struct ServiceError: ~Copyable {
  /// "ThrottlingException", or the HTTP status in digits if nothing named the error.
  private(set) var code = ByteBuffer()
  /// The answer named the error.
  private(set) var isNamed = false
  /// Empty if there was none.
  var message = ByteBuffer()

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
    var members = JSONStrings()
    let isObject = try members.read(body, ErrorMember.index(of:))
    setCode(errorType ?? Bytes())
    if code.count == 0 { setCode(members.value(ErrorMember.code.rawValue)) }
    if code.count == 0 { setCode(members.value(ErrorMember.olderCode.rawValue)) }
    if code.count == 0 { setCode(members.value(ErrorMember.type.rawValue)) }
    isNamed = code.count > 0
    if !isNamed { code.appendDecimal(status) }
    if isObject {
      message.append(members.value(ErrorMember.message.rawValue))
      if message.count == 0 { message.append(members.value(ErrorMember.olderMessage.rawValue)) }
      if message.count == 0 { message.append(members.value(ErrorMember.errorMessage.rawValue)) }
    } else if ServiceError.isText(body) {
      message.append(UTF8Check.prefix(body, ServiceError.maxRawMessage))
    }
    code.append(0)
    if message.count > 0 { message.append(0) }
    if code.failed || message.failed { throw .memory }
  }

  var codeBytes: Bytes { code.bytes(to: max(code.count &- 1, 0)) }
  var messageBytes: Bytes { message.bytes(to: max(message.count &- 1, 0)) }

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

/// The members of an error body that mean something.
private enum ErrorMember: Int {
  case code, olderCode, type, message, olderMessage, errorMessage

  static func index(of name: Bytes) -> Int? {
    if name == "code" { return code.rawValue }
    if name == "Code" { return olderCode.rawValue }
    if name == "__type" { return type.rawValue }
    if name == "message" { return message.rawValue }
    if name == "Message" { return olderMessage.rawValue }
    if name == "errorMessage" { return errorMessage.rawValue }
    return nil
  }
}
