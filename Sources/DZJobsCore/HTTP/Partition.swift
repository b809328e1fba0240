// The partitions of the AWS cloud and the host name suffix of each, from AWS's partitions.json. A
// region that matches none of them is in `aws`.

struct Partition {
  let dnsSuffix: StaticCString
  let dualStackSuffix: StaticCString

  /// Returns the partition of a region, by its global pseudo region or the form of its name.
  static func of(_ region: Bytes) -> Partition {
    @inline(never)
    func matches(_ prefix: StaticCString, _ global: StaticCString) -> Bool {
      region == global || (region.hasPrefix(prefix) && isAreaAndNumber(region, after: prefix))
    }
    if matches("cn-", "aws-cn-global") {
      return Partition(
        dnsSuffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn")
    }
    if matches("eusc-de-", "aws-eusc-global") {
      return Partition(dnsSuffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu")
    }
    if matches("us-iso-", "aws-iso-global") {
      return Partition(dnsSuffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov")
    }
    if matches("us-isob-", "aws-iso-b-global") {
      return Partition(dnsSuffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud")
    }
    if matches("eu-isoe-", "aws-iso-e-global") {
      return Partition(dnsSuffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk")
    }
    if matches("us-isof-", "aws-iso-f-global") {
      return Partition(dnsSuffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov")
    }
    return Partition(dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws")
  }

  static func isGovCloud(_ region: Bytes) -> Bool {
    region.hasPrefix("us-gov-") || region == "aws-us-gov-global"
  }

  /// True if `\w+-\d+` matches the rest, as in the regular expressions of partitions.json.
  private static func isAreaAndNumber(_ region: Bytes, after prefix: StaticCString) -> Bool {
    var scanner = TextScanner(region.slice(Bytes(prefix).count, region.count))
    let area = scanner.wordCharacters()
    let hyphen = scanner.take(.hyphen)
    let number = scanner.digits()
    return !area.isEmpty && hyphen && !number.isEmpty && scanner.isAtEnd
  }
}

extension TextScanner {
  /// Takes all letters, digits and underscores that follow.
  fileprivate mutating func wordCharacters() -> Bytes {
    let start = rest
    var length = 0
    while ASCII.isAlphanumeric(start[length]) || start[length] == .underscore {
      _ = take(start[length])
      length &+= 1
    }
    return start.slice(0, length)
  }
}
