"""Each fault of the emulator, seen by a bare socket, and all of them by boto3."""

import gzip
import json
import re
import time

import pytest
from botocore.exceptions import PaginationError
from emulated import IDS, RUNS, refusal
from emulator import boto_client, boto_runs, get, running_emulator


def test_throttles_and_server_errors():
    with running_emulator("--throttle-rate", 1, "--retry-after-ms", 1234) as url:
        status, headers, body = get(url)
        assert status == 429 and json.loads(body) == {"message": "Rate exceeded"}
        assert headers["x-amzn-errortype"].split(":")[0] == "ThrottlingException"
        assert headers["x-amz-retry-after"] == "1234"
        client = boto_client(url, retries={"total_max_attempts": 1})
        assert refusal(client.list_job_runs, **IDS)[1] == "ThrottlingException"
    with running_emulator("--error-rate", 1) as url:
        answers = [get(url) for _ in range(20)]
        assert {answer[0] for answer in answers} == {500, 502, 504}
        assert all(json.loads(answer[2])["message"] for answer in answers)
        codes = {answer[0]: answer[1].get("x-amzn-errortype") for answer in answers}
        assert codes == {500: "InternalServerException", 502: None, 504: None}


def test_html():
    with running_emulator("--html-503-rate", 1) as url:
        status, headers, body = get(url)
        assert status == 503 and headers["content-type"] == "text/html" and b"<html>" in body
        assert "x-amz-retry-after" not in headers
    with running_emulator("--html-200-rate", 1) as url:
        status, headers, body = get(url)
        assert status == 200 and body.startswith(b"<!DOCTYPE html>")


def test_truncated_and_reset():
    with running_emulator("--truncate-rate", 1) as url:
        status, headers, body = get(url)
        assert status == 200 and len(body) < int(headers["content-length"])
    with running_emulator("--truncate-rate", 1, "--chunked-rate", 1) as url:
        assert not get(url)[2].endswith(b"\r\n0\r\n\r\n")
    with running_emulator("--reset-rate", 1) as url:
        for _ in range(5):
            with pytest.raises(ConnectionResetError):
                get(url)


def test_slow_and_latency():
    for flags in (("--slow-rate", 1, "--slow-ms", 300), ("--latency-ms", 300)):
        with running_emulator(*flags) as url:
            started = time.monotonic()
            assert get(url)[0] == 200
            assert 0.3 <= time.monotonic() - started < 2


def test_gzip_and_chunked(endpoint):
    plain = get(endpoint)[2]
    with running_emulator("--runs", RUNS, "--gzip-rate", 1) as url:
        _, headers, body = get(url)
        assert headers["content-encoding"] == "gzip" and gzip.decompress(body) == plain
    with running_emulator("--runs", RUNS, "--chunked-rate", 1) as url:
        _, headers, body = get(url)
        assert headers["transfer-encoding"] == "chunked" and "content-length" not in headers
        assert dechunked(body) == plain
        assert len(boto_runs(boto_client(url))) == RUNS
    with running_emulator("--runs", RUNS, "--chunked-rate", 1, "--gzip-rate", 1) as url:
        assert gzip.decompress(dechunked(get(url)[2])) == plain


def dechunked(body):
    joined = b""
    while True:
        size, _, body = body.partition(b"\r\n")
        piece, end, body = body[:int(size, 16)], body[int(size, 16):][:2], body[int(size, 16) + 2:]
        assert end == b"\r\n"
        if not piece:
            assert body == b""
            return joined
        joined += piece


def test_repeated_token():
    with running_emulator("--repeat-token-at", 3) as url:
        client, pages = boto_client(url), []
        with pytest.raises(PaginationError, match="same next token was received twice"):
            pages.extend(client.get_paginator("list_job_runs").paginate(**IDS))
        token = client.list_job_runs(**IDS)["nextToken"]
        third = client.list_job_runs(**IDS, nextToken=token)["nextToken"]
        assert client.list_job_runs(**IDS, nextToken=third)["nextToken"] == third


def test_cycle_of_tokens():
    with running_emulator("--cycle-length", 4) as url:
        client, tokens = boto_client(url), [None]
        for _ in range(7):
            query = {"nextToken": tokens[-1]} if tokens[-1] else {}
            tokens.append(client.list_job_runs(**IDS, **query)["nextToken"])
    assert len(set(tokens[1:4])) == 3 and tokens[4:7] == tokens[1:4] and tokens[7] == tokens[1]


@pytest.mark.parametrize("rate", (0.3, 1))
def test_empty_pages_lose_nothing(all_runs, rate):
    with running_emulator("--runs", RUNS, "--empty-page-rate", rate) as url:
        pages = list(boto_client(url).get_paginator("list_job_runs").paginate(**IDS))
    assert [run for page in pages for run in page["items"]] == all_runs
    assert any(not page["items"] and page["nextToken"] for page in pages)


def test_boto_gets_all_runs_through_all_recoverable_faults(all_runs, monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    for seed in (1, 2):
        with running_emulator("--runs", RUNS, "--seed", seed, "--all-faults", 0.15,
                              "--slow-ms", 20) as url:
            client = boto_client(url, retries={"mode": "standard", "total_max_attempts": 5})
            runs = boto_runs(client, page_size=20)
        assert len({run["runId"] for run in runs}) == len(runs) == RUNS
        if seed == 1:
            assert runs == all_runs


def shapes(count, *flags):
    """The answers to a client that does not retry."""
    seen = []
    with running_emulator("--runs", RUNS, *flags) as url:
        for _ in range(count):
            try:
                status, headers, body = get(url)
                seen.append((status, headers["x-amzn-requestid"], body))
            except ConnectionResetError:
                seen.append("reset")
    return seen


def test_faults_repeat_with_the_seed():
    flags = ("--all-faults", 0.12, "--truncate-rate", 0.1, "--html-200-rate", 0.1,
             "--gzip-rate", 0.1, "--slow-ms", 1)
    first = shapes(80, *flags)
    assert shapes(80, *flags) == first
    assert shapes(80, *flags, "--seed", 3) != first
    assert len({answer if answer == "reset" else answer[0] for answer in first}) >= 5


def test_data_and_request_ids_come_from_the_seed(endpoint, all_runs):
    with running_emulator("--runs", RUNS) as url:
        assert boto_runs(boto_client(url)) == all_runs
    with running_emulator("--runs", RUNS, "--seed", 2) as url:
        assert not {run["runId"] for run in boto_runs(boto_client(url))} & {
            run["runId"] for run in all_runs}
    ids = [get(endpoint)[1]["x-amzn-requestid"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) for text in ids)


def test_faults_in_a_row():
    with running_emulator("--error-rate", 0.9, "--faults-in-a-row", 2, "--runs", 1) as url:
        good = "".join("+" if get(url)[0] == 200 else "-" for _ in range(60))
    assert "+" in good and "---" not in good
    with running_emulator("--error-rate", 1, "--runs", 1) as url:
        assert all(get(url)[0] >= 500 for _ in range(10))
