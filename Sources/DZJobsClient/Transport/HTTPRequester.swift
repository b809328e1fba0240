// Those who make requests and take the responses: listings, and calls for credentials.

package import DZJobsCore

/// Makes requests for an exchange to carry, and takes their responses.
protocol HTTPRequester: AnyObject {
  var method: Bytes { get }
  /// URL, names and values of the headers, a NUL behind each.
  var message: Bytes { get }
  var content: Bytes { get }
  func responseHeader(_ name: Bytes, _ value: Bytes) throws(Failure)
  /// A `body` that is too big has no bytes to read; its count says so.
  func response(now: Int64, status: Int32, _ body: Bytes) throws(Failure)
  /// Takes the secrets of the request out of a text that somebody else wrote.
  func redact(_ text: inout ByteBuffer)
  /// `isShared`: other requests failed with this one, by one event.
  func noResponse(
    now: Int64, retryable: Bool, isShared: Bool, reason: Bytes
  ) throws(Failure)
}

extension Listing: HTTPRequester {
  var method: Bytes { Bytes("GET") }
  var content: Bytes { Bytes() }

  func responseHeader(_ name: Bytes, _ value: Bytes) throws(Failure) {
    try responseHeader(name as Bytes?, value as Bytes?)
  }

  func response(now: Int64, status: Int32, _ body: Bytes) throws(Failure) {
    try response(now: now, status: status, body: body.start, count: body.count)
  }

  func noResponse(
    now: Int64, retryable: Bool, isShared: Bool, reason: Bytes
  ) throws(Failure) {
    try noResponse(
      now: now, retryable: retryable, isShared: isShared, reason: reason as Bytes?)
  }
}

extension ServiceCall: HTTPRequester {}
