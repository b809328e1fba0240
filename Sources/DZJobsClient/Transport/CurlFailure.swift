// Classifies libcurl's result codes: whether a retry can help, and the words that an error text has
// before libcurl's own text, which differs between versions.

internal import DZJobsCore

/// A CURLE_* code, by number because the installed header may lack newer names.
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

  /// True if a retry can help. Unknown codes are retryable, because the usual reason is the
  /// network.
  var isRetryable: Bool {
    switch code {
    // The URL, an option or libcurl itself: a retry would have the same.
    case 3, 4, 41, 43, 48, 49, 85: return false
    // A TLS engine, a client certificate, a cipher: settings of this machine.
    case 53, 54, 58, 59, 66, 98: return false
    // The server's certificate: a retry would meet the same attacker.
    case 51, 60, 83, 90, 91: return false
    // The file of trusted certificates, or of revoked ones.
    case 77, 82: return false
    // The server refused TLS, or credentials for it.
    case 64, 94, 101: return false
    // 1 is a response that is not HTTP. 2 is libcurl 7.88's code for an HTTP/2 connection that
    // retired behind a proxy. 5 to 8, 16, 18, 28, 35, 52, 55, 56, 61, 80, 81, 89, 92, 95 to 97 and
    // 99 mean trouble of a network, a proxy or a server. 27 is also libcurl's code for a header
    // line that is too long. 23 and 42 mean that this library ended the transfer. The rest belong
    // to protocols other than HTTP.
    default: return true
    }
  }

  /// True if the reason may be a lack of descriptors: names, connections and certificates need
  /// them.
  var mayLackDescriptors: Bool {
    switch code {
    case 2, 5...7, 35, 77: return true
    default: return false
    }
  }

  /// The words before libcurl's text. `isProxied`: a proxy is in use; `isTunnelRefused`: it
  /// refused.
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
