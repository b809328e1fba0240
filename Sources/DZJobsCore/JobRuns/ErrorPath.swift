// The reader's place in the body of a response. Error texts begin with it: `items[3].createdAt:
// "abc" is not a timestamp (byte 214)`.

struct ErrorPath {
  /// The index of the run; below 0 outside of `items`.
  var item = -1
  /// The member of the run whose value is being read.
  var runMember = RunMember.none
  var inError = false
  private var name = Bytes()

  mutating func enter(_ name: StaticString) { self.name = Bytes(name) }

  /// `lead` is the quoted name of an unknown member and its colon, as in the body.
  mutating func enter(unknown lead: Bytes) { name = lead }

  mutating func leave() { name = Bytes() }

  /// How many containers enclose a member's value.
  var depth: Int { inError ? 4 : item >= 0 ? 3 : 1 }

  func describe(_ error: JSONError, in body: Bytes, to message: inout ByteBuffer) {
    var member = name
    // `name` holds the name of an unknown member, and of a member of `error`.
    if runMember != .error, !runMember.name.isEmpty { member = runMember.name }
    if item >= 0 {
      message.append("items[")
      message.appendDecimal(item)
      message.append("]")
      if inError { message.append(".error") }
      if !member.isEmpty { message.append(".") }
    } else if member.isEmpty {
      message.append("body")
    }
    if member[0] == .quote {
      var end = member.count
      while end > 1, member[end &- 1] != .quote { end &-= 1 }
      message.appendQuoted(member.slice(1, end &- 1))
    } else {
      message.append(member)
    }
    message.append(": ")
    if error.length > 0 {
      message.appendQuoted(body.slice(error.offset, error.offset &+ error.length))
      message.append(" ")
    }
    message.append(error.reason)
    message.append(" (byte ")
    message.appendDecimal(error.offset)
    message.append(")")
  }
}

extension ByteBuffer {
  /// Appends text of the service, cut to `Limit.quoted` bytes.
  mutating func appendQuoted(_ text: Bytes) {
    let short = UTF8Check.prefix(text, Limit.quoted)
    append(short)
    if short.count < text.count { append("...") }
  }
}
