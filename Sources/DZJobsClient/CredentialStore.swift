// The credentials of a client: found by the first provider that has some, renewed before they
// expire, and given to each of its listings. Remembers what each provider said, for people.

internal import DZJobsCore

final class CredentialStore {
  /// How long before their end credentials are renewed: so much a clock may be wrong.
  private static let renewal: Int64 = 600_000_000
  /// How long to go on with old ones, still valid, after they could not be renewed.
  private static let patience: Int64 = 60_000_000

  private let lock = Lock()
  private var accessKeyID = Argument()
  private var secretAccessKey = Argument()
  private var sessionToken = Argument()
  /// 0 before any were found; another number for other credentials.
  private var generation = 0
  private var isExplicit = false
  /// The generation that the log knows of.
  private var toldGeneration = 0
  private var expiration: Int64?
  private var nextTry: Int64 = 0
  /// Where these came from, and what was said on the way to the next ones.
  private var source = ByteBuffer()
  private var trail = ByteBuffer()

  deinit {
    accessKeyID.wipe()
    secretAccessKey.wipe()
    sessionToken.wipe()
  }

  /// The host's own; all nil goes back to the providers.
  func setExplicit(_ id: Bytes?, _ secret: Bytes?, _ token: Bytes?) throws(Failure) {
    isExplicit = id != nil
    try keep(id, secret, token, from: "explicit")
    source.removeAll()
    source.append("explicit")
    trail.removeAll()
    if !isExplicit { generation = 0 }
  }

  /// What looking for credentials may take and whom it tells.
  struct Search {
    /// Of the clock that is never set: when to give up, and when the page's deadline passes.
    let end: Int64
    let deadline: Int64?
    let cancellation: Int32
    let log: ClientLog
  }

  /// Gives the listing the credentials if it has others than these, and returns their generation.
  /// If there are none, `message` has what each provider said.
  func supply(
    _ listing: Listing, generation known: Int, _ configuration: Configuration, _ search: Search,
    _ message: inout ByteBuffer
  ) throws(Failure) -> Int {
    lock.lock()
    defer { lock.unlock() }
    if generation == 0 || isDue {
      do throws(Failure) {
        try find(configuration, search)
        source.removeAll()
        source.append(trail.bytes())
      } catch {
        if generation != 0, (expiration ?? .max) > Environment.now, error == .credentials {
          nextTry = Environment.now &+ CredentialStore.patience
        } else {
          message.append("no credentials: ")
          message.append(trail.bytes())
          throw error
        }
      }
    }
    if toldGeneration != generation {
      toldGeneration = generation
      search.log.line { text in
        text.append("credentials from ")
        text.append(source.bytes())
      }
    }
    if known != generation {
      try listing.setCredentials(
        accessKeyID: accessKeyID.bytes, secretAccessKey: secretAccessKey.bytes,
        sessionToken: sessionToken.bytes)
    }
    return generation
  }

  /// Has credentials looked for again that the service calls expired; false if they are the host's
  /// own. Those that another thread found since are taken as they are.
  func renew(after known: Int) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    if isExplicit || known == 0 { return false }
    if known == generation {
      expiration = 0
      nextTry = 0
    }
    return true
  }

  private var isDue: Bool {
    guard let expiration else { return false }
    let now = Environment.now
    return expiration &- now < CredentialStore.renewal && now >= nextTry
  }

  func describeSource(to text: inout ByteBuffer) {
    lock.lock()
    defer { lock.unlock() }
    // What the host gave is told once it was needed, too.
    if toldGeneration != 0 {
      text.append(source.bytes())
    } else if generation == 0 {
      text.append(trail.bytes())
    }
  }

  /// Asks the providers in the SDKs' order.
  private func find(_ configuration: Configuration, _ search: Search) throws(Failure) {
    trail.removeAll()
    if !configuration.profileIsExplicit, try findInEnvironment() { return }
    if try findInProfile(configuration, search) { return }
    throw .credentials
  }

  private func findInEnvironment() throws(Failure) -> Bool {
    guard let id = Environment.value("AWS_ACCESS_KEY_ID") else {
      trail.append("environment: AWS_ACCESS_KEY_ID is not set; ")
      return false
    }
    guard let secret = Environment.value("AWS_SECRET_ACCESS_KEY") else {
      trail.append("environment: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
      throw .credentials
    }
    let token = Environment.value("AWS_SECURITY_TOKEN") ?? Environment.value("AWS_SESSION_TOKEN")
    try keep(id, secret, token, from: "environment")
    return true
  }

  private func findInProfile(
    _ configuration: Configuration, _ search: Search
  ) throws(Failure) -> Bool {
    trail.append("profile ")
    trail.append(configuration.profile)
    trail.append(": ")
    guard configuration.hasProfile else {
      trail.append("not in ")
      configuration.appendPaths(to: &trail)
      return false
    }
    if let keyword = configuration.unsupportedProvider {
      trail.append(keyword)
      trail.append(
        " is not supported; credential_process = aws configure export-credentials is a way")
      throw .credentials
    }
    // Keys of the credentials file, a program, keys of the config file: botocore's order.
    let command =
      configuration.hasKeysInCredentialsFile
      ? nil : configuration.value("credential_process")
    if command == nil, let id = configuration.value("aws_access_key_id") {
      guard let secret = configuration.value("aws_secret_access_key") else {
        trail.append("has aws_access_key_id, but no aws_secret_access_key")
        throw .credentials
      }
      try keep(id, secret, configuration.value("aws_session_token"), from: "profile ")
    } else if let command {
      let process = try CredentialProcess(
        command, end: search.end, deadline: search.deadline, cancellation: search.cancellation,
        &trail)
      try keep(
        process.accessKeyID, process.secretAccessKey, process.sessionToken,
        from: "credential_process of profile ")
      expiration = process.expiration
    } else {
      trail.append("has neither aws_access_key_id nor credential_process")
      return false
    }
    trail.append(configuration.profile)
    return true
  }

  private func keep(
    _ id: Bytes?, _ secret: Bytes?, _ token: Bytes?, from source: StaticString
  ) throws(Failure) {
    do throws(Refusal) {
      try Credentials.check(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
    } catch {
      trail.append(source)
      trail.append(": ")
      trail.append(error.text)
      throw .credentials
    }
    try accessKeyID.set(id)
    try secretAccessKey.set(secret)
    try sessionToken.set(token)
    expiration = nil
    generation &+= 1
    trail.removeAll()
    trail.append(source)
  }
}
