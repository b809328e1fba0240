// The one door to memory that holds, or held, a secret: nothing of it stays in what was freed.

internal import CSystem

enum SecretMemory {
  /// In front of a block stands how many of its bytes are secret, all or none. So it takes no more
  /// than its address to give it back, which happens wherever a buffer ends.
  private static let header = 16

  /// Gives a block of `size` bytes that starts with the first `count` of `block`, which is gone
  /// then. Nil if memory runs out.
  static func resize(
    _ block: UnsafeMutablePointer<UInt8>?, count: Int, to size: Int, isSecret: Bool
  ) -> UnsafeMutablePointer<UInt8>? {
    let former = block.map { UnsafeMutableRawPointer($0) - header }
    let memory = isSecret ? malloc(header &+ size) : realloc(former, header &+ size)
    guard let memory else { return nil }
    memory.storeBytes(of: isSecret ? size : 0, as: Int.self)
    let bytes = (memory + header).assumingMemoryBound(to: UInt8.self)
    if isSecret, let block {
      memcpy(bytes, block, count)
      release(block)
    }
    return bytes
  }

  @inline(never)
  static func release(_ block: UnsafeMutablePointer<UInt8>?) {
    guard let block else { return }
    let memory = UnsafeMutableRawPointer(block) - header
    csystem_wipe(block, memory.load(as: Int.self))
    free(memory)
  }

  static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    csystem_wipe(bytes.baseAddress, bytes.count)
  }
}
