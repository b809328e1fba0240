// The code and the message of a refusal, from wherever AWS's JSON protocols, its front ends and
// proxies put them. The order of the sources and the trimming of the code are botocore's.

struct ServiceError: ~Copyable {
  /// "ThrottlingException", or the HTTP status in digits if nothing named the error.
  private(set) var code = ByteBuffer()
  /// The answer named the error.
  private(set) var isNamed = false
  /// Empty if there was none.
  private(set) var message = ByteBuffer()

  /// Bytes kept of a body that is no JSON and so is itself the message.
  private static let maxRawMessage = 1024

  init() {}

  mutating func removeAll() {
    code.removeAll()
    message.removeAll()
  }

  mutating func redact(_ credentials: borrowing Credentials, _ signature: Digest?) {
    credentials.redact(&code, signature)
    credentials.redact(&message, signature)
  }

  /// Reads the error of an answer with this status.
  mutating func read(status: Int, errorType: Bytes?, body: Bytes) throws(Failure) {
    removeAll()
    var members = JSONMembers("code Code __type message Message errorMessage")
    let isObject = try members.read(body)
    setCode(errorType ?? Bytes())
    if code.count == 0 { setCode(members.value("code")) }
    if code.count == 0 { setCode(members.value("Code")) }
    if code.count == 0 { setCode(members.value("__type")) }
    if !isObject { readXML(body, takingRoot: true) }
    isNamed = code.count > 0
    if !isNamed { code.appendDecimal(status) }
    if isObject {
      message.append(members.value("message"))
      if message.count == 0 { message.append(members.value("Message")) }
      if message.count == 0 { message.append(members.value("errorMessage")) }
    } else if message.count == 0, ServiceError.isText(body) {
      message.append(UTF8Check.prefix(body, ServiceError.maxRawMessage))
    }
    try finish()
  }

  /// The same of an answer of STS, which speaks XML.
  mutating func read(status: Int, xml: Bytes) throws(Failure) {
    removeAll()
    readXML(xml, takingRoot: false)
    isNamed = code.count > 0
    if !isNamed { code.appendDecimal(status) }
    try finish()
  }

  /// AWS's front ends refuse in XML, whatever the service speaks. The code may be the name of the
  /// root element. A page of HTML has neither.
  private mutating func readXML(_ xml: Bytes, takingRoot: Bool) {
    if code.count == 0 { _ = code.appendXMLText(of: "Code", in: xml) }
    let hasMessage = message.appendXMLText(of: "Message", in: xml)
    guard code.count == 0, takingRoot, let root = XMLText.rootName(of: xml) else { return }
    if hasMessage || root.hasSuffix("Exception") { code.append(root) }
  }

  private mutating func finish() throws(Failure) {
    code.append(0)
    if message.count > 0 { message.append(0) }
    if code.failed || message.failed { throw .memory }
  }

  var codeBytes: Bytes { code.bytes(to: max(code.count &- 1, 0)) }
  var messageBytes: Bytes { message.bytes(to: max(message.count &- 1, 0)) }

  /// `aws.protocol#Name:http://...` without what stands around the name.
  private mutating func setCode(_ raw: Bytes) {
    let text = raw.upToNUL
    let head = text.slice(0, text.firstIndex(of: .colon) ?? text.count)
    var start = head.count
    while start > 0, head[start &- 1] != .hash { start &-= 1 }
    code.append(head.slice(start, head.count))
  }

  /// Text for people: not empty, well-formed, and no page of markup.
  private static func isText(_ body: Bytes) -> Bool {
    var index = 0
    while index < body.count, body[index] <= .space { index &+= 1 }
    guard index < body.count, body[index] != .openAngle else { return false }
    return body.firstIndex(of: 0) == nil && UTF8Check.characterCount(body) != nil
  }
}
