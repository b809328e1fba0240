// The table of names from packaging/members: both lookups find each name, and no other text.

import Testing

@testable import DZJobsCore

struct RunMemberTests {
  private var members: [RunMember] {
    (0..<RunMember.count).compactMap { RunMember(rawValue: $0) }
  }

  /// The member of a name, by the general lookup and by the one in blocks of sixteen bytes.
  private func found(_ name: [UInt8]) -> [RunMember] {
    (name + [UInt8](repeating: 0x22, count: 16)).withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return [] }
      let name = Bytes(start: start, count: name.count)
      return [RunMember(name: name), name.count < 16 ? RunMember(inBlock: name) : .unknown]
    }
  }

  @Test("each name is found")
  func names() {
    #expect(members.count == RunMember.count && !members.contains(.unknown))
    for member in members {
      let name = member.name.array
      #expect(found(name) == [member, name.count < 16 ? member : .unknown])
      #expect(name.count < RunMember.rowSize)
    }
    #expect(RunMember.unknown.name.isEmpty && RunMember.none.name.isEmpty)
  }

  @Test("a name with a changed, added or removed letter is not found")
  func others() {
    for name in members.map(\.name.array) {
      for index in name.indices {
        var other = name
        other[index] ^= 1
        #expect(found(other) == [.unknown, .unknown])
      }
      #expect(found(name.dropLast()) == [.unknown, .unknown])
      #expect(found(name + [0x20]) == [.unknown, .unknown])
      #expect(found([UInt8](repeating: 0x20, count: name.count)) == [.unknown, .unknown])
    }
    #expect(found([]) == [.unknown, .unknown])
  }

  @Test("a member is a string, a time or the error")
  func kinds() {
    for member in members {
      #expect([member.isString, member.isTime, member == .error].filter { $0 }.count == 1)
    }
    #expect(members.filter(\.isTime).count == TimeMember.count)
    #expect(!RunMember.unknown.isTime && !RunMember.none.isTime)
    #expect(StringMember.all.map(\.name.string).contains("message"))
    #expect(TimeMember.all.map(\.name.string) == members.filter(\.isTime).map(\.name.string))
  }
}
