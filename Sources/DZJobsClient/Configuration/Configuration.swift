// The configuration of a client, resolved once from setters, environment variables and the profile.
// They count in this order, as in the AWS SDKs.

internal import CDZJobs
internal import DZJobsCore

final class Configuration {
  private var profileName = Argument()
  /// True if a setter named the profile, which then precedes the keys of the environment.
  let profileIsExplicit: Bool
  private var regionText = Argument()
  private var endpointText = Argument()
  private var caBundleText = ByteBuffer()
  let proxies: ProxySettings
  /// The error text for a listing without a region, if the configuration has none.
  private(set) var regionComplaint = ByteBuffer()
  private var productText = ByteBuffer()
  private(set) var usesFIPS = false
  private(set) var usesDualStack = false
  private(set) var maxAttempts: Int32?
  /// The timeout of a request to the instance metadata in seconds, and the number of attempts.
  private(set) var metadataTimeout: Int32 = 1
  private(set) var metadataAttempts: Int32 = 1
  private(set) var files = ProfileFiles()
  /// The reason for the log why the files were not used; empty if they were.
  private(set) var note = ByteBuffer()
  /// `legacy` or `adaptive`, which behave like `standard`; empty for `standard`.
  private(set) var retryMode = Bytes()

  /// Resolves the configuration. After a failure `message` names the file or variable, and the
  /// problem.
  init(_ client: Client, _ reader: FileReader, _ message: inout ByteBuffer) throws(Failure) {
    profileIsExplicit = client.settings.profile.isSet
    // Initialize all members first: in Embedded Swift an object leaks if its init throws before
    // that.
    let usesEnvironment = client.settings.usesEnvironment
    proxies = ProxySettings(client.settings.proxy.bytes ?? (usesEnvironment ? nil : Bytes()))
    if proxies.failed { throw .memory }
    if !usesEnvironment {
      try takeAlone(client, &message)
      return
    }
    let variable = Environment.value("AWS_DEFAULT_PROFILE") ?? Environment.value("AWS_PROFILE")
    do throws(Failure) {
      files = try ProfileFiles(reader, &message)
    } catch {
      guard error == .config, variable == nil, Configuration.needsNoFile(client) else {
        throw error
      }
      ByteBuffer.swap(&note, &message)
    }
    try profileName.set(client.settings.profile.bytes ?? variable ?? Bytes("default"))
    if !hasProfile, profileIsExplicit || variable != nil {
      message.append("profile ")
      message.append(profile)
      message.append(": not in ")
      files.appendPaths(to: &message)
      throw .config
    }
    try regionText.set(
      client.settings.region.bytes ?? Environment.value("AWS_REGION")
        ?? Environment.value("AWS_DEFAULT_REGION") ?? value("region"))
    try checkRegion(client, &message)
    try setEndpoint(client, &message)
    try setTransport(client, &message)
    usesFIPS =
      if let usesFIPS = client.settings.usesFIPS { usesFIPS } else {
        try flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", &message)
      }
    usesDualStack = try flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", &message)
    maxAttempts =
      if let attempts = client.settings.maxAttempts { attempts } else {
        try number("AWS_MAX_ATTEMPTS", "max_attempts", &message)
      }
    metadataTimeout =
      try number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", &message) ?? 1
    metadataAttempts =
      try number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", &message)
      ?? 1
    try checkRetryMode(&message)
  }

  /// Uses only the settings of setters, because the caller turned the environment off.
  private func takeAlone(
    _ client: Client, _ message: inout ByteBuffer
  ) throws(Failure) {
    if profileIsExplicit {
      message.append("profile: use_environment is 0, so that no file is read")
      throw .config
    }
    if !client.settings.region.isSet {
      regionComplaint.append(
        "region: not set, and use_environment is 0; call dzjobs_client_set_region()")
    }
    usesFIPS = client.settings.usesFIPS ?? false
    maxAttempts = client.settings.maxAttempts
    try regionText.set(client.settings.region.bytes)
    try endpointText.set(client.settings.endpointURL.bytes)
    appendSuffix(client)
    if let path = client.settings.caBundle.bytes {
      caBundleText.append(path)
      caBundleText.append(0)
    }
    if caBundleText.failed || productText.failed { throw .memory }
  }

  private func appendSuffix(_ client: Client) {
    guard let suffix = client.settings.userAgentSuffix.bytes else { return }
    productText.append(" ")
    productText.append(suffix)
  }

  var profile: Bytes { profileName.bytes ?? Bytes() }
  var hasProfile: Bool { files.has(profile) }
  var region: Bytes? { regionText.bytes }
  var endpointURL: Bytes? { endpointText.bytes }
  var caBundle: UnsafePointer<CChar>? { caBundleText.cString() }
  /// The end of the User-Agent header: the execution environment and the application's id.
  var product: Bytes { productText.bytes() }

  /// A property of the profile; nil if it is absent or empty.
  @inline(never)
  func value(_ key: StaticCString) -> Bytes? { files.value(key, of: profile) }

