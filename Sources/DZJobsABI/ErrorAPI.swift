// dzjobs.h: errors and the version.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_error") @implementation
public func dzjobs_list_error(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  guard let listing = Listing.at(list) else { return nil }
  return listing.errorText ?? lend("")
}

@_cdecl("dzjobs_list_error_code") @implementation
public func dzjobs_list_error_code(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.at(list)?.answer.errorCode
}

@_cdecl("dzjobs_list_error_message") @implementation
public func dzjobs_list_error_message(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.at(list)?.answer.errorMessage
}

@_cdecl("dzjobs_list_http_status") @implementation
public func dzjobs_list_http_status(_ list: OpaquePointer!) -> CInt {
  Listing.at(list)?.answer.status ?? 0
}

@_cdecl("dzjobs_list_request_id") @implementation
public func dzjobs_list_request_id(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.at(list)?.answer.requestID
}

@_cdecl("dzjobs_list_attempts") @implementation
public func dzjobs_list_attempts(_ list: OpaquePointer!) -> CInt {
  Listing.at(list)?.answer.attempts ?? 0
}

@_cdecl("dzjobs_strerror") @implementation
public func dzjobs_strerror(_ code: CInt) -> UnsafePointer<CChar>! {
  switch code {
  case DZJOBS_DONE: return lend("nothing is left")
  case DZJOBS_RUN: return lend("a run is current")
  case DZJOBS_PAGE: return lend("a page is current")
  case DZJOBS_SEND: return lend("send the request")
  case DZJOBS_WAIT: return lend("wait")
  case DZJOBS_EINVAL: return lend("an argument is missing, malformed or out of range")
  case DZJOBS_ESTATE: return lend("the call does not fit what came before it")
  case DZJOBS_ENOMEM: return lend("memory ran out")
  case DZJOBS_EPARSE: return lend("the body is not a ListJobRuns answer")
  case DZJOBS_ESERVICE: return lend("the service refused")
  case DZJOBS_ELOOP: return lend("a pagination token came again")
  case DZJOBS_ETRANSPORT: return lend("no answer")
  case DZJOBS_ETOOBIG: return lend("the answer is over a limit")
  default: return lend("unknown code")
  }
}

@_cdecl("dzjobs_version") @implementation
public func dzjobs_version() -> UnsafePointer<CChar>! {
  lend(Library.version)
}

@_cdecl("dzjobs_version_number") @implementation
public func dzjobs_version_number() -> CInt {
  DZJOBS_VERSION_NUMBER
}
