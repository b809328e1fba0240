// The public Signature Version 4 suite, stage by stage, so that a failure names the wrong stage. A
// small reader here parses the suite's requests.

import Foundation
import Testing

@testable import DZJobsCore

struct SignerSuiteTests {
  private static let folder = "sigv4_botocore"
  private static let names: [String] = Conformance.files(folder, "req")
    .map { $0.deletingPathExtension().path }

  // Skipped without the suite, which is not in the repository. SignerTests need no suite.
  @Test(
    "every case of the public suite passes every stage",
    .needs(suite: folder), arguments: names)
  func stages(path: String) throws {
    func text(_ suffix: String) throws -> String {
      try String(contentsOfFile: path + suffix, encoding: .utf8)
        .replacingOccurrences(of: "\r\n", with: "\n")
    }
    let name = URL(fileURLWithPath: path).lastPathComponent
    // The signer gets this case's token and adds the header: see its .sreq.
    let source = name == "get-vanilla-with-session-token" ? ".sreq" : ".req"
    var request = SuiteRequest(try text(source))
    request.headers.removeAll { $0.name == "authorization" }
    #expect(try request.canonical() == text(".creq"), "\(name): canonical request")
    let scope = SigningScope(region: Bytes("us-east-1"), service: "service")
    let stringToSign = try withBytes(text(".creq")) { canonical in
      written {
        Signer.appendStringToSign(
          to: &$0, time: Bytes("20150830T123600Z"), scope: scope, canonicalRequest: canonical)
      }
    }
    #expect(try stringToSign == text(".sts"), "\(name): string to sign")
    let made = try withBytes(text(".sts")) {
      DZJobsCoreTests.signature(of: $0, day: "20150830", scope: scope)
    }
    #expect(try text(".authz").hasSuffix("Signature=" + (made ?? "none")), "\(name): signature")
  }

  @Test("the suite is complete", .needs(suite: folder))
  func isWhole() {
    #expect(Self.names.count == 34)
  }
}

/// A request in the suite's format: request line, headers, which may continue on the next line,
/// body.
private struct SuiteRequest {
  let isPost: Bool
  let target: String
  var headers: [(name: String, value: String)] = []
  var body = ""

  init(_ text: String) {
    let parts = text.components(separatedBy: "\n\n")
    var lines = parts[0].components(separatedBy: "\n")
    if parts.count > 1 { body = parts[1] }
    let first = lines.removeFirst()
    isPost = first.hasPrefix("POST ")
    let start = first.index(after: first.firstIndex(of: " ") ?? first.startIndex)
    target = String(first[start..<(first.range(of: " HTTP/")?.lowerBound ?? first.endIndex)])
    for line in lines {
      if line.hasPrefix(" "), let last = headers.last {
        headers[headers.count - 1].value = last.value + " " + line
      } else if let colon = line.firstIndex(of: ":") {
        headers.append(
          (line[..<colon].lowercased(), String(line[line.index(after: colon)...])))
      }
    }
  }

  /// Trims header values, joins spaces, and joins equal names with commas.
  private var headerLines: [(name: String, value: String)] {
    var lines: [(name: String, value: String)] = []
    for name in Set(headers.map(\.name)).sorted() {
      let values = headers.filter { $0.name == name }.map { header in
        header.value.split(separator: " ").joined(separator: " ")
      }
      lines.append((name, values.joined(separator: ",")))
    }
    return lines
  }

  /// The engine's canonical request. The suite encodes paths once, DataZone twice, so the engine
  /// gets the path decoded. It gets the query encoded, as it expects.
  func canonical() throws -> String {
    let question = target.firstIndex(of: "?") ?? target.endIndex
    let path = String(target[..<question])
    let query = question == target.endIndex ? "" : String(target[target.index(after: question)...])
    let lines = headerLines
    return withBytes(path.removingPercentEncoding ?? path) { path in
      withBytes(SuiteRequest.encoded(query)) { query in
        withBytes(lines.map { "\($0.name):\($0.value)\n" }.joined()) { headers in
          withBytes(lines.map(\.name).joined(separator: ";")) { signedHeaders in
            withBytes(body) { payload in
              written {
                Signer.appendCanonicalRequest(
                  to: &$0, method: isPost ? "POST" : "GET", path: path, query: query,
                  headers: headers, signedHeaders: signedHeaders, payload: payload)
              }
            }
          }
        }
      }
    }
  }

  /// A raw query with non-ASCII bytes encoded, like the engine's own queries.
  private static func encoded(_ query: String) -> String {
    query.utf8.map { byte in
      byte < 0x80
        ? String(UnicodeScalar(byte))
        : withBytes([byte]) { c in written { $0.appendPercentEncoded(c) } }
    }.joined()
  }
}
