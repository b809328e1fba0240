// Splits a line into words like a POSIX shell, without a shell. Both credential_process and the
// names in section headers need it. botocore uses Python's shlex for both.

package final class ShellWords {
  private static let maxCount = 256
  private var text = ByteBuffer(isSecret: true)
  private var starts = InlineArray<256, Int>(repeating: 0)
  package private(set) var count = 0

  /// True if memory ran out.
  package var failed: Bool { text.failed }

  /// Nil if a quote is not closed, or if there are no words or too many.
  package init?(_ line: Bytes) {
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
        guard count < ShellWords.maxCount else { return nil }
        starts[count] = text.count
        count &+= 1
        isInWord = true
      }
      if c == quote {
        quote = 0
      } else if quote == 0, c == .quote || c == .apostrophe {
        quote = c
      } else if c == .backslash, quote != .apostrophe {
        guard at < line.count else { return nil }
        // Inside double quotes a backslash only escapes a quote or a backslash.
        if quote == .quote, line[at] != .quote, line[at] != .backslash { text.append(c) }
        text.append(line[at])
        at &+= 1
      } else {
        text.append(c)
      }
    }
    text.append(0)
    if quote != 0 || count == 0 { return nil }
  }

  /// The word at `index`; nil past the last, or if memory ran out.
  package func cString(_ index: Int) -> UnsafePointer<CChar>? {
    index >= 0 && index < count ? text.cString(at: starts[index]) : nil
  }
}
