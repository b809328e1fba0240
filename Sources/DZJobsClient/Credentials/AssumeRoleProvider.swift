// Assumes roles by calls of STS: the roles that profiles name, through their chain of source
// profiles, and roles for a web identity, whose token is in a file.

internal import DZJobsCore

extension CredentialProviderChain {
  func hasRole(_ profile: Bytes) -> Bool {
    value("role_arn", of: profile) != nil
      && value("web_identity_token_file", of: profile) == nil
  }

  /// Assumes the profile's role with the credentials of its source, which can be a role, too.
  func assumeRoles(from first: Bytes) throws(Failure) {
    var chain = InlineArray<16, Bytes> { _ in Bytes() }
    var count = 0
    var profile = first
    while true {
      if count == CredentialProviderChain.maxProfiles {
        throw refuse(first, "source_profile: a chain of more than 16 profiles")
      }
      chain[count] = profile
      count &+= 1
      if value("mfa_serial", of: profile) != nil {
        throw refuse(profile, "mfa_serial: MFA prompts are not supported; use credential_process")
      }
      let source = value("source_profile", of: profile)
      if let name = value("credential_source", of: profile) {
        if source != nil {
          throw refuse(profile, "source_profile and credential_source: both are set; remove one")
        }
        try findInSource(name, of: profile)
        break
      }
      guard let source else {
        throw refuse(
          profile, "role_arn: needs source_profile, credential_source or web_identity_token_file")
      }
      if !configuration.files.has(source) {
        throw refuse(profile, "source_profile: no such profile")
      }
      // A profile's keys precede its role, so a profile with keys can be its own source.
      let hasKeys = value("aws_access_key_id", of: source) != nil
      let isOwn = hasKeys && source == profile
      for index in 0..<count where chain[index] == source && !isOwn {
        throw refuse(profile, "source_profile: the profiles form a loop")
      }
      if hasKeys || !hasRole(source) {
        if try findByWebIdentity(source, inEnvironment: false) { break }
        if try findKeys(of: source) { break }
        throw .credentials
      }
      profile = source
    }
    while count > 0 {
      count &-= 1
      try assumeRole(of: chain[count])
    }
  }

  private func findInSource(_ name: Bytes, of profile: Bytes) throws(Failure) {
    let hasFound: Bool
    if name == "Environment" {
      hasFound = try findInEnvironment()
    } else if name == "Ec2InstanceMetadata" {
      hasFound = try findInInstance()
    } else if name == "EcsContainer" {
      hasFound = try findInContainer()
    } else {
      throw refuse(
        profile, "credential_source: not Environment, Ec2InstanceMetadata or EcsContainer")
    }
    if !hasFound { throw refuse(profile, "credential_source: has no credentials") }
  }

  private func assumeRole(of profile: Bytes) throws(Failure) {
    let call = try stsCall("AssumeRole")
    appendSessionName(value("role_session_name", of: profile), to: call)
    if let id = value("external_id", of: profile) {
      call.appendField("ExternalId", id)
    }
    if let duration = value("duration_seconds", of: profile) {
      call.appendField("DurationSeconds", duration)
    }
    call.appendField("RoleArn", value("role_arn", of: profile) ?? Bytes())
    try call.sign(with: found)
    try perform(call, "role of profile ", profile)
    var former = ByteBuffer()
    ByteBuffer.swap(&source, &former)
    setSource("role of profile ", profile)
    source.append(" with credentials from ")
    source.append(former.bytes())
  }

  /// Assumes the role of a web identity. Another program keeps the token in the file fresh.
  func findByWebIdentity(_ profile: Bytes, inEnvironment: Bool) throws(Failure) -> Bool {
    func value(_ variable: StaticCString, _ key: StaticCString) -> Bytes? {
      (inEnvironment ? Environment.value(variable) : nil)
        ?? self.value(key, of: profile)
    }
    guard let file = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
      return false
    }
    var roleText = Argument()
    try roleText.set(value("AWS_ROLE_ARN", "role_arn"))
    guard let role = roleText.bytes else {
      throw refuse("web identity: neither AWS_ROLE_ARN nor role_arn is set")
    }
    var path = ByteBuffer()
    var token = ByteBuffer(isSecret: true)
    guard try Environment.expand(file, into: &path),
      try reader.read(token: path.bytes(), into: &token)
    else { throw refuse("web identity: the token file cannot be read") }
    let call = try stsCall("AssumeRoleWithWebIdentity")
    call.appendField("RoleArn", role)
    appendSessionName(value("AWS_ROLE_SESSION_NAME", "role_session_name"), to: call)
    call.appendField("WebIdentityToken", token.bytes().trimmed, isSecret: true)
    try perform(call, "web identity, role ", role)
    setSource("web identity, role ", role)
    return true
  }

  private func stsCall(_ action: StaticCString) throws(Failure) -> ServiceCall {
    let call = try call(
      .sts, "POST", region: configuration.region ?? Bytes(), "AWS_ENDPOINT_URL_STS", "sts",
      speaksXML: true)
    call.append("/")
    call.appendField("Action", Bytes(action))
    call.appendField("Version", Bytes("2011-06-15"))
    return call
  }

  private func appendSessionName(_ name: Bytes?, to call: ServiceCall) {
    var usual = ByteBuffer()
    usual.append("libdzjobs-")
    usual.appendDecimal(Clock.now / 1_000_000)
    call.appendField("RoleSessionName", name ?? usual.bytes())
  }

  private func perform(
    _ call: ServiceCall, _ who: StaticCString, _ name: Bytes
  ) throws(Failure) {
    if try !perform(call, who, name, timeout: nil) { throw .credentials }
    try check(try found.read(xml: call.body.bytes()), "STS: answers with")
  }
}
