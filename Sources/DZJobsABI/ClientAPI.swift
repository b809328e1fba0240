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
public func dzjobs_client_error_text(
  _ client: OpaquePointer!, _ buffer: UnsafeMutablePointer<CChar>!, _ size: Int
) -> Int {
  Client.ask(client) { $0.copyErrorText(to: buffer, size: size) } ?? 0
}

@_cdecl("dzjobs_client_credentials_source") @implementation
public func dzjobs_client_credentials_source(
  _ client: OpaquePointer!, _ buffer: UnsafeMutablePointer<CChar>!, _ size: Int
) -> Int {
  Client.ask(client) { $0.copySource(to: buffer, size: size) } ?? 0
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

@_cdecl("dzjobs_client_prepare") @implementation
public func dzjobs_client_prepare(
  _ client: OpaquePointer!, _ list: OpaquePointer!, _ renew_at_us: UnsafeMutablePointer<Int64>!
) -> CInt {
  let list = ListHandle.at(list)
  return Client.perform(client) { client throws(Failure) in
    var state: ListingState?
    if let list { state = try client.own(list.state, list.listing) }
    let time = try client.prepare(caller: state)
    renew_at_us?.pointee = time ?? JobRun.noTime
  }
}

@_cdecl("dzjobs_client_add_list") @implementation
public func dzjobs_client_add_list(_ client: OpaquePointer!, _ list: OpaquePointer!) -> CInt {
  guard let list = ListHandle.at(list) else { return DZJOBS_EINVAL }
  return Client.perform(client) { client throws(Failure) in
    try client.add(client.own(list.state, list.listing))
  }
}

@_cdecl("dzjobs_client_next_any") @implementation
public func dzjobs_client_next_any(
  _ client: OpaquePointer!, _ list: UnsafeMutablePointer<OpaquePointer?>!
) -> CInt {
  Client.nextAny(client, list, waits: true)
}

@_cdecl("dzjobs_client_try_next_any") @implementation
public func dzjobs_client_try_next_any(
  _ client: OpaquePointer!, _ list: UnsafeMutablePointer<OpaquePointer?>!
) -> CInt {
  Client.nextAny(client, list, waits: false)
}

extension Client {
  /// Returns the failure of one listing as an event. Only failures of the client are errors.
  fileprivate static func nextAny(
    _ client: OpaquePointer?, _ list: UnsafeMutablePointer<OpaquePointer?>?, waits: Bool
  ) -> CInt {
    var state: ListingState?
    defer { list?.pointee = state?.handle }
    if list == nil { return DZJOBS_EINVAL }
    return code(client) { client throws(Failure) in
      do throws(Failure) {
        return try client.nextAny(&state, waits: waits)?.code ?? DZJOBS_LIST_DONE
      } catch {
        if state != nil { return DZJOBS_LIST_FAILED }
        throw error
      }
    }
  }
}

@_cdecl("dzjobs_client_poll_fd") @implementation
public func dzjobs_client_poll_fd(_ client: OpaquePointer!) -> CInt {
  Client.ask(client) { $0.pollDescriptor() } ?? -1
}

@_cdecl("dzjobs_client_wait_us") @implementation
public func dzjobs_client_wait_us(_ client: OpaquePointer!) -> Int64 {
  Client.ask(client) { $0.waitTime() } ?? 0
}

@_cdecl("dzjobs_client_cancel") @implementation
public func dzjobs_client_cancel(_ client: OpaquePointer!) -> CInt {
  Client.perform(client) { $0.cancel() }
}

@_cdecl("dzjobs_client_uncancel") @implementation
public func dzjobs_client_uncancel(_ client: OpaquePointer!) -> CInt {
  Client.perform(client) { $0.uncancel() }
}

@_cdecl("dzjobs_client_count") @implementation
public func dzjobs_client_count(_ client: OpaquePointer!, _ which: CInt) -> Int64 {
  guard let counter = Counter(rawValue: Int(which)) else { return 0 }
  return Client.ask(client) { $0.counters.value(of: counter) } ?? 0
}
