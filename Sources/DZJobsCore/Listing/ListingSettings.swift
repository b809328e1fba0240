// The settings of one listing. Each setter checks its value. A refused value changes no setting, and
// the first `next` reports it.

struct ListingSettings: ~Copyable {
  var nextToken = Argument()
  var startingToken = Argument()
  var maxItems: Int64?
  var maxAttempts: Int32?
  var randomSeed: UInt64?
  var jsonTimes = JSONTimes.iso8601

  init() {}
}

extension Listing {
  /// Sets region, domain and job. The first `next` checks them, since a failed constructor would
  /// leave no listing that could explain the error.
  public func setTarget(region: Bytes?, domainIdentifier: Bytes?, jobIdentifier: Bytes?)
    throws(Failure)
  {
    try parameters.region.set(region)
    try parameters.domainIdentifier.set(domainIdentifier)
    try parameters.jobIdentifier.set(jobIdentifier)
  }

  /// Fills the settings that the caller left open from a driver's configuration.
  package func fill(
    region: Bytes?, endpointURL: Bytes?, usesFIPS: Bool, mustUseFIPS: Bool, maxAttempts: Int32?,
    product: Bytes
  ) throws(Failure) {
    try parameters.product.set(product)
    if !parameters.region.isSet { try parameters.region.set(region) }
    if !parameters.endpointURL.isSet { try parameters.endpointURL.set(endpointURL) }
    // An endpoint overrides FIPS of the environment, and contradicts FIPS of the caller.
    if mustUseFIPS || (!parameters.endpointURL.isSet && usesFIPS) { parameters.usesFIPS = true }
    if settings.maxAttempts == nil { settings.maxAttempts = maxAttempts }
  }

  package var hasRegion: Bool { parameters.region.isSet }

  // MARK: Setters

  /// Sets a text: region, status, order, endpoint or a token. Nil unsets it.
  package func set(_ setting: Setting, text: Bytes?) throws(Failure) {
    try checkFresh()
    var token = ResumeToken()
    do throws(InvalidArgument) {
      if let text { try check(text, of: setting, &token) }
    } catch {
      throw refuse(setting, error)
    }
    do throws(Failure) {
      if token.failed { throw .memory }
      switch setting {
      case .region: try parameters.region.set(text)
      case .status: try parameters.status.set(text)
      case .sortOrder: try parameters.sortOrder.set(text)
      case .endpointURL: try parameters.endpointURL.set(text)
      case .nextToken: try settings.nextToken.set(text)
      default: try settings.startingToken.set(text)
      }
    } catch {
      refused.note(setting, error)
      throw outOfMemory()
    }
    refused.note(setting, nil)
  }

  private func check(
    _ text: Bytes, of setting: Setting, _ token: inout ResumeToken
  ) throws(InvalidArgument) {
    switch setting {
    case .region: try Endpoint.check(region: text)
    case .endpointURL: try Endpoint.check(url: text)
    case .status, .sortOrder: try text.check(setting.name)
    case .nextToken: try ListJobRunsInput.check(token: text, setting.name)
    default: try ListJobRunsInput.check(resumeToken: text, &token)
    }
  }

  /// Sets a number, or a flag: 0 or not.
  package func set(_ setting: Setting, number: Int64) throws(Failure) {
    try checkFresh()
    if setting == .retryQuota, sharesQuota {
      throw fail(.state, "quota: set the client's, which its listings share")
    }
    do throws(InvalidArgument) {
      switch setting {
      case .maxResults: parameters.maxResults = Int32(clamping: try number.positive(setting.name))
      case .maxItems: settings.maxItems = try number.notNegative(setting.name)
      case .useFIPS: parameters.usesFIPS = number != 0
      case .maxAttempts: settings.maxAttempts = Int32(clamping: try number.positive(setting.name))
      case .retryQuota: quota.resize(to: Int32(clamping: try number.notNegative("quota")))
      case .jsonTimes: settings.jsonTimes = try JSONTimes(style: number)
      default: settings.randomSeed = UInt64(bitPattern: number)
      }
    } catch {
      throw refuse(setting, error)
    }
    refused.note(setting, nil)
  }

  /// Can be called at any time.
  public func setCredentials(accessKeyID: Bytes?, secretAccessKey: Bytes?, sessionToken: Bytes?)
    throws(Failure)
  {
    do throws(InvalidArgument) {
      try Credentials.check(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    } catch {
      throw fail(error)
    }
    request.redactAnswer()
    do throws(Failure) {
      try request.credentials.set(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    } catch {
      throw outOfMemory()
    }
  }

  private func checkFresh() throws(Failure) {
    if !isFresh { throw fail(.state, "settings must come before the first next") }
  }

  /// Notes a refused value, so that the first `next` fails, too.
  @inline(never)
  package func refuse(_ setting: Setting, _ error: InvalidArgument) -> Failure {
    refused.note(setting, .invalid)
    return fail(error)
  }

  package func accept(_ setting: Setting) { refused.note(setting, nil) }
}
