// The state machine as a table: the result of every call in every state. A call in the wrong state
// changes nothing.

import Testing

@testable import DZJobsCore

struct ListingStateTests {
  enum Stage: String, CaseIterable {
    case fresh, sending, waiting, arrived, delivering, paged, done
    case unparsable, tooBig, looping, longToken, invalid
    case refused, refusalTold, unanswered
  }

  /// A listing in the state `stage`.
  private func host(_ stage: Stage) throws(Failure) -> Host {
    let host = try Host(job: stage == .invalid ? ".." : "job")
    if stage == .fresh { return host }
    do throws(Failure) {
      _ = try host.next()
      switch stage {
      case .fresh, .sending, .invalid: break
      case .waiting:
        try host.answer("", status: 500, [("x-amz-retry-after", "1000")])
        _ = try host.next()
      case .arrived, .delivering, .paged:
        try host.answer(body(["a", "b"], next: "t"))
        if stage == .delivering { _ = try host.next() }
        if stage == .paged { _ = try host.nextPage() }
      case .done:
        try host.answer(body([]))
        _ = try host.next()
      case .unparsable:
        try host.answer("[]")
        _ = try host.next()
      case .tooBig:
        try withBytes("{}") { (body: Bytes) throws(Failure) in
          try host.listing.response(
            now: host.now, status: 200, body: body.start, count: Limit.body + 1)
        }
      case .looping:
        for _ in 0..<2 {
          try host.answer(body([], next: "t"))
          _ = try host.next()
        }
      case .longToken:
        try host.answer(body([], next: String(repeating: "t", count: 8193)))
        _ = try host.next()
      case .refused: try host.answer("{}", status: 403)
      case .refusalTold:
        try host.answer("{}", status: 403)
        _ = try host.next()
      case .unanswered: try host.noAnswer(retryable: false)
      }
    } catch {
      // This stage is the failure itself.
    }
    return host
  }

  private func outcome(_ call: () throws(Failure) -> Event?) -> String {
    do throws(Failure) {
      return try call().map { "\($0)" } ?? "ok"
    } catch {
      return "\(error)!"
    }
  }

  @Test(
    "each state has one answer to each call",
    arguments: [
      // next, next_page, ahead, response, no_response, response_header, a setting
      (.fresh, "send", "send", "send", "state!", "state!", "state!", "ok"),
      (.sending, "send", "send", "send", "ok", "ok", "ok", "state!"),
      (.waiting, "wait", "wait", "wait", "state!", "state!", "state!", "state!"),
      (.arrived, "run", "page", "ok", "state!", "state!", "state!", "state!"),
      (.delivering, "run", "send", "send", "state!", "state!", "state!", "state!"),
      (.paged, "run", "send", "send", "state!", "state!", "state!", "state!"),
      (.done, "done", "done", "ok", "state!", "state!", "state!", "state!"),
      (.unparsable, "parse!", "parse!", "ok", "state!", "state!", "state!", "state!"),
      (.tooBig, "tooBig!", "tooBig!", "ok", "state!", "state!", "state!", "state!"),
      (.looping, "loop!", "loop!", "ok", "state!", "state!", "state!", "state!"),
      (.longToken, "tooBig!", "tooBig!", "ok", "state!", "state!", "state!", "state!"),
      (.invalid, "invalid!", "invalid!", "ok", "state!", "state!", "state!", "state!"),
      (.refused, "service!", "service!", "ok", "state!", "state!", "state!", "state!"),
      (.refusalTold, "send", "send", "ok", "state!", "state!", "state!", "state!"),
      (.unanswered, "transport!", "transport!", "ok", "state!", "state!", "state!", "state!"),
    ] as [(Stage, String, String, String, String, String, String, String)])
  func table(
    stage: Stage, next: String, nextPage: String, ahead: String, response: String,
    noResponse: String,
    header: String, setting: String
  ) throws {
    func check(_ expected: String, _ call: (Host) throws(Failure) -> Event?) throws {
      let host = try host(stage)
      #expect(outcome { () throws(Failure) in try call(host) } == expected)
    }
    try check(next) { (host) throws(Failure) in try host.next() }
    try check(nextPage) { (host) throws(Failure) in try host.nextPage() }
    try check(ahead) { (host) throws(Failure) in try host.ahead() }
    try check(response) { (host) throws(Failure) in
      try host.answer("{}")
      return nil
    }
    try check(noResponse) { (host) throws(Failure) in
      try host.noAnswer()
      return nil
    }
    try check(header) { (host) throws(Failure) in
      try host.header("date", "x")
      return nil
    }
    try check(setting) { (host) throws(Failure) in
      try host.listing.set(.maxResults, number: 5)
      return nil
    }
    try check("ok") { (host) throws(Failure) in
      try host.listing.setCredentials(
        accessKeyID: Bytes("A"), secretAccessKey: Bytes("s"), sessionToken: nil)
      return nil
    }
  }

