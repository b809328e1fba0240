// The texts of an Arrow column, and the dictionary of one whose texts recur.

internal import CSystem

/// Texts of a column, one behind the other.
struct ArrowTexts {
  private let offsets: UnsafeMutablePointer<Int32>
  private let text: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private(set) var size = 0

  init(offsets: UnsafeMutablePointer<Int32>, text: UnsafeMutablePointer<UInt8>) {
    self.offsets = offsets
    self.text = text
    offsets[0] = 0
  }

  mutating func append(_ value: Bytes) {
    if let start = value.start { memcpy(text + size, start, value.count) }
    size &+= value.count
    count &+= 1
    offsets[count] = Int32(truncatingIfNeeded: size)
  }

  subscript(index: Int) -> Bytes {
    let start = Int(offsets[index])
    return Bytes(start: text + start, count: Int(offsets[index &+ 1]) &- start)
  }
}

/// The values of a dictionary column: those of the API reference, then others as they come.
struct ArrowDictionary {
  /// Values are looked for among so many, so that a page of nothing but new ones takes no longer
  /// than others.
  private static let maxSearched = RunMember.mostValues + 256

  private(set) var texts: ArrowTexts

  init(_ number: Int, _ texts: ArrowTexts) {
    self.texts = texts
    var values = Words(RunMember.values(ofEnum: number &- ArrowNumber.firstDictionary))
    while let value = values.next() { self.texts.append(value) }
  }

  mutating func index(of value: Bytes) -> Int32 {
    for index in 0..<min(texts.count, ArrowDictionary.maxSearched) where texts[index] == value {
      return Int32(truncatingIfNeeded: index)
    }
    texts.append(value)
    return Int32(truncatingIfNeeded: texts.count &- 1)
  }
}
