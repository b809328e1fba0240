// The pagination tokens of a listing, to detect pages that form a loop. botocore compares a token
// with the last one only, and follows A, B, A, B for ever.

internal import CSystem

/// A set of tokens, by the first 64 bits of their SHA-256. It takes 160 bytes, and at most 15 more
/// a token. The chance that two of 10,000 different tokens collide is below one in ten billion.
struct SeenTokens: ~Copyable {
  private var slots: UnsafeMutablePointer<UInt64>?
  private var capacity = 0
  private var count = 0

  init() {}

  deinit { free(slots) }

  /// Adds a token. Returns true if it was there already, nil if memory runs out.
  mutating func insert(_ token: Bytes) -> Bool? {
    guard reserve() else { return nil }
    let digest = SHA256.digest(of: token)
    var key: UInt64 = 0
    for index in 0..<8 { key = key << 8 | UInt64(digest[index]) }
    return insert(key == 0 ? 1 : key)
  }

  /// `key` is not 0, which marks a free slot.
  private mutating func insert(_ key: UInt64) -> Bool {
    guard let slots else { return false }
    var index = Int(key.multipliedFullWidth(by: UInt64(capacity)).high)
    while slots[index] != 0 {
      if slots[index] == key { return true }
      index = index &+ 1 == capacity ? 0 : index &+ 1
    }
    slots[index] = key
    count &+= 1
    return false
  }

  /// Keeps a fifth of the slots free, so that searches are short.
  private mutating func reserve() -> Bool {
    if count &+ 1 <= capacity / 5 &* 4 { return true }
    let grown = capacity / 2 &* 3 &+ 20
    guard let memory = calloc(grown, MemoryLayout<UInt64>.stride) else { return false }
    let old = slots
    let oldCapacity = capacity
    slots = memory.assumingMemoryBound(to: UInt64.self)
    capacity = grown
    count = 0
    if let old {
      for index in 0..<oldCapacity where old[index] != 0 { _ = insert(old[index]) }
    }
    free(old)
    return true
  }
}
