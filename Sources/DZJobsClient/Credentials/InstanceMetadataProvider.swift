// Credentials of EC2's instance metadata service, version 2. Requests bypass proxies.

internal import DZJobsCore

extension CredentialProviderChain {
  /// The least life of instance credentials. Those that EC2 did not renew in time still work; the
  /// client requests them again five minutes later.
  private var leastLife: Int64 { 900_000_000 }

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
    try take(call, of: .endpoint, "instance metadata: answers with", leastLife: leastLife)
    setSource("instance metadata, role ", CredentialProviderChain.roleName(role))
    call.redact(&source)
    return true
  }

  /// The part of a response that can be the name of a role. A server may answer every request with
  /// keys, and these must not get into a text.
  private static func roleName(_ text: Bytes) -> Bytes {
    let others = Bytes("+=,.@_-")
    var end = 0
    while ASCII.isAlphanumeric(text[end]) || others.firstIndex(of: text[end]) != nil { end &+= 1 }
    return text.slice(0, end)
  }

  private static func metadataOrigin(isIPv6: Bool) -> StaticCString {
    isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
  }

  private func ask(_ call: ServiceCall) throws(Failure) -> Bool {
    // A machine outside of EC2 waits for one second by default.
    try perform(
      call, "instance metadata", timeout: Int64(configuration.metadataTimeout) &* 1_000_000)
  }

  private func instanceCall(
    _ method: StaticCString, _ path: StaticCString, _ name: Bytes = Bytes(), token: Bytes? = nil
  ) throws(Failure) -> ServiceCall {
    var url = ByteBuffer()
    if let endpoint = configuration.value(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
    {
      url.append(endpoint.hasSuffix("/") ? endpoint.slice(0, endpoint.count &- 1) : endpoint)
    } else if let mode = configuration.value(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
    {
      let isIPv6 = mode.equalsIgnoringCase("ipv6")
      if !isIPv6, !mode.equalsIgnoringCase("ipv4") {
        throw refuse("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: neither IPv4 nor IPv6")
      }
      url.append(CredentialProviderChain.metadataOrigin(isIPv6: isIPv6))
    } else {
      let isIPv6 = configuration.metadataPrefersIPv6
      url.append(CredentialProviderChain.metadataOrigin(isIPv6: isIPv6))
    }
    url.append(path)
    // botocore sends a name as it is. Encode other text, so that it stays one segment of the URL.
    if CredentialProviderChain.roleName(name).count == name.count {
      url.append(name)
    } else {
      url.appendPercentEncoded(name)
    }
    if url.failed { throw .memory }
    let call = try call(
      method, url: url.bytes(), "instance metadata", maxAttempts: configuration.metadataAttempts)
    if let token { try setHeader(call, "x-aws-ec2-metadata-token", token, "instance metadata") }
    return call
  }
}
