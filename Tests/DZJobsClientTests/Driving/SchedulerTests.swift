// The lines of many listings: which one is next, how many requests may be in flight, and when to
// wake.

import DZJobsCore
import Testing

@testable import DZJobsClient

private final class Fleet {
  let client = Client()
  var states: [ListingState] = []

  init(_ count: Int) {
    for seed in 0..<count { states.append(ListingState(client, Listing(entropy: UInt64(seed)))) }
  }

  var scheduler: Scheduler { client.scheduler }

  /// The listings of a line from its front, by their numbers.
  func order(_ line: Scheduler.Line) -> [Int] {
    var found: [Int] = []
    var state = line.first
    while let current = state {
      found.append(states.firstIndex { $0 === current } ?? -1)
      state = current.next
    }
    return found
  }
}

struct SchedulerTests {
  @Test("listings keep their order; the front one comes first; one that moves leaves its line")
  func lines() {
    let fleet = Fleet(4), scheduler = fleet.scheduler
    #expect(scheduler.isEmpty)
    for state in fleet.states { scheduler.move(state, to: .due) }
    #expect(fleet.order(scheduler.due) == [0, 1, 2, 3])
    scheduler.move(fleet.states[1], to: .ready)
    scheduler.move(fleet.states[3], to: .due, inFront: true)
    #expect(fleet.order(scheduler.due) == [3, 0, 2])
    #expect(fleet.order(scheduler.ready) == [1])
    scheduler.move(fleet.states[3], to: .due)
    #expect(fleet.order(scheduler.due) == [0, 2, 3])
    #expect(scheduler.due.count == 3)
    for state in fleet.states { scheduler.remove(state) }
    scheduler.remove(fleet.states[0])
    #expect(scheduler.isEmpty)
    #expect(fleet.states.allSatisfy { $0.place == .outside })
  }

  @Test("requests ahead count as in flight, and unread pages hold further ones back")
  func room() {
    let fleet = Fleet(4), scheduler = fleet.scheduler
    #expect(scheduler.hasRoom(1))
    scheduler.move(fleet.states[0], to: .flying)
    #expect(!scheduler.hasRoom(1))
    #expect(scheduler.hasRoom(2))
    scheduler.move(fleet.states[1], to: .ready)
    #expect(scheduler.hasRoom(2))
    scheduler.setAhead(fleet.states[1], true)
    #expect(!scheduler.hasRoom(2))
    // From then on its request ahead counts as its own.
    scheduler.move(fleet.states[1], to: .flying)
    #expect(!scheduler.hasRoom(2))
    scheduler.remove(fleet.states[0])
    #expect(scheduler.hasRoom(2))
    scheduler.remove(fleet.states[1])
    scheduler.move(fleet.states[2], to: .ready)
    scheduler.move(fleet.states[3], to: .ready)
    #expect(!scheduler.hasRoom(2))
    #expect(scheduler.hasRoom(3))
  }

  @Test("a used page is released with its listing, not when that changes lines")
  func used() {
    let fleet = Fleet(2), scheduler = fleet.scheduler
    scheduler.move(fleet.states[0], to: .ready)
    scheduler.used = fleet.states[0]
    scheduler.move(fleet.states[0], to: .due)
    #expect(scheduler.used === fleet.states[0])
    scheduler.remove(fleet.states[1])
    #expect(scheduler.used === fleet.states[0])
    scheduler.remove(fleet.states[0])
    #expect(scheduler.used == nil)
  }

  @Test("a wait ends when the first listing wakes, which then comes first")
  func waking() {
    let fleet = Fleet(3), scheduler = fleet.scheduler
    #expect(scheduler.patience() == 1_000_000)
    let now = Clock.uptime
    fleet.states[0].wakeTime = now + 3_600_000_000
    fleet.states[1].wakeTime = now + 40_000
    scheduler.move(fleet.states[0], to: .sleeping)
    scheduler.move(fleet.states[1], to: .sleeping)
    scheduler.move(fleet.states[2], to: .due)
    #expect((1...40_000).contains(scheduler.patience()))
    fleet.states[1].wakeTime = now
    #expect(scheduler.patience() == 0)
    scheduler.collect(fleet.client)
    #expect(fleet.order(scheduler.due) == [1, 2])
    #expect(fleet.order(scheduler.sleeping) == [0])
    for state in fleet.states { scheduler.remove(state) }
  }

  @Test("one thread is inside at a time")
  func entering() {
    let scheduler = Scheduler()
    #expect(scheduler.enter())
    #expect(!scheduler.enter())
    scheduler.leave()
    #expect(scheduler.enter())
  }
}