  @Test("calls in the wrong state, and invalid times, change nothing", arguments: Stage.allCases)
  func misuseChangesNothing(stage: Stage) throws {
    let expected = try host(stage)
    let misused = try host(stage)
    let runBefore = misused.runID
    #expect(throws: Failure.invalid) { try misused.listing.next(now: -1) }
    for now in [Int64.min, CivilTime.latest + 1, Int64.max] {
      #expect(throws: Failure.invalid) { try misused.listing.nextPage(now: now) }
      #expect(throws: Failure.self) {
        try misused.listing.response(now: now, status: 200, body: nil, count: 0)
      }
      #expect(throws: Failure.self) {
        try misused.listing.noResponse(now: now, retryable: true, reason: nil)
      }
    }
    for status: Int32 in [Int32.min, 0, 99, 1000, Int32.max] {
      #expect(throws: Failure.self) {
        try misused.listing.response(now: misused.now, status: status, body: nil, count: 0)
      }
    }
    #expect(throws: Failure.self) {
      try misused.listing.response(now: misused.now, status: 200, body: nil, count: 1)
    }
    #expect(throws: Failure.invalid) { try misused.listing.responseHeader(nil, Bytes()) }
    #expect(throws: Failure.invalid) { try misused.listing.responseHeader(Bytes(), nil) }
    #expect(throws: Failure.invalid) {
      try misused.listing.setCredentials(
        accessKeyID: Bytes("A"), secretAccessKey: nil, sessionToken: nil)
    }
    #expect(misused.runID == runBefore)
    #expect(misused.url == expected.url)
    #expect(misused.resumeToken == expected.resumeToken)
    #expect(misused.listing.waitTime == expected.listing.waitTime)
    for _ in 0..<2 {
      let wanted = outcome { () throws(Failure) in try expected.next() }
      #expect(outcome { () throws(Failure) in try misused.next() } == wanted)
      if wanted.hasSuffix("!") { #expect(misused.error == expected.error) }
      #expect(misused.runID == expected.runID)
    }
  }

  @Test(
    "an error says what it is about, again after other calls failed",
    arguments: [
      (Stage.unparsable, "body: not a JSON object (byte 0)"), (.tooBig, "body: more than 64 MiB"),
      (.looping, "nextToken: repeated, so the pages form a loop"),
      (.longToken, "nextToken: more than 8192 characters"),
      (.invalid, "job_identifier: . and .. would name another path"),
      (.refused, "error without a code (HTTP 403, attempt 1 of 3)"),
      (.unanswered, "no answer (attempt 1 of 3)"),
    ])
  func texts(stage: Stage, text: String) throws {
    let host = try host(stage)
    #expect(throws: Failure.state) { try host.answer("{}") }
    #expect(throws: Failure.self) { try host.next() }
    #expect(host.error == text)
  }

  @Test(
    "a length no memory has is over the limit, and nothing of it is read",
    arguments: [200, 403, 500] as [Int32])
  func absurdLength(status: Int32) throws {
    for count in [-1, Int.min, Int.max, Limit.body + 1] {
      let host = try Host { (listing) throws(Failure) in try listing.set(.maxAttempts, number: 1) }
      _ = try host.next()
      try withBytes("  ") { (body: Bytes) throws(Failure) in
        try host.listing.response(now: host.now, status: status, body: body.start, count: count)
      }
      #expect(throws: status == 200 ? Failure.tooBig : .service) { try host.next() }
    }
  }
}
