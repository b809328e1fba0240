// dzjobs_settings.h: settings and credentials.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_set_region") @implementation
public func dzjobs_list_set_region(
  _ list: OpaquePointer!, _ region: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .region) { listing throws(Failure) in try listing.setRegion(.of(region)) }
}

@_cdecl("dzjobs_list_set_status") @implementation
public func dzjobs_list_set_status(
  _ list: OpaquePointer!, _ status: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .status) { listing throws(Failure) in try listing.setStatus(.of(status)) }
}

@_cdecl("dzjobs_list_set_sort_order") @implementation
public func dzjobs_list_set_sort_order(
  _ list: OpaquePointer!, _ sort_order: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .sortOrder) { listing throws(Failure) in
    try listing.setSortOrder(.of(sort_order))
  }
}

@_cdecl("dzjobs_list_set_max_results") @implementation
public func dzjobs_list_set_max_results(_ list: OpaquePointer!, _ max_results: CInt) -> CInt {
  Listing.set(list, .maxResults) { listing throws(Failure) in try listing.setMaxResults(max_results)
  }
}

@_cdecl("dzjobs_list_set_max_items") @implementation
public func dzjobs_list_set_max_items(_ list: OpaquePointer!, _ max_items: Int64) -> CInt {
  Listing.set(list, .maxItems) { listing throws(Failure) in try listing.setMaxItems(max_items) }
}

@_cdecl("dzjobs_list_set_next_token") @implementation
public func dzjobs_list_set_next_token(
  _ list: OpaquePointer!, _ next_token: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .nextToken) { listing throws(Failure) in
    try listing.setNextToken(.of(next_token))
  }
}

@_cdecl("dzjobs_list_set_resume_token") @implementation
public func dzjobs_list_set_resume_token(
  _ list: OpaquePointer!, _ resume_token: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .resumeToken) { listing throws(Failure) in
    try listing.setStartingToken(.of(resume_token))
  }
}

@_cdecl("dzjobs_list_set_endpoint_url") @implementation
public func dzjobs_list_set_endpoint_url(
  _ list: OpaquePointer!, _ endpoint_url: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .endpointURL) { listing throws(Failure) in
    try listing.setEndpointURL(.of(endpoint_url))
  }
}

@_cdecl("dzjobs_list_set_use_fips") @implementation
public func dzjobs_list_set_use_fips(_ list: OpaquePointer!, _ use_fips: CInt) -> CInt {
  Listing.set(list, .useFIPS) { listing throws(Failure) in try listing.setFIPS(use_fips != 0) }
}

@_cdecl("dzjobs_list_set_max_attempts") @implementation
public func dzjobs_list_set_max_attempts(_ list: OpaquePointer!, _ max_attempts: CInt) -> CInt {
  Listing.set(list, .maxAttempts) { listing throws(Failure) in
    try listing.setMaxAttempts(max_attempts)
  }
}

@_cdecl("dzjobs_list_set_retry_quota") @implementation
public func dzjobs_list_set_retry_quota(_ list: OpaquePointer!, _ quota: CInt) -> CInt {
  Listing.set(list, .retryQuota) { listing throws(Failure) in try listing.setRetryQuota(quota) }
}

@_cdecl("dzjobs_list_set_random_seed") @implementation
public func dzjobs_list_set_random_seed(_ list: OpaquePointer!, _ seed: UInt64) -> CInt {
  Listing.set(list, .randomSeed) { listing throws(Failure) in try listing.setRandomSeed(seed) }
}

@_cdecl("dzjobs_list_set_json_times") @implementation
public func dzjobs_list_set_json_times(_ list: OpaquePointer!, _ style: CInt) -> CInt {
  let times: JSONTimes? =
    style == DZJOBS_JSON_ISO8601 ? .iso8601 : style == DZJOBS_JSON_EPOCH ? .epoch : nil
  return Listing.set(list, .jsonTimes) { listing throws(Failure) in try listing.setJSONTimes(times)
  }
}

@_cdecl("dzjobs_list_set_credentials") @implementation
public func dzjobs_list_set_credentials(
  _ list: OpaquePointer!, _ access_key_id: UnsafePointer<CChar>!,
  _ secret_access_key: UnsafePointer<CChar>!, _ session_token: UnsafePointer<CChar>!
) -> CInt {
  Listing.perform(list) { listing throws(Failure) in
    try listing.setCredentials(
      accessKeyID: .of(access_key_id), secretAccessKey: .of(secret_access_key),
      sessionToken: .of(session_token))
  }
}
