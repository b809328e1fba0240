// Signature Version 4, stage by stage, with the values of AWS's ListUsers example, and the
// canonical forms of paths and queries.

import Testing

@testable import DZJobsCore

struct SignerTests {
  private static let canonicalRequest = """
    GET
    /
    Action=ListUsers&Version=2010-05-08
    content-type:application/x-www-form-urlencoded; charset=utf-8
    host:iam.amazonaws.com
    x-amz-date:20150830T123600Z

    content-type;host;x-amz-date
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    """
  private static let stringToSign = """
    AWS4-HMAC-SHA256
    20150830T123600Z
    20150830/us-east-1/iam/aws4_request
    f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
    """
  private static let signingKey = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
  private static let signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"

  @Test("stage 1 makes the documented canonical request")
  func canonicalRequest() {
    let headers = """
      content-type:application/x-www-form-urlencoded; charset=utf-8
      host:iam.amazonaws.com
      x-amz-date:20150830T123600Z

      """
    let text = withBytes("Version=2010-05-08&Action=ListUsers") { query in
      withBytes(headers) { headers in
        written {
          Signer.appendCanonicalRequest(
            to: &$0, method: "GET", path: Bytes("/"), query: query, headers: headers,
            signedHeaders: Bytes("content-type;host;x-amz-date"),
            payload: Bytes())
        }
      }
    }
    #expect(text == Self.canonicalRequest)
  }

  @Test("stage 2 makes the documented string to sign")
  func stringToSign() {
    let text = withBytes(Self.canonicalRequest) { request in
      written {
        Signer.appendStringToSign(
          to: &$0, time: Bytes("20150830T123600Z"),
          scope: SigningScope(region: Bytes("us-east-1"), service: "iam"),
          canonicalRequest: request)
      }
    }
    #expect(text == Self.stringToSign)
  }

  @Test("stage 3 derives the documented signing key")
  func signingKey() {
    let scope = SigningScope(region: Bytes("us-east-1"), service: "iam")
    let message = Bytes("the same key authenticates alike")
    let documented = withBytes(bytes(hex: Self.signingKey)) { hmac($0, message) }
    #expect(DZJobsCoreTests.signature(of: message, day: "20150830", scope: scope) == documented)
  }

  @Test("stage 4 makes the documented signature")
  func signature() {
    let text = withBytes(bytes(hex: Self.signingKey)) { key in
      withBytes(Self.stringToSign) { hmac(key, $0) }
    }
    #expect(text == Self.signature)
  }

  @Test("the payload of a GET hashes to the constant")
  func emptyPayload() {
    #expect(SHA256.digest(of: Bytes()).hex == Bytes(Signer.emptyPayloadHash).string)
  }

  @Test(
    "paths lose empty, . and .. segments and are encoded once more",
    arguments: [
      ("", "/"), ("/", "/"), ("//", "/"), ("/a", "/a"), ("/a/", "/a/"), ("/a//b", "/a/b"),
      ("/./a/.", "/a"), ("/a/..", "/"), ("/a/b/..", "/a"), ("/a/../", "/"), ("/..", "/"),
      ("/../../a", "/a"), ("/a/b/../../c", "/c"), ("/a/./../b/", "/b/"), ("/...", "/..."),
      ("/.a/b.", "/.a/b."), ("/a%2Fb%20", "/a%252Fb%2520"), ("/~-_.", "/~-_."),
      ("/a+b@c", "/a%2Bb%40c"), ("/\u{e9}", "/%C3%A9"),
    ])
  func paths(path: String, canonical: String) {
    let text = withBytes(path) { path in written { Signer.appendCanonicalPath(path, to: &$0) } }
    #expect(text == canonical)
  }

  @Test("a path is cut back no further than where it starts")
  func pathBehindText() {
    let text = withBytes("/../../x/..") { path in
      written {
        $0.append("GET /keep\n")
        Signer.appendCanonicalPath(path, to: &$0)
      }
    }
    #expect(text == "GET /keep\n/")
  }

  @Test(
    "pairs of a query are sorted by name, then value, and keep their number",
    arguments: [
      ("", ""), ("a=1", "a=1"), ("b=1&a=2", "a=2&b=1"), ("a", "a="), ("a=", "a="),
      ("a=2&a=1", "a=1&a=2"), ("a=1&a=1", "a=1&a=1"), ("a=1=2", "a=1=2"), ("ab=1&a=2", "a=2&ab=1"),
      ("Z=1&a=1&_=1", "Z=1&_=1&a=1"), ("a=%7E&a=z", "a=%7E&a=z"),
      (
        "nextToken=t&maxResults=1&status=F&sortOrder=A",
        "maxResults=1&nextToken=t&sortOrder=A&status=F"
      ),
    ])
  func queries(query: String, canonical: String) {
    let text = withBytes(query) { query in written { Signer.appendCanonicalQuery(query, to: &$0) } }
    #expect(text == canonical)
  }
}
