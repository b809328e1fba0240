// Schedules the listings of dzjobs_client_next_any(). Each waits in one of five lines: to send a
// request, for a response, for a back-off to end, for a step without waiting, or to return a run.

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
  /// The number of ready listings that already sent the request for their next page.
  private var aheadCount = 0
  /// The most requests for which there were descriptors.
  var mostFlying = Int.max
  let transfers: CurlTransferPool
  /// Wakes the thread in next_any().
  let wakeUp = Cancellation()
  let events = EventPoll()

  init() { transfers = CurlTransferPool(events: events) }

  /// The process that has a thread in next_any(); 0 if there is none. A thread of the parent does
  /// not block a child.
  private let busyProcess = Atomic<Int32>(0)
  /// True if credentials were missing last time. Runs in memory come before the next search.
  var isBlocked = false
  /// The listing that returned the last run of a page in the last call. The caller may read that
  /// page until the next call, which frees its memory.
  unowned(unsafe) var used: ListingState?
  private var turns = 0
  /// True if a request was added to the driver and not sent yet.
  var hasUnsent = false
  private var lastLook: Int64 = 0
  /// The least time that any request had left then, in microseconds.
  private var timeLeft = Int64.max / 2

  /// Enters next_any(). Returns false if another thread is in it.
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

  /// True if another request can be sent: few enough are in flight, and few enough pages wait.
  func hasRoom(_ most: Int) -> Bool {
    flying.count &+ aheadCount < min(most, mostFlying) && ready.count < most
  }

  func countTurn(of listingState: ListingState) {
    turns &+= 1
    listingState.lastTurn = turns
  }

  /// True if a ready listing has waited longer than this one, which has another page. Otherwise
  /// responses that come as fast as the caller takes runs would hold up ready listings for ever.
  func yieldsTurn(_ listingState: ListingState) -> Bool {
    guard let first = ready.first else { return false }
    return listingState.lastTurn > first.lastTurn && listingState.listing.needsResponse
  }

  /// Called when a request found no descriptor. Returns true if others have some, so that the
  /// listing waits for theirs. The number of requests at once is limited from then on.
  func holdsBack(_ listingState: ListingState) -> Bool {
    let others = flying.count &+ aheadCount
    if listingState.place == .outside || others <= 0 { return false }
    mostFlying = min(mostFlying, others)
    listingState.exchange.abort()
    return true
  }

  /// The listing whose response arrived, or that ends. The others wait for room again: they were
  /// canceled and uncanceled, or a fork left their request to the parent.
  func nextArrived() -> ListingState? {
    while let first = arrived.first, first.ownEnd == nil, !first.exchange.isUnderWay,
      first.listing.needsResponse
    {
      move(first, to: .due, inFront: true)
    }
    return arrived.first
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
    // Other threads may free listings that were never added. Everything else belongs to one thread.
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

  /// Drives all transfers, and moves the listings whose response arrived or whose back-off ended.
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

  /// Moves listings that were canceled, or waited for too long, to the ones that fail next.
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

  /// Leaves the time since `start` out of the transfers' time: nothing drove them.
  func skip(since start: Int64, _ pool: CurlTransferPool) {
    guard pool === transfers else { return }
    lastLook &+= Clock.uptime &- start
    transfers.shared?.countedTo = lastLook
  }

  /// Microseconds until there is something to do, if no response arrives before.
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
