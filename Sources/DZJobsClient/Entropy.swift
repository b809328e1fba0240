// Seeds for the jitter of retries, one for each listing, so that many machines do not retry at
// once.

internal import CSystem

/// Returns a seed from the system. If the system has none, an address is good enough for jitter.
package enum Entropy {
  package static func seed() -> UInt64 {
    var seed: UInt64 = 0
    if csystem_entropy(&seed, 8) == 0 { return seed }
    return withUnsafePointer(to: &seed) { UInt64(UInt(bitPattern: $0)) }
  }
}
