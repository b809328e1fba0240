// The settings of one listing. Each setter checks its value; a refused value changes nothing.

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

  /// Notes the result of a setter: the first `next` reports a refused one.
  package func note(_ setting: Setting, _ failure: Failure?) { refused.note(setting, failure) }

  package var hasRegion: Bool { parameters.region.isSet }

  public func setRegion(_ value: Bytes?) throws(Failure) {
    try checkFresh()
    if let value, let complaint = Endpoint.complaint(aboutRegion: value) {
      throw fail(.invalid, complaint)
    }
    try keep(value, in: &parameters.region)
  }

  public func setStatus(_ value: Bytes?) throws(Failure) {
    try checkFresh()
    try checkText(value, "status: not UTF-8")
    try keep(value, in: &parameters.status)
  }

  public func setSortOrder(_ value: Bytes?) throws(Failure) {
    try checkFresh()
    try checkText(value, "sort_order: not UTF-8")
    try keep(value, in: &parameters.sortOrder)
  }

  public func setMaxResults(_ value: Int32) throws(Failure) {
    try checkFresh()
    if value < 1 { throw fail(.invalid, "max_results: less than 1") }
    parameters.maxResults = value
  }

  public func setMaxItems(_ value: Int64) throws(Failure) {
    try checkFresh()
    if value < 0 { throw fail(.invalid, "max_items: less than 0") }
    settings.maxItems = value
  }

  public func setNextToken(_ value: Bytes?) throws(Failure) {
    try checkFresh()
    if let value {
      try check { () throws(InvalidArgument) in
        try ListJobRunsInput.checkToken(
          value, empty: "next_token: empty", malformed: "next_token: not UTF-8",
          long: "next_token: more than 8192 characters")
      }
    }
    try keep(value, in: &settings.nextToken)
  }

  public func setStartingToken(_ value: Bytes?) throws(Failure) {
    try checkFresh()
    if let value {
      var token = ResumeToken()
      do throws(InvalidArgument) {
        try ListJobRunsInput.checkStartingToken(value, &token)
      } catch {
        throw fail(.invalid, error.text)
      }
      if token.failed { throw outOfMemory() }
    }
    try keep(value, in: &settings.startingToken)
  }

  public func setEndpointURL(_ value: Bytes?) throws(Failure) {
    try checkFresh()
    if let value {
      var probe = Endpoint()
      do throws(InvalidArgument) {
        try probe.resolve(region: Bytes("us-east-1"), usesFIPS: false, url: value)
      } catch {
        throw fail(.invalid, error.text)
      }
      if probe.failed { throw outOfMemory() }
    }
    try keep(value, in: &parameters.endpointURL)
  }

  public func setFIPS(_ value: Bool) throws(Failure) {
    try checkFresh()
    parameters.usesFIPS = value
  }

  public func setMaxAttempts(_ value: Int32) throws(Failure) {
    try checkFresh()
    if value < 1 { throw fail(.invalid, "max_attempts: less than 1") }
    settings.maxAttempts = value
  }

  public func setRetryQuota(_ value: Int32) throws(Failure) {
    try checkFresh()
    if sharesQuota { throw fail(.state, "quota: set the client's, which its listings share") }
    if value < 0 { throw fail(.invalid, "quota: less than 0") }
    quota.resize(to: value)
  }

  public func setRandomSeed(_ value: UInt64) throws(Failure) {
    try checkFresh()
    settings.randomSeed = value
  }

  /// Nil stands for an unknown style, which is refused.
  public func setJSONTimes(_ value: JSONTimes?) throws(Failure) {
    try checkFresh()
    guard let value else {
      throw fail(.invalid, "style: neither DZJOBS_JSON_ISO8601 nor DZJOBS_JSON_EPOCH")
    }
    settings.jsonTimes = value
  }

  /// Can be called at any time.
  public func setCredentials(accessKeyID: Bytes?, secretAccessKey: Bytes?, sessionToken: Bytes?)
    throws(Failure)
  {
    try check { () throws(InvalidArgument) in
      try Credentials.check(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
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

  private func keep(_ value: Bytes?, in argument: inout Argument) throws(Failure) {
    do throws(Failure) { try argument.set(value) } catch { throw outOfMemory() }
  }

  private func checkText(_ value: Bytes?, _ text: StaticCString) throws(Failure) {
    if let value, UTF8Check.characterCount(value) == nil { throw fail(.invalid, text) }
  }

  private func check(_ body: () throws(InvalidArgument) -> Void) throws(Failure) {
    do throws(InvalidArgument) {
      try body()
    } catch {
      throw fail(.invalid, error.text)
    }
  }
}
