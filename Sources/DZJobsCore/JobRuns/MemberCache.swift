// Most runs of a body repeat the bytes between members, and the values that all runs of a job
// share. The cache keeps the place of their last occurrence, so that one comparison replaces a
// scan.

/// The bytes that followed each member in the last run. Equal bytes behind the same member have the
/// same meaning, so the reader need not check them again.
struct MemberCache {
  /// All bytes of the default are 0, so that one loop of stores makes the table.
  private struct Step {
    /// The offset in the body where it starts: behind the value of the previous member.
    var start: UInt32 = 0
    /// The number of bytes of comma, space, name and colon; 0 if nothing is known.
    var lead: UInt32 = 0
    /// `lead` and, if the value is a string or null, the bytes of the value.
    var total: UInt32 = 0
    var member = RunMember.domainId
    var span = Span32(offset: 0, length: 0)
  }

  /// A run with another order would miss at every member, and each miss costs a comparison. After
  /// this number of misses the reader does not use the cache for the rest of the run.
  static let maxMisses = 3

  private var steps = RunMembers<Step> { _ in Step() }

  @_optimize(speed)
  init() {}

  /// Takes the bytes that lead from `member` to the next one, and returns that member. If it sets
  /// `span`, it took the value, too. If the bytes differ from the last run's, it returns nil.
  @inline(__always)
  func take(
    after member: RunMember, _ json: inout JSONReader
  ) -> (member: RunMember, span: Span32?)? {
    let step = steps[member.rawValue]
    let (lead, total) = (Int(step.lead), Int(step.total))
    let same = json.repeated(Int(step.start), total)
    if lead > 0, same >= total {
      json.skip(total)
      return (step.member, total > lead ? step.span : nil)
    }
    if lead > 0, same >= lead {
      json.skip(lead)
      return (step.member, nil)
    }
    return nil
  }

  /// Remembers that `next` follows `member`. The cache leaves out unknown members, whose names
  /// vary.
  mutating func keep(_ next: RunMember, after member: RunMember, from start: Int, to end: Int) {
    if next == .unknown { return }
    let lead = UInt32(truncatingIfNeeded: end &- start)
    steps[member.rawValue] = Step(
      start: UInt32(truncatingIfNeeded: start), lead: lead, total: lead, member: next)
  }

  /// Keeps the value of the member that follows `member`, whose lead was taken just before.
  @inline(__always)
  mutating func keep(_ span: Span32, after member: RunMember, from start: Int, to end: Int) {
    let lead = steps[member.rawValue].lead
    steps[member.rawValue].start = UInt32(truncatingIfNeeded: start) &- lead
    steps[member.rawValue].total = UInt32(truncatingIfNeeded: end &- start) &+ lead
    steps[member.rawValue].span = span
  }
}
