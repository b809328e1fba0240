// One HTTP request and its answer, whoever carries it: libcurl, or the host's own transport, to
// which this is what dzjobs_exchange is.

internal import CCurl
internal import CSystem
package import DZJobsCore

public final class Exchange {
  /// What it may take, and the way it goes.
  struct Limits {
    var timeout: Int64
    var connectTimeout: Int64
    /// Bytes of the answer's body.
    var body = Limit.body
    /// Past all proxies.
    var isDirect = false
  }

  private enum Outcome {
    case answer
    case noAnswer(retryable: Bool)
    /// It was given up because nobody drove it: it was never an attempt.
    case neglected
  }

  package private(set) var method = Bytes()
  private var request = ByteBuffer(isSecret: true)
  private var contentText = ByteBuffer(isSecret: true)

  private var outcome: Outcome?
  private var status: Int32 = 0
  private var headers = ByteBuffer()
  /// Bytes of all its heads and trailers. libcurl keeps them, more than it should.
  private var headCount = 0
  private var body = ByteBuffer(isSecret: true)
  private var isTooBig = false
  private var reason = ByteBuffer()

  private var limits = Limits(timeout: 0, connectTimeout: 0)
  private var pool: CurlTransferPool?
  private var transfer: CurlTransfer?
  private var began: Int64 = 0
  /// How long it was driven, in microseconds. While the host is busy with another page its time
  /// stands still: the answer may have come long ago.
  private var driven: Int64 = 0
  /// How long it may take, as the host's transport is told.
  package private(set) var timeout: Int64 = 0
  package var isDirect: Bool { limits.isDirect }

  init() {}

  deinit { abort() }

  // MARK: The request

  private func copy(_ method: Bytes, _ message: Bytes, _ content: Bytes) throws(Failure) {
    abort()
    self.method = method
    request.wipe()
    contentText.wipe()
    request.append(message)
    contentText.append(content)
    contentText.append(0)
    if request.failed || contentText.failed { throw .memory }
  }

  package var url: UnsafePointer<CChar>? { request.cString() }

  package var content: Bytes { contentText.bytes(to: max(contentText.count &- 1, 0)) }

  package func header(_ index: Int) -> (name: Bytes, value: Bytes)? {
    guard index >= 0, index < 64, let url else { return nil }
    var at = Bytes(cString: url).count &+ 1
    for _ in 0..<index where Exchange.header(request, &at) == nil { return nil }
    return Exchange.header(request, &at)
  }

  /// The name and value at `at`, which moves behind them.
  private static func header(
    _ text: borrowing ByteBuffer, _ at: inout Int
  ) -> (name: Bytes, value: Bytes)? {
    guard let name = text.cString(at: at).map({ Bytes(cString: $0) }),
      let value = text.cString(at: at &+ name.count &+ 1).map({ Bytes(cString: $0) })
    else { return nil }
    at &+= name.count &+ value.count &+ 2
    return (name, value)
  }

  // MARK: On its way

  /// Sends what `asker` asks for, and as much of it as can be sent at once.
  func send<Asker: HTTPRequester>(
    _ asker: Asker, _ client: Client, _ pool: CurlTransferPool, _ configuration: Configuration,
    _ limits: Limits, deadline: Int64?
  ) throws(Failure) {
    try copy(asker.method, asker.message, asker.content)
    try send(client, pool, configuration, limits, deadline)
  }

  @inline(never)
  private func send(
    _ client: Client, _ pool: CurlTransferPool, _ configuration: Configuration, _ limits: Limits,
    _ deadline: Int64?
  ) throws(Failure) {
    self.limits = limits
    began = Clock.uptime
    driven = 0
    client.log.request(self, hidesPath: limits.isDirect)
    timeout = max(min(limits.timeout, (deadline ?? .max) &- began), 1)
    if let transport = client.transport {
      transport.callback(transport.context, handle)
      #if ENDS_LIVES
        request.wipe()
        contentText.wipe()
      #endif
      if outcome == nil { end(.noAnswer(retryable: true), Bytes("the host's transport gave none")) }
      return
    }
    let curl = try client.loadCurl()
    guard let transfer = pool.take(curl) else { throw .memory }
    self.transfer = transfer
    self.pool = pool
    guard transfer.begin(self, limits, configuration) else {
      release()
      throw .memory
    }
    progress()
  }

  /// As the host's transport knows it.
  private var handle: OpaquePointer { OpaquePointer(Unmanaged.passUnretained(self).toOpaque()) }

  var hasEnded: Bool { outcome != nil }

  /// It was sent and its answer not taken.
  var isUnderWay: Bool { outcome != nil || transfer != nil }

  /// What drives it, nil if nothing has to.
  var multi: Multi? { transfer?.multi }

  /// Whatever can be done for it without waiting.
  func progress() {
    guard outcome == nil, let transfer else { return }
    transfer.multi.perform()
    look()
  }

