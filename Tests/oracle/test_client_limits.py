"""A server or a proxy sends without an end: the attempt's timeout, the call's and a cancel end the
transfer within 100 ms, even inside libcurl's loops. Each listing runs in its own process, which can
be killed.
"""

import itertools
import json
import os
import ssl
import subprocess
import sys

import pytest

import certificates
from client import ECANCELED, ETIMEDOUT
from dzjobs import ETRANSPORT, REPOSITORY
from loopback import serving

pytestmark = pytest.mark.usefixtures("alone")
LIMIT, TOLERANCE = 0.3, 0.1
ENDS = {"attempt": ETRANSPORT, "call": ETIMEDOUT, "cancel": ECANCELED}

SCRIPT = """
import json, sys, time
from client import client_of
settings, how, limit = json.loads(sys.argv[1])
client_of("http://127.0.0.1:1", proxy="", max_attempts=1).list().next()  # loads libcurl
client = client_of(**settings, max_attempts=1)
listing = client.list()
many = how.endswith("any")
if many:
    client.add(listing)
begun = time.monotonic()
def drive():
    if not many:
        return listing.next(), listing.error
    event = client.next_any([listing])[0]
    return event, listing.error or client.error
if how.startswith("cancel"):
    with client.cancelled_after(limit):
        event, error = drive()
        taken = time.monotonic() - begun
else:
    event, error = drive()
    taken = time.monotonic() - begun
print(json.dumps([event, error, taken]))
"""


def endless(*pieces, heads=1):
    """A handle for serving(): the pieces, after so many heads of requests; the last for ever."""
    def handle(server, connection):
        for _ in itertools.islice(server.heads(connection), heads):
            pass
        for piece in pieces[:-1]:
            connection.sendall(piece)
        while True:
            connection.sendall(pieces[-1])
    return handle


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
OK, NO = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 407 No\r\n"
CHUNK = b"10000\r\n" + b" " * 65536 + b"\r\n"
PLAIN = {
    "interim answers": endless(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 10_000),
    "names": endless(OK, b"x: y\r\n" * 10_000),
    "trailers": endless(OK + CHUNKED + b"2\r\n{}\r\n0\r\n", b"x: y\r\n" * 10_000),
    "chunk extension": endless(OK + CHUNKED + b"1;", b"extension" * 10_000),
    "chunks of nothing": endless(OK + CHUNKED, b"1\r\n \r\n" * 10_000),
    "silence": lambda server, connection: connection.recv(1 << 16) and connection.recv(1 << 16),
}
PROXY = {
    "refusal in chunks": endless(NO + CHUNKED, CHUNK),
    "refusal in small chunks": endless(NO + CHUNKED, b"1\r\n \r\n" * 10_000),
    "refusal with trailers": endless(NO + CHUNKED + b"0\r\n", b"x: y\r\n" * 10_000),
    "refusal of a length": endless(NO + b"Content-Length: 99999999999\r\n\r\n", b" " * 65536),
    "refusal until the end": endless(NO + b"\r\n", b" " * 65536),
    "head": endless(OK, b"x: y\r\n" * 10_000),
    "interim answers": endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000),
    "no TLS": endless(OK + b"\r\n", b"no TLS here" * 10_000),
}


def frame(kind, flags, stream, payload=b""):
    return (len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
            + payload)


SETTINGS = frame(4, 0, 0)
# Made of literal fields without indexing: ":status: 103".
HINTS = b"\x08\x03103"
HTTP2 = {
    "settings": (SETTINGS, SETTINGS * 1000),
    "acknowledgements": (SETTINGS, frame(4, 1, 0) * 1000),
    "pings": (SETTINGS, frame(6, 0, 0, b"12345678") * 1000),
    "pongs": (SETTINGS, frame(6, 1, 0, b"12345678") * 1000),
    "windows": (SETTINGS, frame(8, 0, 0, b"\0\0\0\1") * 1000),
    "unknown frames": (SETTINGS, frame(99, 0, 0, b"x" * 100) * 1000),
    "priorities": (SETTINGS, frame(2, 0, 1, b"\0\0\0\0\x10") * 1000),
    "padding": (SETTINGS, frame(0, 8, 1, b"\xff" + b"\0" * 255) * 1000),
    "empty data": (SETTINGS + frame(1, 4, 1, b"\x88"), frame(0, 0, 1) * 1000),
    "continuations": (SETTINGS + frame(1, 0, 1, b"\x88"), frame(9, 0, 1) * 1000),
    "interim answers": (SETTINGS, frame(1, 4, 1, HINTS) * 1000),
}


def taken(settings, limit):
    """The seconds that the listing took, and its result."""
    if limit == "attempt":
        settings = dict(settings, attempt_timeout_us=int(LIMIT * 1e6))
    if limit == "call":
        settings["call_timeout_us"] = int(LIMIT * 1e6)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps([settings, limit, LIMIT])],
        text=True, capture_output=True, timeout=20,
        env=dict(os.environ, PYTHONPATH=str(REPOSITORY / "Tests/oracle")))
    assert done.stderr == ""
    event, error, seconds = json.loads(done.stdout)
    return seconds, event, error


def check(limit, **settings):
    """One success in four is enough: the machine may be busy."""
    for _ in range(4):
        seconds, event, error = taken(settings, limit)
        assert event in (ENDS[limit], ETRANSPORT), (event, error)
        if seconds < LIMIT + TOLERANCE:
            return
    raise AssertionError(f"{seconds:.2f} s instead of {LIMIT}: {error}")


limits = pytest.mark.parametrize("limit", ENDS)


@limits
@pytest.mark.parametrize("feed", PLAIN)
def test_a_server(feed, limit):
    with serving(PLAIN[feed]) as server:
        check(limit, endpoint=server.url)


@limits
@pytest.mark.parametrize("feed", PROXY)
def test_a_proxy(feed, limit):
    with serving(PROXY[feed]) as proxy:
        check(limit, endpoint="https://datazone.example", proxy=proxy.url)


@limits
@pytest.mark.parametrize("scheme", ["socks5h", "socks4a"])
def test_a_socks_proxy(scheme, limit):
    with serving(endless(b"\x05\x00" * 50_000, heads=0)) as proxy:
        check(limit, endpoint="https://datazone.example",
              proxy=proxy.url.replace("http", scheme))


@limits
@pytest.mark.parametrize("feed", HTTP2)
def test_http2(feed, limit, made):
    tls = certificates.context(made)
    tls.set_alpn_protocols(["h2"])

    def handle(server, connection):
        connection.recv(65536)
        start, piece = HTTP2[feed]
        connection.sendall(start)
        while True:
            connection.sendall(piece)

    with serving(handle, tls) as server:
        check(limit, endpoint=server.url, ca_bundle=str(made / "ca.pem"))


@limits
def test_tickets_of_tls(made, limit):
    """Messages of TLS itself, after the handshake."""
    tls = certificates.context(made, version=ssl.TLSVersion.TLSv1_3)
    tls.num_tickets = 1_000_000

    with serving(endless(b""), tls) as server:
        check(limit, endpoint=server.url, ca_bundle=str(made / "ca.pem"))
