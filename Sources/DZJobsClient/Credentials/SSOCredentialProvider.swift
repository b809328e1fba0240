// IAM Identity Center (SSO): credentials for an access token that `aws sso login` left in its
// cache, renewed there when it is about to expire and a session allows it.

internal import CSystem
internal import DZJobsCore

extension CredentialProviderChain {
  /// How long before its end a token is renewed.
  private static let tokenRenewal: Int64 = 900_000_000

  /// False if the profile names no account and no role.
  func findInIdentityCenter(_ profile: Bytes) throws(Failure) -> Bool {
    let account = configuration.value("sso_account_id", of: profile)
    let role = configuration.value("sso_role_name", of: profile)
    if account == nil && role == nil { return false }
    let session = configuration.value("sso_session", of: profile)
    func value(_ key: StaticCString) -> Bytes? {
      session.flatMap { configuration.value(key, ofSSOSession: $0) }
        ?? configuration.value(key, of: profile)
    }
    guard let account, let role, let region = value("sso_region"), let url = value("sso_start_url")
    else {
      throw refuse(profile, "needs sso_account_id, sso_role_name, sso_region and sso_start_url")
    }
    var token = try AccessToken(named: session ?? url, self)
    try renew(&token, isSession: session != nil, region: region, startURL: url)
    let call = try call(.sso, "GET", region: region, "AWS_ENDPOINT_URL_SSO", "sso")
    call.append("/federation/credentials?role_name=")
    call.append(encoding: role)
    call.append("&account_id=")
    call.append(encoding: account)
    try setHeader(
      call, "x-amz-sso_bearer_token", token.value("accessToken"), "IAM Identity Center")
    if try !perform(call, "IAM Identity Center") { throw .credentials }
    try check(
      try found.read(json: call.body.bytes(), of: .sso), "IAM Identity Center: answers with")
    setSource("IAM Identity Center, profile ", profile)
    return true
  }

  /// Renews a token of a session that is about to expire. One that could not be renewed is good
  /// until its end.
  private func renew(
    _ token: inout AccessToken, isSession: Bool, region: Bytes, startURL: Bytes
  ) throws(Failure) {
    let now = Clock.now
    if token.expiration &- now >= (isSession ? CredentialProviderChain.tokenRenewal : 1) { return }
    if isSession, token.canBeRenewed(at: now) {
      let call = try call(.ssoOIDC, "POST", region: region, "AWS_ENDPOINT_URL_SSO_OIDC", "sso_oidc")
      call.append("/token")
      call.appendMember("grantType", Bytes("refresh_token"))
      call.appendMember("clientId", token.value("clientId"))
      call.appendMember("clientSecret", token.value("clientSecret"), isSecret: true)
      call.appendMember("refreshToken", token.value("refreshToken"), isSecret: true)
      if try perform(call, "IAM Identity Center"),
        try token.renew(call.body.bytes(), region: region, startURL: startURL)
      {
        return
      }
      trail.append("; ")
    }
    if token.expiration <= now {
      throw refuse("IAM Identity Center: the access token has expired; aws sso login renews it")
    }
  }
}

/// An access token in the cache that the AWS CLI and the SDKs share.
private struct AccessToken: ~Copyable {
  private var path = ByteBuffer()
  private var members = AccessToken.noMembers
  /// Microseconds since 1970.
  private(set) var expiration: Int64 = 0

  private static var noMembers: JSONMembers {
    JSONMembers(
      "accessToken expiresAt expiresIn refreshToken clientId clientSecret registrationExpiresAt",
      takingNumbers: true)
  }

  /// `name` is the session's or, without one, the start URL; its SHA-1 names the file.
  init(named name: Bytes, _ search: CredentialProviderChain) throws(Failure) {
    guard try Environment.expand(Bytes("~/.aws/sso/cache/"), into: &path) else {
      throw search.refuse("IAM Identity Center: HOME is not set")
    }
    var digest = InlineArray<20, UInt8>(repeating: 0)
    var span = digest.mutableSpan
    span.withUnsafeMutableBufferPointer { csystem_sha1(name.start, name.count, $0.baseAddress) }
    for index in 0..<20 { path.appendLowerHex(digest[index]) }
    path.append(".json")
    var text = ByteBuffer(isSecret: true)
    if path.failed { throw .memory }
    guard try Environment.read(token: path.bytes(), into: &text), try members.read(text.bytes()),
      !value("accessToken").isEmpty,
      let end = Timestamp.microseconds(value("expiresAt"))
    else {
      throw search.refuse("IAM Identity Center: no access token is cached; aws sso login gets one")
    }
    expiration = end
  }

  func value(_ name: StaticCString) -> Bytes { members.value(name) }

  func canBeRenewed(at now: Int64) -> Bool {
    !value("refreshToken").isEmpty && !value("clientId").isEmpty && !value("clientSecret").isEmpty
      && (Timestamp.microseconds(value("registrationExpiresAt")) ?? 0) > now
  }

  /// Takes the answer to a renewal and puts it into the cache; false if it is none.
  mutating func renew(_ answer: Bytes, region: Bytes, startURL: Bytes) throws(Failure) -> Bool {
    var renewed = AccessToken.noMembers
    guard try renewed.read(answer), !renewed.value("accessToken").isEmpty else { return false }
    let seconds = renewed.value("expiresIn")
    let life = seconds.count <= 9 ? seconds.decimalValue : 0
    let end = Clock.now &+ life &* 1_000_000
    var text = ByteBuffer(isSecret: true)
    text.appendJSONMember("startUrl", startURL)
    text.appendJSONMember("region", region)
    text.appendJSONMember("accessToken", renewed.value("accessToken"))
    var date = ByteBuffer()
    date.appendISO8601(microseconds: end / 1_000_000 &* 1_000_000)
    text.appendJSONMember("expiresAt", date.bytes())
    text.appendJSONMember("clientId", value("clientId"))
    text.appendJSONMember("clientSecret", value("clientSecret"))
    text.appendJSONMember("registrationExpiresAt", value("registrationExpiresAt"))
    let refreshToken = renewed.value("refreshToken")
    if !refreshToken.isEmpty { text.appendJSONMember("refreshToken", refreshToken) }
    // What is cut off must not get into the cache.
    if text.failed || date.failed { throw .memory }
    guard try members.read(text.bytes()) else { return false }
    expiration = end
    save(text.bytes())
    return true
  }

  /// Best effort: without it the token is renewed once more by whoever comes next.
  private func save(_ text: Bytes) {
    var names = ByteBuffer()
    names.append(path.bytes())
    names.append(0)
    let start = names.count
    names.append(path.bytes())
    names.append(".")
    names.appendDecimal(Int64(Environment.process))
    names.append(0)
    guard let name = names.cString(), let temporary = names.cString(at: start) else { return }
    _ = csystem_replace(name, temporary, text.start, text.count)
  }
}
