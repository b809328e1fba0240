"""The emulator against boto3: its runs and its errors.

All other tests trust the emulator, so this one compares it with a client that knows the real
service, and with that client's model.
"""

import itertools
import json
import re
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
import run_members
from emulated import IDS, RUNS, STATUSES, raw_bytes, refusal
from emulator import (
    DOMAIN, JOB, PATH, boto_client, boto_runs, get, raw_get, running_emulator, signed_headers,
    split_answer)


def test_every_run_once_and_in_order(all_runs):
    assert len(all_runs) == RUNS
    assert len({run["runId"] for run in all_runs}) == RUNS
    started = [run["startTime"] for run in all_runs if "startTime" in run]
    assert started == sorted(set(started), reverse=True)


def test_runs_match_the_model(client, all_runs):
    model = client.meta.service_model.shape_for("JobRunSummary").members
    assert {run["status"] for run in all_runs} == set(STATUSES) == set(model["status"].enum)
    assert {run["runMode"] for run in all_runs} == set(model["runMode"].enum)
    assert {name for run in all_runs for name in run} == set(run_members.NAMES)
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
        size = 33  # hundreds of requests would not prove more
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


def test_both_ends_of_a_million_runs_are_fast():
    with running_emulator("--runs", 1000000) as url:
        client = boto_client(url)
        started = time.monotonic()
        newest = client.list_job_runs(**IDS)["items"][0]
        oldest = client.list_job_runs(**IDS, sortOrder="ASCENDING")["items"][0]
        rare = client.list_job_runs(**IDS, status="SCHEDULED")["items"]
        assert time.monotonic() - started < 2
    assert newest["startTime"] - oldest["startTime"] > timedelta(days=600)
    assert len(rare) == 50


def test_twenty_thousand_runs():
    with running_emulator("--runs", 20000) as url:
        assert len({run["runId"] for run in boto_runs(boto_client(url))}) == 20000


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
    again = listing(status="FAILED", sortOrder="DESCENDING", nextToken=token)  # the default
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
