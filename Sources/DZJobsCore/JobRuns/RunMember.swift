// Access to the members of `JobRunMembers.swift`. A kind is a range of numbers, and one comparison
// with a row of the table finds a name.

internal import CSystem

extension StringMember {
  static let count = RunMember.firstTime

  /// All string members, as a sequence that needs no allocated array.
  static var all: some Sequence<StringMember> {
    (0..<count).lazy.compactMap { StringMember(rawValue: $0) }
  }

  var name: Bytes {
    self == .errorMessage ? Bytes("message") : (RunMember(rawValue: rawValue) ?? .none).name
  }
}

extension TimeMember {
  static let count = RunMember.count - RunMember.firstTime

  static var all: some Sequence<TimeMember> {
    (0..<count).lazy.compactMap { TimeMember(rawValue: $0) }
  }

  var name: Bytes {
    (RunMember(rawValue: RunMember.firstTime &+ rawValue) ?? .none).name
  }
}

extension RunMember {
  /// The number of members that the library knows.
  static let count = unknown.rawValue

  var isString: Bool { rawValue < RunMember.firstTime && self != .error }
  var isTime: Bool { rawValue >= RunMember.firstTime && rawValue < RunMember.count }

  @_optimize(speed)
  init(name: Bytes) {
    let candidate = RunMember.candidate(name)
    self = name == candidate.name ? candidate : .unknown
  }

  /// The same for a name shorter than a block, from whose start a whole block can be read.
  @inline(__always)
  init(inBlock name: Bytes) {
    let candidate = RunMember.candidate(name)
    let same = name.start.map { cscan_same_block($0, candidate.row) } ?? 0
    self = same >= name.count ? candidate : .unknown
  }

  var name: Bytes { Bytes(start: row, count: Int(row[RunMember.rowSize - 1] &- .digitZero)) }

  private var row: UnsafePointer<UInt8> {
    RunMember.rows.utf8Start + rawValue &* RunMember.rowSize
  }
}
