"""The Python examples, run as by a user."""

import json
import re
import sys

import pytest
from conftest import REGION, REPOSITORY, RUNS, client_of
from emulator import DOMAIN, JOB, running_emulator
from loopback import answer, sending, serving
from program import run

EXAMPLES = REPOSITORY / "examples"


def failed_runs(endpoint, *arguments, **variables):
    return run(sys.executable, EXAMPLES / "failed_runs.py", "--domain", DOMAIN, "--job", JOB,
               "--endpoint-url", endpoint, *arguments, **variables)


@pytest.mark.parametrize("name", ["async_runs.py", "failed_runs.py", "many_jobs.py",
                                  "runs_to_duckdb.py"])
def test_is_short(name):
    assert len((EXAMPLES / name).read_text().splitlines()) < 120


def test_failed_runs_prints_the_same_with_boto3(endpoint):
    ours = failed_runs(endpoint)
    theirs = failed_runs(endpoint, "--boto3", AWS_DEFAULT_REGION=REGION)
    assert (theirs.returncode, theirs.stderr) == (0, "")
    assert (ours.returncode, ours.stderr, ours.stdout) == (0, "", theirs.stdout)
    *lines, last = ours.stdout.splitlines()
    assert len(lines) == 10
    rest = failed_runs(endpoint, "--most", "1000", "--starting-token", last.split()[-1])
    failed = client_of(endpoint).job_runs(domainIdentifier=DOMAIN, jobIdentifier=JOB,
                                          status="FAILED")
    assert [line.split()[0] for line in lines + rest.stdout.splitlines()] == [
        each["runId"] for each in failed]


@pytest.mark.parametrize("arguments, variables, kind", [
    (("--job", "other"), {}, "There is no such job: Job not found: other"),
    ((), {"AWS_SECRET_ACCESS_KEY": "wrong"}, "An error occurred (InvalidSignatureException)"),
    (("--profile", "other"), {}, "ProfileNotFound: "),
    (("--endpoint-url", "http://127.0.0.1:1"), {"AWS_MAX_ATTEMPTS": "1"},
     "EndpointConnectionError: ")])
def test_failed_runs_reports_errors(endpoint, arguments, variables, kind):
    done = failed_runs(endpoint, *arguments, **variables)
    assert done.returncode == 1 and done.stderr.startswith(kind), done.stderr


def test_failed_runs_prints_no_control_characters():
    body = json.dumps({"items": [{"runId": "a\x1b[2J\u202eb", "error": {"message": "c\n\x9bd"},
                                  "createdAt": 0}]}).encode()
    with serving(sending(answer(body=body))) as server:
        done = failed_runs(server.url, TZ="UTC")
    assert re.fullmatch(r"a \[2J b  +1970-01-01 00:00:00  +-  c d\n", done.stdout), done


def test_async_runs_prints_failures_and_tells_errors(endpoint):
    program = sys.executable, EXAMPLES / "async_runs.py"
    done = run(*program, DOMAIN, JOB, AWS_ENDPOINT_URL_DATAZONE=endpoint)
    failed = client_of(endpoint).job_runs(domainIdentifier=DOMAIN, jobIdentifier=JOB,
                                          status="FAILED")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "".join(
        f"{each['runId']} {each.get('endTime')}\n" for each in failed)
    done = run(*program, DOMAIN, "other", AWS_ENDPOINT_URL_DATAZONE=endpoint)
    assert done.returncode == 1 and done.stderr.startswith("ResourceNotFoundException: ")


def test_many_jobs_at_once_through_faults():
    jobs = [f"job{number}" for number in range(30)]
    # One of 16 requests in flight may meet all faults: more than the usual three attempts.
    with running_emulator("--jobs", 29, "--runs", RUNS, "--error-rate", 0.05, "--reset-rate", 0.05,
                          "--faults-in-a-row", 2) as url:
        done = run(sys.executable, EXAMPLES / "many_jobs.py", "--domain", DOMAIN,
                   "--endpoint-url", url, "--max-attempts", "10", *jobs)
    assert (done.returncode, done.stderr) == (0, "")
    lines = sorted(done.stdout.splitlines())
    assert len(lines) == 30
    good = [line for line in lines
            if re.fullmatch(rf"job\d+: {RUNS} runs, [1-9]\d* of them FAILED", line)]
    assert set(lines) - set(good) == {
        "job29: An error occurred (ResourceNotFoundException) when calling the ListJobRuns "
        "operation: Job not found: job29"}


def runs_to_duckdb(endpoint, *arguments, **variables):
    return run(sys.executable, EXAMPLES / "runs_to_duckdb.py", *arguments,
               AWS_ENDPOINT_URL_DATAZONE=endpoint, **variables)


def test_runs_to_duckdb_runs_sql(endpoint):
    done = runs_to_duckdb(endpoint, DOMAIN, JOB)
    assert (done.returncode, done.stderr) == (0, "")
    counts = dict(re.findall(r"^│ (\w+) +│ +(\d+) │", done.stdout, re.M))
    assert sum(map(int, counts.values())) == RUNS and {"SUCCESS", "FAILED"} <= set(counts)
    done = runs_to_duckdb(endpoint, DOMAIN, JOB, "select count(*) from runs")
    assert re.search(rf"│ +{RUNS} │", done.stdout), done.stdout


def test_runs_to_duckdb_reports_errors(endpoint):
    done = runs_to_duckdb(endpoint)
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.startswith("usage: ")
    done = runs_to_duckdb(endpoint, DOMAIN, "other")
    assert done.returncode == 1 and "Job not found: other" in done.stderr, done.stderr
    done = runs_to_duckdb(endpoint, DOMAIN, JOB, "select nonsense from runs")
    assert done.returncode == 1 and "nonsense" in done.stderr
