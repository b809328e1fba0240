// One job run as a row of a page's table. A `dzjobs_run` points to it. The page holds its strings,
// NUL-terminated, so that a getter is one addition.

/// A chain of members that the library does not know; see `JobRunPage.unknownMember`.
struct UnknownMembers {
  static let end = UInt32.max
  var first = UnknownMembers.end
  var last = UnknownMembers.end

  var isEmpty: Bool { first == UnknownMembers.end }
}

public struct JobRun {
  /// The value of a time that the service did not send.
  public static let noTime = Int64.min

  /// The page that owns this row and outlives it.
  let page: Unmanaged<JobRunPage>
  var strings = StringMembers<Span32>(repeating: .absent)
  var times = TimeMembers<Int64>(repeating: JobRun.noTime)
  /// True if the service sent `error` as an object, even an empty one.
  var hasError = false
  var unknown = UnknownMembers()
  var unknownInError = UnknownMembers()
  /// The run's JSON, written when a caller first reads it. It lives as long as the page.
  var json = Bytes()

  @_optimize(speed)
  init(page: Unmanaged<JobRunPage>) { self.page = page }

  /// Makes a known member absent: for `null`, and before a second value replaces the first.
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

  /// A NUL-terminated string of the page, nil if the service did not send it. Inlined, so that a
  /// getter reads its member in place and does not copy the row.
  @inline(__always)
  public func string(_ member: StringMember) -> UnsafePointer<CChar>? {
    let span = strings[member.rawValue]
    return span.isPresent ? textBase.map { $0 + Int(span.offset) } : nil
  }

  /// The text of the page, which the spans are of.
  @inline(__always)
  var textBase: UnsafePointer<CChar>? {
    page._withUnsafeGuaranteedRef { UnsafeRawPointer($0.text.base) }?
      .assumingMemoryBound(to: CChar.self)
  }

  /// Microseconds since 1970, or `noTime`.
  @inline(__always)
  public func time(_ member: TimeMember) -> Int64 { times[member.rawValue] }
}
