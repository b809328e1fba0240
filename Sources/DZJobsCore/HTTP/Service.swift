// The AWS services that the library calls: DataZone for job runs, the others for credentials.

package struct Service {
  /// Its name in signatures.
  let signingName: StaticCString
  /// The beginning of its host's name.
  let hostName: StaticCString
  /// Its default endpoints are those that have IPv6 as well, under names of their own.
  let isDualStack: Bool
  /// The error codes that the model has for the operation, a space between.
  var modelled: StaticCString = ""
  /// The error codes that are worth another attempt whatever their status.
  var transient: StaticCString = ""

  package static var dataZone: Service {
    Service(
      signingName: "datazone", hostName: "datazone", isDualStack: true,
      modelled: """
        InternalServerException ResourceNotFoundException AccessDeniedException \
        ThrottlingException ValidationException UnauthorizedException
        """,
      // The model says `retryable: {throttling: false}`.
      transient: "InternalServerException")
  }
  /// Security Token Service: roles.
  package static var sts: Service {
    Service(
      signingName: "sts", hostName: "sts", isDualStack: false,
      // STS could not reach the identity provider. The status is 400.
      transient: "IDPCommunicationError")
  }
  /// IAM Identity Center: credentials for its access tokens.
  package static var sso: Service {
    Service(signingName: "awsssoportal", hostName: "portal.sso", isDualStack: false)
  }
  /// IAM Identity Center: the access tokens.
  package static var ssoOIDC: Service {
    Service(signingName: "sso-oauth", hostName: "oidc", isDualStack: false)
  }

  /// STS has one host for no region in particular, which wants signatures for us-east-1.
  func isGlobal(region: Bytes, isFIPS: Bool, usesDualStack: Bool) -> Bool {
    Bytes(hostName) == "sts" && region == "aws-global" && !isFIPS && !usesDualStack
  }

  /// Appends the name of the host in a region. The services' endpoint rule sets differ in nothing
  /// else.
  func appendHost(
    region: Bytes, isFIPS: Bool, usesDualStack: Bool, to text: inout ByteBuffer
  ) {
    let usesDualStack = usesDualStack || isDualStack
    if isGlobal(region: region, isFIPS: isFIPS, usesDualStack: usesDualStack) {
      return text.append("sts.amazonaws.com")
    }
    let partition = Partition.of(region)
    text.append(hostName)
    // The plain hosts of GovCloud are its FIPS hosts.
    if isFIPS, usesDualStack || !Partition.isGovCloud(region) { text.append("-fips") }
    text.append(".")
    text.append(region)
    text.append(".")
    text.append(usesDualStack ? partition.dualStackSuffix : partition.dnsSuffix)
  }
}
