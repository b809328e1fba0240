// All input is accessed through Bytes: no index or range may read past its ends.

import Testing

@testable import DZJobsCore

struct BytesTests {
  @Test("an index outside reads as 0", arguments: [-1, 3, Int.min, Int.max])
  func indexOutside(index: Int) {
    withBytes("abc") { #expect($0[index] == 0) }
  }

  @Test(
    "a slice is cut to what there is",
    arguments: [
      (0, 3, "abc"), (1, 2, "b"), (-5, 2, "ab"), (2, 99, "c"), (3, 3, ""), (4, 9, ""),
      (2, 1, ""), (Int.min, Int.max, "abc"), (Int.max, Int.min, ""),
    ])
  func slices(from: Int, to: Int, expected: String) {
    withBytes("abc") { #expect($0.slice(from, to).string == expected) }
  }

  @Test("bytes without an address are empty, whatever their count")
  func withoutAddress() {
    let none = Bytes(start: nil, count: 7)
    #expect(none.isEmpty)
    #expect(none.slice(0, 7).isEmpty)
    #expect(none[0] == 0)
    #expect(none == "")
  }

  @Test(
    "order is that of the bytes, a prefix first",
    arguments: [
      ("", "", 0), ("", "a", -1), ("a", "b", -1), ("b", "a", 1), ("ab", "a", 1), ("a", "ab", -1),
      ("Z", "a", -1), ("\u{e9}", "z", 1),
    ])
  func order(left: String, right: String, sign: Int) {
    withBytes(left) { left in
      withBytes(right) { right in
        #expect(left.compare(right).signum() == sign)
        #expect((left == right) == (sign == 0))
      }
    }
  }

  @Test(
    "header names are equal in any case, and only then",
    arguments: [
      ("Date", true), ("DATE", true), ("date", true), ("dat", false), ("dates", false),
      ("d\u{0}te", false), ("DAT\u{25}", false), ("", false),
    ])
  func ignoringCase(name: String, isEqual: Bool) {
    withBytes(name) { #expect($0.equalsIgnoringCase("date") == isEqual) }
  }

  @Test("only letters have a case")
  func caseOfLettersOnly() {
    withBytes([0x5B]) { #expect(!$0.equalsIgnoringCase("{")) }
    withBytes([0x40]) { #expect(!$0.equalsIgnoringCase("`")) }
  }

  @Test("prefixes and suffixes longer than the text do not match")
  func prefixes() {
    withBytes("fips-x") {
      #expect($0.hasPrefix("fips-"))
      #expect(!$0.hasPrefix("fips-xx"))
      #expect($0.hasSuffix("-x"))
      #expect(!$0.hasSuffix("xfips-x"))
      #expect($0.hasPrefix("") && $0.hasSuffix(""))
    }
  }

  @Test("the first of a byte is found, and its absence")
  func firstIndex() {
    withBytes("a/b/") {
      #expect($0.firstIndex(of: 0x2F) == 1)
      #expect($0.firstIndex(of: 0x63) == nil)
    }
    #expect(Bytes().firstIndex(of: 0) == nil)
  }
}
