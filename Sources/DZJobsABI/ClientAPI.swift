// dzjobs_client.h: the life of a client, and its listings.

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

@_cdecl("dzjobs_client_error_text") @implementation
public func dzjobs_client_error_text(_ client: OpaquePointer!) -> UnsafePointer<CChar>! {
  guard let client = Client.at(client) else { return nil }
  return client.errorText ?? Bytes("").cString
}

@_cdecl("dzjobs_client_new_list") @implementation
public func dzjobs_client_new_list(
  _ client: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!,
  _ domain_identifier: UnsafePointer<CChar>!, _ job_identifier: UnsafePointer<CChar>!
) -> CInt {
  guard let out else { return DZJOBS_EINVAL }
  return Client.perform(client) { client throws(Failure) in
    let state = try client.list(
      domainIdentifier: .of(domain_identifier), jobIdentifier: .of(job_identifier))
    let handle = ListHandle.handle(ListHandle(state.listing, state))
    state.handle = handle
    out.pointee = handle
  }
}

@_cdecl("dzjobs_client_next") @implementation
public func dzjobs_client_next(_ client: OpaquePointer!, _ list: OpaquePointer!) -> CInt {
  guard let list = ListHandle.at(list) else { return DZJOBS_EINVAL }
  return Client.code(client) { client throws(Failure) in
    try client.next(client.own(list.state, list.listing), byPage: false).code
  }
}

@_cdecl("dzjobs_client_next_page") @implementation
public func dzjobs_client_next_page(_ client: OpaquePointer!, _ list: OpaquePointer!) -> CInt {
  guard let list = ListHandle.at(list) else { return DZJOBS_EINVAL }
  return Client.code(client) { client throws(Failure) in
    try client.next(client.own(list.state, list.listing), byPage: true).code
  }
}

@_cdecl("dzjobs_client_add_list") @implementation
public func dzjobs_client_add_list(_ client: OpaquePointer!, _ list: OpaquePointer!) -> CInt {
  guard let list = ListHandle.at(list) else { return DZJOBS_EINVAL }
  return Client.perform(client) { client throws(Failure) in try client.add(list.state) }
}

@_cdecl("dzjobs_client_next_any") @implementation
public func dzjobs_client_next_any(
  _ client: OpaquePointer!, _ list: UnsafeMutablePointer<OpaquePointer?>!
) -> CInt {
  var state: ListingState?
  defer { list?.pointee = state?.handle }
  if list == nil { return DZJOBS_EINVAL }
  return Client.code(client) { client throws(Failure) in
    try client.nextAny(&state)?.code ?? DZJOBS_LIST_DONE
  }
}

@_cdecl("dzjobs_client_cancel") @implementation
public func dzjobs_client_cancel(_ client: OpaquePointer!) -> CInt {
  Client.perform(client) { client throws(Failure) in client.cancel() }
}

@_cdecl("dzjobs_client_credentials_source") @implementation
public func dzjobs_client_credentials_source(_ client: OpaquePointer!) -> UnsafePointer<CChar>! {
  Client.ask(client) { $0.credentialsSource() }
}
