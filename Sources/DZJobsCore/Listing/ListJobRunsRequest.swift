// The path and query of a ListJobRuns request, in the order of the API reference. Both functions
// are inlined: a call would copy all parameters, since they are a property of the listing.

extension ListJobRunsInput {
  /// Everything that the request has beside its target.
  @inline(__always)
  var shape: Request.Shape { Request.Shape(product: product.bytes ?? Bytes()) }
}

extension Request {
  /// Appends the target of the page that `token` names, the first if nil.
  @inline(__always)
  mutating func appendListJobRuns(_ parameters: borrowing ListJobRunsInput, token: Bytes?) {
    appendPath("/v2/domains/")
    appendPath(encoding: parameters.domainIdentifier.bytes ?? Bytes())
    appendPath("/jobs/")
    appendPath(encoding: parameters.jobIdentifier.bytes ?? Bytes())
    appendPath("/runs")
    beginQuery()
    appendQuery("status", parameters.status.bytes)
    appendQuery("sortOrder", parameters.sortOrder.bytes)
    appendQuery("nextToken", token)
    appendQuery("maxResults", parameters.maxResults)
  }
}
