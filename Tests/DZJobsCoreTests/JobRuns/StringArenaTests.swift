// Borrowed texts do not move while others are added, and the memory does not grow from page to
// page.

import Testing

@testable import DZJobsCore

struct StringArenaTests {
  @Test("texts of every size stay in place, each with its NUL, while more are added")
  func stays() {
    var store = StringArena()
    var lent: [(text: String, copy: Bytes)] = []
    for index in 0..<400 {
      let text = String(repeating: "x", count: index * 7 % 5000) + "\(index)"
      let copy = withBytes(text) { store.copy($0) }
      if let copy { lent.append((text, copy)) }
    }
    #expect(lent.count == 400)
    #expect(lent.allSatisfy { $0.copy.string == $0.text })
    #expect(lent.allSatisfy { $0.copy.start?[$0.copy.count] == 0 })
  }

  @Test("an empty text is a text")
  func empty() {
    var store = StringArena()
    let copy = store.copy(Bytes())
    #expect(copy?.count == 0)
    #expect(copy?.start?[0] == 0)
  }

  @Test("the next page starts with one chunk as large as the page before needed")
  func reuses() {
    var store = StringArena()
    let text = String(repeating: "y", count: 1000)
    var starts: [UnsafePointer<UInt8>?] = []
    for _ in 0..<6 {
      var first: UnsafePointer<UInt8>?
      for index in 0..<50 {
        let copy = withBytes(text) { store.copy($0) }
        if index == 0 { first = copy?.start }
      }
      starts.append(first)
      store.removeAll()
    }
    #expect(starts[3] != nil)
    #expect(Set(starts[2...]).count == 1)
  }
}
