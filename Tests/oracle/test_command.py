"""The command `dzjobs`: its formats match boto3's runs, errors name the wrong argument, --since and
--follow read every run, and help, manual and completions agree.
"""

import csv
import io
import json
import re
import subprocess
import time
from datetime import datetime, timedelta, timezone

import pytest
from emulated import RUNS
from emulator import DOMAIN, JOB, SECRET_ACCESS_KEY, running_emulator
from loopback import answer, sending, serving
from program import REPO, environment, lines, run

IDS = ("runs", "--domain", DOMAIN, "--job", JOB)
MEMBERS = ("domainId", "jobId", "jobType", "runId", "runMode", "status", "error.message",
           "createdBy", "createdAt", "startTime", "endTime")
NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}


def parsed(run_):
    for name in {"createdAt", "startTime", "endTime"} & run_.keys():
        run_[name] = datetime.fromisoformat(run_[name].replace("Z", "+00:00"))
    return run_


def test_json_has_the_runs_of_boto3(command, endpoint, all_runs):
    array = run(command, *IDS, "--endpoint-url", endpoint, "--output", "json")
    by_line = run(command, *IDS, "--endpoint-url", endpoint, "--output", "jsonl")
    assert (array.returncode, array.stderr, by_line.returncode, by_line.stderr) == (0, "", 0, "")
    assert [parsed(run_) for run_ in json.loads(array.stdout)] == all_runs
    assert [parsed(json.loads(line)) for line in lines(by_line.stdout)] == all_runs


def test_csv_has_the_runs_of_boto3(command, endpoint, all_runs):
    done = subprocess.run([command, *IDS, "--endpoint-url", endpoint, "--output", "csv"],
                          capture_output=True, env=environment(), timeout=60)
    rows = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
    assert (done.returncode, done.stderr, rows[0]) == (0, b"", list(MEMBERS))
    for found, run_ in zip(rows[1:], all_runs, strict=True):
        flat = {**run_, "error.message": run_.get("error", {}).get("message")}
        for name, text in zip(MEMBERS, found):
            value = flat.get(name)
            if isinstance(value, datetime):
                assert datetime.fromisoformat(text.replace("Z", "+00:00")) == value
            else:
                assert text == (value or "").split("\0")[0]


@pytest.mark.parametrize("output, empty", [
    ("json", "[]\n"), ("jsonl", ""), ("csv", ",".join(MEMBERS) + "\n")])
def test_output_without_runs(command, output, empty):
    with running_emulator("--runs", 0) as url:
        done = run(command, *IDS, "--endpoint-url", url, "--output", output)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", empty)


def test_an_array_cut_off_by_an_error_stays_open(command):
    with running_emulator("--runs", RUNS, "--repeat-token-at", 2) as url:
        done = run(command, *IDS, "--endpoint-url", url, "--output", "json")
    assert done.returncode == 1
    with pytest.raises(json.JSONDecodeError):
        json.loads(done.stdout)


@pytest.mark.parametrize("arguments, text", [
    ((), "usage: dzjobs runs"),
    (("list",), "dzjobs: command 'list': expected runs or credentials"),
    (("runs",), "dzjobs: --domain ID is missing"),
    (("runs", "--domain", "d"), "dzjobs: --job ID is missing"),
    ((*IDS, "more"), "dzjobs: argument 'more': expected options only"),
    ((*IDS, "--bogus"), "unrecognized option '--bogus'"),
    ((*IDS, "--max-items"), "option '--max-items' requires an argument"),
    ((*IDS, "--max-items", "x"), "dzjobs: --max-items 'x': expected a whole number"),
    ((*IDS, "--max-items", "-1"), "dzjobs: --max-items '-1': "),
    ((*IDS, "--max-items", "9223372036854775808"), "dzjobs: --max-items '9223372036854775808': "),
    ((*IDS, "--page-size", "0"), "dzjobs: --page-size '0': "),
    ((*IDS, "--page-size", "4294967301"), "dzjobs: --page-size '4294967301': "),
    ((*IDS, "--sort", "up"), "dzjobs: --sort 'up': expected ASCENDING or DESCENDING"),
    ((*IDS, "--output", "xml"), "dzjobs: --output 'xml': expected table, json, jsonl or csv"),
    ((*IDS, "--since", "yesterday"), "dzjobs: --since 'yesterday': "),
    ((*IDS, "--since", "12345678d"), "dzjobs: --since '12345678d': "),
    ((*IDS, "--since", "2026-13-01"), "dzjobs: --since '2026-13-01': "),
    ((*IDS, "--interval", "0s"), "dzjobs: --interval '0s': "),
    ((*IDS, "--follow", "--output", "json"), "dzjobs: --output 'json': "),
    (("runs", "--domain", "..", "--job", "j"), "dzjobs: domain_identifier: "),
    ((*IDS, "--region", "a/b"), "dzjobs: region: "),
    ((*IDS, "--endpoint-url", "ftp://x"), "dzjobs: endpoint_url: "),
])
def test_errors_name_the_wrong_argument(command, arguments, text):
    done = run(command, *arguments)
    assert (done.returncode, done.stdout, text in done.stderr) == (2, "", True)


