// One job run as a row of a page's table: what a `dzjobs_run` points to. Its strings stand in the
// page, NUL-terminated, so that a getter is one addition.

internal import CSystem

/// The string members of a JobRunSummary, in the order of the API reference.
public enum StringMember: Int {
  case domainId, jobId, jobType, runId, runMode, status, errorMessage, createdBy

  /// All of them, without an array to allocate.
  static var all: some Sequence<StringMember> {
    (0..<8).lazy.compactMap { StringMember(rawValue: $0) }
  }

  var name: Bytes {
    self == .errorMessage ? Bytes("message") : (RunMember(rawValue: rawValue) ?? .none).name
  }
}

/// The times of a JobRunSummary, in the order of the API reference.
public enum TimeMember: Int {
  case createdAt, startTime, endTime

  static var all: some Sequence<TimeMember> {
    (0..<3).lazy.compactMap { TimeMember(rawValue: $0) }
  }

  var name: Bytes {
    (RunMember(rawValue: RunMember.firstTime &+ rawValue) ?? .none).name
  }
}

/// The members of a JobRunSummary as a body has them; the numbers of strings and, after them, of
/// times are those above.
enum RunMember: Int {
  case domainId, jobId, jobType, runId, runMode, status, error, createdBy
  case createdAt, startTime, endTime
  /// A member the library does not know; what stands before the first member.
  case unknown, none

  static let firstTime = createdAt.rawValue

  var isString: Bool { rawValue < RunMember.firstTime && self != .error }
  var isTime: Bool { rawValue &- RunMember.firstTime < 3 && rawValue >= RunMember.firstTime }

  @_optimize(speed)
  init(name: Bytes) {
    let candidate = RunMember.candidate(name)
    self = name == candidate.name ? candidate : .unknown
  }

  /// The same of a name shorter than sixteen bytes, behind which so many can be read.
  @inline(__always)
  init(inBlock name: Bytes) {
    let candidate = RunMember.candidate(name)
    let same = name.start.map { cscan_same_block($0, candidate.row) } ?? 0
    self = same >= name.count ? candidate : .unknown
  }

  /// Length and a letter leave one member that a name can be.
  @inline(__always)
  private static func candidate(_ name: Bytes) -> RunMember {
    switch (name.count, name[0]) {
    case (5, 0x72): return .runId
    case (5, 0x6A): return .jobId
    case (5, _): return .error
    case (6, _): return .status
    case (7, 0x72): return .runMode
    case (7, 0x6A): return .jobType
    case (7, _): return .endTime
    case (8, _): return .domainId
    case (9, 0x73): return .startTime
    case (9, _): return name[7] == 0x42 ? .createdBy : .createdAt
    default: return .unknown
    }
  }

  var name: Bytes { Bytes(start: row, count: Int(row[15] &- 0x30)) }

  private var row: UnsafePointer<UInt8> { RunMember.rows.utf8Start + rawValue &* 16 }

  /// The names in rows of sixteen bytes, of which one comparison does for all; the last byte is
  /// the name's length.
  private static let rows: StaticString = """
    domainId       8jobId          5jobType        7runId          5\
    runMode        7status         6error          5createdBy      9\
    createdAt      9startTime      9endTime        7               0\
                   0
    """
}

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
  var strings = InlineArray<8, Span32>(repeating: .absent)
  var times = InlineArray<3, Int64>(repeating: JobRun.noTime)
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
