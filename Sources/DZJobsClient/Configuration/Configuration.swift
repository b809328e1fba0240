// What the settings, the environment and the shared config files say together, resolved once a
// client, in the order of the SDKs: setter, variable, profile.

internal import DZJobsCore

final class Configuration {
  private var profileName = Argument()
  /// The host named the profile, and so prefers it to the environment's keys.
  let profileIsExplicit: Bool
  private var regionText = Argument()
  private var endpointText = Argument()
  private var caBundleText = ByteBuffer()
  let proxies: ProxySettings
  private(set) var usesFIPS = false
  private(set) var maxAttempts: Int32?
  private var configPath = ByteBuffer()
  private var credentialsPath = ByteBuffer()
  private var profiles: SharedConfig?

  /// `message` says what is wrong with a file or a variable.
  init(_ settings: borrowing ClientSettings, _ message: inout ByteBuffer) throws(Failure) {
    proxies = try ProxySettings(settings.proxy.bytes)
    profileIsExplicit = settings.profile.isSet
    let variable = Environment.value("AWS_DEFAULT_PROFILE") ?? Environment.value("AWS_PROFILE")
    try profileName.set(settings.profile.bytes ?? variable ?? Bytes("default"))
    try readFiles(&message)
    if !hasProfile, profileIsExplicit || variable != nil {
      message.append("profile ")
      message.append(profile)
      message.append(": not in ")
      appendPaths(to: &message)
      throw .config
    }
    try regionText.set(
      settings.region.bytes ?? Environment.value("AWS_REGION")
        ?? Environment.value("AWS_DEFAULT_REGION") ?? value("region"))
    try checkRegion(settings, &message)
    try endpointText.set(
      settings.endpointURL.bytes ?? endpoint("AWS_ENDPOINT_URL_DATAZONE", "datazone"))
    if !settings.endpointURL.isSet, let url = endpointText.bytes { try check(url, &message) }
    if let path = settings.caBundle.bytes ?? Environment.value("AWS_CA_BUNDLE")
      ?? value("ca_bundle")
    {
      guard try Environment.expand(path, into: &caBundleText) else {
        message.append("ca_bundle: starts with ~ and HOME is not set")
        throw .config
      }
      caBundleText.append(0)
    }
    usesFIPS = try flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", &message)
    maxAttempts = settings.maxAttempts
    if maxAttempts == nil { maxAttempts = try readAttempts(&message) }
    try checkRetryMode(&message)
    if caBundleText.failed { throw .memory }
  }

  var profile: Bytes { profileName.bytes ?? Bytes() }
  var hasProfile: Bool { has(profile) }
  var region: Bytes? { regionText.bytes }
  var endpointURL: Bytes? { endpointText.bytes }
  var caBundle: UnsafePointer<CChar>? { caBundleText.cString() }

  func has(_ profile: Bytes) -> Bool { profiles?.hasProfile(profile) ?? false }

  /// A property of the profile, nil if it is absent or empty.
  func value(_ key: StaticCString) -> Bytes? { value(key, of: profile) }

  func value(_ key: StaticCString, of profile: Bytes) -> Bytes? {
    Configuration.unlessEmpty(profiles?.value(profile: profile, key: key))
  }

  func value(_ key: StaticCString, ofSSOSession session: Bytes) -> Bytes? {
    Configuration.unlessEmpty(profiles?.ssoSessionValue(session: session, key: key))
  }

  func hasKeysInCredentialsFile(_ profile: Bytes) -> Bool {
    profiles?.value(profile: profile, key: "aws_access_key_id", in: .credentials) != nil
  }

  /// A part of a profile's keys, which belong together: all are of one file.
  func key(_ key: StaticCString, of profile: Bytes) -> Bytes? {
    let file = hasKeysInCredentialsFile(profile) ? SharedConfigParser.Kind.credentials : .config
    return Configuration.unlessEmpty(profiles?.value(profile: profile, key: key, in: file))
  }

  private static func unlessEmpty(_ value: Bytes?) -> Bytes? {
    value.flatMap { $0.isEmpty ? nil : $0 }
  }

  func appendPaths(to text: inout ByteBuffer) {
    text.append(credentialsPath.bytes())
    text.append(" or ")
    text.append(configPath.bytes())
  }

