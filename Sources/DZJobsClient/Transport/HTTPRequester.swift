// The makers of requests: listings, and calls for credentials.

package import DZJobsCore

/// Builds requests for an exchange to carry, and takes their responses.
protocol HTTPRequester: AnyObject {
  var method: Bytes { get }
  /// The URL, then names and values of the headers, each with a NUL.
  var message: Bytes { get }
  var content: Bytes { get }
  func responseHeader(_ name: Bytes, _ value: Bytes) throws(Failure)
  /// A `body` over the limit has no readable bytes, only a count.
  func response(now: Int64, status: Int32, _ body: Bytes) throws(Failure)
  /// Removes the request's secrets from a text of the server.
  func redact(_ text: inout ByteBuffer)
  /// `isShared`: the same event ended other requests, too.
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
