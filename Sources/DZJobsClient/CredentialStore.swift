// The credentials of a client: found once, by the first provider that has some, and given to each
// of its listings. Remembers what each provider said, for people.

internal import DZJobsCore

final class CredentialStore {
  private let lock = Lock()
  private var accessKeyID = Argument()
  private var secretAccessKey = Argument()
  private var sessionToken = Argument()
  /// 0 before any were found; another number for other credentials.
  private var generation = 0
  private var isExplicit = false
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
    if !isExplicit { generation = 0 }
  }

  /// Gives the listing the credentials if it has others than these, and returns their generation.
  /// If there are none, `message` has what each provider said.
  func supply(
    _ listing: Listing, generation known: Int, _ configuration: Configuration, _ log: ClientLog,
    _ message: inout ByteBuffer
  ) throws(Failure) -> Int {
    lock.lock()
    defer { lock.unlock() }
    if generation == 0 {
      do throws(Failure) {
        try find(configuration)
      } catch {
        message.append("no credentials: ")
        message.append(trail.bytes())
        throw error
      }
      log.line { text in
        text.append("credentials from ")
        text.append(trail.bytes())
      }
    }
    if known != generation {
      try listing.setCredentials(
        accessKeyID: accessKeyID.bytes, secretAccessKey: secretAccessKey.bytes,
        sessionToken: sessionToken.bytes)
    }
    return generation
  }

  func describeSource(to text: inout ByteBuffer) {
    lock.lock()
    defer { lock.unlock() }
    text.append(trail.bytes())
  }

  /// Asks the providers in the SDKs' order.
  private func find(_ configuration: Configuration) throws(Failure) {
    trail.removeAll()
    if !configuration.profileIsExplicit, try findInEnvironment() { return }
    if try findInProfile(configuration) { return }
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
    let token = Environment.value("AWS_SESSION_TOKEN") ?? Environment.value("AWS_SECURITY_TOKEN")
    try keep(id, secret, token, from: "environment")
    return true
  }

  private func findInProfile(_ configuration: Configuration) throws(Failure) -> Bool {
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
      trail.append(" is not supported yet")
      throw .credentials
    }
    guard let id = configuration.value("aws_access_key_id") else {
      trail.append("has no aws_access_key_id")
      return false
    }
    guard let secret = configuration.value("aws_secret_access_key") else {
      trail.append("has aws_access_key_id, but no aws_secret_access_key")
      throw .credentials
    }
    try keep(id, secret, configuration.value("aws_session_token"), from: "profile ")
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
    generation &+= 1
    trail.removeAll()
    trail.append(source)
  }
}
