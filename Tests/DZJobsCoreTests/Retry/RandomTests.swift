// Jitter and invocation ids: repeatable from a seed, and in the form of a UUID.

import Testing

@testable import DZJobsCore

struct RandomTests {
  @Test("a seed gives the published sequence of SplitMix64")
  func sequence() {
    var random = Random(seed: 1_234_567)
    let values = (0..<5).map { _ in random.next() }
    #expect(
      values == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test("the same seed gives the same, another seed another id")
  func repeatable() {
    func id(_ seed: UInt64) -> String {
      var random = Random(seed: seed)
      let uuid = random.uuid()
      return written { $0.append(uuid) }
    }
    #expect(id(7) == id(7))
    #expect(id(7) != id(8))
  }

  @Test("ten thousand ids have the form of version 4 and differ")
  func form() throws {
    var random = Random(seed: 0)
    var seen = Set<String>()
    let hex = Set("0123456789abcdef")
    for _ in 0..<10_000 {
      let uuid = random.uuid()
      let text = written { $0.append(uuid) }
      let groups = text.split(separator: "-", omittingEmptySubsequences: false)
      try #require(groups.map(\.count) == [8, 4, 4, 4, 12])
      try #require(groups.allSatisfy { $0.allSatisfy(hex.contains) })
      try #require(groups[2].first == "4")
      try #require("89ab".contains(groups[3].prefix(1)))
      seen.insert(text)
    }
    #expect(seen.count == 10_000)
  }

  @Test("the digits stand in the order of the bits")
  func digits() {
    let uuid = UUID(high: 0x0123_4567_89AB_4DEF, low: 0x8012_3456_789A_BCDE)
    #expect(written { $0.append(uuid) } == "01234567-89ab-4def-8012-3456789abcde")
  }
}
