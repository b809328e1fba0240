// dzjobs.h: pages, and a run as JSON. Its members are in JobRunAPI.swift.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_run") @implementation
public func dzjobs_list_run(_ list: OpaquePointer!) -> OpaquePointer! {
  Listing.ask(list) { $0.run }.map { OpaquePointer($0) }
}

@_cdecl("dzjobs_list_page_run_count") @implementation
public func dzjobs_list_page_run_count(_ list: OpaquePointer!) -> Int {
  Listing.ask(list) { $0.currentPage?.count } ?? 0
}

@_cdecl("dzjobs_list_page_run") @implementation
public func dzjobs_list_page_run(_ list: OpaquePointer!, _ i: Int) -> OpaquePointer! {
  Listing.ask(list) { $0.run(at: i) }.map { OpaquePointer($0) }
}

@_cdecl("dzjobs_list_page_json") @implementation
public func dzjobs_list_page_json(
  _ list: OpaquePointer!, _ len: UnsafeMutablePointer<Int>!
) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.currentPage?.pageJSON()?.lend(len) }
}

@_cdecl("dzjobs_list_next_token") @implementation
public func dzjobs_list_next_token(_ list: OpaquePointer!) -> UnsafePointer<CChar>! {
  Listing.ask(list) { $0.currentPage?.nextTokenCString }
}

@_cdecl("dzjobs_run_read") @implementation
public func dzjobs_run_read(
  _ run: OpaquePointer!, _ n_texts: Int,
  _ texts: UnsafeMutablePointer<UnsafePointer<CChar>?>!, _ lengths: UnsafeMutablePointer<Int>!,
  _ n_times: Int, _ times_us: UnsafeMutablePointer<Int64>!
) -> Int {
  // A size_t above Int.max arrives as a negative count.
  JobRun.read(
    JobRun.at(run), texts.map { ($0, max(n_texts, 0)) }, lengths,
    times_us.map { ($0, max(n_times, 0)) })
}

@_cdecl("dzjobs_run_json") @implementation
public func dzjobs_run_json(
  _ run: OpaquePointer!, _ len: UnsafeMutablePointer<Int>!
) -> UnsafePointer<CChar>! {
  JobRun.at(run).flatMap { JobRunPage.runJSON($0) }?.lend(len)
}
