// Texts that must not move while a caller holds them, in a chain of chunks. The next page's first
// chunk is as large as all chunks of this page, so that it needs no more.

internal import CSystem

struct StringArena: ~Copyable {
  private struct Chunk {
    var previous: UnsafeMutableRawPointer?
    var capacity: Int
    var count: Int
  }

  private static let minimum = 4096
  private var newest: UnsafeMutablePointer<Chunk>?
  private var stored = 0

  init() {}

  deinit { StringArena.release(newest) }

  /// Ends the life of all texts.
  mutating func removeAll() {
    #if ENDS_LIVES
      self = StringArena()
    #endif
    if let newest, newest.pointee.previous == nil {
      newest.pointee.count = 0
    } else {
      StringArena.release(newest)
      newest = nil
    }
  }

  /// Copies `text` and adds a NUL; nil if memory runs out.
  mutating func copy(_ text: Bytes) -> Bytes? {
    let needed = text.count &+ 1
    guard let chunk = room(for: needed) else { return nil }
    let start =
      UnsafeMutableRawPointer(chunk + 1).assumingMemoryBound(to: UInt8.self)
      + chunk.pointee.count
    if let source = text.start { memcpy(start, source, text.count) }
    start[text.count] = 0
    chunk.pointee.count &+= needed
    return Bytes(start: start, count: text.count)
  }

  private mutating func room(for needed: Int) -> UnsafeMutablePointer<Chunk>? {
    if let newest, newest.pointee.capacity &- newest.pointee.count >= needed { return newest }
    if newest == nil { stored = max(stored, StringArena.minimum) }
    let capacity = max(needed, stored)
    guard let memory = malloc(MemoryLayout<Chunk>.stride &+ capacity) else { return nil }
    let chunk = memory.assumingMemoryBound(to: Chunk.self)
    chunk.initialize(to: Chunk(previous: newest, capacity: capacity, count: 0))
    newest = chunk
    stored &+= capacity
    return chunk
  }

  private static func release(_ newest: UnsafeMutablePointer<Chunk>?) {
    var chunk = newest
    while let current = chunk {
      chunk = current.pointee.previous?.assumingMemoryBound(to: Chunk.self)
      free(current)
    }
  }
}
