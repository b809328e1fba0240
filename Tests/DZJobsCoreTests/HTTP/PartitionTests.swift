// Regions and the suffixes of their endpoints. The suffix decides which cloud gets the request.

import Testing

@testable import DZJobsCore

struct PartitionTests {
  @Test(
    "a region's partition follows from the shape of its name",
    arguments: [
      ("us-east-1", "api.aws"), ("eu-west-1", "api.aws"), ("us-gov-west-1", "api.aws"),
      ("mars-1", "api.aws"), ("xx", "api.aws"), ("aws-global", "api.aws"),
      ("cn-north-1", "api.amazonwebservices.com.cn"),
      ("aws-cn-global", "api.amazonwebservices.com.cn"),
      ("eusc-de-east-1", "api.amazonwebservices.eu"),
      ("aws-eusc-global", "api.amazonwebservices.eu"),
      ("us-iso-east-1", "api.aws.ic.gov"), ("aws-iso-global", "api.aws.ic.gov"),
      ("us-isob-east-1", "api.aws.scloud"), ("aws-iso-b-global", "api.aws.scloud"),
      ("eu-isoe-west-1", "api.cloud-aws.adc-e.uk"),
      ("aws-iso-e-global", "api.cloud-aws.adc-e.uk"),
      ("us-isof-south-1", "api.aws.hci.ic.gov"), ("aws-iso-f-global", "api.aws.hci.ic.gov"),
    ])
  func partitions(region: String, suffix: String) {
    withBytes(region) { #expect(Bytes(Partition.of($0).dualStackSuffix).string == suffix) }
  }

  @Test(
    "the services for credentials have plain hosts, FIPS hosts but in GovCloud, and dual-stack ones",
    arguments: [
      ("eu-west-1", false, false, "sts.eu-west-1.amazonaws.com"),
      ("eu-west-1", true, false, "sts-fips.eu-west-1.amazonaws.com"),
      ("eu-west-1", false, true, "sts.eu-west-1.api.aws"),
      ("eu-west-1", true, true, "sts-fips.eu-west-1.api.aws"),
      ("us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com"),
      ("us-gov-west-1", true, true, "sts-fips.us-gov-west-1.api.aws"),
      ("aws-us-gov-global", true, false, "sts.aws-us-gov-global.amazonaws.com"),
      ("cn-north-1", false, false, "sts.cn-north-1.amazonaws.com.cn"),
      ("us-isob-east-1", true, false, "sts-fips.us-isob-east-1.sc2s.sgov.gov"),
    ])
  func hosts(region: String, isFIPS: Bool, usesDualStack: Bool, host: String) {
    withBytes(region) { region in
      let found = written {
        Service.sts.appendHost(
          region: region, isFIPS: isFIPS, usesDualStack: usesDualStack, to: &$0)
      }
      #expect(found == host)
    }
  }

  @Test(
    "a name that only starts like a partition's is in none of them",
    arguments: [
      "cn-", "cn-north", "cn-north-", "cn-north-1a", "cn-north-west-1", "cn--1", "CN-north-1",
      "us-iso-east-1-", "xcn-north-1", "us-isox-east-1", "eusc-fr-east-1", "",
    ])
  func lookalikes(region: String) {
    withBytes(region) { #expect(Bytes(Partition.of($0).dualStackSuffix).string == "api.aws") }
  }
}
