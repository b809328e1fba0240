// The code and the message of an error response, from all the places where AWS's JSON protocols,
// its front ends and proxies put them. The order of the places and the trimming of the code are
// botocore's.

struct ServiceError: ~Copyable {
  /// Such as "ThrottlingException"; the HTTP status in digits if the response names no error.
  private(set) var code = ByteBuffer()
  /// True if the response names the error.
  private(set) var isNamed = false
  /// The message; empty if the response has none.
  private(set) var message = ByteBuffer()

  /// The most bytes of a message that is a whole body, because the body is not JSON.
  private static let maxRawMessage = 1024

  init() {}

  mutating func removeAll() {
    code.removeAll()
    message.removeAll()
  }

  mutating func redact(_ credentials: Credentials, _ signature: Digest?) {
    credentials.redact(&code, signature)
    credentials.redact(&message, signature)
  }

  /// Reads the error of a response with this status.
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

  /// The same for a response of STS, which is XML.
  mutating func read(status: Int, xml: Bytes) throws(Failure) {
    removeAll()
    readXML(xml, takingRoot: false)
    isNamed = code.count > 0
    if !isNamed { code.appendDecimal(status) }
    try finish()
  }

  /// Reads an error in XML, which AWS's front ends send for all protocols. The code may be the name
  /// of the root element. A page of HTML has neither code nor message.
  @inline(never)
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

  @inline(never)
  var codeBytes: Bytes { code.bytes(to: max(code.count &- 1, 0)) }
  var messageBytes: Bytes { message.bytes(to: max(message.count &- 1, 0)) }

  /// Sets the code to the name in `aws.protocol#Name:http://...`.
  @inline(never)
  private mutating func setCode(_ raw: Bytes) {
    let text = raw.upToNUL
    let head = text.slice(0, text.firstIndex(of: .colon) ?? text.count)
    var start = head.count
    while start > 0, head[start &- 1] != .hash { start &-= 1 }
    code.append(head.slice(start, head.count))
  }

  /// True if a body is text for people: not empty, well-formed, and not markup.
  private static func isText(_ body: Bytes) -> Bool {
    var index = 0
    while index < body.count, body[index] <= .space { index &+= 1 }
    guard index < body.count, body[index] != .openAngle else { return false }
    return body.firstIndex(of: 0) == nil && UTF8Check.characterCount(body) != nil
  }
}
