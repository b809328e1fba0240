// The settings of a client. Each setter checks its value; a refused value changes no setting.

package import DZJobsCore

struct ClientSettings: ~Copyable {
  var profile = Argument()
  var region = Argument()
  var endpointURL = Argument()
  var caBundle = Argument()
  var proxy = Argument()
  var connectTimeout: Int64 = 10_000_000
  var timeout: Int64 = 60_000_000
  var stallTimeout = Exchange.Limits.longest
  var deadline: Int64?
  var maxAttempts: Int32?
  var usesEnvironment = true
  var usesFIPS: Bool?
  var userAgentSuffix = Argument()
  var readsAhead = true
  var maxInFlight = 16

  init() {}
}

extension Client {
  package func setProfile(_ value: Bytes?) throws(Failure) {
    try set(&settings.profile, value, "profile: not UTF-8")
  }

  package func setRegion(_ value: Bytes?) throws(Failure) {
    try set(&settings.region, value, "region: not UTF-8")
  }

  package func setEndpointURL(_ value: Bytes?) throws(Failure) {
    if let value, let complaint = Endpoint.complaint(about: value) {
      throw fail(.invalid, Bytes(complaint))
    }
    try set(&settings.endpointURL, value, "endpoint_url: not UTF-8")
  }

  package func setCABundle(_ value: Bytes?) throws(Failure) {
    try set(&settings.caBundle, value, "path: not UTF-8")
  }

  package func setProxy(_ value: Bytes?) throws(Failure) {
    try set(&settings.proxy, value, "proxy: not UTF-8")
  }

  package func setCredentials(accessKeyID: Bytes?, secretAccessKey: Bytes?, sessionToken: Bytes?)
    throws(Failure)
  {
    try checkFresh()
    do throws(InvalidArgument) {
      try Credentials.check(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    } catch {
      throw fail(.invalid, Bytes(error.text))
    }
    try credentials.setExplicit(accessKeyID, secretAccessKey, sessionToken)
  }

  package func setConnectTimeout(_ value: Int64) throws(Failure) {
    try checkDuration(
      value, "connect_timeout_us: not a duration of more than 0 and less than a year")
    settings.connectTimeout = value
  }

  package func setTimeout(_ value: Int64) throws(Failure) {
    try checkDuration(
      value, "attempt_timeout_us: not a duration of more than 0 and less than a year")
    settings.timeout = value
  }

  package func setStallTimeout(_ value: Int64) throws(Failure) {
    try checkDuration(value, "stall_timeout_us: not a duration of more than 0 and less than a year")
    settings.stallTimeout = value
  }

  package func setDeadline(_ value: Int64) throws(Failure) {
    try checkDuration(value, "call_timeout_us: not a duration of more than 0 and less than a year")
    settings.deadline = value
  }

  package func setMaxAttempts(_ value: Int32) throws(Failure) {
    try checkFresh()
    if value < 1 { throw fail(.invalid, Bytes("max_attempts: less than 1")) }
    settings.maxAttempts = value
  }

  package func setReadAhead(_ value: Bool) throws(Failure) {
    try checkFresh()
    settings.readsAhead = value
  }

  package func setMaxInFlight(_ value: Int32) throws(Failure) {
    try checkFresh()
    if value < 1 { throw fail(.invalid, Bytes("max_in_flight: less than 1")) }
    settings.maxInFlight = Int(value)
  }

  package func setUseEnvironment(_ value: Bool) throws(Failure) {
    try checkFresh()
    settings.usesEnvironment = value
  }

  package func setFIPS(_ value: Bool) throws(Failure) {
    try checkFresh()
    settings.usesFIPS = value
  }

  package func setRetryQuota(_ value: Int32) throws(Failure) {
    try checkFresh()
    if value < 0 { throw fail(.invalid, Bytes("quota: less than 0")) }
    quota.resize(to: value)
  }

  package func setUserAgentSuffix(_ value: Bytes?) throws(Failure) {
    try checkFresh()
    if let value {
      var isGood = (1...256).contains(value.count)
      for index in 0..<value.count where !(0x20...0x7E).contains(value[index]) { isGood = false }
      if !isGood {
        throw fail(.invalid, Bytes("suffix: not 1 to 256 printable ASCII characters"))
      }
    }
    try settings.userAgentSuffix.set(value)
  }

  // MARK: Callbacks

  package func setTransport(
    _ function: CallerCallback.Function?, _ context: UnsafeMutableRawPointer?, _ destroy: Destroy?
  ) throws(Failure) {
    try checkFresh()
    transport = CallerCallback(function, CallbackContext(context, destroy))
  }

  package func setCredentialsProvider(
    _ function: CallerCallback.Function?, _ context: UnsafeMutableRawPointer?, _ destroy: Destroy?
  ) throws(Failure) {
    try checkFresh()
    credentialsProvider = CallerCallback(function, CallbackContext(context, destroy))
  }

  package func setLog(
    _ function: ClientLog.Function?, _ context: UnsafeMutableRawPointer?, _ destroy: Destroy?
  ) throws(Failure) {
    try checkFresh()
    log = ClientLog(function: function, context: CallbackContext(context, destroy))
  }

  // MARK: Checks

  /// Runs a setter and notes whether it refused the value.
  package func set(_ setting: Setting, _ body: () throws(Failure) -> Void) throws(Failure) {
    do throws(Failure) {
      try body()
    } catch {
      refused.note(setting, error)
      throw error
    }
    refused.note(setting, nil)
  }

  private func set(
    _ argument: inout Argument, _ value: Bytes?, _ malformed: StaticCString
  ) throws(Failure) {
    try checkFresh()
    if let value, UTF8Check.characterCount(value) == nil {
      throw fail(.invalid, Bytes(malformed))
    }
    try argument.set(value)
  }

  private func checkDuration(_ value: Int64, _ text: StaticCString) throws(Failure) {
    try checkFresh()
    if !Client.isDuration(value) { throw fail(.invalid, Bytes(text)) }
  }

  /// True for a duration. A year or more is probably a point in time by mistake.
  static func isDuration(_ value: Int64) -> Bool { value > 0 && value < 31_536_000_000_000 }

  private func checkFresh() throws(Failure) {
    if isInUse { throw fail(.state, Bytes("settings must come before the first next")) }
  }
}
