// ByteBuffer holds everything that the library lends to C. Its bounds and its record of a failure
// are what the rest relies on.

import Testing

@testable import DZJobsCore

struct ByteBufferTests {
  @Test("appends of every size keep the contents before", arguments: [0, 1, 63, 64, 65, 4096])
  func appends(size: Int) {
    let part = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    let text = part + [0xFF] + part
    var buffer = ByteBuffer()
    withBytes(part) { buffer.append($0) }
    buffer.append(0xFF)
    withBytes(part) { buffer.append($0) }
    #expect(buffer.bytes().array == text)
    #expect(buffer.failed == false)
  }

  @Test("a buffer grown byte by byte has them all")
  func growsByteByByte() {
    var buffer = ByteBuffer()
    for index in 0..<10_000 { buffer.append(UInt8(truncatingIfNeeded: index)) }
    #expect(buffer.bytes().array == (0..<10_000).map { UInt8(truncatingIfNeeded: $0) })
  }

  @Test("a failed allocation fails every later append until the buffer is reset")
  func failureLasts() {
    var buffer = ByteBuffer()
    buffer.append("abc")
    let isReserved = buffer.reserve(Int.max - 64)
    #expect(!isReserved)
    buffer.append("def")
    #expect(buffer.failed == true)
    #expect(buffer.bytes().string == "abc")
    buffer.removeAll()
    buffer.append("ghi")
    #expect(buffer.failed == false)
    #expect(buffer.bytes().string == "ghi")
  }

  @Test("sizes that overflow are failures", arguments: [Int.max, Int.max - 1, Int.max / 3 * 2])
  func overflow(size: Int) {
    var buffer = ByteBuffer()
    buffer.append(1)
    let isReserved = buffer.reserve(size)
    #expect(!isReserved)
    #expect(buffer.failed == true)
  }

  @Test(
    "ranges outside the contents are empty",
    arguments: [(-1, 2), (0, 4), (2, 1), (4, 4), (Int.max, Int.max), (0, -1)])
  func rangesOutside(start: Int, end: Int) {
    var buffer = ByteBuffer()
    buffer.append("abc")
    #expect(buffer.bytes(from: start, to: end).isEmpty)
    #expect(buffer.bytes(from: 4).isEmpty)
  }

  @Test("ranges inside return their bytes")
  func rangesInside() {
    var buffer = ByteBuffer()
    buffer.append("abc")
    #expect(buffer.bytes(from: 1).string == "bc")
    #expect(buffer.bytes(to: 2).string == "ab")
    #expect(buffer.bytes(from: 3).isEmpty)
    #expect(buffer.bytes(from: 3).start != nil)
  }

  @Test("truncating cuts the end and nothing else", arguments: [(2, 2), (3, 3), (4, 3), (-1, 3)])
  func truncates(to count: Int, left: Int) {
    var buffer = ByteBuffer()
    buffer.append("abc")
    buffer.truncate(to: count)
    #expect(buffer.count == left)
  }

  @Test("a C string starts only inside the contents")
  func cStrings() {
    var buffer = ByteBuffer()
    #expect(buffer.cString() == nil)
    buffer.append(Bytes("ab\0cd\0"))
    #expect(string(buffer.cString()) == "ab")
    #expect(string(buffer.cString(at: 3)) == "cd")
    #expect(buffer.cString(at: 6) == nil)
    #expect(buffer.cString(at: -1) == nil)
  }

  @Test(
    "a flattened text is one line of UTF-8",
    arguments: [
      ("plain é\u{1F600}", "plain é\u{1F600}"), ("a\r\nb\tc\0d", "a??b?c?d"), ("\u{7F}~", "?~"),
    ])
  func flattens(text: String, line: String) {
    var buffer = ByteBuffer()
    withBytes(text) { buffer.append($0) }
    buffer.flatten()
    #expect(buffer.bytes().string == line)
    buffer.append(0xFF)
    buffer.flatten()
    #expect(buffer.bytes().array.allSatisfy { $0 < 0x7F })
  }

  @Test("commit takes no more than there is room for", arguments: [(-5, 0), (4, 4), (1 << 40, 96)])
  func commits(claimed: Int, taken: Int) {
    var buffer = ByteBuffer()
    let isReserved = buffer.reserve(21)
    #expect(isReserved)
    buffer.commit(claimed)
    #expect(buffer.count <= taken)
    #expect(buffer.count >= min(taken, 21))
  }

  @Test("wiping zeroes all memory, the truncated part as well")
  func wipes() {
    var buffer = ByteBuffer()
    buffer.append("secret")
    let base = buffer.base
    buffer.truncate(to: 1)
    buffer.wipe()
    #expect(buffer.count == 0)
    #expect(Bytes(start: base, count: 6).array == [0, 0, 0, 0, 0, 0])
  }
}
