// Reads credentials in the forms of their issuers, and reports the problem of others.

import Testing

@testable import DZJobsCore

struct IssuedCredentialsTests {
  private func read(
    _ json: String, _ issuer: IssuedCredentials.Issuer
  ) throws -> (complaint: String?, keys: [String?], end: Int64?) {
    try withBytes(json) { body in
      var issued = IssuedCredentials()
      let complaint = try issued.read(json: body, of: issuer)
      return (
        complaint?.string,
        [
          issued.accessKeyID.bytes?.string, issued.secretAccessKey.bytes?.string,
          issued.sessionToken.bytes?.string,
        ], issued.expiration
      )
    }
  }

  @Test("each issuer's names, and its notation of the end")
  func shapes() throws {
    let process = try read(
      #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t","#
        + #""Expiration":"1970-01-01T00:00:02Z"}"#, .process)
    #expect(process.complaint == nil && process.keys == ["A", "s", "t"])
    #expect(process.end == 2_000_000)
    let endpoint = try read(
      #"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","SessionToken":"no"}"#, .endpoint)
    #expect(endpoint.complaint == nil && endpoint.keys == ["A", "s", "t"] && endpoint.end == nil)
    let sso = try read(
      #"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":"t","#
        + #""expiration":2500}}"#, .sso)
    #expect(sso.complaint == nil && sso.keys == ["A", "s", "t"] && sso.end == 2_500_000)
    #expect(try read(#"{"AccessKeyId":"A","SecretAccessKey":"s"}"#, .endpoint).keys[2] == nil)
  }

  @Test(
    "what is missing or can never be right is named, and nothing is kept of it",
    arguments: [
      ("", "no JSON"), ("[]", "no JSON"), ("{", "no JSON"), ("{}", "no AccessKeyId"),
      (#"{"AccessKeyId":"A"}"#, "SecretAccessKey"), (#"{"AccessKeyId":7}"#, "AccessKeyId"),
      (#"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"x"}"#, "Expiration"),
      (#"{"AccessKeyId":"A b","SecretAccessKey":"s"}"#, "access_key_id"),
      (#"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"a\nb"}"#, "session_token"),
      (#"{"roleCredentials":{"AccessKeyId":"A"}}"#, "SecretAccessKey"),
    ])
  func complaints(json: String, says: String) throws {
    let found = try read(json, .endpoint)
    #expect(found.complaint?.contains(says) == true && found.keys == [nil, nil, nil])
  }

  @Test("version 1 is a number", arguments: ["1", "1.0", "1e0"])
  func versionOne(text: String) throws {
    let json = #"{"Version":\#(text),"AccessKeyId":"A","SecretAccessKey":"s"}"#
    #expect(try read(json, .process).complaint == nil)
  }

  @Test("another version of a program's answer is refused")
  func version() throws {
    for version in ["2", "\"2\"", "null", "1.5", "true"] {
      let json = #"{"Version":\#(version),"AccessKeyId":"A","SecretAccessKey":"s"}"#
      #expect(try read(json, .process).complaint?.contains("Version 1") == true)
    }
  }

  @Test("an answer of STS, and one without an end")
  func sts() throws {
    let body =
      "<R><AccessKeyId>A</AccessKeyId><SecretAccessKey>s/+</SecretAccessKey>"
      + "<SessionToken>t==</SessionToken><Expiration>1970-01-01T00:00:01Z</Expiration></R>"
    try withBytes(body) { body throws(Failure) in
      var issued = IssuedCredentials()
      let complaint = try issued.read(xml: body)
      #expect(complaint == nil)
      #expect(issued.accessKeyID.bytes?.string == "A" && issued.expiration == 1_000_000)
      #expect(issued.secretAccessKey.bytes?.string == "s/+")
      issued.extend(to: 500)
      #expect(issued.expiration == 1_000_000)
      issued.extend(to: 2_000_000)
      #expect(issued.expiration == 2_000_000)
    }
    for name in ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"] {
      let complaint = try withBytes(body.replacing("<\(name)>", with: "<X>")) { body in
        var issued = IssuedCredentials()
        return try issued.read(xml: body)?.string
      }
      #expect(complaint == "no \(name)")
    }
  }
}
