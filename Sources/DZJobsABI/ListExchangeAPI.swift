// dzjobs.h: the request and the response.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_request_url") @implementation
public func dzjobs_list_request_url(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.url }
}

@_cdecl("dzjobs_list_request_header") @implementation
public func dzjobs_list_request_header(
  _ list: OpaquePointer!, _ i: Int, _ value: UnsafeMutablePointer<UnsafePointer<CChar>?>!
) -> UnsafePointer<CChar>! {
  guard let header = Listing.ask(list, { $0.header(i) }), let name = header.name else { return nil }
  value?.pointee = header.value
  return name
}

@_cdecl("dzjobs_list_put_response_header") @implementation
public func dzjobs_list_put_response_header(
  _ list: OpaquePointer!, _ name: UnsafePointer<CChar>!, _ value: UnsafePointer<CChar>!
) -> CInt {
  Listing.perform(list) { listing throws(Failure) in
    try listing.responseHeader(.of(name), .of(value))
  }
}

@_cdecl("dzjobs_list_put_response") @implementation
public func dzjobs_list_put_response(
  _ list: OpaquePointer!, _ now_us: Int64, _ http_status: CInt, _ body: UnsafeRawPointer!,
  _ body_len: Int
) -> CInt {
  Listing.perform(list) { listing throws(Failure) in
    try listing.response(now: now_us, status: http_status, body: body, count: body_len)
  }
}

@_cdecl("dzjobs_list_put_no_response") @implementation
public func dzjobs_list_put_no_response(
  _ list: OpaquePointer!, _ now_us: Int64, _ retryable: CInt, _ reason: UnsafePointer<CChar>!
) -> CInt {
  Listing.perform(list) { listing throws(Failure) in
    try listing.noResponse(now: now_us, retryable: retryable != 0, reason: .of(reason))
  }
}
