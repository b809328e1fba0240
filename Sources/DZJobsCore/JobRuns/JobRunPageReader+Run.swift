// Reads one run of a page, with its members in any order. Fast paths read the form that nearly all
// runs have. General paths read everything.

extension JobRunPageReader {
  /// Reads the members by the fast paths first, with a copy of the JSON reader that can stay in
  /// registers. The general paths read the rest, including errors.
  @_optimize(speed)
  mutating func readMembers(of run: UnsafeMutablePointer<JobRun>) throws(JSONError) {
    var fast = json
    var member = RunMember.none
    var misses = 0
    while true {
      let last = member
      if misses < MemberCache.maxMisses, let step = memberCache.take(after: last, &fast) {
        member = step.member
        if let span = step.span {
          run.pointee.strings[member.rawValue] = span
          continue
        }
      } else if last != .none, fast.next == .closeBrace {
        place.runMember = .none
        fast.advance()
        json.at = fast.at
        return
      } else {
        let leadStart = fast.at
        if let lead = fast.plainLead(isFirst: last == .none) {
          memberStart = lead.start
          member = RunMember(inBlock: lead.name)
        } else {
          json.at = fast.at
          guard let next = try readLead(after: last) else { return }
          fast.at = json.at
          member = next
        }
        misses &+= 1
        memberCache.keep(member, after: last, from: leadStart, to: fast.at)
      }
      let valueStart = fast.at
      if member.isTime, let time = fast.plainSeconds() {
        run.pointee.times[member.rawValue &- RunMember.firstTime] = time
      } else if member.isString, let span = plainString(&fast) {
        run.pointee.strings[member.rawValue] = span
        memberCache.keep(span, after: last, from: valueStart, to: fast.at)
      } else if member != .unknown, fast.plainNull() {
        run.pointee.clear(member)
      } else {
        json.at = fast.at
        try readValue(of: member, run)
        fast.at = json.at
        if member.isString {
          let span = run.pointee.strings[member.rawValue]
          memberCache.keep(span, after: last, from: valueStart, to: fast.at)
        }
      }
    }
  }

  /// Reads the comma, name and colon that lead to the member after `member`; nil after the last.
  private mutating func readLead(after member: RunMember) throws(JSONError) -> RunMember? {
    place.runMember = .none
    if member != .none {
      guard try json.another(before: .closeBrace) else { return nil }
    }
    memberStart = json.at
    return RunMember(name: try key())
  }

  private mutating func readValue(
    of member: RunMember, _ run: UnsafeMutablePointer<JobRun>
  ) throws(JSONError) {
    place.runMember = member
    // A cached lead may be followed by more space than last time.
    json.skipSpace()
    if member.isString {
      run.pointee.strings[member.rawValue] = try string()
    } else if member.isTime {
      run.pointee.times[member.rawValue &- RunMember.firstTime] = try time()
    } else if member == .error {
      place.inError = true
      try readError(of: run)
      place.inError = false
    } else {
      try skipUnknown(from: memberStart, into: &run.pointee.unknown)
    }
  }

  private mutating func readError(of run: UnsafeMutablePointer<JobRun>) throws(JSONError) {
    run.pointee.clear(.error)
    if try json.takeNull() { return }
    guard json.take(.openBrace) else { throw json.error("not an object") }
    run.pointee.hasError = true
    if json.take(.closeBrace) { return }
    repeat {
      let start = json.at
      if try key() == "message" {
        place.enter("message")
        run.pointee.strings[StringMember.errorMessage.rawValue] = try string()
      } else {
        try skipUnknown(from: start, into: &run.pointee.unknownInError)
      }
      place.leave()
    } while try json.another(before: .closeBrace)
  }
}
