// dzjobs_client.h: settings.

import CDZJobs
import DZJobsClient
import DZJobsCore

@_cdecl("dzjobs_client_set_profile") @implementation
public func dzjobs_client_set_profile(
  _ client: OpaquePointer!, _ profile: UnsafePointer<CChar>!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setProfile(.of(profile)) }
}

@_cdecl("dzjobs_client_set_region") @implementation
public func dzjobs_client_set_region(
  _ client: OpaquePointer!, _ region: UnsafePointer<CChar>!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setRegion(.of(region)) }
}

@_cdecl("dzjobs_client_set_endpoint_url") @implementation
public func dzjobs_client_set_endpoint_url(
  _ client: OpaquePointer!, _ endpoint_url: UnsafePointer<CChar>!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setEndpointURL(.of(endpoint_url)) }
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
  Client.perform(client) { client throws(Failure) in try client.setConnectTimeout(timeout_us) }
}

@_cdecl("dzjobs_client_set_attempt_timeout_us") @implementation
public func dzjobs_client_set_attempt_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setTimeout(timeout_us) }
}

@_cdecl("dzjobs_client_set_call_timeout_us") @implementation
public func dzjobs_client_set_call_timeout_us(
  _ client: OpaquePointer!, _ timeout_us: Int64
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setDeadline(timeout_us) }
}

@_cdecl("dzjobs_client_set_ca_bundle") @implementation
public func dzjobs_client_set_ca_bundle(
  _ client: OpaquePointer!, _ path: UnsafePointer<CChar>!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setCABundle(.of(path)) }
}

@_cdecl("dzjobs_client_set_proxy") @implementation
public func dzjobs_client_set_proxy(
  _ client: OpaquePointer!, _ proxy: UnsafePointer<CChar>!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setProxy(.of(proxy)) }
}

@_cdecl("dzjobs_client_set_max_attempts") @implementation
public func dzjobs_client_set_max_attempts(_ client: OpaquePointer!, _ max_attempts: CInt) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setMaxAttempts(max_attempts) }
}

@_cdecl("dzjobs_client_set_read_ahead") @implementation
public func dzjobs_client_set_read_ahead(_ client: OpaquePointer!, _ read_ahead: CInt) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setReadAhead(read_ahead != 0) }
}

@_cdecl("dzjobs_client_set_max_in_flight") @implementation
public func dzjobs_client_set_max_in_flight(
  _ client: OpaquePointer!, _ max_in_flight: CInt
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setMaxInFlight(max_in_flight) }
}

@_cdecl("dzjobs_client_set_credentials_provider") @implementation
public func dzjobs_client_set_credentials_provider(
  _ client: OpaquePointer!,
  _ provide: (@convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void)!,
  _ context: UnsafeMutableRawPointer!
) -> CInt {
  Client.perform(client) { client throws(Failure) in
    try client.setCredentialsCallback(provide, context)
  }
}

@_cdecl("dzjobs_client_set_transport") @implementation
public func dzjobs_client_set_transport(
  _ client: OpaquePointer!,
  _ send: (@convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void)!,
  _ context: UnsafeMutableRawPointer!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setTransport(send, context) }
}

@_cdecl("dzjobs_client_set_log") @implementation
public func dzjobs_client_set_log(
  _ client: OpaquePointer!,
  _ log: (@convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void)!,
  _ context: UnsafeMutableRawPointer!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setLog(log, context) }
}
