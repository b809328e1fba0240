"""Connections: no answer counts for another request, no request waits for connections of others,
and a lost connection is reported.
"""

import itertools
import select
import threading
import time

import certificates
import pytest

from client import LIST_DONE, client_of
from dzjobs import DONE, ETRANSPORT
from loopback import answer, page, reset, sending, serving, silence

pytestmark = pytest.mark.usefixtures("alone")
TWO = (["0", "1"], DONE)


@pytest.fixture(params=["http", "https"])
def serve(request, made):
    """A server function, and the settings of a client for it."""
    def start(handle):
        return serving(handle, certificates.context(made) if request.param == "https" else None)
    return start, {"ca_bundle": str(made / "ca.pem")} if request.param == "https" else {}


# ---- Bytes without a request

TIMEOUT = b"HTTP/1.1 408 Request Time-out\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("stale", [TIMEOUT, page(7), answer(b"no", 500), b"x"],
                         ids=["408", "200", "500", "line noise"])
@pytest.mark.parametrize("delay", [0.1, 0], ids=["later", "at once"])
def test_bytes_on_an_idle_connection_are_not_an_answer(serve, stale, delay):
    start, settings = serve

    def handle(server, connection):
        number = server.connections
        for _ in server.heads(connection):
            if number > 1:
                connection.sendall(page(0))
                continue
            connection.sendall(page(2) + (b"" if delay else stale))
            if delay:
                time.sleep(delay)
                connection.sendall(stale)

    with start(handle) as server:
        client = client_of(server.url, **settings, max_attempts=1)
        assert client.list().runs() == (["2", "3"], DONE)
        time.sleep(0.3)
        assert client.list().runs() == TWO
        assert server.connections == 2 and len(server.requests) == 2


def test_bytes_on_many_idle_connections_are_not_answers(serve):
    """Each of 16 connections has an answer that nobody requested."""
    start, settings = serve
    sent = []

    def handle(server, connection):
        for head in server.heads(connection):
            job = head.split("/jobs/")[1].split("/")[0].encode()
            body = b'{"items":[{"runId":"%s"}]}' % job
            connection.sendall(answer(body))
            idle, _, _ = select.select([connection], [], [], 0.1)
            if not idle and len(sent) < 16:
                connection.sendall(answer(b'{"items":[{"runId":"of nobody"}]}'))
                sent.append(connection)

    with start(handle) as server:
        client = client_of(server.url, **settings)
        for turn in range(3):
            listings = [client.list("dzd", f"job{turn}_{n}") for n in range(32)]
            found, _ = client.drain(listings)
            assert [ids for ids, _ in found.values()] == [
                [f"job{turn}_{n}"] for n in range(32)]
            until = time.monotonic() + 5
            while len(sent) < server.connections < 17 and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.05)


def test_a_408_of_an_idle_connection_is_not_an_answer(serve):
    start, settings = serve

    def handle(server, connection):
        number = server.connections
        for at, _ in enumerate(server.heads(connection)):
            if number == 1 and at == 1:
                connection.sendall(TIMEOUT)  # it crosses with the request
                return
            connection.sendall(page(0))

    with start(handle) as server:
        client = client_of(server.url, **settings, max_attempts=1)
        assert [client.list().runs() for _ in range(3)] == [TWO] * 3
        assert server.connections == 2


def test_a_repeated_408_is_an_answer():
    with serving(sending(TIMEOUT)) as server:
        listing = client_of(server.url, max_attempts=1).list()
        assert (listing.next(), listing.http_status) == (-5, 408)
        assert server.connections == len(server.requests) == 2


# ---- Waiting for a connection to share

def test_a_server_that_closes_after_each_answer_has_16_at_once(serve):
    start, settings = serve
    most, now, lock = [0], [0], threading.Lock()

    def handle(server, connection):
        for _ in server.heads(connection):
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.25)
            with lock:
                now[0] -= 1
            connection.sendall(page(0).replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            return

    with start(handle) as server:
        client = client_of(server.url, **settings)
        begun = time.monotonic()
        found, _ = client.drain([client.list("dzd", f"job{n}") for n in range(32)])
        assert time.monotonic() - begun < 4 and most[0] > 8  # 0.5 s and 16
        assert all(value == TWO for value in found.values())


def test_a_missing_answer_delays_no_other_listing(serve):
    start, settings = serve
    stuck = itertools.count()

    def handle(server, connection):
        for _ in server.heads(connection):
            if next(stuck) == 0:
                return silence()(connection)
            connection.sendall(page(0))

    with start(handle) as server:
        client = client_of(server.url, **settings, attempt_timeout_us=20_000_000, max_attempts=1)
        listings = [client.list("dzd", f"job{n}") for n in range(20)]
        for listing in listings:
            client.add(listing)
        begun = time.monotonic()
        ended = 0
        while ended < 19:
            event, _ = client.next_any(listings)
            ended += event == LIST_DONE
        assert time.monotonic() - begun < 8


def test_an_endless_handshake_delays_no_other_listing(made):
    tls = certificates.context(made)

    def handle(server, connection):
        if server.connections == 1:
            return silence()(connection)
        with tls.wrap_socket(connection, server_side=True) as secure:
            for _ in server.heads(secure):
                secure.sendall(page(0))

    with serving(handle) as server:
        client = client_of(server.url.replace("http", "https"), ca_bundle=str(made / "ca.pem"),
                           connect_timeout_us=10_000_000, max_attempts=1)
        listings = [client.list("dzd", f"job{n}") for n in range(20)]
        begun, times = time.monotonic(), []
        for listing in listings:
            client.add(listing)
        for _ in range(19 * 3):
            client.next_any(listings)
            times.append(time.monotonic() - begun)
        assert times[0] < 4 and times[-1] < 8  # well under a second on an idle machine


# ---- A lost connection

def test_a_lost_connection_is_reported():
    with serving(lambda server, connection: [reset(connection) for _ in
                                             itertools.islice(server.heads(connection), 1)]
                 ) as server:
        listing = client_of(server.url, max_attempts=1).list()
        assert listing.next() == ETRANSPORT
        assert listing.error.startswith("no answer: connection lost: ")
