// Resolves endpoints, and checks the arguments that could send a request elsewhere.

import Foundation
import Testing

@testable import DZJobsCore

struct EndpointTests {
  private struct Resolved {
    var url = ""
    var host = ""
    var basePath = ""
    var region = ""
  }

  private func resolve(
    _ region: String?, fips: Bool = false, url: String? = nil
  ) throws(InvalidArgument) -> Resolved {
    try withBytes(ifAny: region) { (region: Bytes?) throws(InvalidArgument) in
      try withBytes(ifAny: url) { (url: Bytes?) throws(InvalidArgument) in
        var endpoint = Endpoint()
        try endpoint.resolve(region: region, usesFIPS: fips, url: url)
        return Resolved(
          url: endpoint.url.bytes().string, host: endpoint.host.bytes().string,
          basePath: endpoint.basePath.string, region: endpoint.region.bytes().string)
      }
    }
  }

  private func refusal(_ region: String?, fips: Bool = false, url: String? = nil) -> String? {
    do throws(InvalidArgument) {
      _ = try resolve(region, fips: fips, url: url)
      return nil
    } catch {
      return error.string
    }
  }

  @Test(
    "a region names its endpoint, with FIPS or without",
    arguments: [
      ("us-east-1", false, "datazone.us-east-1.api.aws", "us-east-1"),
      ("us-east-1", true, "datazone-fips.us-east-1.api.aws", "us-east-1"),
      ("fips-us-east-1", false, "datazone-fips.us-east-1.api.aws", "us-east-1"),
      ("us-east-1-fips", false, "datazone-fips.us-east-1.api.aws", "us-east-1"),
      ("cn-north-1", false, "datazone.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1"),
      ("us-iso-east-1", true, "datazone-fips.us-iso-east-1.api.aws.ic.gov", "us-iso-east-1"),
    ])
  func regions(region: String, fips: Bool, host: String, signed: String) throws {
    let resolved = try resolve(region, fips: fips)
    #expect(resolved.url == "https://" + host)
    #expect(resolved.host == host)
    #expect(resolved.region == signed)
    #expect(resolved.basePath == "")
  }

  @Test("a region's case is kept in its signature and lost in the Host header")
  func upperCase() throws {
    let resolved = try resolve("US-EAST-1")
    #expect(resolved.region == "US-EAST-1")
    #expect(resolved.host == "datazone.us-east-1.api.aws")
  }

  @Test(
    "a region that is no host label is refused",
    arguments: [
      "us_east_1", "a.b", "us-east-1/evil", "-a", "a-", "-", "123", "a b", "a\r\nb", "\u{e9}",
      "a@b", "a:1", String(repeating: "a", count: 64), "fips-a_b",
    ])
  func badRegion(region: String) {
    #expect(refusal(region)?.hasPrefix("region: not a host label") == true)
  }

  @Test("a region that is missing, empty or FIPS alone is refused")
  func noRegion() {
    #expect(refusal(nil) == "region: missing")
    #expect(refusal("") == "region: empty")
    #expect(refusal("fips-") == "region: empty")
    #expect(refusal("-fips") == "region: empty")
    #expect(refusal(String(repeating: "a", count: 63)) == nil)
  }

  @Test(
    "the host's own URL is taken apart",
    arguments: [
      ("http://localhost:8080", "http://localhost:8080", "localhost:8080", ""),
      ("HTTPS://Example.COM", "https://Example.COM", "example.com", ""),
      ("https://h:443/", "https://h:443", "h", ""), ("http://h:80", "http://h:80", "h", ""),
      ("https://h:80", "https://h:80", "h:80", ""), ("http://h:443", "http://h:443", "h:443", ""),
      ("https://h:65535", "https://h:65535", "h:65535", ""),
      ("http://h/base", "http://h/base", "h", "/base"),
      ("http://h/base/", "http://h/base", "h", "/base"),
      ("http://h//", "http://h/", "h", "/"),
      ("http://h/ba%20se/~x", "http://h/ba%20se/~x", "h", "/ba%20se/~x"),
      ("http://[::1]:9/p", "http://[::1]:9/p", "[::1]:9", "/p"),
      ("http://[::ffff:1.2.3.4]", "http://[::ffff:1.2.3.4]", "[::ffff:1.2.3.4]", ""),
      ("http://a_b.c-d.", "http://a_b.c-d.", "a_b.c-d.", ""),
    ])
  func urls(url: String, expected: String, host: String, path: String) throws {
    let resolved = try resolve("eu-west-1", url: url)
    #expect(resolved.url == expected)
    #expect(resolved.host == host)
    #expect(resolved.basePath == path)
    #expect(resolved.region == "eu-west-1")
  }

  @Test(
    "a URL that could send the request elsewhere, or that is none, is refused",
    arguments: [
      "", "h", "//h", "ftp://h", "http:/h", "http:", "https://", "http:///p", "http://:80",
      "http://h?q", "http://h#f", "http://h/p?q=1", "http://h/#", "http://user@h",
      "http://user:pw@h", "http://h:", "http://h:0", "http://h:65536", "http://h:123456",
      "http://h:8a", "http://h:+80", "http://h:-1", "http://h:80:80", "http://[::1", "http://[]",
      "http://[::1]x", "http://[::g]", "http://[h]", "http://h h", "http://h\r\nX: y",
      "http://h/a b", "http://h/a\nb", "http://h/%", "http://h/%2", "http://h/%zz", "http://h/\\",
      "http://h/\u{e9}", "http://\u{e9}", "http://h/[", "http://h/\"", "http://h\\@evil",
    ])
  func badURLs(url: String) {
    #expect(refusal("us-east-1", url: url)?.hasPrefix("endpoint_url: ") == true)
  }

  @Test("FIPS cannot be combined with the caller's own URL")
  func fipsWithURL() {
    for region in ["fips-us-east-1", "us-east-1-fips"] {
      #expect(refusal(region, url: "http://h")?.hasPrefix("endpoint_url: cannot") == true)
    }
    #expect(refusal("us-east-1", fips: true, url: "http://h") != nil)
  }

  @Test(
    "AWS's own endpoint tests of DataZone pass",
    // Skipped without the public suite, which is not in the repository.
    .needs(suite: "endpoints_datazone"))
  func serviceTests() throws {
    let file = Conformance.root.appendingPathComponent("endpoints_datazone/endpoint-tests-1.json")
    let suite = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let cases = try #require(suite["testCases"] as? [[String: Any]])
    #expect(cases.count >= 10)
    var checked = 0
    for test in cases {
      let title = try #require(test["documentation"] as? String)
      let params = test["params"] as? [String: Any] ?? [:]
      let expect = test["expect"] as? [String: Any] ?? [:]
      let endpoint = expect["endpoint"] as? [String: Any]
      let resolved = try? resolve(
        params["Region"] as? String, fips: params["UseFIPS"] as? Bool ?? false,
        url: params["Endpoint"] as? String)
      // The rules accept a URL without a region, but signatures need a region.
      if params["Region"] == nil { continue }
      checked += 1
      #expect(resolved?.url == endpoint?["url"] as? String, "\(title)")
    }
    #expect(checked >= 8)
  }
}
