// dzjobs.h: the life of a listing, and what comes next.

import CDZJobs
import DZJobsClient
import DZJobsCore

@_cdecl("dzjobs_list_new") @implementation
public func dzjobs_list_new(
  _ out: UnsafeMutablePointer<OpaquePointer?>!, _ region: UnsafePointer<CChar>!,
  _ domain_identifier: UnsafePointer<CChar>!, _ job_identifier: UnsafePointer<CChar>!
) -> CInt {
  guard let out else { return DZJOBS_EINVAL }
  let listing = Listing(entropy: Entropy.seed())
  do throws(Failure) {
    try listing.setTarget(
      region: .of(region), domainIdentifier: .of(domain_identifier),
      jobIdentifier: .of(job_identifier))
  } catch {
    return error.code
  }
  out.pointee = ListHandle.handle(ListHandle(listing))
  return 0
}

@_cdecl("dzjobs_list_free") @implementation
public func dzjobs_list_free(_ list: OpaquePointer!) {
  ListHandle.release(list)
}

@_cdecl("dzjobs_list_set_context") @implementation
public func dzjobs_list_set_context(
  _ list: OpaquePointer!, _ context: UnsafeMutableRawPointer!
) -> CInt {
  Listing.perform(list) { $0.context = context }
}

@_cdecl("dzjobs_list_context") @implementation
public func dzjobs_list_context(_ list: OpaquePointer!) -> UnsafeMutableRawPointer! {
  Listing.ask(list) { $0.context }
}

@_cdecl("dzjobs_list_next") @implementation
public func dzjobs_list_next(_ list: OpaquePointer!, _ now_us: Int64) -> CInt {
  Listing.code(list) { listing throws(Failure) in try listing.next(now: now_us).code }
}

@_cdecl("dzjobs_list_next_page") @implementation
public func dzjobs_list_next_page(_ list: OpaquePointer!, _ now_us: Int64) -> CInt {
  Listing.code(list) { listing throws(Failure) in try listing.nextPage(now: now_us).code }
}

@_cdecl("dzjobs_list_wait_us") @implementation
public func dzjobs_list_wait_us(_ list: OpaquePointer!) -> Int64 {
  Listing.ask(list) { $0.waitTime } ?? 0
}

@_cdecl("dzjobs_list_cancel") @implementation
public func dzjobs_list_cancel(_ list: OpaquePointer!) -> CInt {
  ListHandle.perform(list) {
    $0.listing.isCanceled = true
    $0.state?.wake()
  }
}

@_cdecl("dzjobs_list_uncancel") @implementation
public func dzjobs_list_uncancel(_ list: OpaquePointer!) -> CInt {
  ListHandle.perform(list) {
    $0.listing.isCanceled = false
    $0.state?.rest()
    // Another thread may have canceled in between.
    if $0.listing.isCanceled { $0.state?.wake() }
  }
}

@_cdecl("dzjobs_list_resume_token") @implementation
public func dzjobs_list_resume_token(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.resumeToken() }
}
