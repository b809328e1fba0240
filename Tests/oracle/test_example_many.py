"""many_jobs.c against the emulator: a hundred jobs, with the same counts as boto3."""

import re
import subprocess

import pytest
from emulator import DOMAIN, boto_client, boto_runs, running_emulator
from loopback import answer, serving
from program import environment, lines, run
from test_example_loop import in_place_of
from test_examples import NO_KEYS

COUNT, RUNS = 100, 60
JOBS = ["job%d" % number for number in range(COUNT)]


@pytest.fixture(scope="module")
def many_endpoint():
    with running_emulator("--runs", RUNS, "--jobs", COUNT, "--job", "other") as url:
        yield url


@pytest.fixture(scope="module")
def truth(many_endpoint):
    """{job: (runs, failed ones, message of the newest one that failed)}"""
    client, found = boto_client(many_endpoint), {}
    for job in JOBS:
        runs = boto_runs(client, job=job)
        errors = [each["error"]["message"] for each in runs if each["status"] == "FAILED"]
        found[job] = (len(runs), len(errors), on_a_line(errors[0]) if errors else "")
    return found


def on_a_line(text):
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)


def counted(stdout):
    """{job: (runs, failed ones, error)}, and the last line."""
    *rows, total = lines(stdout)
    found = [re.fullmatch(r" *(\d+) runs +(\d+) FAILED  (\S+)  (.*)", row).groups() for row in rows]
    assert len({job for _, _, job, _ in found}) == len(rows)
    return {job: (int(runs), int(failed), error) for runs, failed, job, error in found}, total


def total(truth, errors=0):
    runs, failed, _ = zip(*truth.values())
    return "%6d runs %6d FAILED  all %d jobs, %d in error" % (
        sum(runs), sum(failed), len(truth) + errors, errors)


def many(program, *arguments, names=None, **variables):
    """A finished process; names are the lines of its standard input."""
    return subprocess.run(
        [program, "--domain", DOMAIN, *map(str, arguments)], text=True, capture_output=True,
        input=names, env=environment(**variables), timeout=60)


def test_counts_as_boto3_does(many_example, many_endpoint, truth):
    done = many(many_example, "--count", COUNT, AWS_ENDPOINT_URL=many_endpoint)
    assert (done.returncode, done.stderr) == (0, "")
    assert counted(done.stdout) == (truth, total(truth))
    assert len(set(truth.values())) > COUNT / 2


def test_reads_names_from_its_input(many_example, many_endpoint, truth):
    some = {job: truth[job] for job in JOBS[3:40:7]}
    done = many(many_example, names="\r\n".join(some), AWS_ENDPOINT_URL=many_endpoint)
    assert (done.returncode, done.stderr) == (0, "")
    assert counted(done.stdout) == (some, total(some))


def test_no_names_are_no_jobs(many_example):
    done = many(many_example, names="")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "     0 runs      0 FAILED  all 0 jobs, 0 in error\n"


@pytest.mark.parametrize("data, text", [
    (answer(b"<html>Please sign in</html>"), "body: "),
    (answer(b'{"message":"\\u001bno"}', 400, ("x-amzn-errortype", "X")), "X:  no (HTTP 400, "),
])
def test_an_error_of_one_job_stops_no_other(many_example, many_endpoint, truth, data, text):
    with serving(in_place_of(many_endpoint, "job2", data)) as server:
        done = many(many_example, names="\n".join(JOBS[:9]) + "\n", AWS_ENDPOINT_URL=server.url)
    rest = {job: truth[job] for job in JOBS[:9] if job != "job2"}
    assert (done.returncode, counted(done.stdout)) == (1, (rest, total(rest, errors=1)))
    assert done.stderr.startswith("many_jobs: job2: " + text) and done.stderr.count("\n") == 1


def test_retries_through_faults(many_example, truth):
    with running_emulator("--runs", RUNS, "--jobs", COUNT, "--reset-rate", 0.05, "--gzip-rate", 0.2,
                          "--html-503-rate", 0.05, "--faults-in-a-row", 1) as url:
        done = many(many_example, "--count", COUNT, AWS_ENDPOINT_URL=url, AWS_MAX_ATTEMPTS="20")
    assert (done.returncode, done.stderr, counted(done.stdout)) == (0, "", (truth, total(truth)))


def test_reports_missing_credentials_once(many_example):
    """Every listing has the same failure, so the first one ends the program."""
    done = run(many_example, "--domain", DOMAIN, "--count", 50, **NO_KEYS)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch("many_jobs: no credentials: .*\n", done.stderr)
    done = run(many_example, "--domain", DOMAIN, "--count", 50, AWS_REGION=None)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch("many_jobs: region: not set.*\n", done.stderr)


@pytest.mark.parametrize("arguments", [
    (), ("--count", "3"), ("--domain", "d", "--count", "0"), ("--domain", "d", "--count", "x"),
    ("--domain", "d", "more"), ("--domain", "d", "--bogus")])
def test_misuse_prints_the_usage(many_example, arguments):
    done = run(many_example, *arguments)
    assert (done.returncode, done.stdout) == (2, "") and "usage: many_jobs" in done.stderr
