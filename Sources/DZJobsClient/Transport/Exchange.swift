// One HTTP request and its response. Either libcurl carries it, or the caller's transport, which
// receives it as a dzjobs_exchange.

internal import CCurl
internal import CSystem
package import DZJobsCore

public final class Exchange {
  /// The limits of an exchange, and its route.
  struct Limits {
    var timeout: Int64
    var connectTimeout: Int64
    /// The longest time without a byte of the response.
    var stallTimeout = longest
    /// The most bytes of the response's body.
    var body = Limit.body
    /// True if it bypasses all proxies.
    var isDirect = false

    /// A year, which means no limit.
    static let longest: Int64 = 31_536_000_000_000
  }

  enum Outcome {
    case answer
    /// `isShared`: other requests of its connection failed, too, which costs retry quota once.
    case noAnswer(retryable: Bool, isShared: Bool)
    /// It does not count as an attempt and is sent again at once.
    case again
    /// It failed because no descriptor was left.
    case starved
  }

  /// The content codings that the request accepts.
  enum Coding {
    case compressed
    /// None, but libcurl decodes one that the server uses anyway.
    case plain
    /// None, and the body is used as it is, whatever its Content-Encoding.
    case raw
  }

  package private(set) var method = Bytes()
  private var request = ByteBuffer(isSecret: true)
  private var contentText = ByteBuffer(isSecret: true)

  var outcome: Outcome?
  var status: Int32 = 0
  var headers = ByteBuffer()
  /// The bytes of all headers and trailers. libcurl limits them too late.
  var headCount = 0
  var body = ByteBuffer(isSecret: true)
  var isTooBig = false
  var reason = ByteBuffer()

  /// Both stay for later requests, because servers repeat their behaviour.
  var coding = Coding.compressed
  var wantsNewConnection = false

  var limits = Limits(timeout: 0, connectTimeout: 0)
  private var pool: CurlTransferPool?
  private(set) var transfer: CurlTransfer?
  /// The client, which owns the exchange or the search that owns it.
  private(set) unowned(unsafe) var client: Client?
  var began: Int64 = 0
  /// The microseconds for which it was driven. This clock stops while the caller uses another page:
  /// the response may have arrived long ago.
  var driven: Int64 = 0
  /// The value of `driven` when the request was sent, or when the last byte arrived.
  var heard: Int64 = 0
  /// True if a limit ended the transfer.
  var hasTimedOut = false
  var isInterrupted = false
  /// The listing that it is for, which owns the exchange or the search that owns it.
  private(set) unowned(unsafe) var state: ListingState?
  /// The time at which it must end, by `Clock.uptime`.
  private var end: Int64 = 0
  /// Microseconds until its end. The caller's transport may read it on any thread.
  package var timeout: Int64 { max(end &- Clock.uptime, 0) }
  package var isCanceled: Bool { client?.isCanceled(state) ?? true }
  package var isDirect: Bool { limits.isDirect }

  init() {}

  deinit { abort() }

  /// Frees its memory. The settings for the server stay.
  func releaseMemory() {
    abort()
    request = ByteBuffer(isSecret: true)
    contentText = ByteBuffer(isSecret: true)
    headers = ByteBuffer()
    body = ByteBuffer(isSecret: true)
    reason = ByteBuffer()
  }

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
    for _ in 0..<index where Exchange.header(request.bytes(), &at) == nil { return nil }
    return Exchange.header(request.bytes(), &at)
  }

  // MARK: In flight

  /// Begins the requester's request. `progress`, or the shared multi handle, sends its bytes.
  func send<Requester: HTTPRequester>(
    _ requester: Requester, _ client: Client, _ pool: CurlTransferPool,
    _ configuration: Configuration, _ limits: Limits, deadline: Int64?, for state: ListingState?
  ) throws(Failure) {
    self.state = state
    try copy(requester.method, requester.message, requester.content)
    try send(client, pool, configuration, limits, deadline)
  }

  @inline(never)
  private func send(
    _ client: Client, _ pool: CurlTransferPool, _ configuration: Configuration, _ limits: Limits,
    _ deadline: Int64?
  ) throws(Failure) {
    self.limits = limits
    self.client = client
    if !limits.isDirect { Environment.appendTraceID(to: &request) }
    if request.failed { throw .memory }
    began = Clock.uptime
    driven = 0
    heard = 0
    client.log.request(self, hidesPath: limits.isDirect)
    end = min(began &+ limits.timeout, deadline ?? .max)
    if let transport = client.transport {
      let result = transport(self)
      #if ENDS_LIVES
        request.wipe()
        contentText.wipe()
      #endif
      if outcome == nil {
        fail(
          retryable: result <= 0,
          result > 0
            ? Bytes("the transport returned a value that this version does not know")
            : Bytes("the caller's transport returned none"))
      }
      return
    }
    let curl = try client.curl.load()
    guard let transfer = pool.take(curl) else {
      // libcurl 8.23 uses a descriptor for each of its handles.
      if ccurl_lacks_descriptors() == 0 { throw .memory }
      return end(.starved)
    }
    self.transfer = transfer
    self.pool = pool
    transfer.multi.deadline = deadline
    let code = transfer.begin(self, limits, configuration)
    if code == CurlFailure.outOfMemory {
      release()
      throw .memory
    }
    if code != 0 { transfer.end(code) }
  }

  var hasEnded: Bool { outcome != nil }

  /// True from `send` until the requester took the response.
  var isUnderWay: Bool { outcome != nil || transfer != nil }

  var isStarved: Bool {
    if case .starved = outcome { return true }
    return false
  }

  /// The multi handle that drives it; nil if none has to.
  var multi: CurlMulti? { transfer?.multi }

  /// Makes progress without waiting.
  func progress() {
    guard outcome == nil, let transfer, let client else { return }
    if !transfer.multi.isShared { transfer.multi.countedTo = Clock.uptime }
    transfer.multi.perform(client, left: timeLeft)
    look()
  }

  /// Adds driven time, and checks whether the transfer ended.
  func look(after time: Int64 = 0) {
    if time > 0 { driven &+= min(time, Clock.uptime &- began) }
    guard outcome == nil, let transfer else { return }
    if transfer.result == nil, let left = transfer.waitLeft(driven), left == 0 {
      transfer.stopWaiting()
    }
    if let result = transfer.result {
      finish(transfer, result)
    } else if driven >= limit(transfer) {
      endLate(transfer)
    }
  }

  func fail(retryable: Bool, _ text: Bytes, isShared: Bool = false) {
    reason.removeAll()
    reason.append(text)
    end(.noAnswer(retryable: retryable, isShared: isShared))
  }

  func end(_ outcome: Outcome) {
    self.outcome = outcome
    release()
  }

  /// Drops the transfer after a fork. It is the parent's: the child neither reads nor ends it.
  func dropIfInherited() {
    if let transfer, !transfer.multi.isOurs { abort() }
  }

  /// Ends the exchange and discards any response.
  func abort() {
    release()
    outcome = nil
    status = 0
    headers.removeAll()
    headCount = 0
    body.removeAll()
    isTooBig = false
    hasTimedOut = false
    isInterrupted = false
  }

  private func release() {
    if let transfer { pool?.giveBack(transfer) }
    transfer = nil
    pool = nil
  }
}
