"""The examples with odd arguments and odd servers: how they end, and what they must not send."""

import pytest
from program import answering, run
from test_examples import IDS, example, parsed

__all__ = ["example"]  # a fixture


@pytest.mark.parametrize("arguments", [
    (), ("--domain", "d"), ("--job", "j"), (*IDS, "--bogus"), (*IDS, "more"),
    (*IDS, "--max-items", "many"), (*IDS, "--max-items", "-1"), (*IDS, "--max-items"),
    (*IDS, "--page-size", "5x"), (*IDS, "--page-size", "4294967301"),
])
def test_misuse_prints_the_usage(example, arguments):
    done = run(*example, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: list_job_runs" in done.stderr


@pytest.mark.parametrize("arguments, text", [
    ((*IDS, "--region", "a/b"), "region: "),
    (("--domain", "..", "--job", "j"), "domain_identifier: "),
    ((*IDS, "--endpoint-url", "ftp://x"), "endpoint_url: "),
    ((*IDS, "--page-size", "0"), "max_results: "),
])
def test_reports_wrong_arguments(example, arguments, text):
    done = run(*example, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("list_job_runs: " + text)


def test_reads_no_more_than_the_librarys_limit(example):
    sent = []

    def endless():
        sent.append(1 << 20)
        return bytes(1 << 20)

    with answering(b"HTTP/1.1 200 OK\r\n\r\n", endless) as (url, requests):
        done = run(*example, *IDS, "--endpoint-url", url)
    assert done.returncode == 1
    assert "body: " in done.stderr
    assert len(requests) == 1 and 64 << 20 < sum(sent) < 80 << 20


def test_follows_no_redirect(example):
    """Another host cannot use the signature, and must not get the session token."""
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as (elsewhere, stolen):
        head = "HTTP/1.1 307 Temporary Redirect\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
        with answering((head % elsewhere).encode()) as (url, _):
            done = run(*example, *IDS, "--endpoint-url", url)
    assert (done.returncode, stolen) == (1, [])
    assert "(HTTP 307" in done.stderr


def test_sends_the_request_as_it_is(example):
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as (url, requests):
        done = run(*example, "--domain", "a/b", "--job", "ü ?",
                   "--endpoint-url", url + "/x/../y%20")
    assert done.returncode == 0
    assert requests[0].startswith(
        "GET /x/../y%20/v2/domains/a%2Fb/jobs/%C3%BC%20%3F/runs HTTP/1.1\r\n")
    names = [line.split(":")[0].lower() for line in requests[0].split("\r\n")[1:] if line]
    assert len(names) == len(set(names))
    assert {"host", "user-agent", "authorization", "accept-encoding"} <= set(names)
    assert "accept" not in names


def test_keeps_a_run_on_its_line(example):
    body = '{"items":[{"runId":"a","m":{"x":\n1.10,\r\n"y":"\u2028"}},{"runId":"b"}]}'.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    with answering(head + body) as (url, _):
        done = run(*example, *IDS, "--endpoint-url", url)
    assert parsed(done.stdout) == [{"runId": "a", "m": {"x": 1.1, "y": "\u2028"}}, {"runId": "b"}]
    assert '"x":1.10,"y"' in done.stdout  # numbers keep their notation
