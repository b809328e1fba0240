// Reads the body of a ListJobRuns response in one pass into a page. It builds no tree and allocates
// only the page's own two blocks.

/// Reads one body into one page, and keeps track of its place for error texts.
struct JobRunPageReader {
  let page: JobRunPage
  private let blank: JobRun
  var json: JSONReader
  var place = ErrorPath()
  /// The offset of the name of the run's current member.
  var memberStart = 0
  var memberCache = MemberCache()

  @_optimize(speed)
  private init(page: JobRunPage, json: JSONReader) {
    self.page = page
    blank = JobRun(page: Unmanaged.passUnretained(page))
    self.json = json
  }

  /// Fills `page` from `body`. On failure the page is empty and `message` names the place and the
  /// problem; `.memory` leaves no message. Tests of the general paths pass false for `inBlocks`.
  static func read(
    _ body: Bytes, into page: JobRunPage, message: inout ByteBuffer, inBlocks: Bool = true
  ) throws(Failure) {
    guard page.reset(bodyCount: body.count) else { throw .memory }
    guard let base = body.start, !body.isEmpty else {
      message.append("body: empty, not a JSON object (byte 0)")
      throw .parse
    }
    var reader = JobRunPageReader(
      page: page, json: JSONReader(base: base, count: body.count, inBlocks: inBlocks))
    do throws(JSONError) {
      try reader.readPage()
    } catch {
      _ = page.reset(bodyCount: 0)
      if error.failure != .memory { reader.place.describe(error, in: body, to: &message) }
      throw error.failure
    }
  }

  private mutating func readPage() throws(JSONError) {
    json.skipSpace()
    guard json.take(.openBrace) else { throw json.error("not a JSON object") }
    // A front end may send an error with status 200. It has members, but none of a page's.
    var isPage = json.take(.closeBrace)
    if !isPage {
      repeat {
        let start = json.at
        let name = try key()
        if name == "items" {
          isPage = true
          place.enter("items")
          try readItems()
        } else if name == "nextToken" {
          isPage = true
          place.enter("nextToken")
          page.nextToken = try string()
          if page.nextToken.length == 0 { page.nextToken = .absent }
        } else {
          try skipUnknown(from: start, into: &page.unknown)
        }
        place.leave()
      } while try json.another(before: .closeBrace)
    }
    json.skipSpace()
    if json.remaining > 0 { throw json.error("something follows the JSON object") }
    if !isPage { throw JSONError(offset: 0, reason: "an object without items and nextToken") }
  }

  @_optimize(speed)
  private mutating func readItems() throws(JSONError) {
    page.removeAllRuns()
    if try json.takeNull() { return }
    guard json.take(.openBracket) else { throw json.error("not an array") }
    if json.take(.closeBracket) { return }
    place.leave()
    repeat {
      place.item = page.total
      if page.total == Limit.runs {
        throw JSONError(offset: json.at, reason: "one run too many for a page", failure: .tooBig)
      }
      guard let run = page.appendRow() else { throw outOfMemory }
      run.initialize(to: blank)
      if try json.takeNull() { continue }
      guard json.take(.openBrace) else { throw json.error("not an object") }
      if json.take(.closeBrace) { continue }
      try readMembers(of: run)
    } while try json.another(before: .closeBracket)
    place.item = -1
  }

  /// The place for decoded text, with room for the rest of the body.
  private mutating func scratch() throws(JSONError) -> UnsafeMutablePointer<UInt8> {
    guard let tail = page.text.tail else { throw outOfMemory }
    return tail
  }

  /// The name of the next member. It lies in the body, or is decoded behind the page's text, where
  /// the next string overwrites it.
  @_optimize(speed)
  mutating func key() throws(JSONError) -> Bytes {
    if let plain = json.plainKey() { return plain }
    let target = try scratch()
    let length = try json.key(into: target)
    return Bytes(start: target, count: length)
  }

  /// Reads a string or null.
  @_optimize(speed)
  mutating func string() throws(JSONError) -> Span32 {
    if try json.takeNull() { return .absent }
    guard json.next == .quote else { throw try mismatch("is not a string") }
    let target = try scratch()
    return keep(target, try json.string(into: target))
  }

  /// Takes a string that needs no decoding. Otherwise takes nothing and returns nil.
  @inline(__always)
  mutating func plainString(_ json: inout JSONReader) -> Span32? {
    guard let target = page.text.tail, let length = json.plainString(into: target) else {
      return nil
    }
    return keep(target, length)
  }

  /// Adds the string that was written behind the page's text to that text.
  @inline(__always)
  private mutating func keep(_ target: UnsafeMutablePointer<UInt8>, _ length: Int) -> Span32 {
    target[length] = 0
    let span = Span32(
      offset: UInt32(truncatingIfNeeded: page.text.count),
      length: UInt32(truncatingIfNeeded: length))
    page.text.commit(length &+ 1)
    return span
  }

  /// Reads a time in any notation of `Timestamp`, or null.
  @_optimize(speed)
  mutating func time() throws(JSONError) -> Int64 {
    if try json.takeNull() { return JobRun.noTime }
    let start = json.at
    var time: Int64?
    if json.next == .quote {
      let target = try scratch()
      let length = try json.string(into: target)
      time = Timestamp.microseconds(Bytes(start: target, count: length))
    } else if json.next == .hyphen || ASCII.isDigit(json.next) {
      time = EpochSeconds.microseconds(try json.number())
    } else {
      throw try mismatch("is not a timestamp")
    }
    if let time { return time }
    throw mismatch("is not a timestamp", start)
  }

  mutating func skipUnknown(
    from start: Int, into chain: inout UnknownMembers
  ) throws(JSONError) {
    place.enter(unknown: json.bytes(start, json.at))
    try json.skipValue(depth: place.depth, scratch: try scratch())
    place.leave()
    let text = json.bytes(start, json.at)
    // Kept text is longer than its source, so reserve the room for the rest again.
    guard page.text.reserve(text.count &+ 8 &+ json.remaining &+ JobRunPage.slack) else {
      throw outOfMemory
    }
    page.keep(text, in: &chain)
  }

  private var outOfMemory: JSONError { JSONError(offset: 0, reason: "", failure: .memory) }

  /// Checks a value of the wrong kind to its end, so that an error of grammar is reported first.
  private mutating func mismatch(_ reason: StaticCString) throws(JSONError) -> JSONError {
    let start = json.at
    try json.skipValue(depth: place.depth, scratch: try scratch())
    return mismatch(reason, start)
  }

  private func mismatch(_ reason: StaticCString, _ start: Int) -> JSONError {
    JSONError(offset: start, length: json.at &- start, reason: reason)
  }
}
