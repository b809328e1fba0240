// The listings of dzjobs_client_next_any(), each in one of five lines: they wait to send a request,
// for its response, for a time, for a step that needs no waiting, or for their turn to return a run.

internal import CSystem
internal import DZJobsCore
internal import Synchronization

final class Scheduler {
  enum Place {
    case outside, due, flying, sleeping, arrived, ready
  }

  /// A line of listings, linked through their states: joining and leaving allocate nothing.
  struct Line {
    fileprivate(set) unowned(unsafe) var first: ListingState?
    fileprivate unowned(unsafe) var last: ListingState?
    fileprivate(set) var count = 0
  }

  private(set) var due = Line()
  private(set) var flying = Line()
  private(set) var sleeping = Line()
  private(set) var arrived = Line()
  private(set) var ready = Line()
  /// How many of the ready ones have sent the request for their next page.
  private var aheadCount = 0
  /// As many requests as there were descriptors for.
  var mostFlying = Int.max
  let transfers: CurlTransferPool
  /// Wakes the thread that is inside.
  let wakeUp = Cancellation()
  let events = EventPoll()

  init() { transfers = CurlTransferPool(events: events) }

  /// The process one of whose threads is inside, 0 if none is. A thread of the parent does not block
  /// a child.
  private let busyProcess = Atomic<Int32>(0)
  /// Credentials were missing last time: runs that are here come before the next attempt.
  var isBlocked = false
  /// The listing whose last run of a page was returned last. The caller may read that page until the
  /// next call, which gives its memory back.
  unowned(unsafe) var used: ListingState?
  /// A request was added to the driver, which did not send it yet.
  var hasUnsent = false
  private var lastLook: Int64 = 0
  /// Of the request that then had the least time left.
  private var timeLeft = Int64.max / 2

  /// False if another thread is inside.
  func enter() -> Bool {
    if busyProcess.exchange(Environment.process, ordering: .acquiring) == Environment.process {
      return false
    }
    lastLook = Clock.uptime
    transfers.shared?.countedTo = lastLook
    return true
  }

  func leave() { busyProcess.store(0, ordering: .releasing) }

  var isEmpty: Bool {
    due.count &+ flying.count &+ sleeping.count &+ arrived.count &+ ready.count == 0
  }

  /// Another request may leave: neither too many are in flight nor too many pages wait to be read.
  func hasRoom(_ most: Int) -> Bool {
    flying.count &+ aheadCount < min(most, mostFlying) && ready.count < most
  }

  /// For a listing whose request found no descriptor: true if others have some, so that it waits
  /// for theirs. No more requests leave at once from then on.
  func holdsBack(_ listingState: ListingState) -> Bool {
    let others = flying.count &+ aheadCount
    if listingState.place == .outside || others <= 0 { return false }
    mostFlying = min(mostFlying, others)
    listingState.exchange.abort()
    return true
  }

  // MARK: Lines

  func move(_ listingState: ListingState, to place: Place, inFront: Bool = false) {
    unlink(listingState)
    listingState.place = place
    change(place) { line in
      if inFront, let first = line.first {
        listingState.next = first
        first.previous = listingState
        line.first = listingState
      } else {
        listingState.previous = line.last
        if let last = line.last { last.next = listingState } else { line.first = listingState }
        line.last = listingState
      }
      line.count &+= 1
    }
  }

  func remove(_ listingState: ListingState) {
    // Other threads end listings that were never added; all else is one thread's.
    if listingState.place == .outside { return }
    if listingState === used { used = nil }
    unlink(listingState)
  }

  private func unlink(_ listingState: ListingState) {
    if listingState.place == .outside { return }
    change(listingState.place) { line in
      if let previous = listingState.previous {
        previous.next = listingState.next
      } else {
        line.first = listingState.next
      }
      if let next = listingState.next {
        next.previous = listingState.previous
      } else {
        line.last = listingState.previous
      }
      line.count &-= 1
    }
    listingState.previous = nil
    listingState.next = nil
    listingState.place = .outside
    if listingState.isAhead { setAhead(listingState, false) }
  }

  func setAhead(_ listingState: ListingState, _ isAhead: Bool) {
    listingState.isAhead = isAhead
    aheadCount &+= isAhead ? 1 : -1
  }

  private func change(_ place: Place, _ body: (inout Line) -> Void) {
    switch place {
    case .outside: break
    case .due: body(&due)
    case .flying: body(&flying)
    case .sleeping: body(&sleeping)
    case .arrived: body(&arrived)
    case .ready: body(&ready)
    }
  }

  // MARK: Time

  /// Makes progress with all transfers, and moves those whose response, or time, has come.
  func collect(_ client: Client) {
    hasUnsent = false
    guard let multi = transfers.shared, multi.isOurs else { return advance(client) }
    multi.shielded {
      multi.isShielded = true
      advance(client)
      multi.isShielded = false
    }
  }

  private func advance(_ client: Client) {
    transfers.shared?.perform(client, left: timeLeft &- (Clock.uptime &- lastLook))
    timeLeft = .max / 2
    let now = Clock.uptime
    let elapsed = now &- lastLook
    lastLook = now
    transfers.shared?.countedTo = now
    var listingState = flying.first
    while let current = listingState {
      listingState = current.next
      current.exchange.dropIfInherited()
      current.exchange.look(after: elapsed)
      if !current.exchange.hasEnded { timeLeft = min(timeLeft, current.exchange.timeLeft) }
      if current.exchange.multi == nil || current.ownEnd != nil { move(current, to: .arrived) }
    }
    endWaits()
    listingState = ready.first
    while let current = listingState {
      listingState = current.next
      if current.isAhead { current.exchange.look(after: elapsed) }
    }
    listingState = sleeping.first
    while let current = listingState {
      listingState = current.next
      if current.wakeTime <= now { move(current, to: .due, inFront: true) }
    }
  }

  /// Listings that were canceled, or waited for longer than they may, are next to fail.
  private func endWaits() {
    var listingState = due.first
    while let current = listingState {
      listingState = current.next
      if current.ownEnd != nil { move(current, to: .arrived) }
    }
    listingState = sleeping.first
    while let current = listingState {
      listingState = current.next
      if current.ownEnd != nil { move(current, to: .arrived) }
    }
  }

  /// The thread inside drove none of `pool`'s transfers since then: that time is not theirs.
  func skip(since start: Int64, _ pool: CurlTransferPool) {
    guard pool === transfers else { return }
    lastLook &+= Clock.uptime &- start
    transfers.shared?.countedTo = lastLook
  }

  /// Microseconds until something has to be done, if no response comes before.
  func patience() -> Int64 {
    var least: Int64 = 1_000_000
    var listingState = flying.first
    while let current = listingState {
      listingState = current.next
      least = min(least, current.exchange.left, current.timeLeft)
    }
    let now = Clock.uptime
    listingState = sleeping.first
    while let current = listingState {
      listingState = current.next
      least = min(least, max(current.wakeTime &- now, 0), current.timeLeft)
    }
    return least
  }
}
