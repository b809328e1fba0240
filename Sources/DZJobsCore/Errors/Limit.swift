// The most that the library accepts from a service, and from a caller.

/// Limits of this library. Those of the service are not checked here.
public enum Limit {
  /// Bytes of a response's body.
  public static let body = 64 << 20
  /// Runs of a page; the service's own maximum is 50.
  static let runs = 100_000
  /// Pages in a row without a run. A service that filters may send empty pages; at 50 runs a page
  /// this means half a million runs that do not match.
  static let emptyPages = 10_000
  /// Nested containers in a body.
  static let depth = 512
  /// Bytes of all headers of a response.
  package static let headers = 1 << 20
  /// Characters of a pagination token: the maximum in botocore's model.
  static let tokenCharacters = 8192
  /// Bytes of a resume token: in base64, two \u escapes for each character of the token inside.
  static let resumeToken = 24 * tokenCharacters
  /// Bytes of a response header that the library keeps.
  static let headerValue = 8192
  /// Bytes of foreign text that an error text quotes.
  static let quoted = 64
}