  private func readFiles(_ message: inout ByteBuffer) throws(Failure) {
    var config = ByteBuffer(isSecret: true)
    var credentials = ByteBuffer(isSecret: true)
    try read("AWS_CONFIG_FILE", "~/.aws/config", &configPath, &config, &message)
    try read(
      "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", &credentialsPath, &credentials,
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

  private func read(
    _ variable: StaticCString, _ usual: StaticCString, _ path: inout ByteBuffer,
    _ text: inout ByteBuffer, _ message: inout ByteBuffer
  ) throws(Failure) {
    // Without a home there is no such file, and nothing to complain of.
    guard try Environment.expand(Environment.value(variable) ?? Bytes(usual), into: &path) else {
      path.append(usual)
      return
    }
    do throws(Failure) {
      if try !Environment.read(path.bytes(), limit: Limit.profileFile, into: &text) {
        text.removeAll()
      }
    } catch {
      if error == .memory { throw error }
      message.append(path.bytes())
      message.append(": larger than 16 MiB")
      throw .config
    }
  }

  /// The endpoint that the environment or the profile names for a service: by the service's own
  /// variable and key in a `services` section, or for all.
  func endpoint(_ variable: StaticCString, _ service: StaticCString) -> Bytes? {
    if let ignored = Environment.value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
      ?? value("ignore_configured_endpoint_urls"), ignored.equalsIgnoringCase("true")
    {
      return nil
    }
    if let url = Environment.value(variable) { return url }
    if let url = Environment.value("AWS_ENDPOINT_URL") { return url }
    if let section = value("services"),
      let url = profiles?.servicesValue(section: section, service: service, key: "endpoint_url"),
      !url.isEmpty
    {
      return url
    }
    return value("endpoint_url")
  }

  /// Requests are signed for a region, whatever the endpoint.
  private func checkRegion(
    _ settings: borrowing ClientSettings, _ message: inout ByteBuffer
  ) throws(Failure) {
    guard let region = regionText.bytes else {
      message.append("region: not set; AWS_REGION, AWS_DEFAULT_REGION, the profile's region or ")
      message.append("dzjobs_client_set_region() say it")
      throw .config
    }
    if settings.region.isSet { return }
    if let complaint = Endpoint.complaint(aboutRegion: region) {
      message.append("AWS_REGION, AWS_DEFAULT_REGION or the profile's ")
      message.append(complaint)
      throw .config
    }
  }

  /// A URL of the environment or the profile is theirs to be blamed for.
  private func check(_ url: Bytes, _ message: inout ByteBuffer) throws(Failure) {
    guard let complaint = Endpoint.complaint(about: url) else { return }
    message.append("AWS_ENDPOINT_URL_DATAZONE, AWS_ENDPOINT_URL or the profile's ")
    message.append(complaint)
    throw .config
  }

  private func flag(
    _ variable: StaticCString, _ key: StaticCString, _ message: inout ByteBuffer
  ) throws(Failure) -> Bool {
    guard let text = Environment.value(variable) ?? value(key) else { return false }
    if text.equalsIgnoringCase("true") { return true }
    if text.equalsIgnoringCase("false") { return false }
    message.append(variable)
    message.append(" or the profile's ")
    message.append(key)
    message.append(": neither true nor false")
    throw .config
  }

  private func readAttempts(_ message: inout ByteBuffer) throws(Failure) -> Int32? {
    guard let text = Environment.value("AWS_MAX_ATTEMPTS") ?? value("max_attempts") else {
      return nil
    }
    var scanner = TextScanner(text)
    let digits = scanner.digits()
    if scanner.isAtEnd, (1...9).contains(digits.count) {
      let number = digits.decimalValue
      if number > 0 { return Int32(truncatingIfNeeded: number) }
    }
    message.append("AWS_MAX_ATTEMPTS or the profile's max_attempts: not a number from 1 up")
    throw .config
  }

  /// `legacy` or `adaptive`, which act as `standard`; empty for `standard` itself.
  private(set) var retryMode = Bytes()

  private func checkRetryMode(_ message: inout ByteBuffer) throws(Failure) {
    guard let mode = Environment.value("AWS_RETRY_MODE") ?? value("retry_mode") else { return }
    if mode == "standard" { return }
    if mode == "legacy" { return retryMode = Bytes("legacy") }
    if mode == "adaptive" { return retryMode = Bytes("adaptive") }
    message.append(
      "AWS_RETRY_MODE or the profile's retry_mode: not standard, legacy or adaptive")
    throw .config
  }
}
