// Counts of pages, runs, attempts, retries and bytes: of one listing, and of a client's listings.

internal import Synchronization

/// The header's DZJOBS_COUNT_* constants, in the order of their numbers.
public enum Counter: Int {
  case pages, runs, attempts, retries, bytes
}

/// Any thread may add and read.
public final class Counters: @unchecked Sendable {
  private let pages = Atomic<Int64>(0)
  private let runs = Atomic<Int64>(0)
  private let attempts = Atomic<Int64>(0)
  private let retries = Atomic<Int64>(0)
  private let bytes = Atomic<Int64>(0)
  /// The client's totals, which grow with these counts.
  private let total: Counters?

  package init(total: Counters? = nil) { self.total = total }

  @inline(never)
  func add(_ amount: Int, to counter: Counter) {
    let amount = Int64(amount)
    switch counter {
    case .pages: pages.wrappingAdd(amount, ordering: .relaxed)
    case .runs: runs.wrappingAdd(amount, ordering: .relaxed)
    case .attempts: attempts.wrappingAdd(amount, ordering: .relaxed)
    case .retries: retries.wrappingAdd(amount, ordering: .relaxed)
    case .bytes: bytes.wrappingAdd(amount, ordering: .relaxed)
    }
    total?.add(Int(amount), to: counter)
  }

  public func value(of counter: Counter) -> Int64 {
    switch counter {
    case .pages: return pages.load(ordering: .relaxed)
    case .runs: return runs.load(ordering: .relaxed)
    case .attempts: return attempts.load(ordering: .relaxed)
    case .retries: return retries.load(ordering: .relaxed)
    case .bytes: return bytes.load(ordering: .relaxed)
    }
  }
}
