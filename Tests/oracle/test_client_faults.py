"""Servers and networks that misbehave: each run comes once, or the error explains why not."""

import gzip
import socket

import pytest

from client import client_of
from dzjobs import DONE, EPARSE, ESERVICE, ETOOBIG, ETRANSPORT, RUN
from emulator import boto_client, boto_runs, running_emulator
from loopback import (answer, dripping, hang_up_after, page, pages, reset, sending, serving,
                      silence)

pytestmark = pytest.mark.usefixtures("alone")
RUNS = 1500
TWO = (["0", "1"], DONE)


def patient_runs(listing):
    """Lists with enough attempts for every retryable fault."""
    found = []
    for _ in range(100):
        ids, event = listing.runs()
        found += ids
        if event not in (ESERVICE, ETRANSPORT):
            break
    return found, event


@pytest.mark.parametrize("read_ahead", [0, 1])
def test_each_run_once_and_in_order_through_all_faults(read_ahead):
    with running_emulator("--runs", RUNS) as url:
        everything = [run["runId"] for run in boto_runs(boto_client(url), page_size=50)]
    with running_emulator("--runs", RUNS, "--all-faults", 0.2, "--slow-ms", 20,
                          "--truncate-rate", 0.1, "--gzip-rate", 0.3) as url:
        listing = client_of(url, read_ahead=read_ahead).list(max_results=50)
        assert patient_runs(listing) == (everything, DONE)
    assert len(everything) == RUNS and listing.client.lines


@pytest.mark.parametrize("flag", ["--gzip-rate", "--chunked-rate"])
@pytest.mark.parametrize("base", ["", "/a%20b/c"])
def test_codings_and_base_paths(flag, base):
    with running_emulator("--runs", 120, flag, 1, "--base-path", base or "/") as url:
        assert len(client_of(url).list().runs()[0]) == 120


@pytest.mark.parametrize("base, sent", [
    ("/a/../b", "/a/../b/v2/"), ("/./a", "/./a/v2/"), ("/%2e%2E/a", "/%2e%2E/a/v2/")])
def test_the_signed_path_is_sent(base, sent):
    with serving(sending(page(0))) as server:
        assert client_of(server.url + base).list().runs() == TWO
        assert server.requests[0].startswith(f"GET {sent}")


