// ListJobRuns itself: the one request that a listing sends, again and again.

extension Request {
  /// Builds the request for the page `token` names, the first if nil, signed for `time` if there
  /// are credentials. False if memory runs out.
  mutating func build(
    _ parameters: borrowing ListJobRunsInput, endpoint: borrowing Endpoint, token: Bytes?,
    credentials: inout Credentials, time: Int64, attempt: Attempt
  ) -> Bool {
    begin(endpoint)
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
    return finish(
      Shape(product: parameters.product.bytes ?? Bytes(), attempt: attempt), endpoint, &credentials,
      now: time)
  }
}
