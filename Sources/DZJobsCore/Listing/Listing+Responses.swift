// What a transport delivers to a listing: headers, a response, or a failure to get one. Each call
// checks its arguments and allocates before it changes the state, so that callers can repeat it.

extension Listing {
  /// Keeps a header of the response, which is still to come.
  public func responseHeader(_ name: Bytes?, _ value: Bytes?) throws(Failure) {
    guard let name else { throw fail(.invalid, "name: missing") }
    guard let value else { throw fail(.invalid, "value: missing") }
    try checkSent()
    do throws(Failure) { try request.responseHeader(name, value) } catch { throw outOfMemory() }
  }

  /// Reads a page, or decides whether to retry.
  @_optimize(speed)
  public func response(
    now: Int64, status: Int32, body: UnsafeRawPointer?, count: Int
  ) throws(Failure) {
    try checkSent()
    try checkTime(now)
    guard (100...999).contains(status) else { throw fail(.invalid, "http_status: not 100 to 999") }
    if body == nil, count != 0 { throw fail(.invalid, "body: missing") }
    // A size_t above Int.max arrives as a negative count.
    let isTooBig = count < 0 || count > Limit.body
    let body = Bytes(start: body?.assumingMemoryBound(to: UInt8.self), count: isTooBig ? 0 : count)
    do throws(Failure) {
      if (200...299).contains(status) {
        try endPage(status: status, try readPage(status, body, isTooBig: isTooBig))
      } else {
        try request.refuse(status: status, body, now: now)
        endAttempt()
      }
    } catch {
      throw outOfMemory()
    }
    countAttempt(body.count)
  }

  private func countAttempt(_ bytes: Int) {
    counters.add(1, to: .attempts)
    if request.answer.attempts > 1 { counters.add(1, to: .retries) }
    counters.add(bytes, to: .bytes)
  }

  /// Ends an attempt without a response. `isShared`: the same event ended other requests, too.
  public func noResponse(
    now: Int64, retryable: Bool, isShared: Bool = false, reason: Bytes?
  ) throws(Failure) {
    try checkSent()
    try checkTime(now)
    do throws(Failure) {
      try request.noResponse(retryable: retryable, isShared: isShared, reason: reason, now: now)
    } catch {
      throw outOfMemory()
    }
    countAttempt(0)
    endAttempt()
  }

  /// Reads a page into `arriving`. Returns the page's failure, or nil. Throws only if memory runs
  /// out.
  @_optimize(speed)
  private func readPage(
    _ status: Int32, _ body: Bytes, isTooBig: Bool
  ) throws(Failure) -> Failure? {
    outcomeText.removeAll()
    if isTooBig {
      outcomeText.append("body: more than 64 MiB")
      return .tooBig
    }
    if status == 204, body.isEmpty {
      if arriving.reset(bodyCount: 0) { return nil }
      throw .memory
    }
    do throws(Failure) {
      try JobRunPageReader.read(body, into: arriving, message: &outcomeText)
      return nil
    } catch {
      if error == .memory || outcomeText.failed { throw .memory }
      request.credentials.redact(&outcomeText)
      return error
    }
  }

  /// True if the caller has a request that has no response yet.
  var isSent: Bool {
    guard case .requesting = fetch, case .sending = request.state else { return false }
    return request.isBuilt
  }

  private func checkSent() throws(Failure) {
    if !isSent { throw fail(.state, "no request is in flight: next did not return SEND") }
  }
}
