"""event_loop.c against the emulator: many listings in one thread, compared with boto3.

People copy its transport, host.h, so the tests also check what a transport must not do.
"""

import re
import socket
import time

import pytest
from emulator import DOMAIN, boto_client, boto_runs, running_emulator
from loopback import answer, serving
from program import answering, lines, run
from test_examples import NO_KEYS, parsed

JOBS = ["job%d" % number for number in range(5)]


def options(jobs):
    return ["--domain", DOMAIN, *(word for job in jobs for word in ("--job", job))]


def by_job(text, jobs):
    """{job: its runs, in boto3's form}"""
    found = {job: "" for job in jobs}
    for line in lines(text):
        job, _, run_ = line.partition("\t")
        found[job] += run_ + "\n"
    return {job: parsed(texts) for job, texts in found.items()}


def in_place_of(upstream, job, data):
    """A handle for serving() that forwards to the emulator, but sends these bytes for one job."""
    def handle(server, connection):
        for head in server.heads(connection):
            if "/jobs/%s/" % job in head:
                connection.sendall(data)
                continue
            host, port = upstream[len("http://"):].split(":")
            with socket.create_connection((host, int(port))) as there:
                there.sendall((head + "\r\nConnection: close\r\n\r\n").encode("latin-1"))
                while piece := there.recv(65536):
                    connection.sendall(piece)
            return
    return handle


@pytest.fixture(scope="module")
def jobs_endpoint():
    with running_emulator("--runs", 120, "--jobs", len(JOBS)) as url:
        yield url


@pytest.fixture(scope="module")
def truth(jobs_endpoint):
    client = boto_client(jobs_endpoint)
    return {job: boto_runs(client, job=job) for job in JOBS}


def test_lists_all_jobs_at_once(loop_example, jobs_endpoint, truth):
    done = run(loop_example, *options(JOBS), AWS_ENDPOINT_URL=jobs_endpoint)
    assert (done.returncode, done.stderr, by_job(done.stdout, JOBS)) == (0, "", truth)
    assert len({str(runs) for runs in truth.values()}) == len(JOBS)


def test_requests_are_in_flight_together(loop_example):
    """Each answer takes 300 ms: three pages of five jobs take 900 ms and not 4.5 s."""
    with running_emulator("--runs", 120, "--jobs", len(JOBS), "--latency-ms", 300) as url:
        begun = time.monotonic()
        done = run(loop_example, *options(JOBS), AWS_ENDPOINT_URL=url)
    assert (done.returncode, len(lines(done.stdout))) == (0, 120 * len(JOBS))
    assert 0.9 <= time.monotonic() - begun < 2.5


@pytest.mark.parametrize("data, text", [
    (answer(b"<html>Please sign in</html>"), "body: "),
    (answer(b'{"message":"no"}', 400, ("x-amzn-errortype", "X")), "X: no (HTTP 400, "),
    (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "no answer: "),
])
def test_an_error_of_one_job_stops_no_other(loop_example, jobs_endpoint, truth, data, text):
    with serving(in_place_of(jobs_endpoint, "job2", data)) as server:
        done = run(loop_example, *options(JOBS), AWS_ENDPOINT_URL=server.url)
    assert (done.returncode, by_job(done.stdout, JOBS)) == (1, {**truth, "job2": []})
    assert done.stderr.startswith("event_loop: job2: " + text) and done.stderr.count("\n") == 1


def test_backs_off_and_retries(loop_example, truth):
    with running_emulator("--runs", 120, "--jobs", len(JOBS), "--throttle-rate", 0.3,
                          "--reset-rate", 0.1, "--faults-in-a-row", 1, "--gzip-rate", 0.3) as url:
        done = run(loop_example, *options(JOBS), AWS_ENDPOINT_URL=url)
    assert (done.returncode, done.stderr, by_job(done.stdout, JOBS)) == (0, "", truth)


