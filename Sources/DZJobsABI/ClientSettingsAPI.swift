// dzjobs_client.h: settings.

import CDZJobs
import DZJobsClient
import DZJobsCore

@_cdecl("dzjobs_client_set_profile") @implementation
public func dzjobs_client_set_profile(
  _ client: OpaquePointer!, _ profile: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .profile, text: profile)
}

@_cdecl("dzjobs_client_set_region") @implementation
public func dzjobs_client_set_region(
  _ client: OpaquePointer!, _ region: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .region, text: region)
}

@_cdecl("dzjobs_client_set_endpoint_url") @implementation
public func dzjobs_client_set_endpoint_url(
  _ client: OpaquePointer!, _ endpoint_url: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .endpointURL, text: endpoint_url)
}

@_cdecl("dzjobs_client_set_credentials") @implementation
public func dzjobs_client_set_credentials(
  _ client: OpaquePointer!, _ access_key_id: UnsafePointer<CChar>!,
  _ secret_access_key: UnsafePointer<CChar>!, _ session_token: UnsafePointer<CChar>!
) -> CInt {
  Client.perform(client) { client throws(Failure) in
    try client.setCredentials(
      accessKeyID: .of(access_key_id), secretAccessKey: .of(secret_access_key),
      sessionToken: .of(session_token))
  }
}

@_cdecl("dzjobs_client_set_connect_timeout_us") @implementation
public func dzjobs_client_set_connect_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .connectTimeout, number: timeout_us)
}

@_cdecl("dzjobs_client_set_attempt_timeout_us") @implementation
public func dzjobs_client_set_attempt_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .attemptTimeout, number: timeout_us)
}

@_cdecl("dzjobs_client_set_stall_timeout_us") @implementation
public func dzjobs_client_set_stall_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .stallTimeout, number: timeout_us)
}

@_cdecl("dzjobs_client_set_call_timeout_us") @implementation
public func dzjobs_client_set_call_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.set(client, .callTimeout, number: timeout_us)
}

@_cdecl("dzjobs_client_set_ca_bundle") @implementation
public func dzjobs_client_set_ca_bundle(
  _ client: OpaquePointer!, _ path: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .caBundle, text: path)
}

@_cdecl("dzjobs_client_set_proxy") @implementation
public func dzjobs_client_set_proxy(
  _ client: OpaquePointer!, _ proxy: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .proxy, text: proxy)
}

@_cdecl("dzjobs_client_set_max_attempts") @implementation
public func dzjobs_client_set_max_attempts(_ client: OpaquePointer!, _ max_attempts: CInt) -> CInt {
  Client.set(client, .maxAttempts, number: Int64(max_attempts))
}

@_cdecl("dzjobs_client_set_read_ahead") @implementation
public func dzjobs_client_set_read_ahead(_ client: OpaquePointer!, _ read_ahead: CInt) -> CInt {
  Client.set(client, .readAhead, number: Int64(read_ahead))
}

@_cdecl("dzjobs_client_set_max_in_flight") @implementation
public func dzjobs_client_set_max_in_flight(
  _ client: OpaquePointer!, _ max_in_flight: CInt
) -> CInt {
  Client.set(client, .maxInFlight, number: Int64(max_in_flight))
}

@_cdecl("dzjobs_client_set_use_environment") @implementation
public func dzjobs_client_set_use_environment(
  _ client: OpaquePointer!, _ use_environment: CInt
) -> CInt {
  Client.set(client, .useEnvironment, number: Int64(use_environment))
}

@_cdecl("dzjobs_client_set_use_fips") @implementation
public func dzjobs_client_set_use_fips(_ client: OpaquePointer!, _ use_fips: CInt) -> CInt {
  Client.set(client, .useFIPS, number: Int64(use_fips))
}

@_cdecl("dzjobs_client_set_retry_quota") @implementation
public func dzjobs_client_set_retry_quota(_ client: OpaquePointer!, _ quota: CInt) -> CInt {
  Client.set(client, .retryQuota, number: Int64(quota))
}

@_cdecl("dzjobs_client_set_user_agent_suffix") @implementation
public func dzjobs_client_set_user_agent_suffix(
  _ client: OpaquePointer!, _ suffix: UnsafePointer<CChar>!
) -> CInt {
  Client.set(client, .userAgentSuffix, text: suffix)
}

@_cdecl("dzjobs_list_set_call_timeout_us") @implementation
public func dzjobs_list_set_call_timeout_us(_ list: OpaquePointer!, _ timeout_us: Int64) -> CInt {
  ListHandle.perform(list) { list throws(Failure) in
    guard let state = list.state else {
      throw list.listing.refuse(.callTimeout, InvalidArgument("list", "has no client"))
    }
    try state.setCallTimeout(timeout_us)
  }
}
