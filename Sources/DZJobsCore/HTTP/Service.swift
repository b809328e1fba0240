// The services of AWS's that are called: DataZone for job runs, the others for credentials.

package struct Service {
  /// What signatures name it.
  let signingName: StaticCString
  /// What its host's name begins with.
  let hostName: StaticCString
  /// Its default endpoints have IPv6, too, and so names of their own.
  let isDualStack: Bool

  package static var dataZone: Service {
    Service(signingName: "datazone", hostName: "datazone", isDualStack: true)
  }
  /// Security Token Service: roles.
  package static var sts: Service {
    Service(signingName: "sts", hostName: "sts", isDualStack: false)
  }
  /// IAM Identity Center: credentials for its access tokens.
  package static var sso: Service {
    Service(signingName: "awsssoportal", hostName: "portal.sso", isDualStack: false)
  }
  /// IAM Identity Center: the access tokens.
  package static var ssoOIDC: Service {
    Service(signingName: "sso-oauth", hostName: "oidc", isDualStack: false)
  }

  /// The name of the host in a region, by the services' endpoint rule sets, which differ in
  /// nothing else.
  func appendHost(region: Bytes, isFIPS: Bool, to text: inout ByteBuffer) {
    let partition = Partition.of(region)
    text.append(hostName)
    // The plain hosts of GovCloud are its FIPS hosts.
    if isFIPS, isDualStack || !region.hasPrefix("us-gov-") { text.append("-fips") }
    text.append(".")
    text.append(region)
    text.append(".")
    text.append(isDualStack ? partition.dualStackSuffix : partition.dnsSuffix)
  }
}
