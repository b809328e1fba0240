// Code that the Swift fuzzers share: a claim that ends the run if it is false, and input that is
// taken piece by piece. Like the unit tests, they use the core's internals.

import CSystem

@testable import DZJobsCore

/// Ends the run with the line's number if the claim is false.
func require(_ holds: Bool, line: Int = #line) {
  if holds { return }
  var text = ByteBuffer()
  text.append("not so: line ")
  text.appendDecimal(line)
  text.append("\n")
  _ = write(2, text.base, text.count)
  abort()
}

func require(_ bytes: Bytes?, is other: Bytes?, line: Int = #line) {
  guard let bytes, let other else { return require(bytes == nil && other == nil, line: line) }
  require(bytes == other, line: line)
}

func isUTF8(_ bytes: Bytes) -> Bool { UTF8Check.characterCount(bytes) != nil }

extension Bytes {
  func contains(_ part: Bytes) -> Bool {
    var at = 0
    while at &+ part.count <= count {
      if self[at] == part[0], slice(at, at &+ part.count) == part { return true }
      at &+= 1
    }
    return false
  }
}

/// libFuzzer's input, taken from its front. It is in memory of its exact size.
struct Input {
  private(set) var rest: Bytes

  init(_ data: UnsafePointer<UInt8>?, _ size: Int) { rest = Bytes(start: data, count: size) }
  init(_ bytes: Bytes) { rest = bytes }

  /// 0 at the end.
  mutating func byte() -> UInt8 {
    let byte = rest[0]
    rest = rest.slice(1, rest.count)
    return byte
  }

  /// The bytes up to the next `end`, or all.
  mutating func part(upTo end: UInt8 = 0x0A) -> Bytes {
    let part = rest.slice(0, rest.firstIndex(of: end) ?? rest.count)
    rest = rest.slice(part.count &+ 1, rest.count)
    return part
  }
}
