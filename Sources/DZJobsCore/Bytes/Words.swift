// Lists of names, each as one text with spaces between the names. So a name costs only its letters,
// and no array is built at run time.

/// The words of a list, one after the other.
struct Words: IteratorProtocol {
  private var rest: Bytes

  init(_ list: StaticCString) { rest = Bytes(list) }

  @inline(never)
  mutating func next() -> Bytes? {
    if rest.isEmpty { return nil }
    let word = rest.slice(0, rest.firstIndex(of: .space) ?? rest.count)
    rest = rest.slice(word.count &+ 1, rest.count)
    return word
  }
}

extension Bytes {
  /// The index of these bytes among the words of a list; nil if they are not among them.
  @inline(never)
  func index(in list: StaticCString) -> Int? {
    var words = Words(list)
    var index = 0
    while let word = words.next() {
      if self == word { return index }
      index &+= 1
    }
    return nil
  }
}
