// The pages of a listing, each of which names the next one by a token. A chain that forms a loop, or
// that goes on and on without runs, would never end.

/// Why a listing cannot follow the token of a page.
struct BrokenChain: Error {
  /// `loop`, `tooBig` or `memory`.
  let failure: Failure
  let text: StaticCString
}

struct PageChain: ~Copyable {
  private var seen = SeenTokens()
  /// The number of pages without a run since the last one that had runs.
  private var emptyPages = 0

  init() {}

  /// Notes the token that the listing starts from. False if memory ran out.
  mutating func begin(at token: Bytes) -> Bool { seen.insert(token) != nil }

  /// Moves `place` to the page that the token of `page` names.
  mutating func follow(_ page: JobRunPage, _ place: inout ResumeToken) throws(BrokenChain) {
    if page.nextTokenCharacters > Limit.tokenCharacters {
      throw BrokenChain(failure: .tooBig, text: "nextToken: more than 8192 characters")
    }
    let token = page.bytes(page.nextToken)
    place.set(token, truncateAmount: nil)
    guard !place.failed, let isRepeated = seen.insert(token) else {
      throw BrokenChain(failure: .memory, text: "memory ran out")
    }
    if isRepeated {
      throw BrokenChain(
        failure: .loop, text: "nextToken: repeated, so the pages form a loop")
    }
    emptyPages = page.total > 0 ? 0 : emptyPages &+ 1
    if emptyPages == Limit.emptyPages {
      throw BrokenChain(failure: .loop, text: "nextToken: 10,000 pages without a run")
    }
  }
}
