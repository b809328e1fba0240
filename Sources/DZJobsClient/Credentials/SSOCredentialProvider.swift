// Credentials of IAM Identity Center (SSO), for the access token that `aws sso login` puts into a
// cache. If the profile has an sso_session, the token is renewed there before it expires.

internal import CDZJobs
internal import CSystem
internal import DZJobsCore

extension CredentialProviderChain {
  /// The time before a token's expiration at which the client renews it, in microseconds.
  private static let tokenRenewal: Int64 = 900_000_000

  /// Finds the profile's credentials. Returns false if it names neither an account nor a role.
  func findInIdentityCenter(_ profile: Bytes) throws(Failure) -> Bool {
    let files = configuration.files
    let account = files.value("sso_account_id", of: profile)
    let role = files.value("sso_role_name", of: profile)
    if account == nil && role == nil { return false }
    let session = files.value("sso_session", of: profile)
    if let session, !files.hasSSOSession(session) {
      name(profile)
      trail.append("sso_session: the config file has no [sso-session ")
      trail.append(session)
      throw refuse("]")
    }
    @inline(never)
    func value(_ key: StaticCString) throws(Failure) -> Bytes {
      let own = files.value(key, of: profile)
      let shared = session.flatMap { files.value(key, ofSSOSession: $0) }
      guard let value = shared ?? own else { throw refuse(profile, key, ": missing") }
      if let own, !(own == value) {
        throw refuse(profile, key, ": differs between the profile and its sso-session")
      }
      return value
    }
    let region = try value("sso_region")
    let url = try value("sso_start_url")
    guard let account else { throw refuse(profile, "sso_account_id: missing") }
    guard let role else { throw refuse(profile, "sso_role_name: missing") }
    let token = try AccessToken(named: session ?? url, self)
    try renew(token, isSession: session != nil, region: region, startURL: url)
    let call = try call(.sso, "GET", region: region, "AWS_ENDPOINT_URL_SSO", "sso")
    call.append("/federation/credentials?role_name=")
    call.append(encoding: role)
    call.append("&account_id=")
    call.append(encoding: account)
    try setHeader(
      call, "x-amz-sso_bearer_token", token.value("accessToken"), "IAM Identity Center")
    if try !perform(call, "IAM Identity Center") { throw .credentials }
    try take(call, of: .sso, "IAM Identity Center: answers with")
    setSource("IAM Identity Center, profile ", profile)
    return true
  }

  /// Renews a session's token that expires soon. If that fails, the token is used until it expires.
  private func renew(
    _ token: AccessToken, isSession: Bool, region: Bytes, startURL: Bytes
  ) throws(Failure) {
    let now = clock.now
    if token.expiration &- now >= (isSession ? CredentialProviderChain.tokenRenewal : 1) { return }
    if isSession, token.canBeRenewed(at: now) {
      let call = try call(.ssoOIDC, "POST", region: region, "AWS_ENDPOINT_URL_SSO_OIDC", "sso_oidc")
      call.append("/token")
      call.appendMember("grantType", Bytes("refresh_token"))
      call.appendMember("clientId", token.value("clientId"))
      call.appendMember("clientSecret", token.value("clientSecret"), isSecret: true)
      call.appendMember("refreshToken", token.value("refreshToken"), isSecret: true)
      if try perform(call, "IAM Identity Center"),
        try token.renew(
          call.body.bytes(), region: region, startURL: startURL, now: clock.now, client.log,
          callContext.state?.handle)
      {
        return
      }
      trail.append("; ")
    }
    if token.expiration <= now {
      throw refuse("IAM Identity Center: the access token has expired; run aws sso login")
    }
  }
}

/// An access token in the cache that the AWS CLI and the SDKs share.
private final class AccessToken {
  private var path = ByteBuffer()
  private var members = AccessToken.noMembers
  /// Microseconds since 1970.
  private(set) var expiration: Int64 = 0

  @inline(never)
  private static var noMembers: JSONMembers {
    JSONMembers(
      "accessToken expiresAt expiresIn refreshToken clientId clientSecret registrationExpiresAt",
      takingNumbers: true)
  }

  /// Reads the token. `name` is the session's or, without one, the start URL. Its SHA-1 names the
  /// file.
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
    guard try search.reader.read(token: path.bytes(), into: &text), try members.read(text.bytes()),
      !value("accessToken").isEmpty,
      let end = Timestamp.expiration(value("expiresAt"))
    else {
      throw search.refuse("IAM Identity Center: no access token is cached; run aws sso login")
    }
    expiration = end
  }

  @inline(never)
  func value(_ name: StaticCString) -> Bytes { members.value(name) }

  func canBeRenewed(at now: Int64) -> Bool {
    !value("refreshToken").isEmpty && !value("clientId").isEmpty && !value("clientSecret").isEmpty
      && (Timestamp.expiration(value("registrationExpiresAt")) ?? 0) > now
  }

  /// Takes the response to a renewal and updates the cache. Returns false if it has no token.
  func renew(
    _ answer: Bytes, region: Bytes, startURL: Bytes, now: Int64, _ log: ClientLog,
    _ handle: OpaquePointer?
  ) throws(Failure) -> Bool {
    var renewed = AccessToken.noMembers
    guard try renewed.read(answer), !renewed.value("accessToken").isEmpty else { return false }
    // No token lives longer than a year.
    let life = Timestamp.microseconds(renewed.value("expiresIn")) ?? 0
    let end = now &+ min(max(life, 0), 31_536_000_000_000)
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
    // A truncated token must not get into the cache.
    if text.failed || date.failed { throw .memory }
    guard try members.read(text.bytes()) else { return false }
    expiration = end
    if !save(text.bytes()) {
      log.line(DZJOBS_LEVEL_WARNING, DZJOBS_TOPIC_CREDENTIALS, handle) { line in
        line.append("IAM Identity Center: the renewed token cannot be saved in ")
        line.append(path.bytes())
      }
    }
    return true
  }

  /// Writes the cache. Returns false if the old token stays; the next process then renews it again.
  private func save(_ text: Bytes) -> Bool {
    var names = ByteBuffer()
    names.append(path.bytes())
    names.append(0)
    let start = names.count
    names.append(path.bytes())
    names.append(".")
    // A random name, so that the file of a crashed process is not in the way.
    names.appendDecimal(Int64(Entropy.seed() >> 1))
    names.append(0)
    guard let name = names.cString(), let temporary = names.cString(at: start) else {
      return false
    }
    return csystem_replace(name, temporary, text.start, text.count) == 0
  }
}
