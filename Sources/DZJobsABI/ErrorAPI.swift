// dzjobs.h: errors and the version.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_error_text") @implementation
public func dzjobs_list_error_text(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  guard let listing = Listing.at(list) else { return nil }
  return listing.errorText ?? Bytes("").cString
}

@_cdecl("dzjobs_list_service_code") @implementation
public func dzjobs_list_service_code(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.serviceCode }
}

@_cdecl("dzjobs_list_service_message") @implementation
public func dzjobs_list_service_message(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.serviceMessage }
}

@_cdecl("dzjobs_list_http_status") @implementation
public func dzjobs_list_http_status(_ list: OpaquePointer!) -> CInt {
  Listing.ask(list) { $0.httpStatus } ?? 0
}

@_cdecl("dzjobs_list_request_id") @implementation
public func dzjobs_list_request_id(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.requestID }
}

@_cdecl("dzjobs_list_attempts") @implementation
public func dzjobs_list_attempts(_ list: OpaquePointer!) -> CInt {
  Listing.ask(list) { $0.attemptCount } ?? 0
}

@_cdecl("dzjobs_strerror") @implementation
public func dzjobs_strerror(_ code: CInt) -> UnsafePointer<CChar>! {
  let text: StaticCString
  switch code {
  case DZJOBS_DONE: text = "nothing is left"
  case DZJOBS_RUN: text = "a run is current"
  case DZJOBS_PAGE: text = "a page is current"
  case DZJOBS_SEND: text = "send the request"
  case DZJOBS_WAIT: text = "wait"
  case DZJOBS_LIST_DONE: text = "a listing has handed out all its runs"
  case DZJOBS_EINVAL: text = "an argument is missing, malformed or out of range"
  case DZJOBS_ESTATE: text = "the call does not fit what came before it"
  case DZJOBS_ENOMEM: text = "memory ran out"
  case DZJOBS_EPARSE: text = "the body is not a ListJobRuns answer"
  case DZJOBS_ESERVICE: text = "the service refused"
  case DZJOBS_ELOOP: text = "the pages do not end"
  case DZJOBS_ETRANSPORT: text = "no answer"
  case DZJOBS_ETOOBIG: text = "the answer is over a limit"
  case DZJOBS_ECREDENTIALS: text = "no credentials"
  case DZJOBS_ECONFIG: text = "the environment or a profile file is wrong"
  case DZJOBS_ETIMEDOUT: text = "the deadline passed"
  case DZJOBS_ECANCELED: text = "the client was canceled"
  case DZJOBS_EUNAVAILABLE: text = "libcurl cannot be loaded"
  default: text = "unknown code"
  }
  return text.cString
}

@_cdecl("dzjobs_version") @implementation
public func dzjobs_version() -> UnsafePointer<CChar>! {
  Version.text.cString
}

@_cdecl("dzjobs_version_number") @implementation
public func dzjobs_version_number() -> CInt {
  DZJOBS_VERSION_NUMBER
}
