// The schema of a ListJobRuns answer, read in one pass over the body into a page: no tree, no
// allocation but the page's own two blocks.

/// Reads one body into one page, keeping account of where it is for the error text.
struct JobRunPageReader {
  private let page: JobRunPage
  private var json: JSONReader
  private var item = -1
  private var inError = false
  private var member = Bytes()

  private init(page: JobRunPage, json: JSONReader) {
    self.page = page
    self.json = json
  }

  /// Fills `page` from `body`. On failure the page is empty and `message` says what is wrong
  /// where; `.memory` leaves no message.
  static func read(
    _ body: Bytes, into page: JobRunPage, message: inout ByteBuffer
  ) throws(Failure) {
    guard page.reset(bodyCount: body.count) else { throw .memory }
    guard let base = body.start, !body.isEmpty else {
      message.append("body: empty, not a JSON object (byte 0)")
      throw .parse
    }
    var reader = JobRunPageReader(page: page, json: JSONReader(base: base, count: body.count))
    do throws(JSONError) {
      try reader.readPage()
    } catch {
      _ = page.reset(bodyCount: 0)
      if error.failure != .memory { reader.describe(error, to: &message) }
      throw error.failure
    }
  }

  private mutating func readPage() throws(JSONError) {
    json.skipSpace()
    guard json.take(0x7B) else { throw json.error("not a JSON object") }
    if !json.take(0x7D) {
      repeat {
        let start = json.at
        let name = try key()
        if name == "items" {
          member = Bytes("items")
          try readItems()
        } else if name == "nextToken" {
          member = Bytes("nextToken")
          page.nextToken = try string()
          if page.nextToken.length == 0 { page.nextToken = .absent }
        } else {
          try skipUnknown(from: start, depth: 1, into: &page.unknown)
        }
        member = Bytes()
      } while try json.another(before: 0x7D)
    }
    json.skipSpace()
    if json.remaining > 0 { throw json.error("something follows the JSON object") }
    if page.nextToken.isPresent {
      page.nextTokenCharacters = UTF8Check.characterCount(page.bytes(page.nextToken)) ?? 0
    }
  }

  @_optimize(speed)
  private mutating func readItems() throws(JSONError) {
    page.removeAllRuns()
    if try json.takeNull() { return }
    guard json.take(0x5B) else { throw json.error("not an array") }
    if json.take(0x5D) { return }
    repeat {
      item = page.total
      member = Bytes()
      if page.total == Limit.runs {
        throw JSONError(offset: json.at, reason: "one run too many for a page", failure: .tooBig)
      }
      guard let run = page.appendRun() else { throw outOfMemory }
      if try json.takeNull() { continue }
      guard json.take(0x7B) else { throw json.error("not an object") }
      if json.take(0x7D) { continue }
      repeat {
        try readMember(of: run)
        member = Bytes()
      } while try json.another(before: 0x7D)
    } while try json.another(before: 0x5D)
    item = -1
  }

  @_optimize(speed)
  private mutating func readMember(of run: UnsafeMutablePointer<JobRun>) throws(JSONError) {
    let start = json.at
    let name = try key()
    if let found = JobRunPageReader.stringMember(name) {
      member = Bytes(found.name)
      run.pointee.strings[found.rawValue] = try string()
    } else if let found = JobRunPageReader.timeMember(name) {
      member = Bytes(found.name)
      run.pointee.times[found.rawValue] = try time()
    } else if name == "error" {
      inError = true
      member = Bytes()
      try readError(of: run)
      inError = false
    } else {
      try skipUnknown(from: start, depth: 3, into: &run.pointee.unknown)
    }
  }

  private mutating func readError(of run: UnsafeMutablePointer<JobRun>) throws(JSONError) {
    run.pointee.hasError = false
    run.pointee.strings[StringMember.errorMessage.rawValue] = .absent
    run.pointee.unknownInError = UnknownMembers()
    if try json.takeNull() { return }
    guard json.take(0x7B) else { throw json.error("not an object") }
    run.pointee.hasError = true
    if json.take(0x7D) { return }
    repeat {
      let start = json.at
      if try key() == "message" {
        member = Bytes("message")
        run.pointee.strings[StringMember.errorMessage.rawValue] = try string()
      } else {
        try skipUnknown(from: start, depth: 4, into: &run.pointee.unknownInError)
      }
      member = Bytes()
    } while try json.another(before: 0x7D)
  }

  @_optimize(speed)
  private static func stringMember(_ name: Bytes) -> StringMember? {
    switch name.count {
    case 5: return name == "runId" ? .runId : name == "jobId" ? .jobId : nil
    case 6: return name == "status" ? .status : nil
    case 7: return name == "runMode" ? .runMode : name == "jobType" ? .jobType : nil
    case 8: return name == "domainId" ? .domainId : nil
    case 9: return name == "createdBy" ? .createdBy : nil
    default: return nil
    }
  }

