"""The examples against the emulator and boto3: same runs, same errors.

People copy them, so more than the use of the library must be right: what a transport must not do,
and how a program ends.
"""

import json
import re
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from emulated import RUNS
from emulator import (ACCESS_KEY_ID, DOMAIN, JOB, SECRET_ACCESS_KEY, boto_client, boto_runs,
                      running_emulator)
from program import (LUA_EXAMPLE, PYTHON_EXAMPLE, REPO, answering, lines, need, resume_token, run)

IDS = ("--domain", DOMAIN, "--job", JOB)
NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.fixture(params=["c", "cpp", "go", "lua", "python", "rust"])
def example(request):
    """The command that prints the JSON of each run on a line."""
    if request.param == "python":
        return PYTHON_EXAMPLE
    if request.param == "lua":
        need("luajit")
        return LUA_EXAMPLE
    program = request.getfixturevalue(request.param + "_example")
    return (program, "--json") if request.param in ("c", "cpp") else (program,)


def parsed(text):
    """The lines in the form of boto3's runs."""
    runs = [json.loads(line) for line in lines(text)]
    for run_ in runs:
        for name in {"createdAt", "startTime", "endTime"} & run_.keys():
            run_[name] = datetime.fromisoformat(run_[name].replace("Z", "+00:00"))
    return runs


@pytest.mark.parametrize("name", [
    "list_job_runs.c", "list_job_runs.cpp", "list_job_runs.go", "list_job_runs.lua",
    "list_job_runs.py", "list_job_runs.rs", "event_loop.c", "many_jobs.c", "host.h",
    "system.h", "curl_epoll.h"])
def test_is_short(name):
    assert 20 < len((REPO / "examples" / name).read_text().splitlines()) < 120


