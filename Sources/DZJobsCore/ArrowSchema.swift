// The columns of a page of runs as an ArrowSchema: names and types, which no page changes.

package import CDZJobs

extension ArrowSchema {
  /// False, and `out` is as it was, if memory runs out.
  package static func export(to out: UnsafeMutablePointer<ArrowSchema>) -> Bool {
    guard let tree = ArrowTree<ArrowSchema>(room: 0) else { return false }
    for number in 0..<ArrowNumber.count { tree.set(number, to: ArrowSchema(number), out) }
    return true
  }

  /// A node but for its place in the tree. Its texts are the library's own, and never change.
  private init(_ number: Int) {
    self.init()
    let member = RunMember(rawValue: number &- ArrowNumber.firstColumn) ?? .none
    var name = member.name
    var type: Literal = "u"
    if number == ArrowNumber.page || member == .error {
      type = "+s"
    } else if member.isTime {
      type = "tsu:UTC"
    } else if ArrowNumber.dictionary(of: number) != nil {
      type = "i"
    } else if number == ArrowNumber.message {
      name = StringMember.errorMessage.name
    }
    format = type.cString
    self.name = Bytes(name).cString
    flags = number == ArrowNumber.page ? 0 : Int64(ARROW_FLAG_NULLABLE)
    release = { schema in
      guard let schema else { return }
      schema.pointee.release = nil
      ArrowTree.end(schema)
    }
  }
}
