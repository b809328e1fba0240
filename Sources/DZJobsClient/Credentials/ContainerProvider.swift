// Credentials that the machine's surroundings hold: a container's endpoint (ECS, EKS and their kin)
// and the instance metadata of EC2, version 2. Neither is asked through a proxy.

internal import DZJobsCore

extension CredentialProviderChain {
  private static let containerTimeout: Int64 = 2_000_000
  /// So long a machine outside EC2 waits, and no longer.
  private static let instanceTimeout: Int64 = 1_000_000
  /// Instance credentials that EC2 did not renew in time work on; they are asked for again five
  /// minutes later.
  private static let leastLife: Int64 = 900_000_000

  // MARK: Container

  func findInContainer() throws(Failure) -> Bool {
    var url = ByteBuffer()
    if let path = Environment.value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      url.append("http://169.254.170.2")
      url.append(path)
    } else if let full = Environment.value("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      url.append(full)
    } else {
      trail.append("container: AWS_CONTAINER_CREDENTIALS_FULL_URI and _RELATIVE_URI are not set; ")
      return false
    }
    if url.failed { throw .memory }
    let call = try call("GET", url: url.bytes(), "container", maxAttempts: 3)
    if !CredentialProviderChain.isPermitted(url.bytes()) {
      throw refuse("container: the URI is neither https nor one of this machine's")
    }
    try authorize(call)
    if try !perform(call, "container", timeout: CredentialProviderChain.containerTimeout) {
      throw .credentials
    }
    try check(try found.read(json: call.body.bytes(), of: .endpoint), "container: answers with")
    source.removeAll()
    source.append("container")
    return true
  }

  /// Over plain HTTP only to the addresses that ECS and EKS use, and to the machine itself.
  private static func isPermitted(_ url: Bytes) -> Bool {
    let origin = url.origin
    if origin.slice(0, 8).equalsIgnoringCase("https://") { return true }
    let authority = origin.slice(7, origin.count)
    let end =
      authority[0] == 0x5B
      ? (authority.firstIndex(of: 0x5D) ?? -1) &+ 1
      : authority.firstIndex(of: 0x3A) ?? authority.count
    let host = authority.slice(0, end)
    if host.equalsIgnoringCase("localhost") || host == "169.254.170.2"
      || host == "169.254.170.23" || host.equalsIgnoringCase("[fd00:ec2::23]") || host == "[::1]"
    {
      return true
    }
    for index in 0..<host.count where !ASCII.isDigit(host[index]) && host[index] != 0x2E {
      return false
    }
    return host.hasPrefix("127.")
  }

  private func authorize(_ call: ServiceCall) throws(Failure) {
    var token = ByteBuffer(isSecret: true)
    if let file = Environment.value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      guard try Environment.read(token: file, into: &token) else {
        throw refuse("container: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read")
      }
    } else if let value = Environment.value("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
      token.append(value)
      if token.failed { throw .memory }
    } else {
      return
    }
    try setHeader(call, "Authorization", token.bytes(), "container")
  }

  // MARK: Instance

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
    let role = names.slice(0, names.firstIndex(of: 0x0A) ?? names.count).trimmed
    let call = try instanceCall("GET", path, role, token: token)
    if try !ask(call) { return false }
    let complaint = try found.read(json: call.body.bytes(), of: .endpoint)
    found.extend(to: Environment.now &+ CredentialProviderChain.leastLife)
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
