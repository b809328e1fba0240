// The six parameters of ListJobRuns and the place to send them. The checks refuse only values that
// can never be right: the service may change its patterns, enums and maxima.

/// An optional string argument, copied from the caller.
package struct Argument: ~Copyable {
  /// Has memory if the argument is set, and none if it is not.
  private var text = ByteBuffer(isSecret: true)

  package init() {}

  package var isSet: Bool { text.base != nil }

  package var bytes: Bytes? {
    text.base.map { Bytes(start: UnsafePointer($0), count: text.count) }
  }

  /// Copies `value`, well-formed UTF-8; nil unsets. The old value stays on failure.
  @inline(never)
  package mutating func set(_ value: Bytes?) throws(Failure) {
    var copy = ByteBuffer(isSecret: true)
    if let value {
      copy.reserve(max(value.count, 1))
      copy.append(value)
    }
    if copy.failed { throw .memory }
    text = copy
  }

  package mutating func wipe() { text = ByteBuffer(isSecret: true) }
}

struct ListJobRunsInput: ~Copyable {
  var region = Argument()
  var domainIdentifier = Argument()
  var jobIdentifier = Argument()
  var status = Argument()
  var sortOrder = Argument()
  var maxResults: Int32?
  var endpointURL = Argument()
  var usesFIPS = false
  /// The end of the User-Agent header.
  var product = Argument()

  init() {}

  /// Refuses identifiers that would change the path that is signed or sent.
  func check() throws(InvalidArgument) {
    try ListJobRunsInput.check(domainIdentifier.bytes, "domain_identifier")
    try ListJobRunsInput.check(jobIdentifier.bytes, "job_identifier")
  }

  private static func check(_ value: Bytes?, _ name: StaticCString) throws(InvalidArgument) {
    guard let value else { throw InvalidArgument(name, "missing") }
    try value.check(name)
    if value.isEmpty { throw InvalidArgument(name, "empty") }
    if value == "." || value == ".." {
      throw InvalidArgument(name, ". and .. would name another path")
    }
  }

  /// Refuses a token that is empty, not UTF-8, or longer than the maximum in botocore's model.
  static func check(token: Bytes, _ name: StaticCString) throws(InvalidArgument) {
    if token.isEmpty { throw InvalidArgument(name, "empty") }
    try token.check(name)
    if UTF8Check.characterCount(token) ?? 0 > Limit.tokenCharacters {
      throw InvalidArgument(name, "more than 8192 characters")
    }
  }

  /// Checks a resume token, then the service's token inside it. JSON and base64 make the outer one
  /// longer, so each has a limit of its own.
  static func check(resumeToken value: Bytes, _ token: inout ResumeToken) throws(InvalidArgument) {
    if value.isEmpty { throw InvalidArgument("resume_token", "empty") }
    if value.count > Limit.resumeToken {
      throw InvalidArgument("resume_token", "more than 196608 bytes")
    }
    token.decode(value)
    guard let inner = token.nextTokenBytes, !token.failed else { return }
    try check(token: inner, "resume_token: its nextToken")
  }
}

extension Bytes {
  /// Refuses an argument called `name` that is no text.
  @inline(never)
  package func check(_ name: StaticCString) throws(InvalidArgument) {
    if UTF8Check.characterCount(self) == nil { throw InvalidArgument(name, "not UTF-8") }
  }
}
