// The six parameters of ListJobRuns and the place to send them. The checks refuse only values that
// can never be right: the service may change its patterns, enums and maxima.

/// An optional string argument, copied from the caller.
package struct Argument: ~Copyable {
  private var text = ByteBuffer(isSecret: true)
  package private(set) var isSet = false

  package init() {}

  package var bytes: Bytes? { isSet ? text.bytes() : nil }

  /// Copies `value`, well-formed UTF-8; nil unsets. The old value stays on failure.
  package mutating func set(_ value: Bytes?) throws(Failure) {
    var copy = ByteBuffer(isSecret: true)
    if let value { copy.append(value) }
    if copy.failed { throw .memory }
    text = copy
    isSet = value != nil
  }

  package mutating func wipe() {
    text.wipe()
    isSet = false
  }
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
    try ListJobRunsInput.checkIdentifier(
      domainIdentifier.bytes, missing: "domain_identifier: missing",
      empty: "domain_identifier: empty", malformed: "domain_identifier: not UTF-8",
      dots: "domain_identifier: . and .. would name another path")
    try ListJobRunsInput.checkIdentifier(
      jobIdentifier.bytes, missing: "job_identifier: missing", empty: "job_identifier: empty",
      malformed: "job_identifier: not UTF-8",
      dots: "job_identifier: . and .. would name another path")
  }

  private static func checkIdentifier(
    _ value: Bytes?, missing: StaticCString, empty: StaticCString, malformed: StaticCString,
    dots: StaticCString
  ) throws(InvalidArgument) {
    guard let value else { throw InvalidArgument(missing) }
    if value.isEmpty { throw InvalidArgument(empty) }
    if UTF8Check.characterCount(value) == nil { throw InvalidArgument(malformed) }
    if value == "." || value == ".." { throw InvalidArgument(dots) }
  }

  /// Refuses a token that is empty, not UTF-8, or longer than the maximum in botocore's model.
  static func checkToken(
    _ value: Bytes, empty: StaticCString, malformed: StaticCString, long: StaticCString
  ) throws(InvalidArgument) {
    if value.isEmpty { throw InvalidArgument(empty) }
    guard let characters = UTF8Check.characterCount(value) else { throw InvalidArgument(malformed) }
    if characters > Limit.tokenCharacters { throw InvalidArgument(long) }
  }

  /// Checks a resume token, then the service's token inside it. JSON and base64 make the outer one
  /// longer, so each has a limit of its own.
  static func checkStartingToken(_ value: Bytes, _ token: inout ResumeToken) throws(InvalidArgument)
  {
    if value.isEmpty { throw InvalidArgument("resume_token: empty") }
    if value.count > Limit.resumeToken {
      throw InvalidArgument("resume_token: more than 196608 bytes")
    }
    token.decode(value)
    guard let inner = token.nextTokenBytes, !token.failed else { return }
    try checkToken(
      inner, empty: "resume_token: its nextToken is empty",
      malformed: "resume_token: not UTF-8",
      long: "resume_token: its nextToken has more than 8192 characters")
  }
}
