// A view of bytes with another owner: a caller's argument, a body, a part of a buffer. Every access
// is checked, so that no arithmetic on input reads outside of it.

internal import CSystem

/// A borrowed range of bytes. The owner of the memory decides how long it is valid.
public struct Bytes {
  /// Never null, even without bytes, so Optional<Bytes> needs no tag.
  private let base: UnsafePointer<UInt8>
  public let count: Int

  public init(start: UnsafePointer<UInt8>, count: Int) {
    base = start
    self.count = count
  }

  @inline(never)
  public init(start: UnsafePointer<UInt8>?, count: Int) {
    self.init(start: start ?? Bytes().base, count: start == nil ? 0 : count)
  }

  public init(_ text: StaticString = "") {
    self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  @_disfavoredOverload
  public init(_ text: StaticCString) { self.init(cString: text.cString) }

  public var start: UnsafePointer<UInt8>? { base }

  /// The bytes of a C string up to its NUL.
  @inline(never)
  public init(cString: UnsafePointer<CChar>) {
    let raw = UnsafeRawPointer(cString)
    self.init(start: raw.assumingMemoryBound(to: UInt8.self), count: strlen(cString))
  }

  /// The bytes as a C string. A NUL must follow them.
  public var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
  }

  /// The value of at most 18 decimal digits.
  package var decimalValue: Int64 {
    var value: Int64 = 0
    for index in 0..<count { value = value &* 10 &+ Int64(self[index] &- .digitZero) }
    return value
  }

  public var isEmpty: Bool { count == 0 }

  /// The byte at `index`; 0 outside.
  public subscript(index: Int) -> UInt8 {
    index >= 0 && index < count ? base[index] : 0
  }

  /// The part from `from` up to `to`, cut to the bytes that exist.
  @inline(never)
  public func slice(_ from: Int, _ to: Int) -> Bytes {
    let low = min(max(from, 0), count)
    let high = min(max(to, low), count)
    return Bytes(start: base + low, count: high &- low)
  }

  /// The part from `from` up to `to`; empty if that is no part.
  @inline(never)
  func part(_ from: Int, _ to: Int) -> Bytes {
    from >= 0 && from <= to && to <= count ? Bytes(start: base + from, count: to &- from) : Bytes()
  }

  /// The bytes without the white space around them.
  @inline(never)
  package var trimmed: Bytes {
    var low = 0
    var high = count
    while low < high, ASCII.isSpace(self[low]) { low &+= 1 }
    while high > low, ASCII.isSpace(self[high &- 1]) { high &-= 1 }
    return slice(low, high)
  }

  /// The bytes before the first NUL.
  @inline(never)
  package var upToNUL: Bytes { slice(0, firstIndex(of: 0) ?? count) }

  @inline(never)
  public func firstIndex(of byte: UInt8) -> Int? {
    guard let found = memchr(base, CInt(byte), count) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  @inline(never)
  public static func == (left: Bytes, right: Bytes) -> Bool {
    left.count == right.count && memcmp(left.base, right.base, left.count) == 0
  }

  /// Compares byte by byte: less than 0, 0 or greater, like memcmp. A prefix comes first.
  @inline(never)
  func compare(_ other: Bytes) -> Int {
    let order = memcmp(base, other.base, min(count, other.count))
    return order != 0 ? Int(order) : count &- other.count
  }

  @inline(never)
  public static func == (left: Bytes, right: StaticCString) -> Bool { left == Bytes(right) }

  @_disfavoredOverload
  static func == (left: Bytes, right: StaticString) -> Bool { left == Bytes(right) }

  /// Compares and ignores the case of ASCII letters, as in header names.
  @inline(never)
  public func equalsIgnoringCase(_ text: StaticCString) -> Bool {
    let text = Bytes(text)
    guard count == text.count else { return false }
    for index in 0..<count where ASCII.lowercased(self[index]) != ASCII.lowercased(text[index]) {
      return false
    }
    return true
  }

  @inline(never)
  public func hasPrefix(_ prefix: StaticCString) -> Bool {
    let prefix = Bytes(prefix)
    return slice(0, prefix.count) == prefix
  }

  @inline(never)
  public func hasSuffix(_ suffix: StaticCString) -> Bool {
    let suffix = Bytes(suffix)
    return count >= suffix.count && slice(count &- suffix.count, count) == suffix
  }
}
