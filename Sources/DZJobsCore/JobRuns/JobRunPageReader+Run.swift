// One run of a page: its members, in whatever order they come. Nearly all runs are written alike,
// which is what the short ways are for; the general ways beside them take everything.

extension JobRunPageReader {
  /// Members are read in the short ways first, by a copy of the reader that can stay in registers;
  /// what they leave, errors among it, is for the general ways.
  @_optimize(speed)
  mutating func readMembers(of run: UnsafeMutablePointer<JobRun>) throws(JSONError) {
    var short = json
    var member = RunMember.none
    // A run in an order of its own is not held against the one before at every member.
    var chances = 3
    while true {
      let last = member
      if chances > 0, let step = memberCache.take(after: last, &short) {
        member = step.member
        if let span = step.span {
          run.pointee.strings[member.rawValue] = span
          continue
        }
      } else {
        let end = short.at
        if let lead = short.plainLead(isFirst: last == .none) {
          start = lead.start
          member = RunMember(inBlock: lead.name)
        } else {
          json = short
          guard let next = try readLead(after: last) else { return }
          short = json
          member = next
        }
        chances &-= 1
        memberCache.keep(member, after: last, from: end, to: short.at)
      }
      let start = short.at
      if member.isTime, let time = short.plainSeconds() {
        run.pointee.times[member.rawValue &- RunMember.firstTime] = time
      } else if member.isString, let span = plainString(&short) {
        run.pointee.strings[member.rawValue] = span
        memberCache.keep(span, after: last, from: start, to: short.at)
      } else if member != .unknown, short.plainNull() {
        run.pointee.clear(member)
      } else {
        json = short
        try readValue(of: member, run)
        short = json
        if member.isString {
          let span = run.pointee.strings[member.rawValue]
          memberCache.keep(span, after: last, from: start, to: short.at)
        }
      }
    }
  }

  /// What leads from `member` to the next one, nil after the last.
  private mutating func readLead(after member: RunMember) throws(JSONError) -> RunMember? {
    place.runMember = .none
    if member != .none {
      guard try json.another(before: .closeBrace) else { return nil }
    }
    start = json.at
    return RunMember(name: try key())
  }

  private mutating func readValue(
    of member: RunMember, _ run: UnsafeMutablePointer<JobRun>
  ) throws(JSONError) {
    place.runMember = member
    // More space may follow a lead than did last time.
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
      try skipUnknown(from: start, into: &run.pointee.unknown)
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
