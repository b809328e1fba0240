internal import DZJobsCore
struct ProfileFileError: Error {
  var failure: Failure; var isInCredentials: Bool; var line: Int; var text: StaticString
}
final class Profiles {
  func read(config: Bytes, credentials: Bytes) throws(ProfileFileError) {}
  func hasProfile(_ p: Bytes) -> Bool { false }
  func value(profile: Bytes, key: StaticString) -> Bytes? { nil }
  func servicesValue(section: Bytes, service: StaticString, key: StaticString) -> Bytes? { nil }
}
extension Limit { static let profileFile = 1 << 20 }
