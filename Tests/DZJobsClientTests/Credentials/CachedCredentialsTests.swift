// When a client uses its credentials, waits for another thread's search, or searches itself; and
// which credentials a refusal of the service concerns.

import DZJobsCore
import Testing

@testable import DZJobsClient

private let now: Int64 = 1_700_000_000_000_000
private let minute: Int64 = 60_000_000
private let here: Int32 = 7

private func issued(_ expiration: Int64?) throws -> IssuedCredentials {
  var keys = IssuedCredentials()
  let complaint = try keys.set(
    accessKeyID: Bytes("AKID"), secretAccessKey: Bytes("secret"), sessionToken: Bytes("token"),
    expiration: expiration)
  #expect(complaint == nil)
  return keys
}

/// A search that finds keys with this expiration.
private func find(_ cached: inout CachedCredentials, _ expiration: Int64?, at time: Int64 = now)
  throws
{
  var keys = try issued(expiration)
  var source = ByteBuffer()
  source.append("test")
  cached.beginSearch(in: here)
  cached.endSearch(&keys, from: &source, now: time)
}

private func fail(
  _ cached: inout CachedCredentials, _ failure: Failure, at time: Int64 = now, uptime: Int64 = 100
) -> Bool {
  var trail = ByteBuffer()
  trail.append("nothing here")
  cached.beginSearch(in: here)
  return cached.failSearch(failure, &trail, now: time, uptime: uptime)
}

/// `#expect` cannot use values that are not copyable, so this compares their results.
private func expect<Value: Equatable>(
  _ actual: Value, _ expected: Value, at location: SourceLocation = #_sourceLocation
) {
  #expect(actual == expected, sourceLocation: location)
}

private func text(_ write: (inout ByteBuffer) -> Void) -> String {
  var buffer = ByteBuffer()
  write(&buffer)
  buffer.append(0)
  return buffer.cString().map { String(cString: $0) } ?? ""
}

struct CachedCredentialsTests {
  @Test("one thread searches, others wait, and a forked child does not wait for its parent's")
  func search() {
    var cached = CachedCredentials()
    expect(cached.step(now: now, since: 0, process: here), .search)
    expect(cached.hasSearched, false)
    cached.beginSearch(in: here)
    expect(cached.step(now: now, since: 0, process: here), .wait)
    expect(cached.step(now: now, since: 0, process: here + 1), .search)
  }

  @Test(
    "keys are renewed ten minutes before their end, by one thread while others go on",
    arguments: [
      (nil, CachedCredentials.Step.use), (10 * minute, .use), (10 * minute - 1, .search),
      (1, .search), (0, .search), (-minute, .search),
    ] as [(Int64?, CachedCredentials.Step)])
  func renewal(_ left: Int64?, _ step: CachedCredentials.Step) throws {
    var cached = CachedCredentials()
    // Found long ago, when their end was not near.
    try find(&cached, left.map { now + $0 }, at: now - 100 * minute)
    expect(cached.step(now: now, since: 0, process: here), step)
    expect(cached.needSearch(now), (step == .search))
    cached.beginSearch(in: here)
    let isValid = (left ?? 1) > 0
    expect(cached.step(now: now, since: 0, process: here), (isValid ? .use : .wait))
  }

  @Test("after a failed renewal, valid keys are used for a minute before the next search")
  func pause() throws {
    var cached = CachedCredentials()
    try find(&cached, now + 9 * minute, at: now - 100 * minute)
    expect(fail(&cached, .credentials), true)
    expect(cached.step(now: now + minute - 1, since: 0, process: here), .use)
    expect(cached.step(now: now + minute, since: 0, process: here), .search)
    expect(cached.renewalTime(now), now + minute)
    expect(text { cached.describe(to: &$0) }, "")
  }

  @Test("new keys that expire soon do not cause a search for every request")
  func nearEnd() throws {
    var cached = CachedCredentials()
    try find(&cached, now + 5 * minute)
    expect(cached.step(now: now, since: 0, process: here), .use)
    expect(cached.step(now: now + minute, since: 0, process: here), .search)
    try find(&cached, now + 60 * minute, at: now + minute)
    expect(cached.step(now: now + 49 * minute, since: 0, process: here), .use)
    expect(cached.step(now: now + 51 * minute, since: 0, process: here), .search)
  }

  @Test(
    "keys with little time left are searched for after half of it, while they are still valid",
    arguments: [(minute, minute / 2), (10_000_000, 5_000_000), (2, 1)] as [(Int64, Int64)])
  func lastMinute(_ left: Int64, _ half: Int64) throws {
    var cached = CachedCredentials()
    try find(&cached, now + left)
    expect(cached.step(now: now + half - 1, since: 0, process: here), .use)
    expect(cached.step(now: now + half, since: 0, process: here), .search)
    expect(fail(&cached, .credentials, at: now + half), true)
    expect(cached.step(now: now + half + half / 2 - 1, since: 0, process: here), .use)
    expect(cached.step(now: now + half + (half + 1) / 2, since: 0, process: here), .search)
    // After their expiration no search is delayed.
    expect(cached.step(now: now + left, since: 0, process: here), .search)
  }

  @Test("a failed search fails for all calls that waited, and for no later one")
  func failure() {
    var cached = CachedCredentials()
    expect(fail(&cached, .config, uptime: 100), false)
    expect(cached.step(now: now, since: 99, process: here), .fail(.config))
    expect(cached.step(now: now, since: 100, process: here), .fail(.config))
    expect(cached.step(now: now, since: 101, process: here), .search)
    expect(text { cached.describe(to: &$0) }, "nothing here")
    expect(cached.hasSearched, true)
  }

  @Test(
    "an end that says nothing about the providers is only its own call's",
    arguments: [Failure.canceled, .timedOut, .memory, .unavailable])
  func interruption(_ failure: Failure) {
    var cached = CachedCredentials()
    expect(fail(&cached, failure), false)
    expect(cached.step(now: now, since: 0, process: here), .search)
    expect(cached.hasSearched, false)
  }

  @Test("a refusal concerns one generation; the caller's own keys stay")
  func generations() throws {
    var cached = CachedCredentials()
    expect(cached.refuse(0), false)
    try find(&cached, nil)
    let first = cached.generation
    #expect(first != 0)
    expect(cached.refuse(first), true)
    expect(cached.step(now: now, since: 0, process: here), .search)
    try find(&cached, nil)
    expect(cached.generation != first, true)
    // A late refusal of the first ones.
    expect(cached.refuse(first), true)
    expect(cached.step(now: now, since: 0, process: here), .use)
    try cached.setExplicit(Bytes("AKID"), Bytes("secret"), nil)
    expect(cached.refuse(cached.generation), false)
    expect(cached.step(now: now, since: 0, process: here), .use)
    try cached.setExplicit(nil, nil, nil)
    expect(cached.step(now: now, since: 0, process: here), .search)
  }

  @Test("the source is news once a generation")
  func news() throws {
    var cached = CachedCredentials()
    expect(cached.takeNews(), false)
    try find(&cached, nil)
    expect(text { cached.describe(to: &$0) }, "")
    expect(cached.takeNews(), true)
    expect(cached.takeNews(), false)
    expect(text { cached.describe(to: &$0) }, "test")
    try find(&cached, nil)
    expect(cached.takeNews(), true)
  }
}
