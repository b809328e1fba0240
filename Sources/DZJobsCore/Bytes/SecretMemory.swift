// Allocates memory for secrets and wipes it before it frees it.

internal import CSystem

enum SecretMemory {
  /// The bytes before a block, which hold the number of its secret bytes: all or none. So `release`
  /// needs only the address.
  private static let header = 16

  /// Returns a block of `size` bytes with the first `count` bytes of `block`, and frees `block`.
  /// Returns nil, and keeps `block`, if memory runs out.
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
