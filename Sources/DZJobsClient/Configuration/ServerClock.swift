// The time by the services' clock. A machine's clock can be wrong by hours, and credentials expire
// by the clock of the service that issued them.

internal import Synchronization

final class ServerClock: Sendable {
  /// The smallest difference that counts: Date headers have whole seconds, and responses take time.
  private static let tolerance: Int64 = 240_000_000

  /// Microseconds to add to the machine's clock.
  private let seenOffset = Atomic<Int64>(0)

  var offset: Int64 { seenOffset.load(ordering: .relaxed) }
  var now: Int64 { Clock.now &+ offset }

  /// Corrects the clock by the Date of a service's response.
  func learn(offset seen: Int64) {
    let isFar = seen.magnitude >= UInt64(ServerClock.tolerance)
    seenOffset.store(isFar ? seen : 0, ordering: .relaxed)
  }
}
