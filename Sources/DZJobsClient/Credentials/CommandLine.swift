// A command line as a POSIX shell would split it, without the shell: what credential_process is,
// and what botocore makes of it (Python's shlex).

internal import CCurl
internal import CSystem
internal import DZJobsCore

struct CommandLine: ~Copyable {
  private static let maxWords = 256
  private var text = ByteBuffer(isSecret: true)
  private var starts = InlineArray<256, Int>(repeating: 0)
  private(set) var count = 0

  /// Memory ran out.
  var failed: Bool { text.failed }

  /// Nil if a quote is not closed, or there are too many words or none.
  init?(_ line: Bytes) {
    var at = 0
    var isInWord = false
    var quote: UInt8 = 0
    while at < line.count {
      let c = line[at]
      at &+= 1
      if quote == 0, ASCII.isSpace(c) {
        if isInWord { text.append(0) }
        isInWord = false
        continue
      }
      if !isInWord {
        guard count < CommandLine.maxWords else { return nil }
        starts[count] = text.count
        count &+= 1
        isInWord = true
      }
      if c == quote {
        quote = 0
      } else if quote == 0, c == 0x22 || c == 0x27 {
        quote = c
      } else if c == 0x5C, quote != 0x27 {
        guard at < line.count else { return nil }
        // Between double quotes a backslash only stands before what has a meaning there.
        if quote == 0x22, line[at] != 0x22, line[at] != 0x5C { text.append(c) }
        text.append(line[at])
        at &+= 1
      } else {
        text.append(c)
      }
    }
    text.append(0)
    if quote != 0 || count == 0 { return nil }
  }

  /// Starts the program; what errno says if it cannot be started.
  func spawn(_ process: inout pid_t, _ output: inout Int32) -> Int32 {
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: count + 1) {
      for index in 0..<count {
        $0[index] = text.cString(at: starts[index]).map { UnsafeMutablePointer(mutating: $0) }
      }
      $0[count] = nil
      return csystem_spawn($0.baseAddress, &process, &output)
    }
  }
}
