// Reads an error response from all the places where services and proxies put code and message.

import Testing

@testable import DZJobsCore

struct ServiceErrorTests {
  private func read(
    _ status: Int = 400, _ header: String? = nil, _ body: String
  ) throws -> (code: String, message: String) {
    try withBytes(ifAny: header) { header in
      try withBytes(body) { body in
        var error = ServiceError()
        try error.read(status: status, errorType: header, body: body)
        return (error.codeBytes.string, error.messageBytes.string)
      }
    }
  }

  @Test(
    "the code is the header's, else code, Code, __type, else the status",
    arguments: [
      ("H", #"{"code":"a","Code":"b","__type":"c"}"#, "H"),
      (nil, #"{"__type":"c","Code":"b","code":"a"}"#, "a"),
      (nil, #"{"__type":"c","Code":"b"}"#, "b"), (nil, #"{"__type":"c"}"#, "c"), (nil, "{}", "400"),
      ("", #"{"__type":"c"}"#, "c"), (nil, #"{"code":null,"__type":"c"}"#, "c"),
      (nil, #"{"code":5,"__type":"c"}"#, "c"), (nil, #"{"code":"","__type":"c"}"#, "c"),
      (nil, #"{"code":"a","code":"b"}"#, "b"), (nil, "", "400"), (nil, "[]", "400"),
      ("H", "<html>", "H"),
      (nil, #"{"c\u006fde":"\u0061"}"#, "a"),
      // In C this text would be empty.
      (nil, #"{"code":"\u0000a","__type":"c"}"#, "c"), (nil, #"{"__type":"c\u0000#a"}"#, "c"),
    ] as [(String?, String, String)])
  func codes(header: String?, body: String, code: String) throws {
    #expect(try read(400, header, body).code == code)
  }

  @Test(
    "a front end's XML has a code and a message, a page of HTML has none",
    arguments: [
      (
        "<AccessDeniedException>\n  <Message>Unable to determine</Message>\n</AccessDeniedException>",
        "AccessDeniedException", "Unable to determine"
      ),
      ("<UnknownOperationException/>", "UnknownOperationException", ""),
      ("<?xml version='1.0'?>\n<!-- x --><A><Message>&lt;m&gt;</Message></A>", "A", "<m>"),
      ("<A xmlns='b'><Message>m</Message></A>", "A", "m"),
      (
        "<ErrorResponse><Error><Code>C</Code><Message>m</Message></Error></ErrorResponse>", "C",
        "m"
      ),
      ("<html><body>AccessDeniedException</body></html>", "400", ""),
      ("<!DOCTYPE html><Message>m</Message>", "400", "m"), ("<", "400", ""), ("<?", "400", ""),
      ("< A><Message/></A>", "400", ""),
    ])
  func xml(body: String, code: String, message: String) throws {
    let found = try read(400, nil, body)
    #expect(found.code == code && found.message == message)
    #expect(try read(400, "H", body).code == "H")
  }

  @Test(
    "a code is cut at its first colon and behind its last hash",
    arguments: [
      ("E:http://x/#y", "E"), ("aws.protocol#E", "E"), ("a#b#E:c#d", "E"), ("E", "E"),
      ("E ", "E "), ("E,F", "E,F"), (":E", "400"), ("#", "400"), ("a#", "400"),
    ])
  func trimming(sent: String, code: String) throws {
    #expect(try read(400, sent, "{}").code == code)
    #expect(try read(400, nil, #"{"__type":"\#(sent)"}"#).code == code)
  }

  @Test(
    "the message is message's, else Message's, else errorMessage's",
    arguments: [
      (#"{"errorMessage":"c","Message":"b","message":"a"}"#, "a"),
      (#"{"errorMessage":"c","Message":"b"}"#, "b"), (#"{"errorMessage":"c"}"#, "c"),
      (#"{"message":null,"Message":"b"}"#, "b"), (#"{"message":"","Message":"b"}"#, "b"),
      (#"{"message":{"message":"x"}}"#, ""), (#"{"Error":{"message":"x"}}"#, ""), ("{}", ""),
      (#"{"message":"a\u00e9\n\"b"}"#, "a\u{e9}\n\"b"),
    ])
  func messages(body: String, message: String) throws {
    #expect(try read(400, nil, body).message == message)
  }

  @Test(
    "a body that is text is the message, markup and bytes are not",
    arguments: [
      ("Bad Gateway", "Bad Gateway"), ("  x", "  x"), ("<html>x</html>", ""), ("\n <b>", ""),
      ("", ""), (" \r\n ", ""), ("a\0b", ""), ("[1]", "[1]"), (#"{"message":"#, #"{"message":"#),
    ])
  func rawBodies(body: String, message: String) throws {
    let error = try read(502, nil, body)
    #expect(error.message == message)
    #expect(error.code == "502")
  }

  @Test("a raw message is cut to 1024 bytes, not inside a character")
  func longBody() throws {
    let message = try read(500, nil, "a" + String(repeating: "\u{e9}", count: 1000)).message
    #expect(message == "a" + String(repeating: "\u{e9}", count: 511))
  }

  @Test("a body that is not UTF-8 is not a message")
  func notUTF8() throws {
    let text = try withBytes([0x61, 0xFF]) { body in
      var error = ServiceError()
      try error.read(status: 500, errorType: nil, body: body)
      return error.messageBytes.string
    }
    #expect(text == "")
  }

  @Test("a later response removes everything of an earlier one")
  func reuse() throws {
    var error = ServiceError()
    #expect(error.codeBytes.isEmpty == true)
    try withBytes(#"{"code":"LongerCode","message":"m"}"#) {
      try error.read(status: 400, errorType: nil, body: $0)
    }
    #expect(string(error.code.cString()) == "LongerCode")
    try error.read(status: 503, errorType: nil, body: Bytes())
    #expect(string(error.code.cString()) == "503")
    #expect(error.message.cString() == nil)
    error.removeAll()
    #expect(error.code.cString() == nil)
  }

  @Test(
    "a body that is no whole JSON object names no code, as in botocore",
    arguments: [
      #"{"__type":"ThrottlingException","message":"Rate"#, #"{"code":"E"} x"#, #"{"code":"E",}"#,
    ])
  func brokenBody(body: String) throws {
    let error = try read(400, nil, body)
    #expect(error.code == "400")
    #expect(error.message == body)
  }

  @Test("a body cut anywhere, or nested too deep, still gives a code")
  func hostile() throws {
    let body = #"{"__type":"a#E:b","x":[{"y":1.5e3}],"message":"m\ud83d\ude00"}"#
    for length in 0..<body.utf8.count {
      #expect(try ["400", "E"].contains(read(400, nil, String(body.prefix(length))).code))
    }
    let deep = #"{"x":"# + String(repeating: "[", count: 100_000)
    #expect(try read(400, nil, deep).code == "400")
  }
}
