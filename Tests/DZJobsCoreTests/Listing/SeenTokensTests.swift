// The tokens of a listing: all are found again, in few bytes each.

import Testing

@testable import DZJobsCore

struct SeenTokensTests {
  private func insert(_ token: String, into set: inout SeenTokens) -> Bool? {
    Array(token.utf8).withUnsafeBufferPointer {
      set.insert(Bytes(start: $0.baseAddress, count: $0.count))
    }
  }

  @Test("a token is new once")
  func newOnce() {
    var set = SeenTokens()
    for token in ["a", "b", "", "A", "a\0", "ab"] {
      #expect(insert(token, into: &set) == false)
      #expect(insert(token, into: &set) == true)
    }
  }

  @Test("each of 100,000 tokens is new, then known, through all growth")
  func many() {
    var set = SeenTokens()
    var wrong = 0
    for index in 0..<100_000 where insert("token-\(index)", into: &set) != false { wrong += 1 }
    for index in 0..<100_000 where insert("token-\(index)", into: &set) != true { wrong += 1 }
    #expect(insert("token-100000", into: &set) == false)
    #expect(wrong == 0)
  }

  @Test("a token takes at most 15 bytes, beside some 200 for the first few")
  func memory() {
    var set = SeenTokens()
    var tooLarge = 0
    for index in 0..<20_000 {
      _ = insert("token-\(index)", into: &set)
      let size = withUnsafeBytes(of: &set) { memorySize($0) }
      if size > 15 * (index + 1) + 240 || size < 8 * (index + 1) { tooLarge += 1 }
    }
    #expect(tooLarge == 0)
  }

  /// The set's second word is its number of slots, which have 8 bytes.
  private func memorySize(_ set: UnsafeRawBufferPointer) -> Int {
    set.load(fromByteOffset: 8, as: Int.self) * 8
  }
}
