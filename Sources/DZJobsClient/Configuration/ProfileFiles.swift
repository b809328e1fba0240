// The two shared config files of a client: their paths and their merged contents. A client reads
// them once, and again for each further search for credentials.

internal import DZJobsCore

final class ProfileFiles {
  private var configPath = ByteBuffer()
  private var credentialsPath = ByteBuffer()
  private var profiles: SharedConfig?

  /// Reads the files. After a failure `message` has the reason.
  init(_ reader: FileReader, _ message: inout ByteBuffer) throws(Failure) {
    var config = ByteBuffer(isSecret: true)
    var credentials = ByteBuffer(isSecret: true)
    try ProfileFiles.read(
      "AWS_CONFIG_FILE", "~/.aws/config", &configPath, &config, reader, &message)
    try ProfileFiles.read(
      "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", &credentialsPath, &credentials, reader,
      &message)
    do throws(SharedConfigError) {
      profiles = try SharedConfig(config: config.bytes(), credentials: credentials.bytes())
    } catch {
      if error.failure == .memory { throw .memory }
      message.append(error.file == .credentials ? credentialsPath.bytes() : configPath.bytes())
      message.append(", line ")
      message.appendDecimal(error.line)
      message.append(": ")
      message.append(error.text)
      throw .config
    }
  }

  /// Makes an object without files and profiles.
  init() {}

  private static func read(
    _ variable: StaticCString, _ usual: StaticCString, _ path: inout ByteBuffer,
    _ text: inout ByteBuffer, _ reader: FileReader, _ message: inout ByteBuffer
  ) throws(Failure) {
    // Without a home directory the file does not exist, which is no error.
    guard try Environment.expand(Environment.value(variable) ?? Bytes(usual), into: &path) else {
      path.append(usual)
      return
    }
    switch try reader.read(path.bytes(), limit: Limit.profileFile, into: &text) {
    case .whole: return
    case .unreadable: return text.removeAll()
    case .tooBig:
      message.append(path.bytes())
      message.append(": larger than 16 MiB")
    case .silent:
      message.append(path.bytes())
      message.append(": nothing wrote to this pipe within the timeout")
    }
    throw .config
  }

  func appendPaths(to text: inout ByteBuffer) {
    text.append(credentialsPath.bytes())
    text.append(" or ")
    text.append(configPath.bytes())
  }

  var configFile: Bytes { configPath.bytes() }

  // MARK: Contents

  func has(_ profile: Bytes) -> Bool { profiles?.hasProfile(profile) ?? false }

  /// A property of a profile; nil if it is absent or empty.
  func value(_ key: StaticCString, of profile: Bytes) -> Bytes? {
    ProfileFiles.unlessEmpty(profiles?.value(profile: profile, key: key))
  }

  func hasSSOSession(_ name: Bytes) -> Bool { profiles?.hasSSOSession(name) ?? false }

  func value(_ key: StaticCString, ofSSOSession session: Bytes) -> Bytes? {
    ProfileFiles.unlessEmpty(profiles?.ssoSessionValue(session: session, key: key))
  }

  func hasServices(_ name: Bytes) -> Bool { profiles?.hasServices(name) ?? false }

  func endpointURL(of service: StaticCString, inServices section: Bytes) -> Bytes? {
    ProfileFiles.unlessEmpty(
      profiles?.servicesValue(section: section, service: service, key: "endpoint_url"))
  }

  func hasKeysInCredentialsFile(_ profile: Bytes) -> Bool {
    profiles?.value(profile: profile, key: "aws_access_key_id", in: .credentials) != nil
  }

  /// A part of a profile's credentials. The parts belong together, so all come from one file.
  func key(_ key: StaticCString, of profile: Bytes) -> Bytes? {
    let file = hasKeysInCredentialsFile(profile) ? SharedConfigParser.Kind.credentials : .config
    return ProfileFiles.unlessEmpty(profiles?.value(profile: profile, key: key, in: file))
  }

  private static func unlessEmpty(_ value: Bytes?) -> Bytes? {
    value.flatMap { $0.isEmpty ? nil : $0 }
  }
}
