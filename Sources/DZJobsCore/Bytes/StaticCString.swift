// String literals as one pointer to a C string. Swift's StaticString is three words, which hundreds
// of places would load. A literal must not contain a NUL.

public struct StaticCString: ExpressibleByStringLiteral, @unchecked Sendable {
  public let cString: UnsafePointer<CChar>

  @inline(__always)
  public init(stringLiteral text: StaticString) {
    cString = UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
