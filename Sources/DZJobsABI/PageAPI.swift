// dzjobs.h: pages and runs.

import CDZJobs
import DZJobsCore

@_cdecl("dzjobs_list_run") @implementation
public func dzjobs_list_run(_ list: OpaquePointer!) -> OpaquePointer! {
  Listing.ask(list) { $0.run }.map { OpaquePointer($0) }
}

@_cdecl("dzjobs_list_page_count") @implementation
public func dzjobs_list_page_count(_ list: OpaquePointer!) -> Int {
  Listing.ask(list) { $0.currentPage?.count } ?? 0
}

@_cdecl("dzjobs_list_page_run") @implementation
public func dzjobs_list_page_run(_ list: OpaquePointer!, _ i: Int) -> OpaquePointer! {
  Listing.ask(list) { $0.currentPage?.run(at: i) }.map { OpaquePointer($0) }
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

@_cdecl("dzjobs_run_id") @implementation
public func dzjobs_run_id(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.runId)
}

@_cdecl("dzjobs_run_domain_id") @implementation
public func dzjobs_run_domain_id(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.domainId)
}

@_cdecl("dzjobs_run_job_id") @implementation
public func dzjobs_run_job_id(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.jobId)
}

@_cdecl("dzjobs_run_job_type") @implementation
public func dzjobs_run_job_type(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.jobType)
}

@_cdecl("dzjobs_run_run_mode") @implementation
public func dzjobs_run_run_mode(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.runMode)
}

@_cdecl("dzjobs_run_status") @implementation
public func dzjobs_run_status(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.status)
}

@_cdecl("dzjobs_run_error_message") @implementation
public func dzjobs_run_error_message(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.errorMessage)
}

@_cdecl("dzjobs_run_created_by") @implementation
public func dzjobs_run_created_by(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.createdBy)
}

@_cdecl("dzjobs_run_created_at_us") @implementation
public func dzjobs_run_created_at_us(_ run: OpaquePointer!) -> Int64 {
  JobRun.at(run)?.pointee.time(.createdAt) ?? JobRun.noTime
}

@_cdecl("dzjobs_run_start_time_us") @implementation
public func dzjobs_run_start_time_us(_ run: OpaquePointer!) -> Int64 {
  JobRun.at(run)?.pointee.time(.startTime) ?? JobRun.noTime
}

@_cdecl("dzjobs_run_end_time_us") @implementation
public func dzjobs_run_end_time_us(_ run: OpaquePointer!) -> Int64 {
  JobRun.at(run)?.pointee.time(.endTime) ?? JobRun.noTime
}

@_cdecl("dzjobs_run_json") @implementation
public func dzjobs_run_json(
  _ run: OpaquePointer!, _ len: UnsafeMutablePointer<Int>!
) -> UnsafePointer<CChar>! {
  JobRun.at(run).flatMap { JobRunPage.runJSON($0) }?.lend(len)
}
