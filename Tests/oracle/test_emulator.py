"""The emulator against boto3, and each of its faults against a bare socket.

Everything else here trusts the emulator, so it is held against a client that knows the real
service, and against the model that client ships.
"""

import gzip
import importlib.util
import itertools
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError, PaginationError
from emulator import (
    ACCESS_KEY_ID, DOMAIN, EMULATOR, JOB, PATH, REPO, SECRET_ACCESS_KEY, boto_client, boto_runs,
    clean_environment, get, raw_get, running_emulator, signed_headers, split_answer)

RUNS = 731
STATUSES = ("SCHEDULED", "IN_PROGRESS", "SUCCESS", "PARTIALLY_SUCCEEDED", "FAILED", "ABORTED",
            "TIMED_OUT", "CANCELED")
IDS = {"domainIdentifier": DOMAIN, "jobIdentifier": JOB}


@pytest.fixture(scope="module")
def endpoint():
    with running_emulator("--runs", RUNS) as url:
        yield url


@pytest.fixture(scope="module")
def client(endpoint):
    return boto_client(endpoint)


@pytest.fixture(scope="module")
def all_runs(client):
    """The truth the other listings are held against: newest first, as by default."""
    return boto_runs(client)


def refusal(call, **arguments):
    """(HTTP status, code, message) of the ClientError the call must raise."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    answer = caught.value.response
    assert answer["ResponseMetadata"]["RequestId"]
    return (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"],
            answer["Error"]["Message"])


# Listing


def test_every_run_once_and_in_order(all_runs):
    assert len(all_runs) == RUNS
    assert len({run["runId"] for run in all_runs}) == RUNS
    started = [run["startTime"] for run in all_runs if "startTime" in run]
    assert started == sorted(set(started), reverse=True)


def test_runs_look_like_the_model_says(client, all_runs):
    model = client.meta.service_model.shape_for("JobRunSummary").members
    assert {run["status"] for run in all_runs} == set(STATUSES) == set(model["status"].enum)
    assert {run["runMode"] for run in all_runs} == set(model["runMode"].enum)
    for run in all_runs:
        assert set(run) <= set(model)
        assert (run["domainId"], run["jobId"], run["jobType"]) == (DOMAIN, JOB, "LINEAGE")
        assert re.fullmatch("[a-zA-Z0-9_-]{10,36}", run["runId"])
        assert ("error" in run) == (
            run["status"] in ("FAILED", "PARTIALLY_SUCCEEDED", "TIMED_OUT", "ABORTED"))
        assert ("endTime" in run) == (run["status"] not in ("SCHEDULED", "IN_PROGRESS"))
        assert ("startTime" in run) == (run["status"] != "SCHEDULED")
        moments = [run[name] for name in ("createdAt", "startTime", "endTime") if name in run]
        assert moments == sorted(moments)
    messages = [run["error"]["message"] for run in all_runs if "error" in run]
    assert all(20 <= len(message) <= 400 for message in messages)
    for character in '"\\\n\t\u00e9\U0001f4a5':
        assert any(character in message for message in messages), ascii(character)


def test_numbers_and_strings_come_in_every_notation(endpoint):
    body = get(endpoint)[2].decode()
    times = re.findall(r'"(?:createdAt|startTime|endTime)":([^,}]+)', body)
    for notation in (r"\d{10}", r"\d{10}\.\d{3}", r"\d{10}\.\d{6}", r"\d\.\d{12}E9"):
        assert any(re.fullmatch(notation, text) for text in times), notation
    pages = [get(endpoint, "status=FAILED&sortOrder=" + order)[2] for order in
             ("ASCENDING", "DESCENDING")]
    assert any(b"\\ud83d" in page for page in pages)
    assert any("\U0001f4a5".encode() in page for page in pages)


@pytest.mark.parametrize("status, order, size", itertools.product(
    (None, "SCHEDULED", "SUCCESS", "FAILED"), (None, "ASCENDING", "DESCENDING"), (None, 1, 7, 50)))
def test_filter_sort_order_and_page_size_change_nothing_else(client, all_runs, status, order, size):
    if size == 1 and status in (None, "SUCCESS"):
        size = 33  # hundreds of requests would prove no more
    query = {name: value for name, value in (("status", status), ("sortOrder", order)) if value}
    expected = [run for run in all_runs if status in (None, run["status"])]
    if order == "ASCENDING":
        expected.reverse()
    assert boto_runs(client, size, **query) == expected


def test_page_sizes(client):
    assert len(client.list_job_runs(**IDS)["items"]) == 50
    assert len(client.list_job_runs(**IDS, maxResults=50)["items"]) == 50
    assert len(client.list_job_runs(**IDS, maxResults=1)["items"]) == 1


@pytest.mark.parametrize("count", (0, 1, 49, 50, 51, 100))
def test_the_last_page_has_no_token(count):
    with running_emulator("--runs", count) as url:
        client = boto_client(url)
        pages = list(client.get_paginator("list_job_runs").paginate(**IDS))
    assert [len(page["items"]) for page in pages] == (
        [50] * (count // 50) + [count % 50] * (count % 50 > 0 or count == 0))
    assert "nextToken" not in pages[-1]


def test_the_page_size_may_change_between_pages(client, all_runs):
    first = client.list_job_runs(**IDS, maxResults=3)
    second = client.list_job_runs(**IDS, maxResults=5, nextToken=first["nextToken"])
    assert first["items"] + second["items"] == all_runs[:8]


def test_several_jobs_have_different_runs():
    with running_emulator("--job", "one", "--job", "two", "--runs", 60) as url:
        one, two = (boto_runs(boto_client(url), job=job) for job in ("one", "two"))
    assert len(one) == len(two) == 60
    assert not {run["runId"] for run in one} & {run["runId"] for run in two}


def test_any_end_of_a_million_runs_is_near():
    with running_emulator("--runs", 1000000) as url:
        client = boto_client(url)
        started = time.monotonic()
        newest = client.list_job_runs(**IDS)["items"][0]
        oldest = client.list_job_runs(**IDS, sortOrder="ASCENDING")["items"][0]
        rare = client.list_job_runs(**IDS, status="SCHEDULED")["items"]
        assert time.monotonic() - started < 2
    assert newest["startTime"] - oldest["startTime"] > timedelta(days=600)
    assert len(rare) == 50


def test_twenty_thousand_runs_in_seconds():
    with running_emulator("--runs", 20000) as url:
        started = time.monotonic()
        assert len({run["runId"] for run in boto_runs(boto_client(url))}) == 20000
        assert time.monotonic() - started < 15  # boto3 takes most of it


# Parameters


def test_unknown_domain_and_job(client):
    assert refusal(client.list_job_runs, **dict(IDS, domainIdentifier="dzd_other"))[:2] == (
        404, "ResourceNotFoundException")
    assert refusal(client.list_job_runs, **dict(IDS, jobIdentifier="other"))[:2] == (
        404, "ResourceNotFoundException")


@pytest.mark.parametrize("arguments, words", (
    ({"maxResults": 51}, "Value '51' at 'maxResults' failed to satisfy constraint: "
                         "Member must have value less than or equal to 50"),
    ({"maxResults": 10 ** 30}, "at 'maxResults'"),
    ({"status": "DONE"}, "Value 'DONE' at 'status' failed to satisfy constraint: "
                         "Member must satisfy enum value set: [SCHEDULED, "),
    ({"sortOrder": "UP"}, "enum value set: [ASCENDING, DESCENDING]"),
    ({"sortOrder": ""}, "Value '' at 'sortOrder'"),
    ({"domainIdentifier": "nope"}, "regular expression pattern: dzd[-_][a-zA-Z0-9_-]{1,36}"),
    ({"domainIdentifier": "dzd_" + "x" * 37}, "at 'domainIdentifier'"),
    ({"jobIdentifier": "a/b %?#ü"}, "Value 'a/b %?#ü' at 'jobIdentifier'"),
    ({"nextToken": "x" * 8193}, "Member must have length less than or equal to 8192"),
    ({"nextToken": "x" * 8192}, "Invalid nextToken"),
    ({"nextToken": "no token"}, "Invalid nextToken"),
))
def test_parameters_the_model_forbids(client, arguments, words):
    status, code, message = refusal(client.list_job_runs, **dict(IDS, **arguments))
    assert (status, code) == (400, "ValidationException")
    assert words in message


def test_all_violations_are_named_at_once(endpoint):
    status, headers, body = get(endpoint, "maxResults=0&nextToken=&status=x&sortOrder=y",
                                path="/v2/domains/x/jobs/%20/runs")
    message = json.loads(body)["message"]
    assert status == 400 and headers["x-amzn-errortype"].startswith("ValidationException:http://")
    assert message.startswith("6 validation errors detected: Value 'x' at 'domainIdentifier'")
    assert len(message.split("; ")) == 6
    assert "Value 'five' at 'maxResults'" in get(endpoint, "maxResults=five")[2].decode()


def test_tokens_belong_to_their_query(client):
    def listing(**query):
        return client.list_job_runs(**IDS, **query)

    token = listing(status="FAILED")["nextToken"]
    assert 300 <= len(token) <= 400 and all(character in token for character in "+/=")
    again = listing(status="FAILED", sortOrder="DESCENDING", nextToken=token)  # says the default
    assert again["items"] == listing(status="FAILED", nextToken=token, maxResults=50)["items"]
    for other in ({}, {"status": "SUCCESS"}, {"status": "FAILED", "sortOrder": "ASCENDING"}):
        assert refusal(listing, nextToken=token, **other)[1] == "ValidationException"
    for altered in (token[:-1], token + "=", token[:100] + ("A" if token[100] != "A" else "B")
                    + token[101:], token.replace("+", "-"), token[:-4], " " + token):
        assert refusal(listing, status="FAILED", nextToken=altered)[1] == "ValidationException"


def test_a_plus_that_was_not_encoded_is_a_space(endpoint):
    token = json.loads(get(endpoint)[2])["nextToken"]
    assert get(endpoint, "nextToken=" + quote(token, safe=""))[0] == 200
    url = endpoint + PATH + "?nextToken=" + quote(token, safe="")
    answer = raw_get(url, signed_headers(url), target=PATH + "?nextToken=" + token)
    assert split_answer(answer)[0] == 400


def test_tokens_survive_a_restart_but_not_another_seed(client, all_runs):
    token = client.list_job_runs(**IDS)["nextToken"]
    with running_emulator("--runs", RUNS) as url:
        page = boto_client(url).list_job_runs(**IDS, nextToken=token)
        assert page["items"] == all_runs[50:100]
    with running_emulator("--runs", RUNS, "--seed", 2) as url:
        assert refusal(boto_client(url).list_job_runs, **IDS, nextToken=token)[0] == 400


def test_other_paths_and_methods(endpoint):
    for path in ("/", "/v2/domains/d/jobs/j", PATH + "/", PATH.replace("/jobs", "//jobs")):
        status, headers, body = get(endpoint, path=path)
        assert (status, headers["x-amzn-errortype"]) == (404, "UnknownOperationException")
        assert json.loads(body) == {"message": None}
    url = endpoint + PATH
    assert split_answer(raw_get(url, {"Host": "x"}, method="POST"))[0] == 405
    status, headers, body = split_answer(raw_get(url, {"Host": "x"}, method="HEAD"))
    assert status == 405 and headers["allow"] == "GET" and body == b""


@pytest.mark.parametrize("garbage", (b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET /\r\n\r\n",
                                     b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
                                     b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"))
def test_what_is_not_http_gets_400(endpoint, garbage):
    assert raw_bytes(endpoint, garbage).startswith(b"HTTP/1.1 400 ")


def raw_bytes(endpoint, data):
    host, port = endpoint[len("http://"):].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as sock:
        sock.sendall(data)
        return b"".join(iter(lambda: sock.recv(65536), b""))


# Signatures


def test_keys(endpoint):
    wrong_key = boto_client(endpoint, access_key_id="AKIDOTHER")
    assert refusal(wrong_key.list_job_runs, **IDS) == (
        403, "UnrecognizedClientException",
        "The security token included in the request is invalid.")
    wrong_secret = boto_client(endpoint, secret_access_key=SECRET_ACCESS_KEY.lower())
    status, code, message = refusal(wrong_secret.list_job_runs, **IDS)
    assert (status, code) == (403, "InvalidSignatureException")
    assert message.startswith("The request signature we calculated does not match")
    stray_token = boto_client(endpoint, session_token="stray")
    assert refusal(stray_token.list_job_runs, **IDS)[1] == "UnrecognizedClientException"


def test_session_token():
    with running_emulator("--session-token", "tok/+=en", "--runs", 1) as url:
        assert boto_client(url, session_token="tok/+=en").list_job_runs(**IDS)["items"]
        for token in (None, "token"):
            client = boto_client(url, session_token=token)
            assert refusal(client.list_job_runs, **IDS)[1] == "UnrecognizedClientException"


def test_region(endpoint):
    code, message = refusal(boto_client(endpoint, region="eu-west-1").list_job_runs, **IDS)[1:]
    assert code == "InvalidSignatureException"
    assert "Credential should be scoped to a valid region, not 'eu-west-1'" in message
    with running_emulator("--region", "eu-west-1", "--runs", 1) as url:
        assert boto_client(url, region="eu-west-1").list_job_runs(**IDS)["items"]
    status, _, body = get(endpoint, service="s3")
    assert status == 403 and b"scoped to correct service: 'datazone'" in body


@pytest.mark.parametrize("offset, words", (
    (301, r"Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z "
          r"\(\d{8}T\d{6}Z - 5 min\.\)"),
    (-302, r"Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z "
           r"\(\d{8}T\d{6}Z \+ 5 min\.\)")))
def test_skewed_clock(offset, words):
    with running_emulator("--clock-offset", offset, "--skew-code", "RequestTimeTooSkewed") as url:
        moment = datetime.now(timezone.utc)
        status, headers, body = get(url)
        assert (status, headers["x-amzn-errortype"]) == (403, "RequestTimeTooSkewed")
        assert re.fullmatch(words, json.loads(body)["message"])
        server_time = datetime.strptime(headers["date"], "%a, %d %b %Y %H:%M:%S GMT")
        skew = server_time.replace(tzinfo=timezone.utc) - moment
        assert abs(skew.total_seconds() - offset) < 5
        # The server's own time mends it, which is what a client is to do.
        assert get(url, at=moment + skew)[0] == 200


def test_five_minutes_are_the_limit(endpoint):
    now = datetime.now(timezone.utc)
    codes = [get(endpoint, at=now + timedelta(seconds=offset))[1].get("x-amzn-errortype")
             for offset in (-310, -290, 290, 310)]
    assert codes == ["InvalidSignatureException", None, None, "InvalidSignatureException"]


def test_authorization_headers_that_are_not_whole(endpoint):
    url = endpoint + PATH

    def code(**changes):
        headers = {name: value for name, value in dict(signed_headers(url), **changes).items()
                   if value is not None}
        status, answer, body = split_answer(raw_get(url, headers))
        assert status == 403 and "date" in answer
        return answer["x-amzn-errortype"], json.loads(body)["message"]

    good = signed_headers(url)["Authorization"]
    assert code(Authorization=None) == (
        "MissingAuthenticationTokenException", "Missing Authentication Token")
    for bad in ("Basic dTpw", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=x",
                good.replace("Signature=", "Sig="), good.replace("AWS4-", "AWS3-"),
                good.replace("/aws4_request", ""), good.replace("Credential=", "Credential=a/")):
        assert code(Authorization=bad)[0] == "IncompleteSignatureException", bad
    assert code(**{"X-Amz-Date": None})[0] == "IncompleteSignatureException"
    assert code(**{"X-Amz-Date": "today"})[0] == "IncompleteSignatureException"
    for bad in (good.replace("host;", ""), good.replace("aws4_request", "aws5_request"), good + "0",
                good[:-1] + "\u00e9", re.sub("/[0-9]{8}/", "/20000101/", good),
                good.replace("x-amz-date", "x-amz-date;x-absent")):
        assert code(Authorization=bad)[0] == "InvalidSignatureException", bad
    assert code(Host="elsewhere")[0] == "InvalidSignatureException"


def test_every_part_of_the_request_is_signed(endpoint):
    url = endpoint + PATH + "?maxResults=5"
    signed = signed_headers(url)
    for target in (PATH + "?maxResults=6", PATH, PATH.replace(JOB, "other") + "?maxResults=5"):
        assert split_answer(raw_get(url, signed, target=target))[0] == 403
    assert split_answer(raw_get(url, signed))[0] == 200


def test_signing_test_suite():
    """AWS's own vectors, where the suite is at hand: every signed request of it must verify.

    The signature is taken from .authz: the .sreq of get-vanilla-with-session-token has another
    case's.
    """
    suite = pathlib.Path(os.environ.get("DZJOBS_CONFORMANCE") or REPO.parent / "shared/conformance")
    files = sorted(suite.glob("sigv4_botocore/**/*.sreq"))
    if not files:
        pytest.skip("no SigV4 test suite; DZJOBS_CONFORMANCE names its directory")
    sigv4, answer = load("sigv4"), load("answer")
    now = datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)
    refused = []
    for file in files:
        head, _, body = file.read_bytes().partition(b"\n\n")
        lines = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("latin-1").split("\n")
        method, target = lines[0].rsplit(" ", 1)[0].split(" ", 1)
        headers = {}
        for name, value in (line.split(":", 1) for line in lines[1:]):
            headers.setdefault(name.lower(), []).append(value.strip())
        headers = {name: ",".join(values) for name, values in headers.items()}
        headers["authorization"] = file.with_suffix(".authz").read_text()
        path, _, query = target.partition("?")
        verifier = sigv4.Verifier(ACCESS_KEY_ID, SECRET_ACCESS_KEY,
                                  headers.get("x-amz-security-token"), "us-east-1", "",
                                  "service")
        try:
            verifier.check(answer.Request(method, path, query, headers, body), now)
        except sigv4.Refused as problem:
            refused.append((file.stem, problem.message))
    assert refused == []


def load(name):
    """A module of the emulator that needs no other, without making its directory importable."""
    file = EMULATOR / (name + ".py")
    spec = importlib.util.spec_from_file_location("emulator_" + name, str(file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Faults


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


def test_boto_gets_everything_through_all_recoverable_faults(all_runs, monkeypatch):
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
    """What a client that does not retry sees, request after request."""
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


# The program


def test_keep_alive(endpoint):
    url = endpoint + PATH + "?maxResults=1"
    fields = "".join("%s: %s\r\n" % header for header in signed_headers(url).items())
    request = "GET %s?maxResults=1 HTTP/1.1\r\n%s" % (PATH, fields)
    both = raw_bytes(endpoint, (request + "\r\n" + request + "Connection: close\r\n\r\n").encode())
    assert both.count(b"HTTP/1.1 200 OK\r\n") == 2 and both.count(b"Connection: close") == 1


def test_base_path():
    with running_emulator("--base-path", "/a%20b/c/", "--runs", 120) as url:
        assert url.endswith("/a%20b/c")
        assert len(boto_runs(boto_client(url))) == 120
        bare = url[:-len("/a%20b/c")]
        assert get(bare)[0] == 404


def test_as_a_proxy(endpoint):
    headers = signed_headers("http://datazone.test" + PATH)
    answer = raw_get(endpoint + PATH, headers, target="http://datazone.test" + PATH)
    assert split_answer(answer)[0] == 200


def test_credentials_from_the_environment():
    environment = clean_environment(AWS_ACCESS_KEY_ID="AKIDENV", AWS_SECRET_ACCESS_KEY="env/secret",
                                    AWS_SESSION_TOKEN="env-token")
    with running_emulator("--runs", 1, env=environment) as url:
        assert boto_client(url, "AKIDENV", "env/secret", "env-token").list_job_runs(**IDS)["items"]
        assert refusal(boto_client(url).list_job_runs, **IDS)[0] == 403
    with running_emulator("--runs", 1, "--access-key-id", ACCESS_KEY_ID, env=environment) as url:
        assert boto_client(url).list_job_runs(**IDS)["items"]


def run_command(*arguments, **more):
    return subprocess.run([sys.executable, str(EMULATOR), *arguments], capture_output=True,
                          text=True, timeout=30, env=clean_environment(AWS_PROFILE="none"), **more)


def test_command_form():
    script = ("import boto3, sys\n"
              "c = boto3.client('datazone', endpoint_url=sys.argv[1])\n"
              "print(len(c.list_job_runs(domainIdentifier='dzd_emulator',"
              " jobIdentifier='job_emulator')['items']), sys.argv[2])\n"
              "sys.exit(7)\n")
    done = run_command("--session-token", "st", "--runs", "12", "--", sys.executable, "-c", script,
                       "{endpoint}", "-- {endpoint}!")
    assert done.returncode == 7, done.stderr
    assert re.fullmatch(r"12 -- http://127\.0\.0\.1:\d+!\n", done.stdout)
    assert re.fullmatch(r" +1 GET %s 200\n" % PATH, done.stderr)


def test_command_form_exit_codes():
    assert run_command("--", "true").returncode == 0
    assert run_command("--", "sh", "-c", "kill -9 $$").returncode == 128 + 9
    missing = run_command("--", "/no/such/program")
    assert missing.returncode == 127 and "cannot run" in missing.stderr


@pytest.mark.parametrize("arguments", (
    ("--throttle-rate", "2"), ("--runs", "-1"), ("--repeat-token-at", "1"), ("--bogus",),
    ("--error-rate", "0.6", "--reset-rate", "0.6"), ("--base-path", "x"), ("--port", "70000")))
def test_wrong_flags(arguments):
    done = run_command(*arguments)
    assert done.returncode == 2 and "error:" in done.stderr and "Traceback" not in done.stderr


def test_a_port_in_use(endpoint):
    done = run_command("--port", endpoint.rsplit(":", 1)[1])
    assert done.returncode == 1 and "cannot listen" in done.stderr


@pytest.mark.parametrize("how", ("SIGTERM", "SIGINT", "EOF"))
def test_it_stops(how):
    process = subprocess.Popen([sys.executable, str(EMULATOR), "--exit-on-stdin-eof"], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
    if how == "EOF":
        process.stdin.close()
    else:
        process.send_signal(getattr(signal, how))
    assert process.wait(5) == 0
    assert process.stderr.read() == ""


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no list of the standard modules")
def test_only_the_standard_library():
    imported = set()
    for file in EMULATOR.glob("*.py"):
        imported |= set(re.findall(r"^(?:import|from) (\w+)", file.read_text(), re.MULTILINE))
    own = {file.stem for file in EMULATOR.glob("*.py")}
    assert imported - own <= set(sys.stdlib_module_names)
