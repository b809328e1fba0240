// dzjobs.h: errors and the version.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_error") @implementation
public func dzjobs_list_error(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  guard let listing = Listing.at(list) else { return nil }
  return listing.errorText ?? Bytes("").cString
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
  case DZJOBS_DONE: return Bytes("nothing is left").cString
  case DZJOBS_RUN: return Bytes("a run is current").cString
  case DZJOBS_PAGE: return Bytes("a page is current").cString
  case DZJOBS_SEND: return Bytes("send the request").cString
  case DZJOBS_WAIT: return Bytes("wait").cString
  case DZJOBS_EINVAL: return Bytes("an argument is missing, malformed or out of range").cString
  case DZJOBS_ESTATE: return Bytes("the call does not fit what came before it").cString
  case DZJOBS_ENOMEM: return Bytes("memory ran out").cString
  case DZJOBS_EPARSE: return Bytes("the body is not a ListJobRuns answer").cString
  case DZJOBS_ESERVICE: return Bytes("the service refused").cString
  case DZJOBS_ELOOP: return Bytes("a pagination token came again").cString
  case DZJOBS_ETRANSPORT: return Bytes("no answer").cString
  case DZJOBS_ETOOBIG: return Bytes("the answer is over a limit").cString
  case DZJOBS_ECREDENTIALS: return Bytes("no credentials").cString
  case DZJOBS_ECONFIG: return Bytes("the environment or a profile file is wrong").cString
  case DZJOBS_ETIMEDOUT: return Bytes("the deadline passed").cString
  case DZJOBS_ECANCELLED: return Bytes("the client was cancelled").cString
  case DZJOBS_EUNAVAILABLE: return Bytes("libcurl cannot be loaded").cString
  default: return Bytes("unknown code").cString
  }
}

@_cdecl("dzjobs_version") @implementation
public func dzjobs_version() -> UnsafePointer<CChar>! {
  Bytes(Library.version).cString
}

@_cdecl("dzjobs_version_number") @implementation
public func dzjobs_version_number() -> CInt {
  DZJOBS_VERSION_NUMBER
}
