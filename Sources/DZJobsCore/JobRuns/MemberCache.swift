// Most runs of a body repeat the bytes between members, and values that all runs of a job share.
// The cache keeps where they last stood, so that one comparison replaces the scan.

/// The bytes that followed each member in the last run. Equal bytes behind the same member have the
/// same meaning, so the reader need not check them again.
struct MemberCache {
  private struct Step {
    /// Where it starts in the body: behind the value of the previous member.
    var start: UInt32 = 0
    /// The bytes of comma, space, name and colon; 0 if nothing is known.
    var lead: UInt32 = 0
    /// `lead` and, if the value is a string or null, the bytes of the value.
    var total: UInt32 = 0
    var member = RunMember.none
    var span = Span32.absent
  }

  /// A run in an order of its own would miss at every member, and each miss costs a comparison.
  /// After so many the reader no longer asks the cache for this run.
  static let maxMisses = 3

  private var steps = RunMembers<Step>(repeating: Step())

  @_optimize(speed)
  init() {}

  /// Takes the bytes that lead from `member` to the next one, and returns that. If `span` is set,
  /// it took the value, too. If the bytes are not those of the last time, it takes nothing: nil.
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

  /// Keeps that `next` follows `member`. An unknown member is always read, for its name.
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
