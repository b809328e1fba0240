// The place of a listing in the format of botocore's paginator: base64 of Python's JSON of
// nextToken and boto_truncate_amount. So a token moves between Python, the AWS CLI and C.

struct ResumeToken: ~Copyable {
  /// True if there is a service's token; without one the place is on the first page.
  private(set) var hasNextToken = false
  private(set) var nextToken = ByteBuffer()
  /// The number of that page's runs to skip; nil at the start of a page.
  private(set) var truncateAmount: Int64?

  init() {}

  /// Moves to a place; a nil token is the first page.
  @inline(never)
  mutating func set(_ token: Bytes?, truncateAmount amount: Int64?) {
    nextToken.removeAll()
    hasNextToken = token != nil
    if let token { nextToken.append(token) }
    truncateAmount = amount
  }

  /// True if memory ran out for the token.
  var failed: Bool { nextToken.failed }

  var nextTokenBytes: Bytes? { hasNextToken ? nextToken.bytes() : nil }

  /// Writes a place to `text` as a resume token that ends with a NUL.
  static func encode(_ token: Bytes?, truncateAmount: Int64?, to text: inout ByteBuffer) {
    var json = ByteBuffer()
    json.append("{\"nextToken\": ")
    if let token {
      json.appendPythonString(token)
    } else {
      json.append("null")
    }
    if let truncateAmount {
      json.append(", \"boto_truncate_amount\": ")
      json.appendDecimal(truncateAmount)
    }
    json.append("}")
    text.removeAll()
    if json.failed { return text.fail() }
    text.appendBase64(json.bytes())
    text.append(0)
  }

  /// Reads a starting token. It is a resume token if it is base64 of a JSON object that has only
  /// the two members, with the right types. Everything else is a token of the service. `failed` is
  /// true if memory ran out.
  mutating func decode(_ text: Bytes) {
    var json = ByteBuffer()
    var scratch = ByteBuffer()
    set(text, truncateAmount: nil)
    let isBase64 = json.appendDecodedBase64(text)
    if json.failed || !scratch.reserve(json.count &+ JSONReader.slack) {
      nextToken.fail()
      return
    }
    guard isBase64, let base = json.base else { return }
    var found = Members()
    do throws(JSONError) {
      var reader = JSONReader(base: base, count: json.count)
      try found.read(&reader, &scratch)
    } catch {
      return
    }
    if found.isMalformed { return }
    set(found.token.map { scratch.bytes(from: 0, to: $0) }, truncateAmount: found.amount)
  }

  /// The members of a resume token's object. Reading anything else throws an error.
  private struct Members {
    var token: Int?
    var amount: Int64?
    private var tokenIsMalformed = false
    private var amountIsMalformed = false

    var isMalformed: Bool { tokenIsMalformed || amountIsMalformed }

    mutating func read(_ json: inout JSONReader, _ text: inout ByteBuffer) throws(JSONError) {
      json.skipSpace()
      try json.expect(.openBrace, "")
      if !json.take(.closeBrace) {
        repeat { try readMember(&json, &text) } while try json.another(before: .closeBrace)
      }
      json.skipSpace()
      if json.remaining > 0 { throw json.error("") }
    }

    private mutating func readMember(
      _ json: inout JSONReader, _ text: inout ByteBuffer
    ) throws(JSONError) {
      // The memory reserved for the token has room for the names behind it.
      guard let target = text.tail else { throw json.error("") }
      let name = Bytes(start: target, count: try json.key(into: target))
      if name == "nextToken" {
        token = nil
        tokenIsMalformed = false
        if try json.takeNull() { return }
        text.truncate(to: 0)
        guard json.next == .quote, let target = text.base else {
          tokenIsMalformed = true
          return try json.skipValue(depth: 1, scratch: target)
        }
        let length = try json.string(into: target)
        text.commit(length)
        token = length
      } else if name == "boto_truncate_amount" {
        let start = json.at
        try json.skipValue(depth: 1, scratch: target)
        amount = ResumeToken.count(json.bytes(start, json.at))
        amountIsMalformed = amount == nil
      } else {
        throw json.error("")
      }
    }
  }

  /// Reads a whole number from 0 up.
  private static func count(_ text: Bytes) -> Int64? {
    guard text.count > 0, text.count <= 18 else { return nil }
    var value: Int64 = 0
    for index in 0..<text.count {
      guard ASCII.isDigit(text[index]) else { return nil }
      value = value &* 10 &+ Int64(text[index] &- .digitZero)
    }
    return value
  }
}
