// The request, byte for byte as the caller sends it. No argument may change another part.

import Testing

@testable import DZJobsCore

struct RequestTests {
  /// 2015-08-30T12:36:00Z.
  private static let time: Int64 = 1_440_938_160_000_000

  private struct Built {
    var url = ""
    var headers: [(name: String, value: String)] = []

    subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  private struct Arguments {
    var domain = "dzd_1"
    var job = "job-1"
    var status: String?
    var sortOrder: String?
    var maxResults: Int32?
    var token: String?
    var endpoint: String?
    var keys: (id: String, secret: String, session: String?)?
  }

  private func build(_ arguments: Arguments) throws -> Built {
    var parameters = ListJobRunsInput()
    let credentials = Credentials()
    var endpoint = Endpoint()
    try withBytes(arguments.domain) { try parameters.domainIdentifier.set($0) }
    try withBytes(arguments.job) { try parameters.jobIdentifier.set($0) }
    try withBytes(ifAny: arguments.status) { try parameters.status.set($0) }
    try withBytes(ifAny: arguments.sortOrder) { try parameters.sortOrder.set($0) }
    parameters.maxResults = arguments.maxResults
    try withBytes(ifAny: arguments.endpoint) {
      try endpoint.resolve(region: Bytes("us-east-1"), usesFIPS: false, url: $0)
    }
    if let keys = arguments.keys {
      try withBytes(keys.id) { id in
        try withBytes(keys.secret) { secret in
          try withBytes(ifAny: keys.session) {
            try credentials.set(accessKeyID: id, secretAccessKey: secret, sessionToken: $0)
          }
        }
      }
    }
    var request = Request()
    request.begin(endpoint)
    withBytes(ifAny: arguments.token) { request.appendListJobRuns(parameters, token: $0) }
    let attempt = Request.Attempt(
      invocation: UUID(high: 0x4000, low: 1 << 63), number: 2, max: 3)
    let isBuilt = request.finish(
      Request.Shape(attempt: attempt), endpoint, credentials, now: Self.time)
    try #require(isBuilt)
    var built = Built(url: string(request.url) ?? "")
    while let name = string(request.header(built.headers.count).name) {
      let value = string(request.header(built.headers.count).value)
      built.headers.append((name, value ?? "none"))
    }
    let count = built.headers.count
    #expect(request.header(-1).name == nil)
    #expect(request.header(count).value == nil)
    request.clear()
    #expect(request.url == nil)
    #expect(request.header(0).name == nil)
    return built
  }

  @Test("without credentials the request is unsigned and otherwise complete")
  func unsigned() throws {
    let built = try build(Arguments())
    #expect(
      built.url == "https://datazone.us-east-1.api.aws/v2/domains/dzd_1/jobs/job-1/runs")
    #expect(
      built.headers.map(\.name) == [
        "Host", "Accept-Encoding", "User-Agent", "amz-sdk-invocation-id", "amz-sdk-request",
      ])
    #expect(built["Host"] == "datazone.us-east-1.api.aws")
    #expect(built["Accept-Encoding"] == "identity")
    #expect(built["User-Agent"]?.hasPrefix("libdzjobs/\(Bytes(Version.text).string) ") == true)
    #expect(built["amz-sdk-invocation-id"] == "00000000-0000-4000-8000-000000000000")
    #expect(built["amz-sdk-request"] == "attempt=2; max=3")
  }

  @Test("parameters are in botocore's order, encoded, without absent ones")
  func query() throws {
    let all = try build(
      Arguments(
        status: "FAILED", sortOrder: "ASCENDING", maxResults: 50, token: "a+b/c==\u{e9} "))
    #expect(
      all.url.hasSuffix(
        "/runs?status=FAILED&sortOrder=ASCENDING&nextToken=a%2Bb%2Fc%3D%3D%C3%A9%20&maxResults=50"))
    #expect(try build(Arguments(maxResults: .max)).url.hasSuffix("/runs?maxResults=2147483647"))
    #expect(try build(Arguments(status: "")).url.hasSuffix("/runs?status="))
  }

  @Test("an identifier stays in its segment of the path, a value in its pair of the query")
  func injection() throws {
    let built = try build(
      Arguments(
        domain: "a/b", job: "j?x#y%41 z\r\nHost: e", status: "F&maxResults=1#", token: "../x"))
    #expect(
      built.url.hasSuffix(
        "/v2/domains/a%2Fb/jobs/j%3Fx%23y%2541%20z%0D%0AHost%3A%20e/runs"
          + "?status=F%26maxResults%3D1%23&nextToken=..%2Fx"))
  }

  @Test("a signed request has botocore's headers in botocore's order")
  func signed() throws {
    let built = try build(
      Arguments(maxResults: 2, keys: ("AKIDEXAMPLE", "wJalrXUtnFEMI", "token/+=")))
    #expect(
      built.headers.map(\.name) == [
        "Host", "Accept-Encoding", "User-Agent", "X-Amz-Date", "X-Amz-Security-Token",
        "Authorization", "amz-sdk-invocation-id", "amz-sdk-request",
      ])
    #expect(built["X-Amz-Date"] == "20150830T123600Z")
    #expect(built["X-Amz-Security-Token"] == "token/+=")
  }

  @Test(
    "the signature is that of the stages put together",
    arguments: [
      (nil, nil, "/v2/domains/dzd_1/jobs/a%2520b/runs", "datazone.us-east-1.api.aws"),
      ("tok", nil, "/v2/domains/dzd_1/jobs/a%2520b/runs", "datazone.us-east-1.api.aws"),
      (nil, "http://H:81/ba%20se/", "/ba%2520se/v2/domains/dzd_1/jobs/a%2520b/runs", "h:81"),
    ] as [(String?, String?, String, String)])
  func signature(session: String?, endpoint: String?, path: String, host: String) throws {
    let built = try build(
      Arguments(
        job: "a b", status: "FAILED", maxResults: 7, token: "t/1", endpoint: endpoint,
        keys: ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", session)))
    let names = "host;x-amz-date" + (session == nil ? "" : ";x-amz-security-token")
    let token = session.map { "x-amz-security-token:\($0)\n" } ?? ""
    let canonical = """
      GET
      \(path)
      maxResults=7&nextToken=t%2F1&status=FAILED
      host:\(host)
      x-amz-date:20150830T123600Z
      \(token)
      \(names)
      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
      """
    let scope = SigningScope(region: Bytes("us-east-1"), service: "datazone")
    let text = withBytes(canonical) { canonical in
      written {
        Signer.appendStringToSign(
          to: &$0, time: Bytes("20150830T123600Z"), scope: scope, canonicalRequest: canonical)
      }
    }
    let made =
      withBytes(text) { DZJobsCoreTests.signature(of: $0, day: "20150830", scope: scope) } ?? "none"
    #expect(
      built["Authorization"] == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/"
        + "datazone/aws4_request, SignedHeaders=\(names), Signature=\(made)")
  }

  @Test("the longest token is sent whole")
  func longToken() throws {
    let token = String(repeating: "\u{1F600}", count: 8192)
    let url = try build(Arguments(token: token, keys: ("A", "B", nil))).url
    #expect(url.hasSuffix("?nextToken=" + String(repeating: "%F0%9F%98%80", count: 8192)))
  }
}
