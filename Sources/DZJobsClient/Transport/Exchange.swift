// One HTTP request and its answer, whoever carries it: libcurl, or the caller's own transport, to
// which this is a dzjobs_exchange.

internal import CCurl
internal import CSystem
package import DZJobsCore

public final class Exchange {
  /// What it may take, and the way it goes.
  struct Limits {
    var timeout: Int64
    var connectTimeout: Int64
    /// Without a byte of the answer.
    var stallTimeout = longest
    /// Bytes of the answer's body.
    var body = Limit.body
    /// Past all proxies.
    var isDirect = false

    /// A year: no limit.
    static let longest: Int64 = 31_536_000_000_000
  }

  enum Outcome {
    case answer
    /// `isShared`: its connection failed with other requests, which is one event for the quota.
    case noAnswer(retryable: Bool, isShared: Bool)
    /// It was never an attempt: it leaves again at once.
    case again
    /// No descriptor was left for it.
    case starved
  }

  /// The codings of an answer that it accepts.
  enum Coding {
    case compressed
    /// None; libcurl undoes one that comes all the same.
    case plain
    /// None; the body is taken as it comes, whatever it is called.
    case raw
  }

  package private(set) var method = Bytes()
  private var request = ByteBuffer(isSecret: true)
  private var contentText = ByteBuffer(isSecret: true)

  var outcome: Outcome?
  var status: Int32 = 0
  var headers = ByteBuffer()
  /// Bytes of all its heads and trailers. libcurl keeps them, more than it should.
  var headCount = 0
  var body = ByteBuffer(isSecret: true)
  var isTooBig = false
  var reason = ByteBuffer()

  /// Both outlive one request: what a server does once it does again.
  var coding = Coding.compressed
  var wantsNewConnection = false

  var limits = Limits(timeout: 0, connectTimeout: 0)
  private var pool: CurlTransferPool?
  private(set) var transfer: CurlTransfer?
  /// It has the exchange, or the search for credentials that has it.
  private(set) unowned(unsafe) var client: Client?
  var began: Int64 = 0
  /// How long it was driven, in microseconds. While the caller is busy with another page its time
  /// stands still: the answer may have come long ago.
  var driven: Int64 = 0
  /// The same when its request left, or the last byte of the answer came.
  var heard: Int64 = 0
  /// Why a transfer had to end.
  var hasTimedOut = false
  var isInterrupted = false
  /// The listing that it is for, which keeps it or the search for credentials that has it.
  private(set) unowned(unsafe) var state: ListingState?
  /// When it has to end.
  private var end: Int64 = 0
  /// How long it may still take. The caller's transport may ask on any thread.
  package var timeout: Int64 { max(end &- Clock.uptime, 0) }
  package var isCanceled: Bool { client?.isCanceled(state) ?? true }
  package var isDirect: Bool { limits.isDirect }

  init() {}

  deinit { abort() }

  /// Gives its memory back. What it learned of the server stays.
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
    for _ in 0..<index where Exchange.header(request, &at) == nil { return nil }
    return Exchange.header(request, &at)
  }

  // MARK: On its way

  /// Begins the requester's request. `progress`, or the driver of many, sends its bytes.
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
            : Bytes("the caller's transport gave none"))
      }
      return
    }
    let curl = try client.curl.load()
    guard let transfer = pool.take(curl) else {
      // libcurl 8.23 has a descriptor for each of its handles.
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

  /// It was sent and its answer not taken.
  var isUnderWay: Bool { outcome != nil || transfer != nil }

  var isStarved: Bool {
    if case .starved = outcome { return true }
    return false
  }

  /// What drives it, nil if nothing has to.
  var multi: CurlMulti? { transfer?.multi }

  /// Whatever can be done for it without waiting.
  func progress() {
    guard outcome == nil, let transfer, let client else { return }
    if !transfer.multi.isShared { transfer.multi.countedTo = Clock.uptime }
    transfer.multi.perform(client, left: timeLeft)
    look()
  }

  /// Adds the time that it was driven, and sees what came of it.
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
    hasTimedOut = false
    isInterrupted = false
  }

  private func release() {
    if let transfer { pool?.giveBack(transfer) }
    transfer = nil
    pool = nil
  }
}
