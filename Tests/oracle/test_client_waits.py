"""The time of a call of next: deadlines, canceling from another thread, and signals."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from client import ECANCELED, ETIMEDOUT, client_of
from dzjobs import DONE, ETRANSPORT, RUN
from loopback import answer, dripping, page, pages, sending, serving, silence

pytestmark = pytest.mark.usefixtures("alone")
TWO = (["0", "1"], DONE)
BUSY = answer(b"{}", 503, ("x-amz-retry-after", "4000"))


@contextlib.contextmanager
def taking(at_least, at_most):
    started = time.monotonic()
    yield
    assert at_least <= time.monotonic() - started < at_most


@pytest.mark.parametrize("fault", [silence(), dripping(page(0), 0.05), BUSY])
def test_a_deadline_ends_transfers_and_waits_and_the_page_can_be_retried(fault):
    with serving(sending(fault, page(0))) as server:
        listing = client_of(server.url, call_timeout_us=300_000).list()
        with taking(0.29, 1.3):
            assert listing.next() == ETIMEDOUT
        assert "call_timeout_us" in listing.error
        for _ in range(20):  # the service's back-off continues
            ids, end = listing.runs()
            if end != ETIMEDOUT:
                break
        assert (ids, end) == TWO


def test_a_deadline_limits_a_call_and_not_the_listing():
    with serving(sending(*[dripping(part, 0.001) for part in pages(8)])) as server:
        with taking(0.4, 5):
            ids, end = client_of(server.url, call_timeout_us=400_000, read_ahead=0).list().runs()
        assert (len(ids), end) == (16, DONE)


def test_delivered_runs_stay_after_a_deadline():
    with serving(sending(*pages(3)[:1], silence(), *pages(3)[1:])) as server:
        listing = client_of(server.url, call_timeout_us=200_000).list()
        assert listing.next() == RUN and listing.next() == RUN
        token = listing.resume_token
        assert listing.next() == ETIMEDOUT and listing.resume_token == token
        assert listing.runs() == (["2", "3", "4", "5"], DONE)


@pytest.mark.parametrize("fault", [silence(), dripping(page(0), 0.05), BUSY])
def test_canceling_ends_transfers_and_waits_at_once(fault):
    with serving(sending(fault)) as server:
        client = client_of(server.url)
        listing = client.list()
        with taking(0.2, 1.2), client.cancelled_after(0.2):
            assert listing.next() == ECANCELED
        assert "cancel" in listing.error
        assert listing.next() == ECANCELED and client.list().next() == ECANCELED
        assert len(server.requests) == 1


def test_delivered_runs_stay_after_canceling():
    with serving(sending(*pages(3))) as server:
        client = client_of(server.url)
        listing = client.list()
        assert listing.next() == RUN
        token = listing.resume_token
        assert client.cancel() == 0 and client.cancel() == 0
        # Every next fails, even if the current page has another run.
        assert listing.next() == ECANCELED and listing.resume_token == token
    with serving(sending(*pages(3))) as server:
        rest = client_of(server.url).list(resume_token=token)
        assert rest.runs() == (["1", "2", "3", "4", "5"], DONE)


def test_another_client_is_not_canceled():
    with serving(sending(page(0))) as server:
        one, other = client_of(server.url), client_of(server.url)
        listing = other.list()
        one.cancel()
        assert one.list().next() == ECANCELED and listing.runs() == TWO


def test_a_signal_shortens_no_deadline():
    """A signal does not end a transfer either."""
    with serving(sending(BUSY)) as server:
        listing = client_of(server.url, call_timeout_us=600_000).list()
        before = signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        try:
            with taking(0.59, 1.6):
                assert listing.next() == ETIMEDOUT
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


RESOLVER = """
#include <netdb.h>
#include <unistd.h>
int getaddrinfo(const char *n, const char *s, const struct addrinfo *h, struct addrinfo **r) {
  (void)n; (void)s; (void)h; (void)r;
  sleep(4);
  return EAI_AGAIN;
}
"""
PROGRAM = """
import sys, time
sys.path.insert(0, sys.argv[1])
from client import client_of
client = client_of("http://name.example", max_attempts=1, **eval(sys.argv[2]))
listing = client.list()
started = time.monotonic()
with client.cancelled_after(0.2) if sys.argv[2] == "{}" else client.cancelled_after(0.5):
    print(listing.next(), end=" ")
    print(time.monotonic() - started)
"""


@pytest.mark.parametrize("settings, end", [
    ({}, ECANCELED), ({"call_timeout_us": 200_000}, ETIMEDOUT),
    ({"attempt_timeout_us": 200_000}, ETRANSPORT), ({"connect_timeout_us": 200_000}, ETRANSPORT)])
def test_a_hanging_resolver_does_not_delay_the_end(alone, settings, end):
    (alone / "resolver.c").write_text(RESOLVER)
    subprocess.run(["cc", "-shared", "-fPIC", "resolver.c", "-o", "resolver.so"], cwd=alone,
                   check=True)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, os.path.dirname(__file__), repr(settings)],
        env=dict(os.environ, LD_PRELOAD=str(alone / "resolver.so")), capture_output=True,
        text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    code, seconds = done.stdout.split()
    assert int(code) == end and float(seconds) < 1.2


@pytest.mark.parametrize("microseconds", [1, 999, 1500, 2000, 20_000])
def test_an_attempt_to_connect_counts_however_short_it_is(microseconds):
    """The connection is never accepted: the queue of the listening server is full."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        client = client_of("http://127.0.0.1:%d" % server.getsockname()[1],
                           connect_timeout_us=microseconds, max_attempts=3)
        listing = client.list()
        assert listing.next() == ETRANSPORT and "attempt 3 of 3" in listing.error
        assert len([line for line in client.lines if line.startswith("GET ")]) == 3


@pytest.mark.parametrize("drive", ["next", "next_any"])
def test_a_stall_ends_an_attempt_and_slowness_does_not(drive):
    """Like botocore's read_timeout, it limits the time between two bytes."""
    limits = {"stall_timeout_us": 300_000, "max_attempts": 1}
    slow, (head, gap, body) = dripping(page(0), 0.01), page(0).partition(b"\r\n\r\n")

    def stalling(connection):
        connection.sendall(head + gap + body[:5])
        return silence()(connection)

    for handle, expected in (slow, TWO), (silence(), ([], ETRANSPORT)), (
            stalling, ([], ETRANSPORT)):
        with serving(sending(handle)) as server, taking(0.29, 3):
            client = client_of(server.url, **limits)
            listing = client.list()
            found = listing.runs() if drive == "next" else client.drain([listing])[0][listing]
            assert found == expected
            assert expected == TWO or "timed out" in listing.error
