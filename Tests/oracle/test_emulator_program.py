"""The emulator as a program: its command line, its end, and HTTP in other clients' forms."""

import re
import signal
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest
from emulated import IDS, raw_bytes, refusal
from emulator import (
    ACCESS_KEY_ID, EMULATOR, PATH, boto_client, boto_runs, clean_environment, get, raw_get,
    running_emulator, signed_headers, split_answer)


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


def test_the_command_finds_the_emulator_by_itself():
    """A program without an endpoint setting must not send the sample keys to AWS."""
    script = "import os; print(os.environ['AWS_ENDPOINT_URL_DATAZONE'] == '{endpoint}')"
    variables = {"AWS_ENDPOINT_URL_DATAZONE": "http://elsewhere.invalid",
                 "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    done = subprocess.run([sys.executable, str(EMULATOR), "--quiet", "--", sys.executable, "-c",
                           script], capture_output=True, text=True, timeout=30,
                          env=clean_environment(**variables))
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_now_moves_the_runs_to_today():
    with running_emulator("--runs", 3, "--now") as url:
        runs = boto_runs(boto_client(url))
    now = datetime.now(timezone.utc)
    age = now - max(run_["createdAt"] for run_ in runs)
    assert len(runs) == 3 and timedelta(0) < age < timedelta(hours=2)
    assert all(run_.get("endTime", now) <= now for run_ in runs)


def test_messages_are_plausible_without_hostile():
    listing = "print(*(r['error']['message'] for r in c.get_paginator('list_job_runs').paginate("\
        "domainIdentifier='dzd_emulator', jobIdentifier='job_emulator').build_full_result()"\
        "['items'] if 'error' in r), sep='\\0')"
    script = "import boto3; c = boto3.client('datazone'); " + listing
    plain, hostile = (run_command("--quiet", "--runs", "900", *flags, "--", sys.executable, "-c",
                                  script) for flags in ((), ("--hostile",)))
    assert (plain.returncode, hostile.returncode) == (0, 0), plain.stderr + hostile.stderr
    messages = plain.stdout.rstrip("\n").split("\0")
    assert len(messages) > 100 and all(m.isascii() and m.isprintable() for m in messages)
    assert not all(m.isprintable() for m in hostile.stdout.rstrip("\n").split("\0"))


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
