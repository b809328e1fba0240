// The time by the clock of the services: a machine's own clock may be wrong by hours, while the end
// of credentials is given by the clock of whoever issued them.

internal import Synchronization

final class ServerClock: Sendable {
  /// A Date header has whole seconds, and answers take their time: nearer clocks agree.
  private static let tolerance: Int64 = 240_000_000

  /// Microseconds to add to the machine's time.
  private let seenOffset = Atomic<Int64>(0)

  var offset: Int64 { seenOffset.load(ordering: .relaxed) }
  var now: Int64 { Clock.now &+ offset }

  /// Corrects the clock by the time of a service's answer.
  func learn(offset seen: Int64) {
    let isFar = seen.magnitude >= UInt64(ServerClock.tolerance)
    seenOffset.store(isFar ? seen : 0, ordering: .relaxed)
  }
}
