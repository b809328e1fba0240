// What keeps a fleet of clients from retrying a broken service to death: retries take from it,
// answers give back. A listing has its own; the listings of a client share one, on any thread.

internal import Synchronization

public final class RetryQuota: @unchecked Sendable {
  private var capacity: Int32
  private let left: Atomic<Int32>

  public init(capacity: Int32 = 500) {
    self.capacity = capacity
    left = Atomic(capacity)
  }

  /// Before it is shared, and before anything is taken.
  public func resize(to capacity: Int32) {
    self.capacity = capacity
    left.store(capacity, ordering: .relaxed)
  }

  var available: Int32 { left.load(ordering: .relaxed) }

  static func cost(of reason: RetryReason) -> Int32 { reason == .throttling ? 5 : 14 }

  /// Takes the cost of a retry; false, and nothing taken, if there is not enough left.
  func take(_ cost: Int32) -> Bool {
    var seen = available
    while cost <= seen {
      let (exchanged, original) = left.weakCompareExchange(
        expected: seen, desired: seen &- cost, ordering: .relaxed)
      if exchanged { return true }
      seen = original
    }
    return false
  }

  /// After a 2xx: what its last retry took, or 1 if it needed none.
  func giveBack(_ cost: Int32?) {
    var seen = available
    while seen < capacity {
      let (exchanged, original) = left.weakCompareExchange(
        expected: seen, desired: seen &+ min(cost ?? 1, capacity &- seen), ordering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }
}
