// Credentials of EC2's instance metadata service, version 2. The requests go past all proxies.

internal import DZJobsCore

extension CredentialProviderChain {
  /// A machine outside EC2 waits no longer than this.
  private static let instanceTimeout: Int64 = 1_000_000
  /// Instance credentials that EC2 did not renew in time work on; the client asks again five minutes
  /// later.
  private static let leastLife: Int64 = 900_000_000

  func findInInstance() throws(Failure) -> Bool {
    if Environment.value("AWS_EC2_METADATA_DISABLED")?.equalsIgnoringCase("true") ?? false {
      trail.append("instance metadata: AWS_EC2_METADATA_DISABLED is true")
      return false
    }
    let tokenCall = try instanceCall("PUT", "/latest/api/token")
    try setHeader(
      tokenCall, "x-aws-ec2-metadata-token-ttl-seconds", Bytes("21600"), "instance metadata")
    if try !ask(tokenCall) { return false }
    let token = tokenCall.body.bytes().trimmed
    let path: StaticCString = "/latest/meta-data/iam/security-credentials/"
    let roleCall = try instanceCall("GET", path, token: token)
    if try !ask(roleCall) { return false }
    let names = roleCall.body.bytes().trimmed
    let role = names.slice(0, names.firstIndex(of: .lineFeed) ?? names.count).trimmed
    let call = try instanceCall("GET", path, role, token: token)
    if try !ask(call) { return false }
    let complaint = try found.read(json: call.body.bytes(), of: .endpoint)
    found.extend(to: Clock.now &+ CredentialProviderChain.leastLife)
    try check(complaint, "instance metadata: answers with")
    setSource("instance metadata, role ", CredentialProviderChain.roleName(role))
    return true
  }

  /// What of an answer is the name of a role, for people. What answers any question with its keys
  /// has none, and they must not be told.
  private static func roleName(_ text: Bytes) -> Bytes {
    let others = Bytes("+=,.@_-")
    var end = 0
    while ASCII.isAlphanumeric(text[end]) || others.firstIndex(of: text[end]) != nil { end &+= 1 }
    return text.slice(0, end)
  }

  private func ask(_ call: ServiceCall) throws(Failure) -> Bool {
    try perform(call, "instance metadata", timeout: CredentialProviderChain.instanceTimeout)
  }

  private func instanceCall(
    _ method: StaticCString, _ path: StaticCString, _ name: Bytes = Bytes(), token: Bytes? = nil
  ) throws(Failure) -> ServiceCall {
    var url = ByteBuffer()
    if let endpoint = Environment.value("AWS_EC2_METADATA_SERVICE_ENDPOINT")
      ?? configuration.value("ec2_metadata_service_endpoint")
    {
      url.append(endpoint.hasSuffix("/") ? endpoint.slice(0, endpoint.count &- 1) : endpoint)
    } else if let mode = Environment.value("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
      ?? configuration.value("ec2_metadata_service_endpoint_mode"), !mode.equalsIgnoringCase("ipv4")
    {
      guard mode.equalsIgnoringCase("ipv6") else {
        throw refuse("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: neither IPv4 nor IPv6")
      }
      url.append("http://[fd00:ec2::254]")
    } else {
      url.append("http://169.254.169.254")
    }
    url.append(path)
    // As botocore sends it; what is no role's name can be no other part of a URL.
    if CredentialProviderChain.roleName(name).count == name.count {
      url.append(name)
    } else {
      url.appendPercentEncoded(name)
    }
    if url.failed { throw .memory }
    let call = try call(method, url: url.bytes(), "instance metadata", maxAttempts: 1)
    if let token { try setHeader(call, "x-aws-ec2-metadata-token", token, "instance metadata") }
    return call
  }
}
