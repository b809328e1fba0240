// One libcurl handle with its connections, lent to one listing at a time and kept for the next, so
// that connections outlive listings.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class Channel {
  let curl: UnsafePointer<ccurl_api>
  let multi: UnsafeMutableRawPointer
  let easy: UnsafeMutableRawPointer
  /// The process that opened the connections: a child must not use, nor close, them.
  let owner = getpid()

  /// Behind this one among those that nobody uses.
  var next: Channel?
  private var isAdded = false
  private var headerList: UnsafeMutablePointer<curl_slist>?
  /// The reason libcurl gives for a failure.
  let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  // What comes back.
  private(set) var body = ByteBuffer()
  private(set) var headers = ByteBuffer()
  private(set) var isTooBig = false

  init?(_ curl: UnsafePointer<ccurl_api>) {
    self.curl = curl
    guard let multi = curl.pointee.multi_init() else { return nil }
    guard let easy = curl.pointee.easy_init() else {
      _ = curl.pointee.multi_cleanup(multi)
      return nil
    }
    self.multi = multi
    self.easy = easy
    reason.pointee = 0
  }

  deinit {
    reset()
    // A child's copy of a connection is its parent's: saying goodbye on it would end both.
    if owner == getpid() {
      ccurl_close(curl, multi, easy)
    }
    reason.deallocate()
  }

  /// Ends a transfer, if one is under way, and forgets its answer.
  func reset() {
    if isAdded, owner == getpid() { ccurl_remove(curl, multi, easy) }
    isAdded = false
    curl.pointee.easy_reset(easy)
    curl.pointee.slist_free_all(headerList)
    headerList = nil
    body.removeAll()
    headers.removeAll()
    isTooBig = false
    reason.pointee = 0
  }

  func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_long(curl, easy, option, value) }

  func set(_ option: CURLoption, _ value: UnsafePointer<CChar>?) {
    _ = ccurl_set_text(curl, easy, option, value)
  }

  /// Adds `Name: value` to what is sent. False if memory runs out.
  func addHeader(_ name: Bytes, _ value: Bytes) -> Bool {
    var line = ByteBuffer(isSecret: true)
    line.append(name)
    line.append(": ")
    line.append(value)
    line.append(0)
    guard let cString = line.cString(),
      let list = curl.pointee.slist_append(headerList, cString)
    else { return false }
    headerList = list
    return true
  }

  /// Begins the transfer that was set up.
  func begin() -> Bool {
    let sink: ccurl_sink = { bytes, size, count, context in
      guard let context else { return 0 }
      return Unmanaged<Channel>.fromOpaque(context).takeUnretainedValue().take(bytes, size &* count)
    }
    let headerSink: ccurl_sink = { bytes, size, count, context in
      guard let context else { return 0 }
      return Unmanaged<Channel>.fromOpaque(context).takeUnretainedValue()
        .takeHeader(bytes, size &* count)
    }
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_set_sink(curl, easy, CURLOPT_WRITEFUNCTION, sink)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_WRITEDATA, context)
    _ = ccurl_set_sink(curl, easy, CURLOPT_HEADERFUNCTION, headerSink)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_HEADERDATA, context)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_HTTPHEADER, headerList)
    _ = ccurl_set_pointer(curl, easy, CURLOPT_ERRORBUFFER, reason)
    isAdded = curl.pointee.multi_add_handle(multi, easy) == CURLM_OK
    return isAdded
  }

  /// Makes progress without waiting; the result once the transfer has ended.
  func perform() -> CURLcode? {
    guard ccurl_perform(curl, multi) == 0 else { return CURLE_FAILED_INIT }
    let result = ccurl_finished(curl, multi)
    return result < 0 ? nil : CURLcode(UInt32(result))
  }

  var status: Int32 { Int32(truncatingIfNeeded: ccurl_status(curl, easy)) }

  private func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes else { return 0 }
    if count > Limit.body &- body.count {
      isTooBig = true
      return 0
    }
    let raw = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
    body.append(raw, count: count)
    return body.failed ? 0 : count
  }

  /// Keeps `name\0value\0`. A status line begins another answer: the one to a CONNECT, or a 100,
  /// came before.
  private func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes else { return 0 }
    let raw = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
    let line = Bytes(start: raw, count: count)
    if line.hasPrefix("HTTP/") {
      headers.removeAll()
    } else if let colon = line.firstIndex(of: 0x3A), headers.count < Limit.headers {
      headers.append(line.slice(0, colon))
      headers.append(0)
      headers.append(line.slice(colon &+ 1, count))
      headers.append(0)
    }
    return headers.failed ? 0 : count
  }
}
