// Made by packaging/members/generate.py from members.txt, do not edit: dzjobs.h, a run.

import CDZJobs
import DZJobsCore

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

@_cdecl("dzjobs_run_run_id") @implementation
public func dzjobs_run_run_id(_ run: OpaquePointer!) -> UnsafePointer<CChar>! {
  JobRun.at(run)?.pointee.string(.runId)
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
