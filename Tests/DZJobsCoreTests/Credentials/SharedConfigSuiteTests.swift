// The public cases of the shared config files: texts of both files with their contents or their
// error.

import Foundation
import Testing

@testable import DZJobsCore

struct SharedConfigSuiteTests {
  private static let folder = "shared_config_and_chain/smithy_rs_aws_runtime"
  private static let cases: [ProfileCase] = {
    let path = Conformance.root.appendingPathComponent(folder + "/profile-parser-tests.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode(Suite.self, from: data).tests) ?? []
  }()

  /// The cases that the SDKs refuse or skip, and that boto3 and this library read.
  private static let readAsBoto3 = [
    "Profile names support alphanumeric characters and - / . % @ _ : +",
    "Property definitions must contain an equals sign.",
    "Invalid profile names are ignored.",
    "Invalid property names are ignored.",
    "Credentials profiles with prefix are ignored.",
    "profile name with extra whitespace in credentials",
  ]

  // Skipped without the suite, which is not in the repository. SharedConfigParserTests need no
  // suite.
  @Test(
    "every case of the public suite is read as it asks", .needs(suite: folder),
    arguments: cases)
  func reads(_ one: ProfileCase) {
    let reading = SharedConfigReading(
      config: one.input.configFile ?? "", credentials: one.input.credentialsFile ?? "")
    let error = reading.error.map { Bytes($0.text).string }
    if let part = one.output.errorContaining {
      let isExpected = error?.contains(part) == true || Self.readAsBoto3.contains(one.name)
      #expect(isExpected, "\(one.name)")
    } else {
      #expect(error == nil, "\(one.name)")
      let isExpected =
        reading.sections == one.output.config?.sections || Self.readAsBoto3.contains(one.name)
      #expect(isExpected, "\(one.name)")
    }
  }

  @Test("the suite is complete", .needs(suite: folder))
  func isWhole() {
    #expect(Self.cases.count == 65)
  }

  // There are no expected results; the test checks that only existing bytes are read.
  @Test(
    "every text of the public corpora is read or refused",
    .needs(suite: "shared_config_and_chain"))
  func corpora() throws {
    var count = 0
    for folder in ["aws_c_auth_fuzz_corpus", "botocore_cfg"] {
      for file in Conformance.files("shared_config_and_chain/" + folder, "") {
        guard let data = try? Data(contentsOf: file) else { continue }
        count += 1
        withBytes([UInt8](data)) { text in
          for (config, credentials) in [(text, Bytes()), (Bytes(), text)] {
            do throws(SharedConfigError) {
              _ = try SharedConfig(config: config, credentials: credentials)
            } catch {
              #expect(error.failure == .config && error.line > 0)
            }
          }
        }
      }
    }
    #expect(count > 90)
  }
}

private struct Suite: Decodable {
  let tests: [ProfileCase]
}

struct ProfileCase: Decodable, Sendable {
  struct Input: Decodable {
    let configFile: String?
    let credentialsFile: String?
  }

  struct Output: Decodable {
    let errorContaining: String?
    let config: Sections?
  }

  struct Sections: Decodable {
    let profiles: [String: [String: String]]
    let sso_sessions: [String: [String: String]]?

    var sections: [String: [String: String]] {
      var all: [String: [String: String]] = [:]
      for (name, properties) in profiles { all["profile " + name] = properties }
      for (name, properties) in sso_sessions ?? [:] { all["ssoSession " + name] = properties }
      return all
    }
  }

  let name: String
  let input: Input
  let output: Output
}