def test_gives_up_with_a_reason(loop_example):
    done = run(loop_example, *options(JOBS), AWS_ENDPOINT_URL="http://127.0.0.1:1")
    assert (done.returncode, done.stdout) == (1, "")
    told = sorted(lines(done.stderr))
    assert len(told) == len(JOBS)
    for job, line in zip(JOBS, told):
        assert re.fullmatch(r"event_loop: %s: no answer: .+ \(attempt 3 of 3\)" % job, line)


def test_signs_only_with_keys(loop_example, jobs_endpoint):
    done = run(loop_example, *options(["job0"]), AWS_ENDPOINT_URL=jobs_endpoint, **NO_KEYS)
    assert done.returncode == 1
    assert done.stderr.startswith("event_loop: job0: MissingAuthenticationTokenException: ")


def test_reports_wrong_arguments_for_each_job(loop_example):
    done = run(loop_example, *options(["a", ".."]), AWS_ENDPOINT_URL="http://127.0.0.1:1/?")
    assert (done.returncode, lines(done.stderr)) == (1, [
        "event_loop: a: endpoint_url: has a query", "event_loop: ..: endpoint_url: has a query"])


@pytest.mark.parametrize("arguments", [
    (), ("--domain", "d"), ("--job", "j"), (*options(JOBS), "--bogus"), (*options(JOBS), "more")])
def test_misuse_prints_the_usage(loop_example, arguments):
    done = run(loop_example, *arguments)
    assert (done.returncode, done.stdout) == (2, "") and "usage: event_loop" in done.stderr


def test_reads_no_more_than_the_librarys_limit(loop_example):
    sent = []

    def endless():
        sent.append(1 << 20)
        return bytes(1 << 20)

    with answering(b"HTTP/1.1 200 OK\r\n\r\n", endless) as (url, requests):
        done = run(loop_example, *options(["a"]), AWS_ENDPOINT_URL=url)
    assert done.returncode == 1 and "body: " in done.stderr
    assert len(requests) == 1 and 64 << 20 < sum(sent) < 80 << 20


def test_follows_no_redirect(loop_example):
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as (elsewhere, stolen):
        head = "HTTP/1.1 307 X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % elsewhere
        with answering(head.encode()) as (url, _):
            done = run(loop_example, *options(["a"]), AWS_ENDPOINT_URL=url)
    assert (done.returncode, stolen) == (1, []) and "(HTTP 307" in done.stderr


def test_sends_the_request_as_it_is(loop_example):
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as (url, requests):
        done = run(loop_example, "--domain", "a/b", "--job", "ü ?",
                   AWS_ENDPOINT_URL=url + "/x/../y%20")
    assert done.returncode == 0
    assert requests[0].startswith(
        "GET /x/../y%20/v2/domains/a%2Fb/jobs/%C3%BC%20%3F/runs HTTP/1.1\r\n")
    names = [line.split(":")[0].lower() for line in requests[0].split("\r\n")[1:] if line]
    assert len(names) == len(set(names)) and "accept" not in names
    assert {"host", "user-agent", "authorization", "accept-encoding"} <= set(names)


def test_keeps_texts_on_their_lines(loop_example):
    body = b'{"items":[{"runId":"a","m":{"x":\n1.10,\r\n"y":"\xe2\x80\xa8"}},{"runId":"b"}]}'
    with answering(answer(body)) as (url, _):
        done = run(loop_example, *options(["a"]), AWS_ENDPOINT_URL=url)
    assert by_job(done.stdout, ["a"]) == {
        "a": [{"runId": "a", "m": {"x": 1.1, "y": "\u2028"}}, {"runId": "b"}]}
    body = b'{"__type":"X","message":"a\\n\\u001b[31mb\\u009b31m"}'
    with answering(answer(body, 400)) as (url, _):
        done = run(loop_example, *options(["a"]), AWS_ENDPOINT_URL=url)
    assert done.stderr == "event_loop: a: X: a  [31mb 31m (HTTP 400, attempt 1 of 3)\n"
