// What the host asked of a client, each checked as it is made: a wrong one changes nothing.

package import DZJobsCore

struct ClientSettings: ~Copyable {
  var profile = Argument()
  var region = Argument()
  var endpointURL = Argument()
  var caBundle = Argument()
  var proxy = Argument()
  var connectTimeout: Int64 = 10_000_000
  var timeout: Int64 = 60_000_000
  var deadline: Int64?
  var maxAttempts: Int32?
  var readsAhead = true
  var maxInFlight = 16

  init() {}
}

extension Client {
  /// 35 years, which can be added to any time without an overflow.
  private var longest: Int64 { 1 << 50 }

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
    try checkDuration(value, "connect_timeout_us: not more than 0")
    settings.connectTimeout = min(value, longest)
  }

  package func setTimeout(_ value: Int64) throws(Failure) {
    try checkDuration(value, "attempt_timeout_us: not more than 0")
    settings.timeout = min(value, longest)
  }

  package func setDeadline(_ value: Int64) throws(Failure) {
    try checkDuration(value, "call_timeout_us: not more than 0")
    settings.deadline = min(value, longest)
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

  package func setTransport(
    _ callback: HostCallback.Function?, _ context: UnsafeMutableRawPointer?
  ) throws(Failure) {
    try checkFresh()
    transport = callback.map { HostCallback(callback: $0, context: context) }
  }

  package func setCredentialsCallback(
    _ callback: HostCallback.Function?, _ context: UnsafeMutableRawPointer?
  ) throws(Failure) {
    try checkFresh()
    credentialsCallback = callback.map { HostCallback(callback: $0, context: context) }
  }

  package func setLog(_ callback: ClientLog.Callback?, _ context: UnsafeMutableRawPointer?)
    throws(Failure)
  {
    try checkFresh()
    log = ClientLog(callback: callback, context: context)
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
    if value < 1 { throw fail(.invalid, Bytes(text)) }
  }

  private func checkFresh() throws(Failure) {
    if isInUse { throw fail(.state, Bytes("settings must come before the first listing")) }
  }
}
