// How much the library takes from a service before it gives up.

/// Limits of this library, not of the service.
public enum Limit {
  /// Bytes of an answer.
  public static let body = 64 << 20
  /// Runs of a page; the service's own maximum is 50.
  static let runs = 100_000
  /// Pages in a row without a run. A service that filters what it has looked at may send empty
  /// pages; at its 50 a page this is half a million runs looked at in vain.
  static let emptyPages = 10_000
  /// Containers inside each other in a body.
  static let depth = 512
  /// Bytes of all headers of an answer.
  package static let headers = 1 << 20
  /// Characters of a pagination token: the model's maximum.
  static let tokenCharacters = 8192
  /// Bytes of a resume token: each character of the token inside as two \u escapes, in base64.
  static let resumeToken = 24 * tokenCharacters
  /// Bytes of an answer's header that are kept.
  static let headerValue = 8192
  /// Bytes of foreign text quoted in a text of ours.
  static let quoted = 64
}
