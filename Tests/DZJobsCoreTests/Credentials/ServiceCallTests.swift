// A call for credentials is a listing without pages: it is signed, judged and retried by the same
// rules.

import Testing

@testable import DZJobsCore

struct ServiceCallTests {
  private static let now: Int64 = 1_795_428_000_000_000

  private func call(
    _ service: Service? = .sts, _ method: StaticCString = "POST", xml: Bool = true
  ) throws -> ServiceCall {
    var endpoint = Endpoint()
    try endpoint.resolve(.sts, region: Bytes("us-east-1"), usesFIPS: false, url: nil)
    return ServiceCall(service, method, at: endpoint, speaksXML: xml, maxAttempts: 3, entropy: 1)
  }

  private func headers(_ call: ServiceCall) -> [String: String] {
    let parts = call.message.string.split(separator: "\0", omittingEmptySubsequences: false)
    var found = ["URL": String(parts[0])]
    for index in stride(from: 1, to: parts.count - 1, by: 2) {
      found[String(parts[index])] = String(parts[index + 1])
    }
    return found
  }

  private func answer(_ call: ServiceCall, _ status: Int32, _ body: String) throws {
    try withBytes(body) { try call.response(now: Self.now, status: status, $0) }
  }

  @Test("a form is signed with its content, and its fields cannot start another")
  func form() throws {
    let call = try call()
    call.append("/")
    call.appendField("Action", Bytes("AssumeRole"))
    call.appendField("RoleArn", Bytes("a b&c=d%/\u{e9}"))
    var issued = IssuedCredentials()
    _ = try issued.set(
      accessKeyID: Bytes("AKID"), secretAccessKey: Bytes("secret"), sessionToken: Bytes("t"),
      expiration: nil)
    try call.sign(with: issued)
    #expect(try call.next(now: Self.now) == .send)
    #expect(call.content.string == "Action=AssumeRole&RoleArn=a%20b%26c%3Dd%25%2F%C3%A9")
    let sent = headers(call)
    #expect(sent["URL"] == "https://sts.us-east-1.amazonaws.com/")
    #expect(sent["Content-Type"]?.hasPrefix("application/x-www-form-urlencoded") == true)
    #expect(sent["X-Amz-Security-Token"] == "t" && sent["amz-sdk-request"] == "attempt=1; max=3")
    #expect(
      sent["Authorization"]?.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/sts/aws4_request, SignedHeaders="
          + "content-type;host;x-amz-date;x-amz-security-token, Signature=") == true)
  }

  @Test("JSON members, a query, another header, and no SDK headers for other servers")
  func others() throws {
    let json = try call(.ssoOIDC, xml: false)
    json.append("/token")
    json.appendMember("a", Bytes("x\"y"))
    json.appendMember("b", Bytes())
    #expect(try json.next(now: Self.now) == .send)
    #expect(json.content.string == #"{"a":"x\"y","b":""}"#)
    #expect(headers(json)["Content-Type"] == "application/json")
    #expect(headers(json)["Authorization"] == nil)
    let other = try call(nil, "GET")
    other.append(Bytes("/path?a=1&b"))
    #expect(try other.setHeader("X-Own", Bytes("value")))
    #expect(try !other.setHeader("X-Own", Bytes("a\r\nb")))
    #expect(try other.next(now: Self.now) == .send)
    #expect(headers(other)["URL"]?.hasSuffix(".com/path?a=1&b") == true)
    #expect(headers(other)["X-Own"] == "value" && headers(other)["amz-sdk-request"] == nil)
  }

  @Test("a code that is not UTF-8 still becomes text")
  func codeNotUTF8() throws {
    let call = try call()
    #expect(try call.next(now: Self.now) == .send)
    try withBytes(Array("<Code>a".utf8) + [0xF4] + Array("b</Code>".utf8)) {
      try call.response(now: Self.now, status: 400, $0)
    }
    #expect(call.text.string.hasPrefix("a?b (HTTP 400"))
  }

  @Test("a good response is kept, a bad one is retried after a back-off and counted")
  func attempts() throws {
    let call = try call()
    #expect(try call.next(now: Self.now) == .send)
    let invocation = headers(call)["amz-sdk-invocation-id"]
    try answer(call, 503, "<Error><Code>SlowDown</Code></Error>")
    #expect(try call.next(now: Self.now) == .wait)
    #expect(call.waitTime > 0 && call.waitTime <= 1_000_000)
    #expect(try call.next(now: Self.now + call.waitTime) == .send)
    #expect(headers(call)["amz-sdk-invocation-id"] == invocation)
    #expect(headers(call)["amz-sdk-request"] == "attempt=2; max=3")
    try answer(call, 200, "body")
    #expect(try call.next(now: Self.now) == .done)
    #expect(call.body.bytes().string == "body")
  }

  @Test("a refusal is final; its text has code, message and request id, but no token")
  func refusal() throws {
    let call = try call()
    #expect(try call.setHeader("X-Token", Bytes("secret-token")))
    #expect(try call.next(now: Self.now) == .send)
    try call.responseHeader(Bytes("x-amzn-requestid"), Bytes("r1"))
    try answer(
      call, 403, "<Error><Code>AccessDenied</Code><Message>not secret-token</Message></Error>")
    #expect(throws: Failure.service) { try call.next(now: Self.now) }
    #expect(
      call.text.string
        == "AccessDenied: not ************ (HTTP 403, request id r1, attempt 1 of 3)")
  }

  @Test("a response that is too long, and none")
  func noAnswer() throws {
    let long = try call()
    #expect(try long.next(now: Self.now) == .send)
    try long.response(
      now: Self.now, status: 200, Bytes(start: Bytes("").start, count: ServiceCall.maxBody + 1))
    #expect(throws: Failure.transport) { try long.next(now: Self.now) }
    let none = try call()
    #expect(try none.next(now: Self.now) == .send)
    try none.noResponse(now: Self.now, retryable: false, reason: Bytes("refused"))
    #expect(throws: Failure.transport) { try none.next(now: Self.now) }
    #expect(none.text.string == "no answer: refused (attempt 1 of 3)")
  }
}
