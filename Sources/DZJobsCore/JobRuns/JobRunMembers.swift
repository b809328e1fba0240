// Made by packaging/members/generate.py from members.txt, do not edit: the numbers of
// a run's members. RunMember.swift uses them.

/// The string members, in the order of the API reference.
public enum StringMember: Int {
  case domainId, jobId, jobType, runId, runMode, status, errorMessage, createdBy
}

/// The times, in the order of the API reference.
public enum TimeMember: Int {
  case createdAt, startTime, endTime
}

/// The members of a run in a body, strings first and then times, numbered as above.
enum RunMember: Int {
  case domainId, jobId, jobType, runId, runMode, status, error, createdBy
  case createdAt, startTime, endTime
  /// A member that the library does not know; the place before the first member.
  case unknown, none

  static let firstTime = createdAt.rawValue

  /// The only member that a name can be, by its length and a letter.
  @inline(__always)
  static func candidate(_ name: Bytes) -> RunMember {
    switch name.count {
    case 5:
      switch name[0] {
      case UInt8(ascii: "j"): return .jobId
      case UInt8(ascii: "r"): return .runId
      default: return .error
      }
    case 6: return .status
    case 7:
      switch name[0] {
      case UInt8(ascii: "j"): return .jobType
      case UInt8(ascii: "r"): return .runMode
      default: return .endTime
      }
    case 8: return .domainId
    case 9:
      switch name[7] {
      case UInt8(ascii: "B"): return .createdBy
      case UInt8(ascii: "A"): return .createdAt
      default: return .startTime
      }
    default: return .unknown
    }
  }

  static let rowSize = 16

  /// The names in rows; the last byte of a row is the name's length.
  static let rows: StaticString = """
    domainId       8\
    jobId          5\
    jobType        7\
    runId          5\
    runMode        7\
    status         6\
    error          5\
    createdBy      9\
    createdAt      9\
    startTime      9\
    endTime        7\
                   0\
                   0
    """
}

/// Arrays with a place for each case.
typealias StringMembers<Element> = InlineArray<8, Element>
typealias TimeMembers<Element> = InlineArray<3, Element>
typealias RunMembers<Element> = InlineArray<13, Element>