  /// Sees whether the transfer ended when its driver made progress, and counts its time.
  func look(after time: Int64 = 0) {
    if time > 0 { driven &+= min(time, Clock.uptime &- began) }
    guard outcome == nil, let transfer else { return }
    if let result = transfer.result {
      if result == CURLE_OK || isTooBig {
        status = transfer.status
        end(.answer)
      } else if result == CURLE_OPERATION_TIMEDOUT, driven < limits.connectTimeout / 4 &* 3 {
        // libcurl's clock for connecting does not stand still while the host is busy.
        end(.neglected)
      } else {
        let isEndless = headCount > Limit.headers
        end(
          .noAnswer(retryable: transfer.isRetryable),
          isEndless ? Bytes("more than 1 MiB of headers") : transfer.reasonText)
      }
    } else if driven >= limits.timeout {
      end(.noAnswer(retryable: true), Bytes("timed out"))
    }
  }

  /// Microseconds until it has taken too long.
  var left: Int64 { max(limits.timeout &- driven, 0) }

  private func end(_ outcome: Outcome, _ text: Bytes = Bytes()) {
    reason.removeAll()
    reason.append(text)
    self.outcome = outcome
    release()
  }

  /// After a fork the transfer is the parent's: the child neither reads its answer nor ends it.
  func dropIfInherited() {
    if let transfer, !transfer.multi.isOurs { abort() }
  }

  /// Forgets it, whatever became of it.
  func abort() {
    release()
    outcome = nil
    status = 0
    headers.removeAll()
    headCount = 0
    body.removeAll()
    isTooBig = false
  }

  private func release() {
    if let transfer { pool?.giveBack(transfer) }
    transfer = nil
    pool = nil
  }

  // MARK: The answer

  /// Adds to the body; false ends the transfer.
  func takeBody(_ bytes: Bytes) -> Bool {
    if bytes.count > limits.body &- body.count { isTooBig = true }
    if isTooBig { return false }
    body.append(bytes)
    return !body.failed
  }

  /// A line of the head, as HTTP has it. A status line begins another answer: the one to a
  /// CONNECT, or a 100, came before.
  func takeHeaderLine(_ line: Bytes) -> Bool {
    headCount &+= line.count
    if headCount > Limit.headers { return false }
    if line.hasPrefix("HTTP/") {
      headers.removeAll()
    } else if let colon = line.firstIndex(of: 0x3A) {
      takeHeader(line.slice(0, colon), line.slice(colon &+ 1, line.count))
    }
    return !headers.failed
  }

  private func takeHeader(_ name: Bytes, _ value: Bytes) {
    if headers.count >= Limit.headers { return }
    headers.append(name.upToNUL)
    headers.append(0)
    headers.append(value.upToNUL)
    headers.append(0)
  }

  @inline(never)
  private func close(_ log: ClientLog) throws(Failure) {
    if body.failed || headers.failed || reason.failed {
      abort()
      throw .memory
    }
    if case .neglected = outcome { return }
    log.answer(
      status: status, count: body.count, reason: reason.bytes(),
      duration: Clock.uptime &- began)
  }

  /// Hands the answer to who asked for it, and forgets it.
  func tell<Asker: HTTPRequester>(_ asker: Asker, _ log: ClientLog) throws(Failure) {
    try close(log)
    switch outcome {
    case .answer:
      var at = 0
      while let header = Exchange.header(headers, &at) {
        try asker.responseHeader(header.name, header.value)
      }
      let whole = body.bytes()
      try asker.response(
        now: Clock.now, status: status,
        isTooBig ? Bytes(start: whole.start, count: limits.body &+ 1) : whole)
    case .noAnswer(let retryable):
      try asker.noResponse(now: Clock.now, retryable: retryable, reason: reason.bytes())
    case .neglected, nil:
      break
    }
    abort()
  }
}

/// What the host's transport hands in.
extension Exchange {
  package func responseHeader(_ name: Bytes?, _ value: Bytes?) throws(Failure) {
    guard let name, let value else { throw .invalid }
    if outcome != nil { throw .state }
    let kept = headers.count
    takeHeader(name, value)
    if headers.failed {
      headers.truncate(to: kept)
      headers.clearFailure()
      throw .memory
    }
  }

  package func response(status: Int32, body: UnsafeRawPointer?, count: Int) throws(Failure) {
    guard (100...999).contains(status), body != nil || count == 0 else { throw .invalid }
    if outcome != nil { throw .state }
    // A size_t over Swift's largest count comes in as a negative one.
    if count < 0 {
      isTooBig = true
    } else {
      _ = takeBody(Bytes(start: body?.assumingMemoryBound(to: UInt8.self), count: count))
    }
    if self.body.failed {
      self.body.clearFailure()
      throw .memory
    }
    self.status = status
    end(.answer)
  }

  package func noResponse(retryable: Bool, reason: Bytes?) throws(Failure) {
    if outcome != nil { throw .state }
    end(.noAnswer(retryable: retryable), reason ?? Bytes())
  }
}
