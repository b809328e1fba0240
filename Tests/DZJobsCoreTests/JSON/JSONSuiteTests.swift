// The public suite of JSON texts: valid ones are accepted, invalid ones are refused, and those that
// may be either do no harm.

import Foundation
import Testing

@testable import DZJobsCore

struct JSONSuiteTests {
  private static let folder = "json_testsuite_nst/test_parsing"
  private static let files = Conformance.files(folder, "json")

  // Skipped without the suite, which is not in the repository. JSONReaderTests need no suite.
  @Test(
    "every text of the public suite is judged as it asks", .needs(suite: folder),
    arguments: files)
  func texts(file: URL) throws {
    let text = [UInt8](try Data(contentsOf: file))
    let isRefused = text.isEmpty || JSONReaderTests.failure(text) != nil
    let name = file.lastPathComponent
    if name.hasPrefix("y_") { #expect(!isRefused, "\(name)") }
    if name.hasPrefix("n_") { #expect(isRefused, "\(name)") }
  }

  @Test("every text of the public suite can be a body", .needs(suite: folder))
  func bodies() throws {
    let page = JobRunPage()
    for file in Self.files {
      let text = [UInt8](try Data(contentsOf: file))
      for body in [text, Array(#"{"items":[{"x":"#.utf8) + text + Array("}]}".utf8)] {
        var message = ByteBuffer()
        withBytes(body) { try? JobRunPageReader.read($0, into: page, message: &message) }
      }
    }
    #expect(Self.files.count == 318)
  }
}
