"""Servers and proxies that never stop sending, over real HTTP: bodies, headers, interim answers,
pages and credentials. Each listing ends with a clear error, and its process stays small.
"""

import itertools
import json
import os
import subprocess
import sys

import pytest

from client import ECREDENTIALS, client_of
from dzjobs import ELOOP, ESERVICE, ETOOBIG, ETRANSPORT, PAGE, REPOSITORY, Answer
from loopback import sending, serving

pytestmark = pytest.mark.usefixtures("alone")
MIB = 1 << 20

# Runs in its own process, to measure the library's memory. Prints the result and the growth.
SCRIPT = """
import json, sys
from client import client_of
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if "VmHWM" in line)
settings = {name: tuple(value) if isinstance(value, list) else value
            for name, value in json.loads(sys.argv[1]).items()}
endpoint = settings.pop("endpoint")
client_of(endpoint, proxy="http://127.0.0.1:1", max_attempts=1).list().next()  # loads libcurl
before = peak()
listing = client_of(endpoint, **settings, max_attempts=1).list()
event = listing.next()
print(json.dumps([event, listing.http_status, listing.error, (peak() - before) * 1024]))
"""


def met(server, **settings):
    """(event, HTTP status, error, bytes) of a listing with this server."""
    settings.setdefault("endpoint", server.url)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(settings)],
        text=True, capture_output=True, timeout=120,
        env=dict(os.environ, PYTHONPATH=str(REPOSITORY / "Tests/oracle")))
    assert done.stderr == ""
    return json.loads(done.stdout)


def endless(head, piece=b"", pieces=None):
    """An endless answer. The client ends it by closing the connection."""
    def send(connection):
        connection.sendall(head)
        for part in itertools.repeat(piece) if pieces is None else pieces():
            connection.sendall(part)
    return send


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b" " * 65536 + b"\r\n"


@pytest.mark.parametrize("answer, end, status", [
    (endless(OK + b"\r\n", b" " * 65536), ETOOBIG, 200),
    (endless(OK + b"Content-Length: 999999999999\r\n\r\n", b'{"items":[' * 6000), ETOOBIG, 200),
    (endless(OK + CHUNKED, CHUNK), ETOOBIG, 200),
    (endless(b"HTTP/1.1 403 No\r\n" + CHUNKED, CHUNK), ESERVICE, 403),
    (endless(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 65536), ESERVICE, 500),
])
def test_a_body_without_an_end(answer, end, status):
    with serving(sending(answer)) as server:
        event, told, error, grown = met(server)
    assert (event, told) == (end, status) and error
    assert grown < 4 * 64 * MIB


def numbered(line):
    return lambda: (line % number * 50 for number in itertools.count())


@pytest.mark.parametrize("answer", [
    endless(OK, pieces=numbered(b"x-header-%d: value\r\n")),
    endless(OK, b"x-amzn-requestid: one more\r\n" * 1000),
    endless(OK + b"x-amzn-requestid: ", b"x" * 65536),
    endless(b"HTTP/1.1 ", b"2" * 65536),
    endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    endless(b"", b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 1000),
    endless(OK + CHUNKED + b"1;", b"extension" * 1000),
    endless(OK + CHUNKED + b"2\r\n{}\r\n0\r\n", b"x-trailer: value\r\n" * 1000),
    endless(OK + CHUNKED, b"0" * 65536),
], ids=["names", "one name", "one value", "status line", "continue", "hints", "chunk extension",
        "trailers", "chunk size"])
def test_a_head_without_an_end(answer):
    """libcurl's own limits end some of these, its timeout the others."""
    with serving(sending(answer)) as server:
        event, _, error, grown = met(server, attempt_timeout_us=2_000_000)
    assert event == ETRANSPORT and error.startswith("no answer: ")
    assert grown < 32 * MIB


def test_trailers_without_an_end_are_reported():
    """libcurl would keep all of them until its timeout."""
    trailers = endless(OK + CHUNKED + b"2\r\n{}\r\n0\r\n", b"x-trailer: value\r\n" * 1000)
    with serving(sending(trailers)) as server:
        _, _, error, _ = met(server)
    assert "more than 1 MiB of headers" in error


@pytest.mark.parametrize("answer", [
    endless(b"HTTP/1.1 200 Connection established\r\n", b"x-header: value\r\n" * 1000),
    endless(b"HTTP/1.1 407 No\r\n\r\n", b"x" * 65536),
    endless(b"HTTP/1.1 200 OK\r\n\r\n", b"no TLS here" * 1000)], ids=["head", "refusal", "TLS"])
def test_a_proxy_without_an_end(answer):
    with serving(sending(answer)) as proxy:
        event, _, error, grown = met(proxy, endpoint="https://datazone.example",
                                     proxy=proxy.url, attempt_timeout_us=2_000_000)
    assert event == ETRANSPORT and error.startswith("no answer: ")
    assert grown < 32 * MIB


@pytest.mark.parametrize("variable", [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_EC2_METADATA_SERVICE_ENDPOINT"])
@pytest.mark.parametrize("answer", [
    endless(OK + b"\r\n", b" " * 65536), endless(OK + CHUNKED, CHUNK),
    endless(OK, b"x-header: value\r\n" * 1000)], ids=["body", "chunks", "head"])
def test_credentials_without_an_end(variable, answer, metadata, monkeypatch):
    with serving(sending(answer)) as server:
        monkeypatch.setenv(variable, server.url)
        event, _, error, grown = met(server, credentials=[None, None, None])
    assert event == ECREDENTIALS and "no answer" in error
    assert grown < 32 * MIB


def test_a_program_that_prints_without_an_end(alone):
    (alone / ".aws").mkdir()
    (alone / ".aws/config").write_text("[default]\ncredential_process = yes\n")
    with serving(sending(b"")) as server:
        event, _, error, grown = met(server, credentials=[None, None, None])
    assert event == ECREDENTIALS and "64 KiB" in error and grown < 32 * MIB


# ---- Pages

def paging(items):
    numbers = itertools.count()
    return lambda exchange: Answer(
        body=json.dumps({"items": items, "nextToken": f"t{next(numbers)}"}).encode())


@pytest.mark.parametrize("read_ahead", [0, 1])
def test_empty_pages_without_an_end(read_ahead):
    client = client_of("http://x.example", transport=paging([]), read_ahead=read_ahead)
    listing = client.list()
    assert listing.next() == ELOOP and "10,000 pages without a run" in listing.error
    assert len(client.requests) == 10_000 and listing.next() == ELOOP
    # A caller can continue with the resume token.
    other = client.list(next_token=listing.next_token)
    assert other.next() == ELOOP and len(client.requests) == 20_000


def test_empty_pages_without_an_end_among_many_listings():
    def transport(exchange):
        return empty(exchange) if "/jobs/empty/" in exchange.url else Answer(
            body=b'{"items":[{"runId":"1"}]}')

    empty = paging([])
    client = client_of("http://x.example", transport=transport)
    listings = [client.list("d", job) for job in ("one", "empty", "two")]
    found, _ = client.drain(listings)
    assert [found[listing] for listing in listings] == [(["1"], 0), ([], ELOOP), (["1"], 0)]


def test_empty_pages_are_pages():
    client = client_of("http://x.example", transport=paging([]))
    listing = client.list()
    events = [listing.next_page() for _ in range(10_001)]
    assert events == [PAGE] * 10_000 + [ELOOP]
