"""The cost in Python programs: botocore's parser and signer, orjson, and boto3's paginator.

`peers.py parse FILE`, `peers.py sign` and `peers.py drain ENDPOINT` print lines of JSON.
"""

import json
import resource
import statistics
import sys
import time

import boto3
import botocore.awsrequest
import botocore.parsers
import orjson

STRINGS = "domainId jobId jobType runId runMode status createdBy".split()
TIMES = "createdAt startTime endTime".split()


def client(endpoint="http://127.0.0.1:9"):
    session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    return session.client("datazone", region_name="us-east-1", endpoint_url=endpoint)


def touch(items):
    for run in items:
        for name in STRINGS + TIMES:
            run.get(name)
        run.get("error", {}).get("message")


def median(work, arguments, rounds):
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        for argument in arguments:
            work(argument)
        spent.append((time.perf_counter() - start) / len(arguments) * 1e6)
    return statistics.median(spent)


def parse(path):
    with open(path, "rb") as file:
        pages = file.read().split(b"\0")[:-1]
    shape = client().meta.service_model.operation_model("ListJobRuns").output_shape
    parser = botocore.parsers.create_parser("rest-json")

    def with_botocore(page):
        answer = {"status_code": 200, "headers": {}, "body": page}
        touch(parser.parse(answer, shape)["items"])

    def with_orjson(page):
        touch(orjson.loads(page)["items"])

    for name, work in ("botocore", with_botocore), ("orjson", with_orjson):
        print(json.dumps({"contestant": name, "us": median(work, pages, 5)}))


class Body:
    def stream(self, **_):
        yield b"{}"


def sign():
    """The cost of a call up to the socket; the answer is empty."""
    datazone = client()

    def answer(request, **_):
        return botocore.awsrequest.AWSResponse(request.url, 200, {}, Body())

    datazone.meta.events.register("before-send.datazone.ListJobRuns", answer)

    def call(_):
        datazone.list_job_runs(
            domainIdentifier="dzd_4bmd1ya4hbqd1z", jobIdentifier="4tyx0wh5rjkf9c",
            nextToken="A" * 344,
        )

    print(json.dumps({"request": "botocore", "us": median(call, [None] * 100, 7)}))


def drain(endpoint):
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    runs = 0
    pages = client(endpoint).get_paginator("list_job_runs").paginate(
        domainIdentifier="dzd_1", jobIdentifier="job")
    for page in pages:
        touch(page["items"])
        runs += len(page["items"])
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "way": "boto3", "runs": runs, "wall": time.perf_counter() - start,
        "user": after.ru_utime - before.ru_utime, "system": after.ru_stime - before.ru_stime,
        "rss": after.ru_maxrss, "growth": 0,
    }))


if __name__ == "__main__":
    {"parse": parse, "sign": sign, "drain": drain}[sys.argv[1]](*sys.argv[2:])
