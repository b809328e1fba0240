// Credentials of a container, from the endpoint of ECS, EKS and similar services. Requests bypass
// proxies.

internal import DZJobsCore

extension CredentialProviderChain {
  private static let containerTimeout: Int64 = 2_000_000

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
      throw refuse("container: the URI is neither https nor of this machine; use https")
    }
    try authorize(call)
    if try !perform(call, "container", timeout: CredentialProviderChain.containerTimeout) {
      throw .credentials
    }
    try take(call, of: .endpoint, "container: answers with")
    setSource("container")
    return true
  }

  /// True for https, and for http to the addresses of ECS, EKS and the machine itself.
  private static func isPermitted(_ url: Bytes) -> Bool {
    let origin = url.origin
    if origin.slice(0, 8).equalsIgnoringCase("https://") { return true }
    let authority = origin.slice(7, origin.count)
    let end =
      authority[0] == .openBracket
      ? (authority.firstIndex(of: .closeBracket) ?? -1) &+ 1
      : authority.firstIndex(of: .colon) ?? authority.count
    let host = authority.slice(0, end)
    return host.equalsIgnoringCase("localhost") || host == "169.254.170.2"
      || host == "169.254.170.23" || host.equalsIgnoringCase("[fd00:ec2::23]") || host == "[::1]"
      || host.isIPv4Loopback
  }

  private func authorize(_ call: ServiceCall) throws(Failure) {
    var token = ByteBuffer(isSecret: true)
    if let file = Environment.value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      guard try reader.read(token: file, into: &token) else {
        throw refuse("container: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read")
      }
    } else if let value = Environment.value("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
      token.append(value)
      if token.failed { throw .memory }
    } else {
      return
    }
    // Editors and shells add a line break at the end of a file.
    try setHeader(call, "Authorization", token.bytes().trimmed, "container")
  }
}
