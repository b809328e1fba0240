"""Prints the last failures of an Amazon DataZone job, with the Python package.

`pip install dzjobs`. Credentials, region and endpoint come from the same places as in boto3. With
`--boto3` boto3 does the same work; only two lines differ, the imports.
"""

import argparse
import sys
from datetime import timedelta

if "--boto3" in sys.argv:
    import boto3
    from botocore import exceptions
else:
    import dzjobs as boto3
    from dzjobs import exceptions


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--domain", required=True)
    parser.add_argument("--job", required=True)
    parser.add_argument("--profile")
    parser.add_argument("--endpoint-url")
    parser.add_argument("--most", type=int, default=10, help="failures to show (default 10)")
    parser.add_argument("--starting-token", help="go on where the last call said")
    parser.add_argument("--boto3", action="store_true", help="use boto3 instead of dzjobs")
    option = parser.parse_args()
    try:
        session = boto3.Session(profile_name=option.profile)
        client = session.client("datazone", endpoint_url=option.endpoint_url)
        pages = client.get_paginator("list_job_runs").paginate(
            domainIdentifier=option.domain, jobIdentifier=option.job, status="FAILED",
            PaginationConfig={"MaxItems": option.most, "StartingToken": option.starting_token})
        for page in pages:
            for run in page["items"]:
                show(run)
    except exceptions.BotoCoreError as error:  # there may be no client yet
        return f"{type(error).__name__}: {error}"
    except client.exceptions.ResourceNotFoundException as error:
        return f"There is no such job: {error.response['Error']['Message']}"
    except exceptions.ClientError as error:
        answer = error.response["ResponseMetadata"]
        return f"{error} (HTTP {answer['HTTPStatusCode']}, request {answer.get('RequestId')})"
    if pages.resume_token:
        print("to continue: --starting-token", pages.resume_token)
    return 0


def show(run):
    took = run["endTime"] - run["startTime"] if "endTime" in run and "startTime" in run else None
    print("%-36s %-20s %8s  %s" % (
        printable(run["runId"]), run["createdAt"].astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        timedelta(seconds=int(took.total_seconds())) if took else "-",
        printable(run.get("error", {}).get("message", "-"))[:60]))


def printable(text):
    """The text on one line, without characters that control a terminal."""
    return " ".join("".join(character if character.isprintable() else " "
                            for character in text).split())


if __name__ == "__main__":
    sys.exit(main())
