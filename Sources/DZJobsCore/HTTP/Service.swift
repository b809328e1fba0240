// The AWS services that the library calls: DataZone for job runs, the others for credentials.

package struct Service {
  /// The name of the service in signatures.
  let signingName: StaticCString
  /// The first part of the host name.
  let hostName: StaticCString
  /// True if its default endpoints are the dual-stack ones (IPv4 and IPv6), under their own names.
  let isDualStack: Bool
  /// The error codes that botocore's model lists for the operation, separated by spaces.
  var modelled: StaticCString = ""
  /// The error codes to retry whatever the status.
  var transient: StaticCString = ""

  package static var dataZone: Service {
    Service(
      signingName: "datazone", hostName: "datazone", isDualStack: true,
      modelled: """
        InternalServerException ResourceNotFoundException AccessDeniedException \
        ThrottlingException ValidationException UnauthorizedException
        """,
      // botocore's model has `retryable: {throttling: false}`.
      transient: "InternalServerException")
  }
  /// Security Token Service, which issues the credentials of roles.
  package static var sts: Service {
    Service(
      signingName: "sts", hostName: "sts", isDualStack: false,
      // STS could not reach the identity provider. The status is 400.
      transient: "IDPCommunicationError")
  }
  /// IAM Identity Center, which issues credentials for its access tokens.
  package static var sso: Service {
    Service(signingName: "awsssoportal", hostName: "portal.sso", isDualStack: false)
  }
  /// IAM Identity Center's OIDC service, which issues the access tokens.
  package static var ssoOIDC: Service {
    Service(signingName: "sso-oauth", hostName: "oidc", isDualStack: false)
  }

  /// True if STS's global host serves the region. It requires signatures for us-east-1.
  func isGlobal(region: Bytes, isFIPS: Bool, usesDualStack: Bool) -> Bool {
    Bytes(hostName) == "sts" && region == "aws-global" && !isFIPS && !usesDualStack
  }

  /// Appends the host name in a region. Nothing else differs between the services' endpoint rule
  /// sets.
  func appendHost(
    region: Bytes, isFIPS: Bool, usesDualStack: Bool, to text: inout ByteBuffer
  ) {
    let usesDualStack = usesDualStack || isDualStack
    if isGlobal(region: region, isFIPS: isFIPS, usesDualStack: usesDualStack) {
      return text.append("sts.amazonaws.com")
    }
    let partition = Partition.of(region)
    text.append(hostName)
    // GovCloud's plain hosts are its FIPS hosts.
    if isFIPS, usesDualStack || !Partition.isGovCloud(region) { text.append("-fips") }
    text.append(".")
    text.append(region)
    text.append(".")
    text.append(usesDualStack ? partition.dualStackSuffix : partition.dnsSuffix)
  }
}
