// The command line of a credential_process and the names in section headers: quoting the words, in
// either way, and splitting them again gives the same words.

@testable import DZJobsCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let line = Bytes(start: data, count: size)
  guard let words = ShellWords(line) else { return 0 }
  require(words.count > 0 && words.count <= 256 && words.cString(words.count) == nil)
  for isDouble in [false, true] {
    var text = ByteBuffer()
    for index in 0..<words.count {
      append(word(words, index), isDouble: isDouble, to: &text)
      text.append(index & 1 == 0 ? " " : "\t\n")
    }
    guard let again = ShellWords(text.bytes()) else {
      require(false)
      return 0
    }
    require(again.count == words.count)
    for index in 0..<words.count { require(word(again, index), is: word(words, index)) }
  }
  return 0
}

private func word(_ words: borrowing ShellWords, _ index: Int) -> Bytes {
  words.cString(index).map { Bytes(cString: $0) } ?? Bytes()
}

private func append(_ word: Bytes, isDouble: Bool, to text: inout ByteBuffer) {
  text.append(isDouble ? "\"" : "'")
  for index in 0..<word.count {
    if isDouble, word[index] == .quote || word[index] == .backslash { text.append("\\") }
    if !isDouble, word[index] == .apostrophe {
      text.append("'\\''")
    } else {
      text.append(word[index])
    }
  }
  text.append(isDouble ? "\"" : "'")
}
