// The last response to a request, good or bad: its status, request id, and the service's error.

public struct LastResponse: ~Copyable {
  /// The HTTP status; 0 if there was no response.
  public private(set) var status: Int32 = 0
  /// The number of the attempt that it ended, from 1; 0 before the first.
  public private(set) var attempts: Int32 = 0
  var error = ServiceError()
  private var id = ByteBuffer()
  /// The signature of the request, which no text may repeat.
  private var signature: Digest?
  private var isRedacted = false

  init() {}

  @inline(never)
  mutating func set(
    _ attempt: Int32, status: Int32, requestID: Bytes?, signature: Digest? = nil
  ) {
    self.signature = signature
    isRedacted = false
    attempts = attempt
    self.status = status
    error.removeAll()
    id.removeAll()
    if let requestID {
      id.append(requestID)
      id.append(0)
    }
  }

  /// Removes secrets from the service's texts. Call it before anybody reads them, and before these
  /// credentials are replaced.
  @inline(never)
  mutating func redact(_ credentials: Credentials) {
    if isRedacted { return }
    isRedacted = true
    credentials.redact(&id, signature)
    error.redact(credentials, signature)
  }

  /// True if memory ran out for the request id.
  var failed: Bool { id.failed }

  public var requestID: UnsafePointer<CChar>? { id.cString() }
  public var errorCode: UnsafePointer<CChar>? { error.code.cString() }
  public var errorMessage: UnsafePointer<CChar>? { error.message.cString() }

  /// `ThrottlingException: Rate exceeded (HTTP 429, request id 1b2c, attempt 3 of 3)`, or
  /// `no answer: connection reset (attempt 3 of 3)`
  func describe(reason: Bytes?, maxAttempts: Int32, to text: inout ByteBuffer) {
    // A NUL inside would end the text.
    let detail = (status == 0 ? reason ?? Bytes() : error.messageBytes).upToNUL
    if status == 0 {
      text.append("no answer")
    } else if error.isNamed {
      text.appendText(error.codeBytes.upToNUL)
    } else {
      text.append("error without a code")
    }
    if !detail.isEmpty {
      text.append(": ")
      text.appendText(detail)
    }
    text.append(" (")
    if status != 0 {
      text.append("HTTP ")
      text.appendDecimal(Int64(status))
      text.append(", ")
    }
    if id.count > 0 {
      text.append("request id ")
      text.append(id.bytes(to: id.count &- 1))
      text.append(", ")
    }
    text.append("attempt ")
    text.appendDecimal(Int64(attempts))
    text.append(" of ")
    text.appendDecimal(Int64(maxAttempts))
    text.append(")")
  }
}
