// The resources and the deadline of one call of the client.

struct CallContext {
  let configuration: Configuration
  let pool: CurlTransferPool
  /// The times, by `Clock.uptime`, at which the call must end and at which it needed credentials.
  let deadline: Int64?
  let since: Int64
  /// The listing that the call is for; nil if it is for none.
  let state: ListingState?
}
