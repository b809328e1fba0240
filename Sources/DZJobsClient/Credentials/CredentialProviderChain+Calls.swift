// Calls services for credentials, with retries, within the time of a search.

package import DZJobsCore

extension CredentialProviderChain {
  /// Makes a call of an AWS service in a region. The environment or the profile may set its
  /// endpoint.
  func call(
    _ service: Service, _ method: StaticCString, region: Bytes, _ variable: StaticCString,
    _ key: StaticCString, speaksXML: Bool = false
  ) throws(Failure) -> ServiceCall {
    var endpoint = Endpoint()
    do throws(InvalidArgument) {
      let url = try configuration.endpoint(variable, key)
      try endpoint.resolve(
        service, region: region, usesFIPS: url == nil && configuration.usesFIPS,
        usesDualStack: url == nil && configuration.usesDualStack, url: url)
    } catch {
      trail.append(variable)
      trail.append(": ")
      trail.append(error)
      throw .credentials
    }
    let call = ServiceCall(
      service, method, at: endpoint, speaksXML: speaksXML,
      maxAttempts: configuration.maxAttempts ?? 3, entropy: Entropy.seed())
    try call.setProduct(configuration.product)
    return call
  }

  /// Makes a call of another server, at `url`.
  func call(
    _ method: StaticCString, url: Bytes, _ who: StaticCString, maxAttempts: Int32
  ) throws(Failure) -> ServiceCall {
    let origin = url.origin
    var endpoint = Endpoint()
    do throws(InvalidArgument) {
      try endpoint.resolve(region: Bytes("us-east-1"), usesFIPS: false, url: origin)
    } catch {
      trail.append(who)
      trail.append(": ")
      trail.append(error)
      throw .credentials
    }
    let path = url.slice(origin.count, url.count)
    for index in 0..<path.count where !ASCII.isVisible(path[index]) || path[index] == .hash {
      trail.append(who)
      throw refuse(": the URL has a character that must be percent-encoded")
    }
    let call = ServiceCall(
      nil, method, at: endpoint, maxAttempts: maxAttempts, entropy: Entropy.seed())
    call.append(path)
    return call
  }

  @inline(never)
  func setHeader(
    _ call: ServiceCall, _ name: StaticCString, _ value: Bytes, _ who: StaticCString
  ) throws(Failure) {
    if try call.setHeader(name, value) { return }
    trail.append(who)
    throw refuse(": the token has a control character")
  }

  /// Takes the credentials of a call's response. A response without any may contain the reason.
  func take(
    _ call: ServiceCall, of issuer: IssuedCredentials.Issuer, _ who: StaticCString,
    leastLife: Int64? = nil
  ) throws(Failure) {
    let complaint = try found.read(json: call.body.bytes(), of: issuer)
    if let leastLife { found.extend(to: clock.now &+ leastLife) }
    do throws(Failure) {
      try check(complaint, who)
    } catch {
      if complaint != nil { try call.describeRefusal(to: &trail) }
      throw error
    }
  }

  /// Performs the call. If it fails, returns false and appends `who` and the reason to `trail`.
  /// Throws if canceled, or at the deadline. A call with its own timeout goes to the machine or its
  /// network, so it bypasses proxies.
  func perform(
    _ call: ServiceCall, _ who: StaticCString, _ name: Bytes = Bytes(), timeout: Int64? = nil
  ) throws(Failure) -> Bool {
    let exchange = Exchange()
    let limits = Exchange.Limits(
      timeout: timeout ?? client.settings.timeout,
      connectTimeout: timeout ?? client.settings.connectTimeout, body: ServiceCall.maxBody,
      isDirect: timeout != nil)
    do throws(Failure) {
      while true {
        if let failure = client.interruption(callContext) { throw failure }
        switch try call.next(now: Clock.now) {
        case .send:
          try exchange.send(
            call, client, client.transfers, configuration, limits, deadline: deadline,
            for: callContext.state)
          try client.finish(exchange, callContext)
          try exchange.tell(call, client.log)
        case .wait: try client.pause(call.waitTime, callContext)
        case .run, .page, .done:
          if let offset = call.clockOffset { clock.learn(offset: offset) }
          return true
        }
      }
    } catch {
      if error != .service && error != .transport { throw error }
      trail.append(who)
      trail.append(name)
      trail.append(": ")
      trail.append(call.text)
      return false
    }
  }
}
