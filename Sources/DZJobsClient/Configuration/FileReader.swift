// Reads a file that a setting names. It can be a pipe, such as password managers mount. A pipe
// without a writer must not hold a call past its deadline, nor hold a canceled client.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class FileReader {
  enum Outcome {
    case whole
    /// The file does not exist or cannot be read.
    case unreadable
    case tooBig
    /// Nothing wrote to the pipe before `end`.
    case silent
  }

  let client: Client
  /// The listing that the call is for; nil if it is for none.
  let state: ListingState?
  /// The time at which the call must end, by `Clock.uptime`.
  let deadline: Int64?
  /// The time at which to stop waiting, by the same clock.
  let end: Int64

  init(_ client: Client, _ state: ListingState?, deadline: Int64?, end: Int64) {
    self.client = client
    self.state = state
    self.deadline = deadline
    self.end = end
  }

  /// Appends a file of at most `limit` bytes to `text`. Throws at the deadline, or if canceled.
  func read(_ path: Bytes, limit: Int, into text: inout ByteBuffer) throws(Failure) -> Outcome {
    var name = ByteBuffer()
    name.append(path)
    name.append(0)
    guard let cString = name.cString() else { throw .memory }
    let file = csystem_open(cString)
    if file < 0 { return .unreadable }
    defer { close(file) }
    while text.count <= limit {
      while try !client.isReady(file, milliseconds: 1000, deadline: deadline, for: state) {
        if Clock.uptime >= end { return .silent }
      }
      guard text.reserve(65536), let tail = text.tail else { throw .memory }
      let count = csystem_read(file, tail, 65536)
      if count == CSYSTEM_NOTHING_YET { continue }
      if count < 0 { return .unreadable }
      if count == 0 { return .whole }
      text.commit(count)
    }
    return .tooBig
  }

  /// Appends a short file, such as a token. Returns false if it cannot be read.
  func read(token path: Bytes, into text: inout ByteBuffer) throws(Failure) -> Bool {
    try read(path, limit: 65536, into: &text) == .whole
  }
}

extension Client {
  /// Waits for `descriptor` (-1 for none) and returns true if it can be read. Throws at the
  /// deadline, or if canceled.
  func isReady(
    _ descriptor: Int32, milliseconds: Int64, deadline: Int64?, for state: ListingState?
  ) throws(Failure) -> Bool {
    let left = min((deadline ?? .max) &- Clock.uptime, milliseconds &* 1000)
    if left <= 0 { throw .timedOut }
    // Without a descriptor for canceling, check the flag more often.
    var events = (
      pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeDescriptor(state), events: Int16(POLLIN), revents: 0)
    )
    let most = events.0.fd < 0 || events.2.fd < 0 ? min(left, 50_000) : left
    _ = withUnsafeMutableBytes(of: &events) {
      poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 3, Int32(most / 1000 &+ 1))
    }
    if isCanceled(state) { throw .canceled }
    return events.1.revents != 0
  }
}