@pytest.mark.parametrize("name", ["c", "cpp"])
def test_help(name, request):
    done = run(request.getfixturevalue(f"{name}_example"), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: list_job_runs --domain ID")


def test_lists_what_boto3_lists(example, endpoint, all_runs):
    done = run(*example, *IDS, "--endpoint-url", endpoint)
    assert (done.returncode, done.stderr) == (0, "")
    assert parsed(done.stdout) == all_runs
    assert len(all_runs) == RUNS


def test_counts_in_cpp_what_boto3_lists(cpp_example, endpoint, all_runs):
    done = run(cpp_example, *IDS, "--endpoint-url", endpoint)
    assert (done.returncode, done.stderr) == (0, "")
    expected = []
    for status in sorted({run_["status"] for run_ in all_runs}):
        these = [run_ for run_ in all_runs if run_["status"] == status]
        longest = max((run_["endTime"] - run_["startTime"] for run_ in these
                       if {"endTime", "startTime"} <= run_.keys()), default=timedelta())
        minutes = ", up to %d minutes" % (longest.total_seconds() // 60) if longest else ""
        expected.append("%8d %s%s" % (len(these), status, minutes))
    assert lines(done.stdout) == expected
    assert len(expected) > 4


def test_passes_on_filter_order_and_page_size(example, endpoint, client):
    done = run(*example, *IDS, "--endpoint-url", endpoint, "--status", "FAILED",
               "--sort", "ASCENDING", "--page-size", 7)
    expected = boto_runs(client, status="FAILED", sortOrder="ASCENDING")
    assert len(expected) > 7
    assert (done.returncode, parsed(done.stdout)) == (0, expected)


def test_continues_where_max_items_stopped(example, endpoint, client, all_runs):
    """boto3 continues from the same token, too."""
    listing = (*example, *IDS, "--endpoint-url", endpoint)
    first = run(*listing, "--max-items", 120)
    token = resume_token(first.stderr)
    rest = run(*listing, "--starting-token", token)
    assert (first.returncode, rest.returncode, rest.stderr) == (0, 0, "")
    assert (len(parsed(first.stdout)), parsed(first.stdout + rest.stdout)) == (120, all_runs)
    pages = client.get_paginator("list_job_runs").paginate(
        domainIdentifier=DOMAIN, jobIdentifier=JOB, PaginationConfig={"StartingToken": token})
    assert [run_ for page in pages for run_ in page["items"]] == parsed(rest.stdout)


def test_no_token_if_max_items_is_not_reached(example, endpoint):
    done = run(*example, *IDS, "--endpoint-url", endpoint, "--max-items", RUNS)
    assert (done.returncode, done.stderr, len(lines(done.stdout))) == (0, "", RUNS)


@pytest.mark.parametrize("change, arguments, status", [
    ({}, {"jobIdentifier": "other"}, 404),
    ({}, {"domainIdentifier": "dzd_other"}, 404),
    ({"AWS_SECRET_ACCESS_KEY": "wrong"}, {}, 403),
    ({}, {"status": "LATE"}, 400),
])
def test_prints_the_services_code_message_and_request_id(example, endpoint, change, arguments,
                                                        status):
    asked = {"domainIdentifier": DOMAIN, "jobIdentifier": JOB, **arguments}
    secret = {"secret_access_key": value for value in change.values()}
    with pytest.raises(ClientError) as refusal:
        boto_client(endpoint, **secret).list_job_runs(**asked)
    error = refusal.value.response["Error"]
    options = [word for name, value in asked.items()
               for word in ("--" + name.replace("Identifier", ""), value)]
    done = run(*example, *options, "--endpoint-url", endpoint, **change)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"list_job_runs: %s: %s \(HTTP %d, request id %s, attempt 1 of 3\)\n" % (
        error["Code"], re.escape(error["Message"]), status, UUID), done.stderr)


def test_sends_no_control_characters_to_the_terminal(example):
    body = b'{"__type":"X","message":"a\\n\\u001b[31mb\\u009b31m\\u00e9"}'
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n" % len(body)
    with answering(head + body) as (url, _):
        done = run(*example, *IDS, "--endpoint-url", url)
    assert done.stderr == "list_job_runs: X: a  [31mb 31mé (HTTP 400, attempt 1 of 3)\n"


def test_sends_unsigned_requests_without_credentials(endpoint):
    """For examples with the sans-I/O listing, whose requests the caller may sign."""
    done = run(*PYTHON_EXAMPLE, *IDS, "--endpoint-url", endpoint, **NO_KEYS)
    assert done.returncode == 1
    assert done.stderr.startswith("list_job_runs: MissingAuthenticationTokenException: ")


def test_prints_each_providers_reason(c_example):
    """The client sends nothing unsigned; it lists each provider's reason on one line."""
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as (url, requests):
        done = run(c_example, *IDS, "--endpoint-url", url, **NO_KEYS)
    assert (done.returncode, done.stdout, requests) == (1, "", [])
    assert re.fullmatch("list_job_runs: no credentials: environment: .*; profile default: .*; "
                        "container: .*; instance metadata: .*\n", done.stderr)


def test_takes_keys_region_and_endpoint_from_the_profile(c_example, endpoint, all_runs, tmp_path):
    config = tmp_path / "config"
    config.write_text("[profile it]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                      "region = us-east-1\nendpoint_url = %s\n"
                      % (ACCESS_KEY_ID, SECRET_ACCESS_KEY, endpoint))
    command = (c_example, "--json", *IDS)
    bare = {**NO_KEYS, "AWS_REGION": None, "AWS_CONFIG_FILE": str(config)}
    done = run(*command, "--profile", "it", **bare)
    assert (done.returncode, done.stderr, parsed(done.stdout)) == (0, "", all_runs)
    done = run(*command, "--profile", "other", **bare)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("list_job_runs: profile other: ")


def test_signs_with_a_session_token_and_the_other_region(example):
    with running_emulator("--runs", 3, "--session-token", "a+/=b", "--region", "eu-west-1") as url:
        for variable in "AWS_REGION", "AWS_DEFAULT_REGION":
            done = run(*example, *IDS, "--endpoint-url", url, AWS_SESSION_TOKEN="a+/=b",
                       **{"AWS_REGION": None, variable: "eu-west-1"})
            assert (done.returncode, len(lines(done.stdout))) == (0, 3)
        done = run(*example, *IDS, "--endpoint-url", url, AWS_SESSION_TOKEN="a+/=b")
        assert done.returncode == 1
        done = run(*example, *IDS, "--region", "eu-west-1", AWS_SESSION_TOKEN="a+/=b",
                   AWS_ENDPOINT_URL=url)
        assert (done.returncode, len(lines(done.stdout))) == (0, 3)


def test_survives_faults(example, all_runs):
    with running_emulator("--runs", RUNS, "--all-faults", 0.1, "--slow-ms", 10) as url:
        done = run(*example, *IDS, "--endpoint-url", url, "--page-size", 20)
    assert (done.returncode, done.stderr) == (0, "")
    assert parsed(done.stdout) == all_runs


@pytest.mark.parametrize("fault", ["reset", "truncate"])
def test_gives_up_with_a_reason(example, fault):
    with running_emulator("--%s-rate" % fault, 1) as url:
        done = run(*example, *IDS, "--endpoint-url", url)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"list_job_runs: no answer: .+ \(attempt 3 of 3\)\n", done.stderr)


def test_prints_the_resume_token_after_an_error(example, all_runs):
    with running_emulator("--runs", RUNS, "--repeat-token-at", 3) as url:
        done = run(*example, *IDS, "--endpoint-url", url)
    assert done.returncode == 1
    assert parsed(done.stdout) == all_runs[:150]
    assert re.match("list_job_runs: nextToken: ", done.stderr) and resume_token(done.stderr)
