"""Draws the runs of an Amazon DataZone job: one HTML file, one PNG, or both.

`pip install dzjobs`, and for a PNG the packages in examples/job_report/requirements.txt.
Credentials, region and endpoint come from the same places as in boto3.
"""

import argparse
import os
import sys
import time
from datetime import datetime, timezone

import dzjobs
from dzjobs import exceptions
from job_report.page import Report, page
from job_report.runs import Run


def moment(text):
    """Converts an ISO 8601 time to seconds since 1970. Without a zone it is UTC."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def whole(text):
    if int(text) < 0:
        raise ValueError
    return int(text)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--domain", required=True)
    parser.add_argument("--job", required=True)
    parser.add_argument("--profile")
    parser.add_argument("--region")
    parser.add_argument("--endpoint-url")
    parser.add_argument("--status", help="only runs with this status")
    parser.add_argument("--most", type=whole, default=10_000,
                        help="the number of newest runs (default 10000)")
    parser.add_argument("--now", type=moment, default=time.time(), metavar="TIME",
                        help="the end of runs that have not ended")
    parser.add_argument("--html", metavar="FILE")
    parser.add_argument("--png", metavar="FILE")
    option = parser.parse_args()
    if not option.html and not option.png:
        parser.error("--html FILE, --png FILE, or both")
    return option


def listed(option):
    """Makes the report of these options."""
    client = dzjobs.Client(profile_name=option.profile, region_name=option.region,
                           endpoint_url=option.endpoint_url)
    query = {"status": option.status} if option.status else {}
    runs = client.job_runs(
        domainIdentifier=option.domain, jobIdentifier=option.job, **query,
        PaginationConfig={"MaxItems": option.most})
    found = [Run.of(run) for run in runs]
    return Report(option.domain, option.job, found, option.now, option.status,
                  is_cut=runs.resume_token is not None)


def main():
    option = parsed()
    if option.png:  # fail before the listing, which may take a while
        try:
            from job_report import png
        except ImportError as error:
            requirements = os.path.join(os.path.dirname(__file__), "job_report/requirements.txt")
            return f"--png needs matplotlib ({error}): pip install -r {requirements}"
    try:
        report = listed(option)
        if option.html:
            with open(option.html, "w", encoding="utf-8") as file:
                file.write(page(report))
        if option.png:
            if complaint := png.save(report, option.png):
                print(complaint, file=sys.stderr)
    except exceptions.ClientError as error:
        answer = error.response["ResponseMetadata"]
        return printable(f"{error} (HTTP {answer['HTTPStatusCode']}, "
                         f"request {answer.get('RequestId')})")
    except (exceptions.BotoCoreError, OSError, ValueError) as error:
        return printable(f"{type(error).__name__}: {error}")
    print(*filter(None, (option.html, option.png)), sep="\n")
    return 0


def printable(text):
    return "".join(character if character.isprintable() else " " for character in text)


if __name__ == "__main__":
    sys.exit(main())
