// dzjobs_client.h: settings.

import CDZJobs
import DZJobsClient
import DZJobsCore

@_cdecl("dzjobs_client_set_profile") @implementation
public func dzjobs_client_set_profile(
  _ client: OpaquePointer!, _ profile: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .profile) { client throws(Failure) in try client.setProfile(.of(profile)) }
}

@_cdecl("dzjobs_client_set_region") @implementation
public func dzjobs_client_set_region(
  _ client: OpaquePointer!, _ region: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .region) { client throws(Failure) in try client.setRegion(.of(region)) }
}

@_cdecl("dzjobs_client_set_endpoint_url") @implementation
public func dzjobs_client_set_endpoint_url(
  _ client: OpaquePointer!, _ endpoint_url: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .endpointURL) { client throws(Failure) in
    try client.setEndpointURL(.of(endpoint_url))
  }
}

@_cdecl("dzjobs_client_set_credentials") @implementation
public func dzjobs_client_set_credentials(
  _ client: OpaquePointer!, _ access_key_id: UnsafePointer<CChar>!,
  _ secret_access_key: UnsafePointer<CChar>!, _ session_token: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .credentials) { client throws(Failure) in
    try client.setCredentials(
      accessKeyID: .of(access_key_id), secretAccessKey: .of(secret_access_key),
      sessionToken: .of(session_token))
  }
}

@_cdecl("dzjobs_client_set_connect_timeout_us") @implementation
public func dzjobs_client_set_connect_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .connectTimeout) { client throws(Failure) in
    try client.setConnectTimeout(timeout_us)
  }
}

@_cdecl("dzjobs_client_set_attempt_timeout_us") @implementation
public func dzjobs_client_set_attempt_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .attemptTimeout) { client throws(Failure) in try client.setTimeout(timeout_us)
  }
}

@_cdecl("dzjobs_client_set_stall_timeout_us") @implementation
public func dzjobs_client_set_stall_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .stallTimeout) { client throws(Failure) in
    try client.setStallTimeout(timeout_us)
  }
}

@_cdecl("dzjobs_client_set_call_timeout_us") @implementation
public func dzjobs_client_set_call_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .callTimeout) { client throws(Failure) in try client.setDeadline(timeout_us) }
}

@_cdecl("dzjobs_client_set_ca_bundle") @implementation
public func dzjobs_client_set_ca_bundle(
  _ client: OpaquePointer!, _ path: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .caBundle) { client throws(Failure) in try client.setCABundle(.of(path)) }
}

@_cdecl("dzjobs_client_set_proxy") @implementation
public func dzjobs_client_set_proxy(
  _ client: OpaquePointer!, _ proxy: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .proxy) { client throws(Failure) in try client.setProxy(.of(proxy)) }
}

@_cdecl("dzjobs_client_set_max_attempts") @implementation
public func dzjobs_client_set_max_attempts(_ client: OpaquePointer!, _ max_attempts: CInt) -> CInt {
  Client.set(client, .maxAttempts) { client throws(Failure) in
    try client.setMaxAttempts(max_attempts)
  }
}

@_cdecl("dzjobs_client_set_read_ahead") @implementation
public func dzjobs_client_set_read_ahead(_ client: OpaquePointer!, _ read_ahead: CInt) -> CInt {
  Client.set(client, .readAhead) { client throws(Failure) in
    try client.setReadAhead(read_ahead != 0)
  }
}

@_cdecl("dzjobs_client_set_max_in_flight") @implementation
public func dzjobs_client_set_max_in_flight(
  _ client: OpaquePointer!, _ max_in_flight: CInt
) -> CInt {
  Client.set(client, .maxInFlight) { client throws(Failure) in
    try client.setMaxInFlight(max_in_flight)
  }
}

@_cdecl("dzjobs_client_set_use_environment") @implementation
public func dzjobs_client_set_use_environment(
  _ client: OpaquePointer!, _ use_environment: CInt
) -> CInt {
  Client.set(client, .useEnvironment) { client throws(Failure) in
    try client.setUseEnvironment(use_environment != 0)
  }
}

@_cdecl("dzjobs_client_set_use_fips") @implementation
public func dzjobs_client_set_use_fips(_ client: OpaquePointer!, _ use_fips: CInt) -> CInt {
  Client.set(client, .useFIPS) { client throws(Failure) in try client.setFIPS(use_fips != 0) }
}

@_cdecl("dzjobs_client_set_retry_quota") @implementation
public func dzjobs_client_set_retry_quota(_ client: OpaquePointer!, _ quota: CInt) -> CInt {
  Client.set(client, .retryQuota) { client throws(Failure) in try client.setRetryQuota(quota) }
}

@_cdecl("dzjobs_client_set_user_agent_suffix") @implementation
public func dzjobs_client_set_user_agent_suffix(
  _ client: OpaquePointer!, _ suffix: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .userAgentSuffix) { client throws(Failure) in
    try client.setUserAgentSuffix(.of(suffix))
  }
}

@_cdecl("dzjobs_list_set_call_timeout_us") @implementation
public func dzjobs_list_set_call_timeout_us(_ list: OpaquePointer!, _ timeout_us: Int64) -> CInt {
  guard let list = ListHandle.at(list) else { return DZJOBS_EINVAL }
  return Listing.set(list.listing, .callTimeout) { () throws(Failure) in
    guard let state = list.state else {
      throw list.listing.fail(.invalid, Bytes("list: has no client"))
    }
    try state.setCallTimeout(timeout_us)
  }
}
