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
      var index = 0
      // The page's text, fetched once.
      if let run, let base = run.pointee.textBase {
        let known = min(texts.count, StringMember.count)
        while index < known {
          let span = run.pointee.strings[index]
          texts.at[index] = span.isPresent ? base + Int(span.offset) : nil
          lengths?[index] = Int(span.length)
          if span.isPresent { found &+= 1 }
          index &+= 1
        }
      }
      while index < texts.count {
        texts.at[index] = nil
        lengths?[index] = 0
        index &+= 1
      }
    }
    if let times {
      var index = 0
      if let run {
        let known = min(times.count, TimeMember.count)
        while index < known {
          let time = run.pointee.times[index]
          times.at[index] = time
          if time != noTime { found &+= 1 }
          index &+= 1
        }
      }
      while index < times.count {
        times.at[index] = noTime
        index &+= 1
      }
    }
    return found
  }
}
