// Exports the columns of a page as an ArrowSchema: names and types, the same for every page.

package import CDZJobs
internal import CSystem

extension ArrowSchema {
  /// The room for a name and its NUL: a row has one byte more than the longest name.
  private static let nameSize = RunMember.rowSize

  /// Returns false and leaves `out` alone if memory runs out.
  package static func export(to out: UnsafeMutablePointer<ArrowSchema>) -> Bool {
    let room = nameSize &* ArrowNumber.count
    guard let tree = ArrowTree<ArrowSchema>(room: room) else { return false }
    let names = tree.extra.assumingMemoryBound(to: UInt8.self)
    for number in 0..<ArrowNumber.count {
      tree.set(number, to: ArrowSchema(number, nameAt: names + nameSize &* number), out)
    }
    return true
  }

  /// Makes a node without its place in the tree.
  private init(_ number: Int, nameAt place: UnsafeMutablePointer<UInt8>) {
    self.init()
    let member = RunMember(rawValue: number &- ArrowNumber.firstColumn) ?? .none
    var name = member.name
    if number == ArrowNumber.message { name = StringMember.errorMessage.name }
    let type: StaticCString
    switch ArrowNumber.layout(of: number) {
    case .structure: type = "+s"
    case .times: type = "tsu:UTC"
    case .texts: type = "u"
    }
    if let start = name.start { memcpy(place, start, name.count) }
    place[name.count] = 0
    self.name = Bytes(start: place, count: name.count).cString
    format = type.cString
    flags = number == ArrowNumber.page ? 0 : Int64(ARROW_FLAG_NULLABLE)
    release = { schema in
      guard let schema else { return }
      schema.pointee.release = nil
      ArrowTree.end(schema)
    }
  }
}
