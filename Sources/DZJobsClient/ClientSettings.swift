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
  /// Sets a text; nil unsets it.
  package func set(_ setting: Setting, text: Bytes?) throws(Failure) {
    try checkFresh()
    do throws(InvalidArgument) {
      if let text { try check(text, of: setting) }
    } catch {
      throw refuse(setting, error)
    }
    do throws(Failure) {
      switch setting {
      case .profile: try settings.profile.set(text)
      case .region: try settings.region.set(text)
      case .endpointURL: try settings.endpointURL.set(text)
      case .caBundle: try settings.caBundle.set(text)
      case .proxy: try settings.proxy.set(text)
      default: try settings.userAgentSuffix.set(text)
      }
    } catch {
      refused.note(setting, error)
      throw error
    }
    refused.note(setting, nil)
  }

  private func check(_ text: Bytes, of setting: Setting) throws(InvalidArgument) {
    switch setting {
    case .endpointURL: try Endpoint.check(url: text)
    case .caBundle: try text.check("path")
    case .profile, .region, .proxy: try text.check(setting.name)
    default:
      var isGood = (1...256).contains(text.count)
      for index in 0..<text.count where !(0x20...0x7E).contains(text[index]) { isGood = false }
      if !isGood {
        throw InvalidArgument("suffix", "not 1 to 256 printable ASCII characters")
      }
    }
  }

  /// Sets a number, a duration, or a flag: 0 or not.
  package func set(_ setting: Setting, number: Int64) throws(Failure) {
    try checkFresh()
    do throws(InvalidArgument) {
      switch setting {
      case .connectTimeout: settings.connectTimeout = try number.duration(setting)
      case .attemptTimeout: settings.timeout = try number.duration(setting)
      case .stallTimeout: settings.stallTimeout = try number.duration(setting)
      case .callTimeout: settings.deadline = try number.duration(setting)
      case .maxAttempts: settings.maxAttempts = Int32(clamping: try number.positive(setting.name))
      case .maxInFlight: settings.maxInFlight = Int(try number.positive(setting.name))
      case .retryQuota: quota.resize(to: Int32(clamping: try number.notNegative("quota")))
      case .readAhead: settings.readsAhead = number != 0
      case .useFIPS: settings.usesFIPS = number != 0
      default: settings.usesEnvironment = number != 0
      }
    } catch {
      throw refuse(setting, error)
    }
    refused.note(setting, nil)
  }

  package func setCredentials(accessKeyID: Bytes?, secretAccessKey: Bytes?, sessionToken: Bytes?)
    throws(Failure)
  {
    try checkFresh()
    do throws(InvalidArgument) {
      try Credentials.check(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    } catch {
      throw refuse(.credentials, error)
    }
    do throws(Failure) {
      try credentials.setExplicit(accessKeyID, secretAccessKey, sessionToken)
    } catch {
      refused.note(.credentials, error)
      throw error
    }
    refused.note(.credentials, nil)
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

  private func refuse(_ setting: Setting, _ error: InvalidArgument) -> Failure {
    refused.note(setting, .invalid)
    var text = ByteBuffer()
    text.append(error)
    return fail(.invalid, text.bytes())
  }

  private func checkFresh() throws(Failure) {
    if isInUse { throw fail(.state, "settings must come before the first next") }
  }
}

extension Int64 {
  /// Returns a duration. A year or more is probably a point in time by mistake.
  func duration(_ setting: Setting) throws(InvalidArgument) -> Int64 {
    if self > 0, self < 31_536_000_000_000 { return self }
    throw InvalidArgument(setting.name, "not a duration of more than 0 and less than a year")
  }
}
