// What a body says in every run: the bytes that lead from one member to the next, and values that
// all runs of a job share. Where they stood last is kept, so that one comparison does for the scan.

/// What followed each member of a run when it was read last. The same bytes in the same place mean
/// the same, so that what was checked once need not be checked again.
struct MemberCache {
  private struct Step {
    /// Where in the body it starts: behind the value of the member before.
    var start: UInt32 = 0
    /// The bytes of comma, space, name and colon; 0 if nothing is known.
    var lead: UInt32 = 0
    /// These and, if it is a string or null, those of the value.
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

  /// Takes what leads from `member` to the next one, which is the result, and its value as well if
  /// `span` is set. Nil, and nothing taken, if that is not what came last time.
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

  /// `next` follows `member`. The name of an unknown one is needed, so it is always read.
  mutating func keep(_ next: RunMember, after member: RunMember, from start: Int, to end: Int) {
    if next == .unknown { return }
    let lead = UInt32(truncatingIfNeeded: end &- start)
    steps[member.rawValue] = Step(
      start: UInt32(truncatingIfNeeded: start), lead: lead, total: lead, member: next)
  }

  /// The value of the member that follows `member`, where the lead was taken just before.
  @inline(__always)
  mutating func keep(_ span: Span32, after member: RunMember, from start: Int, to end: Int) {
    let lead = steps[member.rawValue].lead
    steps[member.rawValue].start = UInt32(truncatingIfNeeded: start) &- lead
    steps[member.rawValue].total = UInt32(truncatingIfNeeded: end &- start) &+ lead
    steps[member.rawValue].span = span
  }
}
