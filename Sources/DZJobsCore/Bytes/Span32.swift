// A part of a text as offset and length. `Bytes` hold a pointer, which dangles when the buffer
// grows. A span stays valid, and takes half the memory.

struct Span32 {
  /// The span of a member or a header that was not sent.
  static let absent = Span32(offset: .max, length: 0)
  var offset: UInt32
  var length: UInt32

  var isPresent: Bool { offset != .max }
}
