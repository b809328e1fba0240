/* Made by packaging/members/generate.py from members.txt, do not edit: the members
 * of a run, for programs that look at all of them. */
#ifndef MEMBERS_H
#define MEMBERS_H

#define COLUMNS 11

/* X(name, words, value): of the runs below, dzjobs_run_<words>() and job_run::<words>() return the
 * value; the getter of a time ends in _us. The name is that of the member in JSON. */
#define STRING_MEMBERS(X) \
  X("domainId", domain_id, "the domainId") \
  X("jobId", job_id, "the jobId") \
  X("jobType", job_type, "LINEAGE") \
  X("runId", run_id, "the runId") \
  X("runMode", run_mode, "ON_DEMAND") \
  X("status", status, "CANCELED") \
  X("error", error_message, "the error.message") \
  X("createdBy", created_by, "the createdBy")

#define TIME_MEMBERS(X) \
  X("createdAt", created_at, 9000000) \
  X("startTime", start_time, 10000000) \
  X("endTime", end_time, 11000000)

/* A run with all members, in the order of the API reference, and with the last one first. */
#define RUN_IN_ORDER \
  "{\"domainId\":\"the domainId\"" \
  ",\"jobId\":\"the jobId\"" \
  ",\"jobType\":\"LINEAGE\"" \
  ",\"runId\":\"the runId\"" \
  ",\"runMode\":\"ON_DEMAND\"" \
  ",\"status\":\"CANCELED\"" \
  ",\"error\":{\"message\":\"the error.message\"}" \
  ",\"createdBy\":\"the createdBy\"" \
  ",\"createdAt\":9" \
  ",\"startTime\":10" \
  ",\"endTime\":11}"

#define RUN_REVERSED \
  "{\"endTime\":11" \
  ",\"startTime\":10" \
  ",\"createdAt\":9" \
  ",\"createdBy\":\"the createdBy\"" \
  ",\"error\":{\"message\":\"the error.message\"}" \
  ",\"status\":\"CANCELED\"" \
  ",\"runMode\":\"ON_DEMAND\"" \
  ",\"runId\":\"the runId\"" \
  ",\"jobType\":\"LINEAGE\"" \
  ",\"jobId\":\"the jobId\"" \
  ",\"domainId\":\"the domainId\"}"

/* The columns of Arrow: name, format, getter of a string or of a time. */
#define ARROW_COLUMNS \
  {"domainId", "u", dzjobs_run_domain_id, NULL}, \
  {"jobId", "u", dzjobs_run_job_id, NULL}, \
  {"jobType", "u", dzjobs_run_job_type, NULL}, \
  {"runId", "u", dzjobs_run_run_id, NULL}, \
  {"runMode", "u", dzjobs_run_run_mode, NULL}, \
  {"status", "u", dzjobs_run_status, NULL}, \
  {"error", "+s", dzjobs_run_error_message, NULL}, \
  {"createdBy", "u", dzjobs_run_created_by, NULL}, \
  {"createdAt", "tsu:UTC", NULL, dzjobs_run_created_at_us}, \
  {"startTime", "tsu:UTC", NULL, dzjobs_run_start_time_us}, \
  {"endTime", "tsu:UTC", NULL, dzjobs_run_end_time_us},

#endif
