// The listings of dzjobs_client_next_any(), each in one of five lines: those that wait for a
// request to be sent, for its answer, for a time, for their answer to be read, or for their turn to
// hand out a run.

internal import CSystem
internal import DZJobsCore
internal import Synchronization

final class Scheduler {
  enum Place {
    case outside, due, flying, sleeping, arrived, ready
  }

  /// A line of listings, linked through their companions: joining and leaving take no memory.
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
  /// Of those that are ready, how many have sent the request for their next page.
  private var aheadCount = 0
  /// As many requests as there were descriptors for.
  var mostFlying = Int.max
  let transfers: CurlTransferPool
  /// Wakes the thread that is inside.
  let wakeUp = Cancellation()
  let events = EventPoll()

  init() { transfers = CurlTransferPool(events: events) }

  /// The process of whose threads one is inside, 0 if none is: a child is not held up by its
  /// parent's.
  private let busyProcess = Atomic<Int32>(0)
  /// Credentials were missing last time: what lies here is handed out before that is told again.
  var isBlocked = false
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

  /// Another request may leave: neither too many are under way nor too many pages lie here.
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
    remove(listingState)
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

  /// Makes progress with all transfers, and puts those whose time has come where they go on.
  func collect(_ client: Client) {
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

  /// Microseconds until something has to be done, if nothing comes before.
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