@pytest.mark.parametrize("fault, reason", [
    (reset, "reset"),
    (b"", "Empty reply"),
    (hang_up_after(b""), "Empty reply"),
    (hang_up_after(page(0)[:-5]), "5 bytes remaining"),
    (hang_up_after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"), "trans"),
])
def test_an_incomplete_answer_is_retried(fault, reason):
    with serving(sending(fault, page(0))) as server:
        listing = client_of(server.url).list()
        assert listing.runs() == TWO and listing.attempts == 2
        assert any(line.startswith("no answer: ") and reason in line
                   for line in listing.client.lines), listing.client.lines
    with serving(sending(fault)) as server:
        listing = client_of(server.url).list()
        assert listing.next() == ETRANSPORT and len(server.requests) == 3
        assert listing.error.startswith("no answer: ") and reason in listing.error
        assert listing.error.endswith("(attempt 3 of 3)") and listing.http_status == 0


def test_a_refused_port():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = "http://127.0.0.1:%d" % closed.getsockname()[1]
    listing = client_of(url, max_attempts=2).list()
    assert listing.next() == ETRANSPORT and listing.attempts == 2
    assert "connect" in listing.error.lower() and "attempt 2 of 2" in listing.error
    assert len(listing.client.requests) == 2


def test_a_name_that_does_not_resolve():
    listing = client_of("http://no-such-host.invalid", max_attempts=1).list()
    assert listing.next() == ETRANSPORT and "no-such-host.invalid" in listing.error


@pytest.mark.parametrize("fault", [silence(), dripping(page(0), 0.02)])
def test_an_answer_that_is_too_slow(fault):
    with serving(sending(fault, page(0))) as server:
        listing = client_of(server.url, attempt_timeout_us=200_000).list()
        assert listing.runs() == TWO and listing.attempts == 2
    with serving(sending(fault)) as server:
        listing = client_of(server.url, attempt_timeout_us=200_000, max_attempts=1).list()
        assert listing.next() == ETRANSPORT and "timed out" in listing.error


def test_an_answer_byte_by_byte():
    with serving(sending(dripping(page(0), 0.001))) as server:
        assert client_of(server.url).list().runs() == TWO


def test_a_server_that_closes_after_each_answer():
    closing = [part.replace(b"\r\n", b"\r\nConnection: close\r\n", 1) for part in pages(5)]
    with serving(sending(*closing)) as server:
        assert len(client_of(server.url).list().runs()[0]) == 10
        assert server.connections == 5


def test_a_connection_that_ended_while_it_was_idle():
    """It costs no attempt: libcurl notices it before, or sends again on another connection."""
    def handle(server, connection):
        for _ in server.heads(connection):
            connection.sendall(page(0))
            return

    with serving(handle) as server:
        client = client_of(server.url, max_attempts=1)
        for _ in range(5):
            assert client.list().runs() == TWO


@pytest.mark.parametrize("prefix", [b"HTTP/1.1 100 Continue\r\n\r\n",
                                    b"HTTP/1.1 103 Early Hints\r\nx-amzn-requestid: early\r\n\r\n"])
def test_headers_of_interim_answers_do_not_count(prefix):
    with serving(sending(prefix + answer(b"{}", 200, ("x-amzn-requestid", "late")))) as server:
        listing = client_of(server.url).list()
        assert listing.next() == DONE and listing.request_id == "late"


def test_a_redirect_is_refused():
    with serving(sending(page(0))) as other:
        moved = answer(b"", 302, ("Location", other.url))
        with serving(sending(moved)) as server:
            listing = client_of(server.url).list()
            assert (listing.next(), listing.http_status) == (ESERVICE, 302)
            assert len(server.requests) == 1 and other.connections == 0


@pytest.mark.parametrize("status, end", [(200, ETOOBIG), (500, ESERVICE)])
def test_a_body_that_is_over_the_limit_when_decoded(status, end):
    body = gzip.compress(b'{"items":[]' + b" " * (65 << 20) + b"}")
    with serving(sending(answer(body, status, ("Content-Encoding", "gzip")))) as server:
        listing = client_of(server.url, max_attempts=1).list()
        assert (listing.next(), listing.http_status) == (end, status)


@pytest.mark.parametrize("garbage", [b"garbage\r\n\r\n", b"HTTP/1.1 99 X\r\n\r\n{}",
                                     b"HTTP/1.1 200 OK\r\nx: " + b"a" * 500_000 + b"\r\n\r\n{}"])
def test_what_is_not_http(garbage):
    with serving(sending(garbage)) as server:
        listing = client_of(server.url).list()
        assert listing.next() == ETRANSPORT and listing.error.startswith("no answer: ")


def test_a_portal_that_answers_200_with_html():
    with serving(sending(answer(b"<html>sign in</html>"))) as server:
        listing = client_of(server.url).list()
        assert listing.next() == EPARSE and "byte 0" in listing.error
        assert len(server.requests) == 1


def test_an_error_quotes_the_service():
    refusal = answer(b'{"message":"not yours"}', 403, ("x-amzn-errortype", "AccessDeniedException"),
                     ("x-amzn-RequestId", "id-7"))
    with serving(sending(refusal, page(0))) as server:
        listing = client_of(server.url).list()
        assert listing.next() == ESERVICE
        assert listing.error == ("AccessDeniedException: not yours (HTTP 403, request id id-7, "
                                 "attempt 1 of 3)")
        assert (listing.service_code, listing.service_message, listing.http_status,
                listing.request_id) == ("AccessDeniedException", "not yours", 403, "id-7")
        assert listing.runs() == TWO


def test_the_back_off_that_the_service_requests():
    slow_down = answer(b"{}", 429, ("x-amz-retry-after", "300"))
    with serving(sending(slow_down, page(0))) as server:
        listing = client_of(server.url).list()
        assert listing.next() == RUN and listing.attempts == 2
        (wait,) = [line for line in listing.client.lines if line.startswith("waiting ")]
        assert int(wait.split()[1]) >= 299


def test_an_error_while_reading_ahead_is_reported_in_order():
    denied = answer(b'{"message":"no"}', 403, ("x-amzn-errortype", "AccessDeniedException"))
    with serving(sending(page(0, token="t"), denied, page(2))) as server:
        listing = client_of(server.url).list()
        assert [listing.next() for _ in range(3)] == [RUN, RUN, ESERVICE]
        assert listing.runs() == (["2", "3"], DONE)
