// One search for credentials: tries the providers in botocore's order until one has credentials.
// Each provider that has none adds its reason to the error text. Larger providers have their own
// files.

package import DZJobsCore

public final class CredentialProviderChain {
  /// The longest chain of source profiles; a longer one is a mistake.
  static let maxProfiles = 16

  let client: Client
  let callContext: CallContext
  private(set) var configuration: Configuration
  /// Reads files until the search has to end.
  let reader: FileReader
  var found = IssuedCredentials()
  /// The provider that has credentials.
  var source = ByteBuffer()
  /// The reason of each provider that has none.
  var trail = ByteBuffer()

  init(_ client: Client, _ callContext: CallContext) {
    self.client = client
    self.callContext = callContext
    configuration = callContext.configuration
    reader = FileReader(
      client, callContext.state, deadline: callContext.deadline,
      end: Clock.uptime &+ client.settings.timeout)
  }

  var deadline: Int64? { callContext.deadline }
  var clock: ServerClock { client.credentials.clock }

  /// Finds credentials or throws. With `again` it reads the profile files again.
  func run(again: Bool) throws(Failure) {
    if let callback = client.credentialsProvider { return try ask(callback) }
    if !client.settings.usesEnvironment {
      throw refuse(
        "use_environment is 0: call dzjobs_client_set_credentials() or set a provider")
    }
    if again { configuration = try Configuration(client, reader, &trail) }
    if !configuration.profileIsExplicit, try findInEnvironment() { return }
    if try findInProfile() { return }
    if try findInContainer() { return }
    if try findInInstance() { return }
    throw .credentials
  }

  private func findInProfile() throws(Failure) -> Bool {
    let profile = configuration.profile
    if hasRole(profile) {
      try assumeRoles(from: profile)
      return true
    }
    if try findByWebIdentity(profile, inEnvironment: !configuration.profileIsExplicit) {
      return true
    }
    if !configuration.hasProfile {
      name(profile)
      trail.append("not in ")
      configuration.files.appendPaths(to: &trail)
      trail.append("; ")
      return false
    }
    return try findKeys(of: profile)
  }

  /// Finds a profile's credentials without roles: IAM Identity Center, keys of the credentials
  /// file, a program, keys of the config file.
  func findKeys(of profile: Bytes) throws(Failure) -> Bool {
    if try findInIdentityCenter(profile) { return true }
    let files = configuration.files
    let command = files.value("credential_process", of: profile)
    let isShared = files.hasKeysInCredentialsFile(profile)
    if !isShared, command == nil, files.value("login_session", of: profile) != nil {
      throw refuse(
        profile,
        """
        login_session: not supported; add credential_process = aws configure export-credentials \
        --format process
        """)
    }
    if !isShared, let command {
      try runProcess(command)
      setSource("credential_process of profile ", profile)
      return true
    }
    guard let id = files.key("aws_access_key_id", of: profile) else {
      name(profile)
      trail.append("has no aws_access_key_id, role, sso_session or credential_process; ")
      return false
    }
    guard let secret = files.key("aws_secret_access_key", of: profile) else {
      throw refuse(profile, "aws_access_key_id is set, aws_secret_access_key is not")
    }
    let token =
      files.key("aws_security_token", of: profile)
      ?? files.key("aws_session_token", of: profile)
    try keep(id, secret, token, nil, "profile:")
    setSource("profile ", profile)
    return true
  }

  func findInEnvironment() throws(Failure) -> Bool {
    guard let id = Environment.value("AWS_ACCESS_KEY_ID") else {
      trail.append("environment: AWS_ACCESS_KEY_ID is not set; ")
      return false
    }
    guard let secret = Environment.value("AWS_SECRET_ACCESS_KEY") else {
      throw refuse("environment: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
    }
    let token = Environment.value("AWS_SECURITY_TOKEN") ?? Environment.value("AWS_SESSION_TOKEN")
    var end: Int64?
    if let text = Environment.value("AWS_CREDENTIAL_EXPIRATION") {
      end = Timestamp.expiration(text)
      if end == nil { throw refuse("environment: AWS_CREDENTIAL_EXPIRATION is not a time") }
    }
    try keep(id, secret, token, end, "environment:")
    setSource("environment")
    return true
  }

  private func keep(
    _ id: Bytes, _ secret: Bytes, _ token: Bytes?, _ end: Int64?, _ provider: StaticCString
  ) throws(Failure) {
    let complaint = try found.set(
      accessKeyID: id, secretAccessKey: secret, sessionToken: token ?? Bytes(), expiration: end)
    try check(complaint, provider)
  }

  // MARK: The caller's provider

  private func ask(_ callback: CallerCallback) throws(Failure) {
    trail.append("callback: ")
    let result = callback(self)
    if result > 0 {
      throw refuse("returned a value that this version does not know")
    }
    if result == 0, found.accessKeyID.isSet {
      trail.removeAll()
      try check(nil, "callback:")
      setSource("callback")
      return
    }
    trail.append("returned none")
    throw .credentials
  }

  /// Takes credentials from the caller's provider.
  package func provide(
    accessKeyID: Bytes?, secretAccessKey: Bytes?, sessionToken: Bytes?, expiration: Int64?
  ) throws(Failure) {
    let complaint = try found.set(
      accessKeyID: accessKeyID ?? Bytes(), secretAccessKey: secretAccessKey ?? Bytes(),
      sessionToken: sessionToken ?? Bytes(), expiration: expiration)
    if let complaint {
      trail.append(complaint)
      trail.append("; ")
      throw .invalid
    }
  }

  /// Notes that the caller's provider has none.
  package func provideNothing(_ reason: Bytes?) {
    trail.appendText((reason ?? Bytes()).upToNUL)
    trail.append("; ")
  }

  /// A property of a profile, nil if it is absent or empty.
  @inline(never)
  func value(_ key: StaticCString, of profile: Bytes) -> Bytes? {
    configuration.files.value(key, of: profile)
  }

  // MARK: Texts

  @inline(never)
  func setSource(_ text: StaticCString, _ name: Bytes = Bytes()) {
    source.removeAll()
    source.append(text)
    source.appendText(name.upToNUL)
  }

  @inline(never)
  func refuse(_ text: StaticCString) -> Failure {
    trail.append(text)
    return .credentials
  }

  @inline(never)
  func refuse(_ profile: Bytes, _ text: StaticCString) -> Failure {
    name(profile)
    return refuse(text)
  }

  @inline(never)
  func refuse(_ profile: Bytes, _ key: StaticCString, _ text: StaticCString) -> Failure {
    name(profile)
    trail.append(key)
    return refuse(text)
  }

  @inline(never)
  func name(_ profile: Bytes) {
    trail.append("profile ")
    trail.append(profile)
    trail.append(": ")
  }

  /// Ends the search if `provider` gave unusable credentials.
  @inline(never)
  func check(_ complaint: InvalidArgument?, _ provider: StaticCString) throws(Failure) {
    let isExpired = (found.expiration ?? .max) <= clock.now
    if complaint == nil, !isExpired { return }
    trail.append(provider)
    trail.append(" ")
    trail.append(complaint ?? InvalidArgument(nil, "credentials that have expired"))
    throw .credentials
  }
}
