// Repeatable random numbers for jitter and invocation ids. Nothing secret depends on them.
// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).

struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// Returns a version 4 UUID (RFC 9562 section 5.4).
  mutating func uuid() -> UUID {
    UUID(
      high: next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000,
      low: next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
  }
}

struct UUID {
  var high: UInt64 = 0
  var low: UInt64 = 0
}

extension ByteBuffer {
  /// Appends `xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx`.
  mutating func append(_ uuid: UUID) {
    guard reserve(36), var target = tail else { return }
    for index in 0..<16 {
      if index == 4 || index == 6 || index == 8 || index == 10 {
        target[0] = .hyphen
        target += 1
      }
      let half = index < 8 ? uuid.high : uuid.low
      let byte = UInt8(truncatingIfNeeded: half >> UInt64(56 &- 8 &* (index & 7)))
      ASCII.writeLowerHex(byte, to: target)
      target += 2
    }
    commit(36)
  }
}
