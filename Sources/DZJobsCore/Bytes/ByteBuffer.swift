// A growing buffer in malloc'ed memory. Swift's arrays abort if memory runs out, and promise no
// stable address. This buffer records the failure and lends pointers to C.

internal import CSystem

/// Bytes that grow at the end. A failed allocation makes `failed` true and every later append a
/// no-op, so that a text is built without a check at each step and checked once at the end.
public struct ByteBuffer: ~Copyable {
  public private(set) var base: UnsafeMutablePointer<UInt8>?
  public private(set) var count = 0
  private var capacity = 0
  public private(set) var failed = false
  /// True if memory is wiped before it is freed.
  private let isSecret: Bool

  public init(isSecret: Bool = false) { self.isSecret = isSecret }

  deinit { SecretMemory.release(base) }

  /// Makes room for `extra` more bytes. If memory runs out, this and every later call returns
  /// false.
  @discardableResult
  @inline(never)
  public mutating func reserve(_ extra: Int) -> Bool {
    if failed { return false }
    if hasRoom(extra) { return true }
    let (needed, overflow) = count.addingReportingOverflow(extra)
    let (grown, tooFar) = capacity.addingReportingOverflow(capacity / 2 &+ 64)
    let size = max(needed, grown)
    guard !overflow, !tooFar,
      let moved = SecretMemory.resize(base, count: count, to: size, isSecret: isSecret)
    else {
      failed = true
      return false
    }
    base = moved
    capacity = size
    return true
  }

  /// True if `extra` more bytes fit. What is written for each value of a page asks this first.
  @inline(__always)
  func hasRoom(_ extra: Int) -> Bool { !failed && extra <= capacity &- count }

  /// Removes the contents and the failure, and keeps the memory. The build for AddressSanitizer
  /// frees the memory, to find callers that still read what they borrowed.
  @inline(never)
  public mutating func removeAll() {
    #if ENDS_LIVES
      self = ByteBuffer(isSecret: isSecret)
    #endif
    count = 0
    failed = false
  }

  /// Exchanges the contents of two buffers.
  @inline(never)
  package static func swap(_ one: inout ByteBuffer, _ other: inout ByteBuffer) {
    Swift.swap(&one, &other)
  }

  /// Makes the buffer usable again after a failed append, with the contents before it.
  package mutating func clearFailure() { failed = false }

  /// Marks the buffer as failed, for an owner whose other memory ran out.
  mutating func fail() { failed = true }

  /// Appends foreign text. If it is not UTF-8, `?` replaces each byte past ASCII.
  @inline(never)
  package mutating func appendText(_ text: Bytes) {
    if UTF8Check.characterCount(text) != nil { return append(text) }
    for index in 0..<text.count { append(text[index] < 0x80 ? text[index] : .questionMark) }
  }

  /// Replaces control characters, so that foreign text cannot forge a further line of a log.
  package mutating func flatten() {
    guard let base else { return }
    let last: UInt8 = UTF8Check.characterCount(bytes()) == nil ? 0xFF : .delete
    for index in 0..<count where base[index] < .space || .delete...last ~= base[index] {
      base[index] = .questionMark
    }
  }

  /// Frees the memory if it is far larger than `needed` bytes.
  mutating func shrink(to needed: Int) {
    if count == 0, capacity > 1 << 20, capacity / 8 > needed {
      self = ByteBuffer(isSecret: isSecret)
    }
  }

  /// Removes the bytes after the first `count`.
  public mutating func truncate(to count: Int) {
    if count >= 0 && count < self.count { self.count = count }
  }

  /// Overwrites all of the memory with zeros and removes the contents.
  public mutating func wipe() {
    if let base { csystem_wipe(base, capacity) }
    removeAll()
  }

  /// The place of the next byte, for a writer that reserves room and then commits what it wrote.
  package var tail: UnsafeMutablePointer<UInt8>? { base.map { $0 + count } }

  /// Adds `n` bytes that were written at `tail`.
  package mutating func commit(_ n: Int) {
    count &+= min(max(n, 0), capacity &- count)
  }

  @inline(never)
  public mutating func append(_ byte: UInt8) {
    guard hasRoom(1) || reserve(1), let base else { return }
    base[count] = byte
    count &+= 1
  }

  public mutating func append(_ bytes: UnsafePointer<UInt8>, count n: Int) {
    guard n > 0, hasRoom(n) || reserve(n), let base else { return }
    memcpy(base + count, bytes, n)
    count &+= n
  }

  @inline(never)
  public mutating func append(_ bytes: Bytes) {
    if let start = bytes.start { append(start, count: bytes.count) }
  }

  @inline(never)
  public mutating func append(_ text: StaticCString) {
    append(Bytes(text))
  }

  @_disfavoredOverload
  mutating func append(_ text: StaticString) { append(Bytes(text)) }

  /// All bytes, or those from `start` up to `end`. They are valid until the next append.
  public func bytes() -> Bytes { Bytes(start: base, count: count) }

  public func bytes(from start: Int) -> Bytes { bytes(from: start, to: count) }

  public func bytes(to end: Int) -> Bytes { bytes(from: 0, to: end) }

  public func bytes(from start: Int, to end: Int) -> Bytes { bytes().part(start, end) }

  /// The address of the byte at `offset`, for C strings that were appended with their NUL.
  public func cString(at offset: Int = 0) -> UnsafePointer<CChar>? {
    guard let base, !failed, offset >= 0, offset < count else { return nil }
    return UnsafeRawPointer(base + offset).assumingMemoryBound(to: CChar.self)
  }
}
