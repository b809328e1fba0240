// Classifies libcurl's results by number, because names differ between versions: which ones a retry
// may change.

import Testing

@testable import DZJobsClient

struct CurlFailureTests {
  /// The codes of the caller's URL and options, this machine's TLS, the server's certificate, and
  /// refused credentials.
  static let final: Set<Int32> = [
    3, 4, 41, 43, 48, 49, 51, 53, 54, 58, 59, 60, 64, 66, 77, 82, 83, 85, 90, 91, 94, 98, 101,
  ]

  @Test("settings and certificates are final; networks and unknown codes are retryable")
  func retryable() {
    for code in Int32(1)...120 {
      #expect(CurlFailure(code: code).isRetryable == !Self.final.contains(code), "CURLE \(code)")
    }
  }

  @Test("only codes of opening something may mean a lack of descriptors")
  func descriptors() {
    let codes = (Int32(0)...120).filter { CurlFailure(code: $0).mayLackDescriptors }
    #expect(codes == [2, 5, 6, 7, 35, 77])
  }
}
