// What libcurl's result codes mean for a request: whether another attempt can end otherwise, and
// the word that our texts put in front of libcurl's own, which differ from version to version.

internal import DZJobsCore

/// A CURLE_* code by its number: names that are newer than the header at hand count, too.
struct CurlFailure {
  let code: Int32

  static let unsupportedProtocol: Int32 = 1
  static let failedInit: Int32 = 2
  static let notBuiltIn: Int32 = 4
  static let writeError: Int32 = 23
  static let outOfMemory: Int32 = 27
  static let timedOut: Int32 = 28
  static let aborted: Int32 = 42
  static let unknownOption: Int32 = 48
  static let badContentEncoding: Int32 = 61
  static let badCertificates: Int32 = 77

  /// Codes that this table does not know are retryable, because a network is the usual reason.
  var isRetryable: Bool {
    switch code {
    // The URL, an option or libcurl itself: each attempt has the same.
    case 3, 4, 41, 43, 48, 49, 85: return false
    // A TLS engine, a client's certificate, a cipher: settings of this machine.
    case 53, 54, 58, 59, 66, 98: return false
    // The server's certificate: an attacker's does not become better.
    case 51, 60, 83, 90, 91: return false
    // The file of trusted certificates, or of revoked ones.
    case 77, 82: return false
    // TLS was asked for and refused; credentials for it were refused.
    case 64, 94, 101: return false
    // 1 is an answer that is no HTTP. 2 is what libcurl 7.88 reports of an HTTP/2 connection that
    // retired behind a proxy. 5 to 8, 16, 18, 28, 35, 52, 55, 56, 61, 80, 81, 89, 92, 95 to 97 and
    // 99 are a network, a proxy or a server in trouble. 27 is also libcurl's code for a line of a
    // head that is too long. 23 and 42 are this library's own ends of a transfer. The rest are of
    // other protocols than HTTP.
    default: return true
    }
  }

  /// Names, connections and certificates need descriptors.
  var mayLackDescriptors: Bool {
    switch code {
    case 2, 5...7, 35, 77: return true
    default: return false
    }
  }

  /// `isProxied`: the connection goes through a proxy; `isTunnelRefused`: which refused it.
  func kind(isProxied: Bool, isTunnelRefused: Bool) -> StaticCString {
    if isTunnelRefused { return "proxy: " }
    switch code {
    case 5, 97: return "proxy: "
    case 6: return "name: "
    case 7: return isProxied ? "proxy: " : "connect: "
    case 35, 51, 53, 54, 58...60, 64, 66, 77, 80, 82, 83, 90, 91, 98, 101: return "TLS: "
    case 27: return "no memory, or a line over libcurl's limit: "
    case 16, 18, 52, 55, 56, 92, 95: return "connection lost: "
    default: return ""
    }
  }
}
