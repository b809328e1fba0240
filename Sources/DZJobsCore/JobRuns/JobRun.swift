// One job run as a row of a page's table: what a `dzjobs_run` points to. Its strings stand in the
// page, NUL-terminated, so that a getter is one addition.

/// A chain of members the library does not know, as they came; see `JobRunPage.unknownMember`.
struct UnknownMembers {
  static let end = UInt32.max
  var first = UnknownMembers.end
  var last = UnknownMembers.end

  var isEmpty: Bool { first == UnknownMembers.end }
}

public struct JobRun {
  /// A time the service did not send.
  public static let noTime = Int64.min

  /// The page that owns this row, which outlives it.
  let page: Unmanaged<JobRunPage>
  var strings = StringMembers<Span32>(repeating: .absent)
  var times = TimeMembers<Int64>(repeating: JobRun.noTime)
  /// `error` was an object, whatever it held.
  var hasError = false
  var unknown = UnknownMembers()
  var unknownInError = UnknownMembers()
  /// The run's JSON once it was asked for, which lives as the page does.
  var json = Bytes()

  @_optimize(speed)
  init(page: Unmanaged<JobRunPage>) { self.page = page }

  /// Makes a known member one that was not sent: `null`, or what is read again.
  @inline(never)
  mutating func clear(_ member: RunMember) {
    if member.isTime {
      times[member.rawValue &- RunMember.firstTime] = JobRun.noTime
    } else {
      strings[member.rawValue] = .absent
      if member == .error {
        hasError = false
        unknownInError = UnknownMembers()
      }
    }
  }

  /// A NUL-terminated string of the page, nil if it was not sent. Inlined, so that a getter looks
  /// at its one member in place and does not copy the row.
  @inline(__always)
  public func string(_ member: StringMember) -> UnsafePointer<CChar>? {
    let span = strings[member.rawValue]
    if !span.isPresent { return nil }
    return page._withUnsafeGuaranteedRef { $0.text.cString(at: Int(span.offset)) }
  }

  /// Microseconds since 1970, or `noTime`.
  @inline(__always)
  public func time(_ member: TimeMember) -> Int64 { times[member.rawValue] }
}
