// Which of libcurl's results another attempt may change, by number: names differ by version.

import Testing

@testable import DZJobsClient

struct CurlFailureTests {
  /// The caller's URL and options, this machine's TLS, the server's certificate, refused credentials.
  static let final: Set<Int32> = [
    3, 4, 41, 43, 48, 49, 51, 53, 54, 58, 59, 60, 64, 66, 77, 82, 83, 85, 90, 91, 94, 98, 101,
  ]

  @Test("settings and certificates are final, a network is not, and neither is an unknown code")
  func retryable() {
    for code in Int32(1)...120 {
      #expect(CurlFailure(code: code).isRetryable == !Self.final.contains(code), "CURLE \(code)")
    }
  }

  @Test("only what opens something may have lacked descriptors")
  func descriptors() {
    let codes = (Int32(0)...120).filter { CurlFailure(code: $0).mayLackDescriptors }
    #expect(codes == [2, 5, 6, 7, 35, 77])
  }
}
