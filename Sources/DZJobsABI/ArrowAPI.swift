// dzjobs.h and dzjobs_client.h: the exports to Arrow.

import CDZJobs
import CSystem
import DZJobsClient
import DZJobsCore

extension ArrowStream: Boxed {
  /// The stream behind the struct that a consumer has.
  fileprivate static func at(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> ArrowStream? {
    at(OpaquePointer(stream?.pointee.private_data))
  }
}

@_cdecl("dzjobs_list_export_arrow_schema") @implementation
public func dzjobs_list_export_arrow_schema(
  _ list: OpaquePointer!, _ out: UnsafeMutablePointer<ArrowSchema>!
) -> CInt {
  Listing.perform(list) { listing throws(Failure) in try listing.exportArrowSchema(to: out) }
}

@_cdecl("dzjobs_list_export_arrow_page") @implementation
public func dzjobs_list_export_arrow_page(
  _ list: OpaquePointer!, _ out: UnsafeMutablePointer<ArrowArray>!
) -> CInt {
  Listing.perform(list) { listing throws(Failure) in try listing.exportArrowPage(to: out) }
}

@_cdecl("dzjobs_client_export_arrow_stream") @implementation
public func dzjobs_client_export_arrow_stream(
  _ client: OpaquePointer!, _ list: OpaquePointer!, _ batch_rows: Int,
  _ out: UnsafeMutablePointer<ArrowArrayStream>!
) -> CInt {
  guard let list = ListHandle.at(list), let out else { return DZJOBS_EINVAL }
  return Client.perform(client) { client throws(Failure) in
    let stream = ArrowStream(try client.own(list.state, list.listing), batchRows: batch_rows)
    out.initialize(
      to: ArrowArrayStream(
        get_schema: { ArrowStream.at($0)?.schema($1) ?? CInt(EINVAL) },
        get_next: { ArrowStream.at($0)?.next($1) ?? CInt(EINVAL) },
        get_last_error: { ArrowStream.at($0)?.errorText },
        release: { stream in
          guard let stream else { return }
          stream.pointee.release = nil
          ArrowStream.release(OpaquePointer(stream.pointee.private_data))
        },
        private_data: UnsafeMutableRawPointer(ArrowStream.handle(stream))))
  }
}
