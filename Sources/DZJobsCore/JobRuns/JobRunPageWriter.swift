// Writes pages and runs as JSON: the members in the order of the API reference, then the unknown
// ones. There is no white space between tokens, so a page or a run is one line of a JSON Lines
// file. The JSON is written when a caller first reads it.

internal import CDZJobs
internal import CSystem

/// The form of times in JSON.
public enum JSONTimes {
  case iso8601
  case epoch

  /// By the header's constants.
  init(style: Int64) throws(InvalidArgument) {
    switch style {
    case Int64(DZJOBS_JSON_ISO8601): self = .iso8601
    case Int64(DZJOBS_JSON_EPOCH): self = .epoch
    default:
      throw InvalidArgument("style", "neither DZJOBS_JSON_ISO8601 nor DZJOBS_JSON_EPOCH")
    }
  }
}

extension JobRunPage {
  /// The page with its visible runs, NUL-terminated; nil if memory runs out.
  public func pageJSON() -> Bytes? {
    if !jsonIsComplete {
      json.removeAll()
      json.append("{\"items\":[")
      for index in 0..<count {
        if index > 0 { json.append(.comma) }
        if let run = run(at: index) { JobRunPage.append(run, of: self, to: &json) }
      }
      json.append("]")
      if nextToken.isPresent {
        json.append(",\"nextToken\":")
        json.appendJSONString(bytes(nextToken), behind: JobRunPage.slack - 1)
      }
      var members = MemberList(isFirst: false)
      members.append(unknown, of: self, to: &json)
      json.append(.closeBrace)
      json.append(0)
      if json.failed { return nil }
      jsonIsComplete = true
    }
    return json.bytes(to: json.count &- 1)
  }

  /// One run of a page, NUL-terminated; nil if memory runs out.
  public static func runJSON(_ run: UnsafePointer<JobRun>) -> Bytes? {
    if !run.pointee.json.isEmpty { return run.pointee.json }
    return run.pointee.page._withUnsafeGuaranteedRef { page in
      page.draft.removeAll()
      append(run, of: page, to: &page.draft)
      let copy = page.draft.failed ? nil : page.runTexts.copy(page.draft.bytes())
      if let copy { UnsafeMutablePointer(mutating: run).pointee.json = copy }
      return copy
    }
  }

  @_optimize(speed)
  private static func append(
    _ run: UnsafePointer<JobRun>, of page: JobRunPage, to json: inout ByteBuffer
  ) {
    var members = MemberList()
    json.append(.openBrace)
    for member in StringMember.all {
      if member == .errorMessage {
        if run.pointee.hasError {
          members.appendName(RunMember.error.name, to: &json)
          appendError(of: run, page, to: &json)
        }
      } else {
        members.append(member, of: run, page, to: &json)
      }
    }
    for member in TimeMember.all {
      let time = run.pointee.times[member.rawValue]
      if time == JobRun.noTime { continue }
      members.appendName(member.name, to: &json)
      switch page.times {
      case .iso8601:
        json.append(.quote)
        json.appendISO8601(microseconds: time)
        json.append(.quote)
      case .epoch: json.appendEpochSeconds(microseconds: time)
      }
    }
    members.append(run.pointee.unknown, of: page, to: &json)
    json.append(.closeBrace)
  }

  private static func appendError(
    of run: UnsafePointer<JobRun>, _ page: JobRunPage, to json: inout ByteBuffer
  ) {
    var members = MemberList()
    json.append(.openBrace)
    members.append(.errorMessage, of: run, page, to: &json)
    members.append(run.pointee.unknownInError, of: page, to: &json)
    json.append(.closeBrace)
  }
}

/// Writes the members of one object, with commas between them.
private struct MemberList {
  var isFirst = true

  private mutating func separate(_ json: inout ByteBuffer) {
    if !isFirst { json.append(.comma) }
    isFirst = false
  }

  @_optimize(speed)
  mutating func appendName(_ name: Bytes, to json: inout ByteBuffer) {
    let count = name.count
    guard json.hasRoom(count &+ 4) || json.reserve(count &+ 4), let source = name.start,
      let target = json.tail
    else { return }
    let start = isFirst ? 0 : 1
    target[0] = .comma
    target[start] = .quote
    memcpy(target + start + 1, source, count)
    target[start &+ count &+ 1] = .quote
    target[start &+ count &+ 2] = .colon
    json.commit(start &+ count &+ 3)
    isFirst = false
  }

  @_optimize(speed)
  mutating func append(
    _ member: StringMember, of run: UnsafePointer<JobRun>, _ page: JobRunPage,
    to json: inout ByteBuffer
  ) {
    let span = run.pointee.strings[member.rawValue]
    if !span.isPresent { return }
    appendName(member.name, to: &json)
    json.appendJSONString(page.bytes(span), behind: JobRunPage.slack - 1)
  }

  mutating func append(
    _ unknown: UnknownMembers, of page: JobRunPage, to json: inout ByteBuffer
  ) {
    var place = unknown.first
    while place != UnknownMembers.end {
      let (member, next) = page.unknownMember(at: place)
      separate(&json)
      json.appendCompactJSON(member)
      place = next
    }
  }
}