  @_optimize(speed)
  private static func timeMember(_ name: Bytes) -> TimeMember? {
    switch name.count {
    case 7: return name == "endTime" ? .endTime : nil
    case 9: return name == "startTime" ? .startTime : name == "createdAt" ? .createdAt : nil
    default: return nil
    }
  }

  /// Where decoded text goes: room for all that is left of the body is reserved.
  private func scratch() throws(JSONError) -> UnsafeMutablePointer<UInt8> {
    guard let tail = page.text.tail else { throw outOfMemory }
    return tail
  }

  /// The name of the next member, decoded behind the page's text: gone with the next string.
  @_optimize(speed)
  private mutating func key() throws(JSONError) -> Bytes {
    let target = try scratch()
    let length = try json.key(into: target)
    return Bytes(start: target, count: length)
  }

  /// A string or null.
  @_optimize(speed)
  private mutating func string() throws(JSONError) -> Span32 {
    if try json.takeNull() { return .absent }
    guard json.next == 0x22 else { throw try mismatch("is not a string") }
    let target = try scratch()
    let length = try json.string(into: target)
    target[length] = 0
    let span = Span32(
      offset: UInt32(truncatingIfNeeded: page.text.count),
      length: UInt32(truncatingIfNeeded: length))
    page.text.commit(length &+ 1)
    return span
  }

  /// A time in any of the notations of `Timestamp`, or null.
  @_optimize(speed)
  private mutating func time() throws(JSONError) -> Int64 {
    if try json.takeNull() { return JobRun.noTime }
    let start = json.at
    var time: Int64?
    if json.next == 0x22 {
      let target = try scratch()
      let length = try json.string(into: target)
      time = Timestamp.microseconds(Bytes(start: target, count: length))
    } else if json.next == 0x2D || ASCII.isDigit(json.next) {
      time = EpochSeconds.microseconds(try json.number())
    } else {
      throw try mismatch("is not a timestamp")
    }
    if let time { return time }
    throw mismatch("is not a timestamp", start)
  }

  private mutating func skipUnknown(
    from start: Int, depth: Int, into chain: inout UnknownMembers
  ) throws(JSONError) {
    member = json.bytes(start, json.at)
    try json.skipValue(depth: depth, scratch: try scratch())
    let text = json.bytes(start, json.at)
    // Kept text is longer than its source, so the room for the rest is asked for again.
    guard page.text.reserve(text.count &+ 8 &+ json.remaining &+ JobRunPage.slack) else {
      throw outOfMemory
    }
    page.keep(text, in: &chain)
  }

  private var outOfMemory: JSONError {
    JSONError(offset: json.at, reason: "", failure: .memory)
  }

  /// A value of the wrong kind is checked to its end, so that bad grammar is told first.
  private mutating func mismatch(_ reason: StaticString) throws(JSONError) -> JSONError {
    let start = json.at
    try json.skipValue(depth: inError ? 4 : item >= 0 ? 3 : 1, scratch: try scratch())
    return mismatch(reason, start)
  }

  private func mismatch(_ reason: StaticString, _ start: Int) -> JSONError {
    JSONError(offset: start, length: json.at &- start, reason: reason)
  }

  /// `items[3].createdAt: "abc" is not a timestamp (byte 214)`
  private func describe(_ error: JSONError, to message: inout ByteBuffer) {
    if item >= 0 {
      message.append("items[")
      message.appendDecimal(item)
      message.append("]")
      if inError { message.append(".error") }
      if !member.isEmpty { message.append(".") }
    } else if member.isEmpty {
      message.append("body")
    }
    // An unknown member is known as `"name": `, still in quotes.
    if member[0] == 0x22 {
      var end = member.count
      while end > 1, member[end &- 1] != 0x22 { end &-= 1 }
      message.appendQuoted(member.slice(1, end &- 1))
    } else {
      message.append(member)
    }
    message.append(": ")
    if error.length > 0 {
      message.appendQuoted(json.bytes(error.offset, error.offset &+ error.length))
      message.append(" ")
    }
    message.append(error.reason)
    message.append(" (byte ")
    message.appendDecimal(error.offset)
    message.append(")")
  }
}

extension ByteBuffer {
  /// Foreign text, cut to what a person reads.
  mutating func appendQuoted(_ text: Bytes) {
    let short = UTF8Check.prefix(text, Limit.quoted)
    append(short)
    if short.count < text.count { append("...") }
  }
}
