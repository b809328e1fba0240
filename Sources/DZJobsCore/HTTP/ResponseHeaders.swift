// The few response headers that the library uses, kept until the response is complete.

internal import CSystem

struct ResponseHeaders: ~Copyable {
  private static let count = 5
  enum Name: Int {
    case date, errorType, requestID, olderRequestID, retryAfter
  }

  private var text = ByteBuffer()
  private var spans = InlineArray<5, Span32>(repeating: .absent)

  init() {}

  /// Keeps the value of a header that the library uses, if it is the first of its name. Returns
  /// false and keeps nothing if memory runs out.
  @inline(never)
  mutating func add(_ name: Bytes, _ value: Bytes) -> Bool {
    guard let known = ResponseHeaders.known(name), !spans[known.rawValue].isPresent else {
      return true
    }
    let kept = value.slice(0, Limit.headerValue).trimmed
    guard text.reserve(kept.count) else {
      text.clearFailure()
      return false
    }
    spans[known.rawValue] = Span32(
      offset: UInt32(truncatingIfNeeded: text.count),
      length: UInt32(truncatingIfNeeded: kept.count))
    text.appendText(kept)
    return true
  }

  /// The value without spaces around it; nil if the response lacks the header.
  func value(_ name: Name) -> Bytes? {
    let span = spans[name.rawValue]
    if !span.isPresent { return nil }
    return text.bytes(from: Int(span.offset), to: Int(span.offset) &+ Int(span.length))
  }

  /// The request id, under its usual name or the name that older services use.
  @inline(never)
  var requestID: Bytes? {
    if let id = value(.requestID), !id.isEmpty { return id }
    if let id = value(.olderRequestID), !id.isEmpty { return id }
    return nil
  }

  mutating func removeAll() {
    text.removeAll()
    spans = InlineArray(repeating: .absent)
  }

  private static func known(_ name: Bytes) -> Name? {
    if name.equalsIgnoringCase("date") { return .date }
    if name.equalsIgnoringCase("x-amzn-errortype") { return .errorType }
    if name.equalsIgnoringCase("x-amzn-requestid") { return .requestID }
    if name.equalsIgnoringCase("x-amz-request-id") { return .olderRequestID }
    if name.equalsIgnoringCase("x-amz-retry-after") { return .retryAfter }
    return nil
  }
}
