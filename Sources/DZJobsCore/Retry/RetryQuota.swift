// The retry quota keeps many clients from overloading a broken service: retries take from it,
// successful responses return to it. The listings of a client share one, on any thread.

internal import Synchronization

public final class RetryQuota: @unchecked Sendable {
  private var capacity: Int32
  private let left: Atomic<Int32>

  public init(capacity: Int32 = 500) {
    self.capacity = capacity
    left = Atomic(capacity)
  }

  /// Sets the capacity. Call it before the quota is shared, and before anything is taken.
  public func resize(to capacity: Int32) {
    self.capacity = capacity
    left.store(capacity, ordering: .relaxed)
  }

  var available: Int32 { left.load(ordering: .relaxed) }

  static func cost(of reason: RetryReason) -> Int32 { reason == .throttling ? 5 : 14 }

  /// Takes the cost of a retry. Returns false and takes nothing if too little is left.
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

  /// Returns the cost of the last retry after a 2xx response, or 1 if it needed no retry.
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
