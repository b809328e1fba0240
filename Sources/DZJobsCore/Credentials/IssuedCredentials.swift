// Temporary credentials and their expiration. Programs, containers, instances and IAM Identity
// Center issue them in JSON, STS in XML.

package struct IssuedCredentials: ~Copyable {
  package private(set) var accessKeyID = Argument()
  package private(set) var secretAccessKey = Argument()
  package private(set) var sessionToken = Argument()
  /// Microseconds since 1970; nil if they do not expire.
  package private(set) var expiration: Int64?

  package init() {}

  /// Copies credentials; the token may be empty. Refuses values that can never be right.
  @inline(never)
  package mutating func set(
    accessKeyID id: Bytes, secretAccessKey secret: Bytes, sessionToken token: Bytes,
    expiration: Int64?
  ) throws(Failure) -> InvalidArgument? {
    do throws(InvalidArgument) {
      try Credentials.check(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
    } catch {
      return error
    }
    try accessKeyID.set(id)
    try secretAccessKey.set(secret)
    try sessionToken.set(token.isEmpty ? nil : token)
    self.expiration = expiration
    return nil
  }

  /// The issuers that respond with JSON.
  package enum Issuer {
    case process, endpoint, sso
  }

  /// Reads a response. Returns its problem; nil if there is none.
  package mutating func read(json: Bytes, of issuer: Issuer) throws(Failure) -> InvalidArgument? {
    var members = JSONMembers(
      """
      AccessKeyId SecretAccessKey SessionToken Token Expiration Version \
      accessKeyId secretAccessKey sessionToken expiration
      """,
      opening: "roleCredentials", takingNumbers: true)
    if try !members.read(json) { return InvalidArgument(nil, "no JSON object") }
    let isSSO = issuer == .sso
    let id = members.value(isSSO ? "accessKeyId" : "AccessKeyId")
    let secret = members.value(isSSO ? "secretAccessKey" : "SecretAccessKey")
    if id.isEmpty || secret.isEmpty {
      return InvalidArgument(nil, "no AccessKeyId or no SecretAccessKey")
    }
    // As a number: 1.0 equals 1.
    if issuer == .process, Timestamp.microseconds(members.value("Version")) != 1_000_000 {
      return InvalidArgument(nil, "no Version 1, the only one supported")
    }
    let end = members.value(isSSO ? "expiration" : "Expiration")
    let time = isSSO ? IssuedCredentials.milliseconds(end) : Timestamp.expiration(end)
    if time == nil, !end.isEmpty {
      return InvalidArgument(nil, "an Expiration that is not a time")
    }
    return try set(
      accessKeyID: id, secretAccessKey: secret,
      sessionToken: members.value(
        isSSO ? "sessionToken" : issuer == .process ? "SessionToken" : "Token"),
      expiration: time)
  }

  /// Reads a response of STS. Returns its problem; nil if there is none.
  package mutating func read(xml: Bytes) throws(Failure) -> InvalidArgument? {
    var text = ByteBuffer(isSecret: true)
    guard text.appendXMLText(of: "AccessKeyId", in: xml) else {
      return InvalidArgument(nil, "no AccessKeyId")
    }
    let secretStart = text.count
    guard text.appendXMLText(of: "SecretAccessKey", in: xml) else {
      return InvalidArgument(nil, "no SecretAccessKey")
    }
    let tokenStart = text.count
    guard text.appendXMLText(of: "SessionToken", in: xml) else {
      return InvalidArgument(nil, "no SessionToken")
    }
    let endStart = text.count
    guard text.appendXMLText(of: "Expiration", in: xml),
      let end = Timestamp.expiration(text.bytes(from: endStart))
    else {
      if text.failed { throw .memory }
      return InvalidArgument(nil, "no Expiration")
    }
    return try set(
      accessKeyID: text.bytes(to: secretStart),
      secretAccessKey: text.bytes(from: secretStart, to: tokenStart),
      sessionToken: text.bytes(from: tokenStart, to: endStart), expiration: end)
  }

  /// Extends the expiration to `time` if it is earlier.
  package mutating func extend(to time: Int64) {
    if let end = expiration, end < time { expiration = time }
  }

  private static func milliseconds(_ text: Bytes) -> Int64? {
    var scanner = TextScanner(text)
    let digits = scanner.digits()
    guard !digits.isEmpty, digits.count <= 15, scanner.isAtEnd else { return nil }
    return digits.decimalValue &* 1000
  }
}
