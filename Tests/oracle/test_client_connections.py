"""Connections: no answer is taken for another request's, nobody waits for a connection that others
hold, a lost one is one event, and what is short is shared.
"""

import itertools
import json
import os
import re
import select
import socket
import subprocess
import sys
import threading
import time

import certificates
import pytest

from client import ECANCELED, LIST_DONE, client_of
from dzjobs import DONE, ETRANSPORT, REPOSITORY
from loopback import answer, page, reset, sending, serving, silence

pytestmark = pytest.mark.usefixtures("alone")
TWO = (["0", "1"], DONE)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("certificates")
    certificates.make(directory)
    return directory


@pytest.fixture(params=["http", "https"])
def serve(request, made):
    """A function that serves, and the settings of a client for it."""
    def start(handle):
        return serving(handle, certificates.context(made) if request.param == "https" else None)
    return start, {"ca_bundle": str(made / "ca.pem")} if request.param == "https" else {}


# ---- Bytes that answer nothing

TIMEOUT = b"HTTP/1.1 408 Request Time-out\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("stale", [TIMEOUT, page(7), answer(b"no", 500), b"x"],
                         ids=["408", "200", "500", "line noise"])
@pytest.mark.parametrize("delay", [0.1, 0], ids=["later", "at once"])
def test_bytes_on_an_idle_connection_answer_nothing(serve, stale, delay):
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


def test_nor_do_they_for_one_of_many(serve):
    """Of 16 connections, each with an answer to nobody."""
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


def test_a_408_on_the_way_to_a_kept_connection_is_no_answer(serve):
    start, settings = serve

    def handle(server, connection):
        number = server.connections
        for at, _ in enumerate(server.heads(connection)):
            if number == 1 and at == 1:
                connection.sendall(TIMEOUT)  # as it would cross with the request
                return
            connection.sendall(page(0))

    with start(handle) as server:
        client = client_of(server.url, **settings, max_attempts=1)
        assert [client.list().runs() for _ in range(3)] == [TWO] * 3
        assert server.connections == 2


def test_a_408_that_stays_is_one():
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


def test_an_answer_that_never_comes_holds_nobody_up(serve):
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


def test_a_handshake_that_never_ends_holds_nobody_up(made):
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
        assert times[0] < 4 and times[-1] < 8  # well under a second where nobody else works


# ---- What is short is shared

FEW = """
import json, resource, sys
from client import client_of
url, count, limit = json.loads(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
client = client_of(url, max_in_flight=count, max_attempts=1)
found, _ = client.drain([client.list("dzd", f"job{n}") for n in range(count)])
print(list(found.values()).count((['0', '1'], 0)))
"""


def in_a_process(script, *arguments, **options):
    return subprocess.run(
        [sys.executable, "-c", script, json.dumps(arguments)], text=True, capture_output=True,
        timeout=60, env=dict(os.environ, PYTHONPATH=str(REPOSITORY / "Tests/oracle")), **options)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("closing", [True, False])
def test_200_in_flight_with_64_descriptors(host, closing):
    reply = page(0)
    if closing:
        reply = reply.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)

    def handle(server, connection):
        for _ in server.heads(connection):
            time.sleep(0.05)
            connection.sendall(reply)

    with serving(handle) as server:
        done = in_a_process(FEW, server.url.replace("127.0.0.1", host), 200, 64)
        assert (done.stdout, done.stderr) == ("200\n", "")


NONE_LEFT = """
import json, os, sys
from client import client_of
client_of("http://127.0.0.1:1", proxy="", max_attempts=1).list().next()  # loads libcurl
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
client = client_of(json.loads(sys.argv[1])[0], max_attempts=2)
taken = []
try:
    while True:
        taken.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
listing = client.list()
event, error = listing.next(), listing.error
for each in taken:
    os.close(each)
print(json.dumps([event, error, listing.next()]))
"""


def test_none_left_is_told_and_tried_again():
    with serving(sending(page(0))) as server:
        done = in_a_process(NONE_LEFT, server.url)
        assert done.stderr == ""
        event, error, then = json.loads(done.stdout)
        assert event == ETRANSPORT and "no file descriptors are left" in error
        assert "attempt 2 of 2" in error and then == 1


WITHOUT = """
import json, os, resource, sys, threading, time
from client import client_of
taken = []
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
try:
    while True:
        taken.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
client = client_of(json.loads(sys.argv[1])[0])  # finds none for its own
for each in taken:
    os.close(each)
listing = client.list()
if json.loads(sys.argv[1])[1]:
    client.add(listing)
times = []
def cancel():
    times.append(time.monotonic())
    client.cancel()
timer = threading.Timer(0.4, cancel)
timer.start()
event = client.next_any([listing])[0] if json.loads(sys.argv[1])[1] else listing.next()
print(json.dumps([event, time.monotonic() - times[0]]))
"""


@pytest.mark.parametrize("many", [False, True])
def test_a_cancel_without_a_descriptor_takes_100_ms(many):
    with serving(sending(silence())) as server:
        for _ in range(4):
            done = in_a_process(WITHOUT, server.url, many)
            assert done.stderr == ""
            event, seconds = json.loads(done.stdout)
            assert event == ECANCELED
            if seconds < 0.1:
                return
        raise AssertionError(f"{seconds:.2f} s")


# ---- What programs inherit

def test_no_program_inherits_a_connection():
    """Another thread starts programs all the time, as the library makes connections."""
    closing = page(0).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    found, stop = [], threading.Event()

    with serving(sending(closing)) as server:
        def watch():
            while not stop.is_set():
                # vfork and exec by the C library, with all descriptors that are not close-on-exec
                done = subprocess.run(["ls", "-l", "/proc/self/fd"],
                                      capture_output=True, text=True, close_fds=False)
                connected = open("/proc/self/net/tcp").read()
                found.extend(number for number in re.findall(r"socket:\[(\d+)\]", done.stdout)
                             if number in connected and number not in mine)

        mine = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
                if os.path.exists(f"/proc/self/fd/{fd}")]
        mine = "".join(mine)
        thread = threading.Thread(target=watch)
        thread.start()
        client = client_of(server.url)
        until = time.monotonic() + 3
        while time.monotonic() < until:
            client.drain([client.list("dzd", f"job{n}") for n in range(50)])
        stop.set()
        thread.join()
    assert found == []


def test_a_connection_closes_when_a_program_starts():
    seen = []

    def handle(server, connection):
        for _ in server.heads(connection):
            port = connection.getpeername()[1]
            for fd in os.listdir("/proc/self/fd"):
                try:
                    with socket.socket(fileno=os.dup(int(fd))) as twin:
                        is_it = twin.getsockname()[1:2] == (port,)
                except (OSError, IndexError):
                    continue
                if is_it:
                    flags = open(f"/proc/self/fdinfo/{fd}").read()
                    seen.append(int(flags.split("flags:")[1].split()[0], 8) & os.O_CLOEXEC != 0)
            connection.sendall(page(0))

    with serving(handle) as server:
        assert client_of(server.url).list().runs() == TWO
    assert seen == [True]


# ---- A connection that is lost

def test_a_connection_that_is_lost_is_told():
    with serving(lambda server, connection: [reset(connection) for _ in
                                             itertools.islice(server.heads(connection), 1)]
                 ) as server:
        listing = client_of(server.url, max_attempts=1).list()
        assert listing.next() == ETRANSPORT
        assert listing.error.startswith("no answer: connection lost: ")
