// What is known of the last answer, good or bad, for those who ask the listing about it.

public struct Answer: ~Copyable {
  /// The HTTP status, 0 if there was no answer.
  public private(set) var status: Int32 = 0
  /// At which attempt at its page it came, from 1; 0 before the first.
  public private(set) var attempts: Int32 = 0
  var error = ServiceError()
  private var id = ByteBuffer()
  /// It became an error that `next` has yet to tell.
  var isJudged = false

  init() {}

  mutating func set(_ attempt: Int32, status: Int32, requestID: Bytes?) {
    attempts = attempt
    self.status = status
    error.removeAll()
    id.removeAll()
    if let requestID {
      id.append(requestID)
      id.append(0)
    }
  }

  public var requestID: UnsafePointer<CChar>? { id.failed ? nil : id.cString() }
  public var errorCode: UnsafePointer<CChar>? { error.code.cString() }
  public var errorMessage: UnsafePointer<CChar>? { error.message.cString() }

  /// `ThrottlingException: Rate exceeded (HTTP 429, request id 1b2c, attempt 3 of 3)`
  func describe(of max: Int32, to text: inout ByteBuffer) {
    text.append(error.codeBytes)
    if !error.messageBytes.isEmpty {
      text.append(": ")
      text.append(error.messageBytes)
    }
    text.append(" (HTTP ")
    text.appendDecimal(Int64(status))
    if id.count > 0 {
      text.append(", request id ")
      text.append(id.bytes(to: id.count &- 1))
    }
    text.append(", attempt ")
    text.appendDecimal(Int64(attempts))
    text.append(" of ")
    text.appendDecimal(Int64(max))
    text.append(")")
  }

  func describeAttempts(of max: Int32, to text: inout ByteBuffer) {
    text.append(" (attempt ")
    text.appendDecimal(Int64(attempts))
    text.append(" of ")
    text.appendDecimal(Int64(max))
    text.append(")")
  }
}
