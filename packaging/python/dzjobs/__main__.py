"""`python -m dzjobs runs`: `dzjobs runs` for JSON lines and CSV, where there is only the wheel."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from datetime import datetime, timedelta, timezone
from typing import Any

import dzjobs

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
# made by packaging/members/generate.py from members.txt, do not edit
COLUMNS = (
    "domainId", "jobId", "jobType", "runId", "runMode", "status", "error.message", "createdBy",
    "createdAt", "startTime", "endTime")
# end of the generated lines


def moment(text: str) -> datetime:
    if found := re.fullmatch(r"(\d{1,6})([smhdw])", text):
        return datetime.now(timezone.utc) - timedelta(**{UNITS[found[2]]: int(found[1])})
    for form in "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z":
        try:
            return datetime.strptime(text, form)
        except ValueError:
            pass
    return datetime.strptime(text + "+0000", "%Y-%m-%d%z")


def options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dzjobs", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"dzjobs {dzjobs.__version__}")
    runs = parser.add_subparsers(dest="command", required=True).add_parser(
        "runs", allow_abbrev=False, help="list the runs of an Amazon DataZone job")
    add = runs.add_argument
    add("--domain", required=True, metavar="ID", help="the domain, dzd_...")
    add("--job", required=True, metavar="ID", help="the job")
    add("--status", help="only runs of this status, such as FAILED")
    add("--since", type=moment, metavar="TIME", help="only runs created since then: 30m, 24h, 7d, "
        "2w, 2026-11-30 or 2026-11-30T10:00Z; all pages are read")
    add("--sort", choices=("ASCENDING", "DESCENDING"), help="the service's sortOrder")
    add("--max-items", type=int, metavar="N", help="stop after N runs of the service")
    add("--page-size", type=int, metavar="N", help="runs per request; at most 50")
    add("--starting-token", metavar="TOKEN", help="continue a listing that --max-items ended")
    add("--output", choices=("jsonl", "csv"), default="jsonl", help="default: jsonl")
    for name in "profile", "region", "endpoint-url":
        add(f"--{name}", help="default: as the AWS command line")
    add("--debug", action="store_true", help="log requests, retries and providers to stderr")
    return parser.parse_args(arguments)


def plain(value: object, unit: str = "") -> str:
    """A time as the library writes it: with 0, 3 or 6 digits of the second."""
    assert isinstance(value, datetime)
    unit = unit or ("microseconds" if value.microsecond % 1000 else
                    "milliseconds" if value.microsecond else "seconds")
    return value.astimezone(timezone.utc).isoformat(timespec=unit)[:-6] + "Z"


def record(run: Any) -> list[str]:
    values = {**run, "error.message": run.get("error", {}).get("message")}
    return [plain(values[name], "microseconds") if isinstance(values.get(name), datetime)
            else values.get(name) or "" for name in COLUMNS]


def main(arguments: list[str] | None = None) -> int:
    option = options(arguments)
    if option.debug:
        dzjobs.set_stream_logger()
    client = dzjobs.Client(profile_name=option.profile, region_name=option.region,
                           endpoint_url=option.endpoint_url)
    given: Any = {"status": option.status, "sortOrder": option.sort, "PaginationConfig": {
        "MaxItems": option.max_items, "PageSize": option.page_size,
        "StartingToken": option.starting_token}}
    runs = client.job_runs(domainIdentifier=option.domain, jobIdentifier=option.job,
                           **{name: value for name, value in given.items() if value})
    table = csv.writer(sys.stdout, lineterminator="\n")
    if option.output == "csv":
        table.writerow(COLUMNS)
    for run in runs:
        at = run.get("createdAt", run.get("startTime"))
        if not option.since or not at or at >= option.since:
            if option.output == "csv":
                table.writerow(record(run))
            else:
                print(json.dumps(run, default=plain, ensure_ascii=False, separators=(",", ":")))
    if runs.resume_token:
        print("to continue: --starting-token", runs.resume_token, file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (dzjobs.Error, ValueError) as error:
        sys.exit(f"dzjobs: {error}")
