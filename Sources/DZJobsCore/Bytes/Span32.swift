// A part of a text as offset and length. Bytes hold a pointer, which a buffer that grows would
// leave behind; a span stays right, and takes half the memory.

struct Span32 {
  /// For a member or a header that was not sent.
  static let absent = Span32(offset: .max, length: 0)
  var offset: UInt32
  var length: UInt32

  var isPresent: Bool { offset != .max }
}
