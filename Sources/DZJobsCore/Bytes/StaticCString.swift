// Texts that stand in the source, as one pointer to a C string. Swift's own StaticString is three
// words, loaded at each of the hundreds of places where a name or a complaint is handed on. A NUL
// ends them, so none may stand inside.

public struct StaticCString: ExpressibleByStringLiteral, @unchecked Sendable {
  public let cString: UnsafePointer<CChar>

  @inline(__always)
  public init(stringLiteral text: StaticString) {
    cString = UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
