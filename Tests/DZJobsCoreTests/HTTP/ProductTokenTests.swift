// Texts of the environment in headers. No character of them may begin another product or header.

import Testing

@testable import DZJobsCore

struct ProductTokenTests {
  @Test(
    "a hyphen replaces each character that a product must not have",
    arguments: [
      ("AWS_Lambda_python3.12", "AWS_Lambda_python3.12"), ("!$%&'*+-.^_`|~,", "!$%&'*+-.^_`|~,"),
      ("a b/c;d(e)\"f", "a-b-c-d-e--f"), ("a\r\nb\u{7F}", "a--b-"), ("é€😀", "---"), ("", ""),
    ])
  func products(text: String, product: String) {
    var buffer = ByteBuffer()
    withBytes(text) { buffer.appendProduct($0, keepingHash: false) }
    #expect(buffer.bytes().string == product)
  }

  @Test("only an app id keeps its #", arguments: [(true, "a#1-2"), (false, "a-1-2")])
  func hashes(keepingHash: Bool, product: String) {
    var buffer = ByteBuffer()
    withBytes("a#1 2") { buffer.appendProduct($0, keepingHash: keepingHash) }
    #expect(buffer.bytes().string == product)
  }

  @Test(
    "a trace id keeps its separators; everything else is percent-encoded",
    arguments: [
      ("Root=1-5759e988;Parent=53;Sampled=1", "Root=1-5759e988;Parent=53;Sampled=1"),
      ("-=;:+&[]{}\"',", "-=;:+&[]{}\"',"), ("a/b c\r\n", "a%2Fb%20c%0D%0A"), ("é", "%C3%A9"),
    ])
  func traceIDs(text: String, encoded: String) {
    var buffer = ByteBuffer()
    withBytes(text) { buffer.appendTraceID($0) }
    #expect(buffer.bytes().string == encoded)
  }
}
