"""Descriptors: if they are short, requests share them, and canceling needs none. No program that
another thread starts inherits a connection.
"""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time

import pytest

from client import ECANCELED, client_of
from dzjobs import DONE, ETRANSPORT, REPOSITORY
from loopback import page, sending, serving, silence

pytestmark = pytest.mark.usefixtures("alone")
TWO = (["0", "1"], DONE)


# ---- Few descriptors

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


def test_a_lack_of_descriptors_is_reported_and_retried():
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


# ---- Programs of other threads

def test_no_program_inherits_a_connection():
    """Another thread starts programs while the library opens connections."""
    closing = page(0).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    found, stop = [], threading.Event()

    with serving(sending(closing)) as server:
        def watch():
            while not stop.is_set():
                # vfork and exec by the C library, which pass on all descriptors without
                # close-on-exec
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
