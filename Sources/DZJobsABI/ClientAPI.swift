// dzjobs_client.h.

import CDZJobs
import DZJobsClient
import DZJobsCore

@_cdecl("dzjobs_client_new") @implementation
public func dzjobs_client_new(_ out: UnsafeMutablePointer<OpaquePointer?>!) -> CInt {
  guard let out else { return DZJOBS_EINVAL }
  out.pointee = Client.handle(Client())
  return 0
}

@_cdecl("dzjobs_client_free") @implementation
public func dzjobs_client_free(_ client: OpaquePointer!) {
  Client.release(client)
}

@_cdecl("dzjobs_client_error") @implementation
public func dzjobs_client_error(_ client: OpaquePointer!) -> UnsafePointer<CChar>! {
  guard let client = Client.at(client) else { return nil }
  return client.errorText ?? Bytes("").cString
}

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

@_cdecl("dzjobs_client_set_timeout_us") @implementation
public func dzjobs_client_set_timeout_us(_ client: OpaquePointer!, _ timeout_us: Int64) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setTimeout(timeout_us) }
}

@_cdecl("dzjobs_client_set_deadline_us") @implementation
public func dzjobs_client_set_deadline_us(_ client: OpaquePointer!, _ deadline_us: Int64) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setDeadline(deadline_us) }
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

@_cdecl("dzjobs_client_set_log") @implementation
public func dzjobs_client_set_log(
  _ client: OpaquePointer!,
  _ log: (@convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void)!,
  _ context: UnsafeMutableRawPointer!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setLog(log, context) }
}

@_cdecl("dzjobs_client_list") @implementation
public func dzjobs_client_list(
  _ client: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!,
  _ domain_identifier: UnsafePointer<CChar>!, _ job_identifier: UnsafePointer<CChar>!
) -> CInt {
  guard let out else { return DZJOBS_EINVAL }
  return Client.perform(client) { client throws(Failure) in
    out.pointee = Listing.handle(
      try client.list(
        domainIdentifier: .of(domain_identifier), jobIdentifier: .of(job_identifier)))
  }
}

@_cdecl("dzjobs_client_next") @implementation
public func dzjobs_client_next(_ client: OpaquePointer!, _ list: OpaquePointer!) -> CInt {
  guard let client = Client.at(client), let listing = Listing.at(list) else {
    return DZJOBS_EINVAL
  }
  do throws(Failure) {
    return try client.next(listing, byPage: false).code
  } catch {
    return error.code
  }
}

@_cdecl("dzjobs_client_next_page") @implementation
public func dzjobs_client_next_page(_ client: OpaquePointer!, _ list: OpaquePointer!) -> CInt {
  guard let client = Client.at(client), let listing = Listing.at(list) else {
    return DZJOBS_EINVAL
  }
  do throws(Failure) {
    return try client.next(listing, byPage: true).code
  } catch {
    return error.code
  }
}

@_cdecl("dzjobs_client_cancel") @implementation
public func dzjobs_client_cancel(_ client: OpaquePointer!) -> CInt {
  Client.perform(client) { client throws(Failure) in client.cancel() }
}

@_cdecl("dzjobs_client_credentials_source") @implementation
public func dzjobs_client_credentials_source(_ client: OpaquePointer!) -> UnsafePointer<CChar>! {
  Client.at(client)?.credentialsSource()
}
