// All members of a run in one call, for languages in which each call into C is expensive.

extension JobRun {
  /// Writes the strings with their lengths, and the times, each in the order of the API reference.
  /// Absent members, and places past the last member, get nil, 0 and `noTime`. Returns the number
  /// of members that the service sent.
  @_optimize(speed)
  public static func read(
    _ run: UnsafePointer<JobRun>?,
    _ texts: (at: UnsafeMutablePointer<UnsafePointer<CChar>?>, count: Int)?,
    _ lengths: UnsafeMutablePointer<Int>?, _ times: (at: UnsafeMutablePointer<Int64>, count: Int)?
  ) -> Int {
    var found = 0
    if let texts {
      for index in 0..<texts.count {
        var length = 0
        var text: UnsafePointer<CChar>?
        if let run, let member = StringMember(rawValue: index) {
          text = run.pointee.string(member)
          if text != nil {
            length = run.pointee.length(member)
            found &+= 1
          }
        }
        texts.at[index] = text
        lengths?[index] = length
      }
    }
    if let times {
      for index in 0..<times.count {
        var time = noTime
        if let run, let member = TimeMember(rawValue: index) {
          time = run.pointee.time(member)
          if time != noTime { found &+= 1 }
        }
        times.at[index] = time
      }
    }
    return found
  }

  @inline(__always)
  private func length(_ member: StringMember) -> Int { Int(strings[member.rawValue].length) }
}
