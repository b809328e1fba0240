// The precedence of sources for a setting: the caller, then the environment, then the profile.

import DZJobsCore
import Foundation
import Testing

@testable import DZJobsClient

/// The environment belongs to the process, so one test at a time changes it.
@Suite(.serialized) struct ConfigurationTests {
  private static let names = [
    "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
    "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DATAZONE",
    "AWS_MAX_ATTEMPTS",
  ]

  private let config = FileManager.default.temporaryDirectory
    .appending(component: "dzjobs-\(UUID().uuidString)")

  /// Resolves an environment and a config file with a client.
  private func resolve(
    _ variables: [String: String], file: String = "", _ set: (Client) throws -> Void = { _ in }
  ) throws -> Configuration {
    try Data(file.utf8).write(to: config)
    defer { try? FileManager.default.removeItem(at: config) }
    for name in Self.names { unsetenv(name) }
    setenv("AWS_CONFIG_FILE", config.path(), 1)
    setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1)
    for (name, value) in variables { setenv(name, value, 1) }
    defer { for name in Self.names { unsetenv(name) } }
    let client = Client()
    try set(client)
    var message = ByteBuffer()
    return try client.configure(deadline: nil, for: nil, &message)
  }

  /// Copies a text of a configuration, which only lends it.
  private func region(of configuration: Configuration) -> String? { string(configuration.region) }

  private func endpoint(of configuration: Configuration) -> String? {
    string(configuration.endpointURL)
  }

  private func string(_ bytes: Bytes?) -> String? {
    bytes.map { text in String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self) }
  }

  private let file = """
    [default]
    region = profile-1
    max_attempts = 4
    endpoint_url = http://profile
    [profile other]
    region = other-1
    """

  @Test("the region: setter, AWS_REGION, AWS_DEFAULT_REGION, profile")
  func region() throws {
    let all = ["AWS_REGION": "first-1", "AWS_DEFAULT_REGION": "second-1"]
    let explicit = try resolve(all, file: file) { try $0.set(.region, text: Bytes("setter-1")) }
    #expect(region(of: explicit) == "setter-1")
    #expect(region(of: try resolve(all, file: file)) == "first-1")
    let second = try resolve(["AWS_DEFAULT_REGION": "second-1"], file: file)
    #expect(region(of: second) == "second-1")
    #expect(region(of: try resolve([:], file: file)) == "profile-1")
    #expect(region(of: try resolve([:])) == nil)
  }

  @Test("the profile: setter, variable, default; one that is named must exist")
  func profile() throws {
    let named = try resolve(["AWS_PROFILE": "missing"], file: file) {
      try $0.set(.profile, text: Bytes("other"))
    }
    #expect(region(of: named) == "other-1")
    #expect(region(of: try resolve(["AWS_PROFILE": "other"], file: file)) == "other-1")
    #expect(throws: Failure.config) { try resolve(["AWS_PROFILE": "missing"], file: file) }
  }

  @Test("the endpoint: setter, the service's variable, the variable for all, profile")
  func endpoint() throws {
    let all = ["AWS_ENDPOINT_URL_DATAZONE": "http://one", "AWS_ENDPOINT_URL": "http://all"]
    let explicit = try resolve(all, file: file) {
      try $0.set(.endpointURL, text: Bytes("http://setter"))
    }
    #expect(endpoint(of: explicit) == "http://setter")
    #expect(endpoint(of: try resolve(all, file: file)) == "http://one")
    let forAll = try resolve(["AWS_ENDPOINT_URL": "http://all"], file: file)
    #expect(endpoint(of: forAll) == "http://all")
    #expect(endpoint(of: try resolve([:], file: file)) == "http://profile")
  }

  @Test("attempts: setter, variable, profile")
  func attempts() throws {
    let all = ["AWS_MAX_ATTEMPTS": "7"]
    #expect(try resolve(all, file: file) { try $0.set(.maxAttempts, number: 9) }.maxAttempts == 9)
    #expect(try resolve(all, file: file).maxAttempts == 7)
    #expect(try resolve([:], file: file).maxAttempts == 4)
  }
}