def test_help_and_version(command):
    assert run(command, "--help").stdout.startswith("usage: dzjobs runs --domain ID --job ID")
    assert re.fullmatch(r"dzjobs \d+\.\d+\.\d+\n", run(command, "--version").stdout)


def page_at(*offsets):
    """Runs with these ages in seconds."""
    now = time.time()
    items = [{"runId": str(i), "status": "SUCCESS", "createdAt": round(now - offset, 3)}
             for i, offset in enumerate(offsets)]
    return answer(json.dumps({"items": items}).encode())


@pytest.mark.parametrize("since, wanted", [
    ("90s", ["0"]), ("30m", ["0", "1"]), ("24h", ["0", "1", "2"]), ("7d", ["0", "1", "2", "3"]),
    ("2w", ["0", "1", "2", "3", "4"]), ("1970-01-01", ["0", "1", "2", "3", "4", "5"])])
def test_since_compares_the_creation(command, since, wanted):
    offsets = (10, 1000, 80_000, 500_000, 1_000_000, 5_000_000)
    with serving(sending(page_at(*offsets))) as server:
        done = run(command, *IDS, "--endpoint-url", server.url, "--output=jsonl", "--since", since)
    assert [json.loads(line)["runId"] for line in lines(done.stdout)] == wanted


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M+00:00"])
def test_since_takes_a_time_with_a_zone(command, form):
    since = (datetime.now(timezone.utc) - timedelta(hours=2)).strftime(form)
    with serving(sending(page_at(60, 10_800))) as server:
        done = run(command, *IDS, "--endpoint-url", server.url, "--output=jsonl", "--since", since)
    assert [json.loads(line)["runId"] for line in lines(done.stdout)] == ["0"]


def test_follow_prints_new_and_changed_runs_in_any_order(command):
    def page(**statuses):
        return answer(json.dumps({"items": [
            {"runId": name, "status": status} for name, status in statuses.items()]}).encode())

    refusal = answer(b'{"__type":"AccessDeniedException"}', status=403)
    with serving(sending(page(a="IN_PROGRESS", b="SUCCESS"), refusal,
                         page(c="SCHEDULED", b="SUCCESS", a="SUCCESS"),
                         page(b="SUCCESS"))) as server:
        process = subprocess.Popen(
            [command, *IDS, "--endpoint-url", server.url, "--output=jsonl", "--follow",
             "--interval", "1s"], env=environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        shown = [json.loads(process.stdout.readline()) for _ in range(4)]
        time.sleep(2.5)
        assert process.poll() is None
        process.terminate()
        rest, errors = process.communicate(timeout=30)
    assert [(run_["runId"], run_["status"]) for run_ in shown] == [
        ("a", "IN_PROGRESS"), ("b", "SUCCESS"), ("c", "SCHEDULED"), ("a", "SUCCESS")]
    assert rest == "" and "AccessDeniedException" in errors


def test_names_the_provider_and_no_secret(command):
    done = run(command, "credentials")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "credentials: environment\n" and SECRET_ACCESS_KEY not in done.stdout


def test_prints_each_providers_reason(command):
    done = run(command, "credentials", **NO_KEYS)
    assert (done.returncode, done.stdout) == (1, "")
    for provider in "environment", "profile default", "container", "instance metadata":
        assert f"{provider}: " in done.stderr


def test_debug_logs_without_secrets(command, endpoint):
    done = run(command, *IDS, "--endpoint-url", endpoint, "--max-items", "1", "--debug")
    assert done.returncode == 0 and "credentials" in done.stderr and "GET " in done.stderr
    assert SECRET_ACCESS_KEY not in done.stderr and "Signature=" not in done.stderr


def test_help_manual_and_completions_have_the_same_options(command):
    options = set(re.findall(r"^  --([a-z-]+)", run(command, "--help").stdout, re.M))
    assert len(options) > 15
    for file, pattern in (
            ("docs/dzjobs.1", r"^\.It Fl -([a-z-]+)"),
            ("completion/dzjobs.bash", r"--([a-z-]+)"),
            ("completion/_dzjobs", r"^  '--([a-z-]+)"),
            ("completion/dzjobs.fish", r"-l ([a-z-]+)")):
        found = set(re.findall(pattern, (REPO / "packaging" / file).read_text(), re.M))
        assert found - {"help", "version"} == options, file
