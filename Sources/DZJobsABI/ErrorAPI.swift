// dzjobs.h: errors and the version.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_last_error") @implementation
public func dzjobs_list_last_error(_ list: OpaquePointer!) -> CInt {
  Listing.ask(list) { $0.lastFailure?.code } ?? 0
}

@_cdecl("dzjobs_list_is_throttled") @implementation
public func dzjobs_list_is_throttled(_ list: OpaquePointer!) -> CInt {
  Listing.ask(list) { $0.lastOutcome == .throttling ? 1 : 0 } ?? 0
}

@_cdecl("dzjobs_list_is_retryable") @implementation
public func dzjobs_list_is_retryable(_ list: OpaquePointer!) -> CInt {
  Listing.ask(list) { $0.lastOutcome == nil ? 0 : 1 } ?? 0
}

@_cdecl("dzjobs_list_count") @implementation
public func dzjobs_list_count(_ list: OpaquePointer!, _ which: CInt) -> Int64 {
  guard let counter = Counter(rawValue: Int(which)) else { return 0 }
  return Listing.ask(list) { $0.counters.value(of: counter) } ?? 0
}

@_cdecl("dzjobs_list_error_text") @implementation
public func dzjobs_list_error_text(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.errorText ?? Bytes("").cString }
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
  case DZJOBS_LIST_DONE: text = "a listing has delivered all its runs"
  case DZJOBS_LIST_FAILED: text = "a listing failed"
  case DZJOBS_PENDING: text = "reserved"
  case DZJOBS_EINVAL: text = "an argument is missing, malformed or out of range"
  case DZJOBS_ESTATE: text = "the call does not fit what came before it"
  case DZJOBS_ENOMEM: text = "memory ran out"
  case DZJOBS_EPARSE: text = "the body is not a ListJobRuns response"
  case DZJOBS_ESERVICE: text = "the service refused"
  case DZJOBS_ELOOP: text = "the pages do not end"
  case DZJOBS_ETRANSPORT: text = "no answer"
  case DZJOBS_ETOOBIG: text = "the response is over a limit"
  case DZJOBS_ECREDENTIALS: text = "no credentials"
  case DZJOBS_ECONFIG: text = "the environment or a profile file is wrong"
  case DZJOBS_ETIMEDOUT: text = "the call timeout passed"
  case DZJOBS_ECANCELED: text = "canceled"
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