  /// True if setters or variables give region, endpoint and credentials. Then files that cannot be
  /// read do not make a call fail.
  private static func needsNoFile(_ client: Client) -> Bool {
    let hasRegion =
      client.settings.region.isSet || Environment.value("AWS_REGION") != nil
      || Environment.value("AWS_DEFAULT_REGION") != nil
    let hasEndpoint =
      client.settings.endpointURL.isSet || Environment.value("AWS_ENDPOINT_URL") != nil
      || Environment.value("AWS_ENDPOINT_URL_DATAZONE") != nil
    let hasKeys =
      client.credentialsProvider != nil || !client.credentials.needSearch
      || Environment.value("AWS_ACCESS_KEY_ID") != nil
    return hasRegion && hasEndpoint && hasKeys && !client.settings.profile.isSet
  }

  /// Logs files that were not used, and a retry mode that behaves like another.
  func describe(to log: ClientLog, _ handle: OpaquePointer?) {
    if note.count > 0 {
      log.line(DZJOBS_LEVEL_WARNING, DZJOBS_TOPIC_CONFIG, handle) { text in
        text.append(note.bytes())
        text.append("; not needed, since region, endpoint and credentials are set")
      }
    }
    if !retryMode.isEmpty {
      log.line(DZJOBS_LEVEL_WARNING, DZJOBS_TOPIC_CONFIG, handle) { text in
        text.append("retry mode ")
        text.append(retryMode)
        text.append(" acts as standard")
      }
    }
  }

  // MARK: Region and endpoints

  /// Checks the region, which signatures need for every endpoint. A listing may have its own.
  private func checkRegion(
    _ client: Client, _ message: inout ByteBuffer
  ) throws(Failure) {
    guard let region = regionText.bytes else {
      regionComplaint.append("region: not set; call dzjobs_client_set_region(), or set ")
      regionComplaint.append("AWS_REGION, AWS_DEFAULT_REGION or region in the profile ")
      return regionComplaint.append(profile)
    }
    if client.settings.region.isSet { return }
    do throws(InvalidArgument) {
      try Endpoint.check(region: region)
    } catch {
      message.append("AWS_REGION, AWS_DEFAULT_REGION or the profile's ")
      message.append(error)
      throw .config
    }
  }

  private func setEndpoint(
    _ client: Client, _ message: inout ByteBuffer
  ) throws(Failure) {
    if let url = client.settings.endpointURL.bytes { return try endpointText.set(url) }
    do throws(InvalidArgument) {
      guard let url = try endpoint("AWS_ENDPOINT_URL_DATAZONE", "datazone") else { return }
      try Endpoint.check(url: url)
      do throws(Failure) { try endpointText.set(url) } catch { endpointText.wipe() }
    } catch {
      message.append("AWS_ENDPOINT_URL_DATAZONE, AWS_ENDPOINT_URL or the profile's ")
      message.append(error)
      throw .config
    }
    if !endpointText.isSet { throw .memory }
  }

  /// The endpoint of a service from the environment or the profile: the service's variable, the
  /// variable for all services, or the service's key in a `services` section.
  func endpoint(
    _ variable: StaticCString, _ service: StaticCString
  ) throws(InvalidArgument) -> Bytes? {
    if let ignored = value(
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"),
      ignored.equalsIgnoringCase("true")
    {
      return nil
    }
    if let url = Environment.value(variable) ?? Environment.value("AWS_ENDPOINT_URL") { return url }
    if let section = value("services") {
      if !files.hasServices(section) {
        throw InvalidArgument("services", "no such [services] section; add it to the config file")
      }
      if let url = files.endpointURL(of: service, inServices: section) { return url }
    }
    return value("endpoint_url")
  }

  // MARK: Other settings

  private func setTransport(
    _ client: Client, _ message: inout ByteBuffer
  ) throws(Failure) {
    if let path = client.settings.caBundle.bytes ?? Environment.value("AWS_CA_BUNDLE")
      ?? value("ca_bundle") ?? Environment.value("REQUESTS_CA_BUNDLE")
    {
      guard try Environment.expand(path, into: &caBundleText) else {
        message.append("ca_bundle: starts with ~ and HOME is not set")
        throw .config
      }
      caBundleText.append(0)
    }
    if let place = Environment.value("AWS_EXECUTION_ENV") {
      productText.append(" exec-env/")
      productText.appendProduct(place, keepingHash: false)
    }
    if let id = value("AWS_SDK_UA_APP_ID", "sdk_ua_app_id") {
      productText.append(" app/")
      productText.appendProduct(id, keepingHash: true)
    }
    appendSuffix(client)
    if caBundleText.failed || productText.failed { throw .memory }
  }

  private func checkRetryMode(_ message: inout ByteBuffer) throws(Failure) {
    guard let mode = value("AWS_RETRY_MODE", "retry_mode") else { return }
    if mode == "standard" { return }
    if mode == "legacy" { return retryMode = Bytes("legacy") }
    if mode == "adaptive" { return retryMode = Bytes("adaptive") }
    throw refuse("AWS_RETRY_MODE", "retry_mode", ": not standard, legacy or adaptive", &message)
  }
}
