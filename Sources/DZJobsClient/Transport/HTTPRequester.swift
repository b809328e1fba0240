// Listings and calls for credentials as those who ask for exchanges.

package import DZJobsCore

extension Listing: HTTPRequester {
  var method: Bytes { Bytes("GET") }
  var content: Bytes { Bytes() }

  func responseHeader(_ name: Bytes, _ value: Bytes) throws(Failure) {
    try responseHeader(name as Bytes?, value as Bytes?)
  }

  func response(now: Int64, status: Int32, _ body: Bytes) throws(Failure) {
    try response(now: now, status: status, body: body.start, count: body.count)
  }

  func noResponse(now: Int64, retryable: Bool, reason: Bytes) throws(Failure) {
    try noResponse(now: now, retryable: retryable, reason: reason as Bytes?)
  }
}

extension ServiceCall: HTTPRequester {}
