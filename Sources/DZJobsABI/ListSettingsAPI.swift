// dzjobs_settings.h: settings and credentials.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_set_region") @implementation
public func dzjobs_list_set_region(
  _ list: OpaquePointer!, _ region: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .region, text: region)
}

@_cdecl("dzjobs_list_set_status") @implementation
public func dzjobs_list_set_status(
  _ list: OpaquePointer!, _ status: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .status, text: status)
}

@_cdecl("dzjobs_list_set_sort_order") @implementation
public func dzjobs_list_set_sort_order(
  _ list: OpaquePointer!, _ sort_order: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .sortOrder, text: sort_order)
}

@_cdecl("dzjobs_list_set_max_results") @implementation
public func dzjobs_list_set_max_results(_ list: OpaquePointer!, _ max_results: CInt) -> CInt {
  Listing.set(list, .maxResults, number: Int64(max_results))
}

@_cdecl("dzjobs_list_set_max_items") @implementation
public func dzjobs_list_set_max_items(_ list: OpaquePointer!, _ max_items: Int64) -> CInt {
  Listing.set(list, .maxItems, number: max_items)
}

@_cdecl("dzjobs_list_set_next_token") @implementation
public func dzjobs_list_set_next_token(
  _ list: OpaquePointer!, _ next_token: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .nextToken, text: next_token)
}

@_cdecl("dzjobs_list_set_resume_token") @implementation
public func dzjobs_list_set_resume_token(
  _ list: OpaquePointer!, _ resume_token: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .resumeToken, text: resume_token)
}

@_cdecl("dzjobs_list_set_endpoint_url") @implementation
public func dzjobs_list_set_endpoint_url(
  _ list: OpaquePointer!, _ endpoint_url: UnsafePointer<CChar>!
) -> CInt {
  Listing.set(list, .endpointURL, text: endpoint_url)
}

@_cdecl("dzjobs_list_set_use_fips") @implementation
public func dzjobs_list_set_use_fips(_ list: OpaquePointer!, _ use_fips: CInt) -> CInt {
  Listing.set(list, .useFIPS, number: Int64(use_fips))
}

@_cdecl("dzjobs_list_set_max_attempts") @implementation
public func dzjobs_list_set_max_attempts(_ list: OpaquePointer!, _ max_attempts: CInt) -> CInt {
  Listing.set(list, .maxAttempts, number: Int64(max_attempts))
}

@_cdecl("dzjobs_list_set_retry_quota") @implementation
public func dzjobs_list_set_retry_quota(_ list: OpaquePointer!, _ quota: CInt) -> CInt {
  Listing.set(list, .retryQuota, number: Int64(quota))
}

@_cdecl("dzjobs_list_set_random_seed") @implementation
public func dzjobs_list_set_random_seed(_ list: OpaquePointer!, _ seed: UInt64) -> CInt {
  Listing.set(list, .randomSeed, number: Int64(bitPattern: seed))
}

@_cdecl("dzjobs_list_set_json_times") @implementation
public func dzjobs_list_set_json_times(_ list: OpaquePointer!, _ style: CInt) -> CInt {
  Listing.set(list, .jsonTimes, number: Int64(style))
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
