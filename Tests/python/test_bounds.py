"""Input is limited and read alike by both transports, and no listing is entered twice."""

import itertools
import threading

import dzjobs
import pytest
from conftest import IDS, KEYS, REGION, client_of
from dzjobs import exceptions
from loopback import answer, page, pages, sending, serving

PIECE = b" " * (1 << 20)


@pytest.mark.parametrize("head", [b"Connection: close\r\n", b"Content-Length: 999999999999\r\n"])
def test_a_body_without_an_end_is_not_kept(head, transport):
    """Reading stops at the library's limit."""
    sent = []

    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        try:
            for _ in itertools.repeat(None, 200):
                connection.sendall(PIECE)
                sent.append(len(PIECE))
        except OSError:
            pass

    with serving(sending(endless)) as server:
        with pytest.raises(exceptions.ResponseParserError, match="more than 64 MiB") as caught:
            client_of(server.url, max_attempts=1).list_job_runs(**IDS)
        assert type(caught.value) is exceptions.ResponseParserError
    assert sum(sent) < 160 << 20  # of 200; the kernel's buffers may hold 36 MiB on their own


@pytest.mark.parametrize("sent, seen", [
    ("Jürgen".encode(), "Jürgen"), ("дата".encode(), "дата"),
    (b"J\xfcrgen", "J?rgen"), (b"plain", "plain")])
def test_headers_are_bytes(sent, seen, transport):
    """The library judges their encoding, with either transport."""
    def refusing(connection):
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n"
                           b"x-amzn-requestid: " + sent + b"\r\n\r\n{}")

    with serving(sending(refusing)) as server:
        with pytest.raises(exceptions.ClientError) as caught:
            client_of(server.url).list_job_runs(**IDS)
    assert caught.value.response["ResponseMetadata"]["RequestId"] == seen


def test_header_texts_that_are_not_latin_1():
    listing = dzjobs.Listing(region=REGION, **KEYS, **IDS)
    assert isinstance(listing.next_page(), dzjobs.Request)
    listing.response(403, [("x-amzn-requestid", "дата"), ("x-дата", "1")], b"{}")
    with pytest.raises(exceptions.ClientError) as caught:
        listing.next_page()
    assert caught.value.response["ResponseMetadata"]["RequestId"] == "????"


def test_no_proxies(transport, monkeypatch):
    """proxy="" means no proxy, whatever the environment has."""
    with serving(sending(page(0))) as server, serving(sending(answer(b"", 500))) as other:
        for name in "http_proxy", "all_proxy", "HTTP_PROXY":
            monkeypatch.setenv(name, other.url)
        assert len(list(client_of(server.url, proxy="").job_runs(**IDS))) == 2
        assert other.requests == []


def test_a_listing_is_not_entered_twice():
    """Its own callback tries that, in the thread that drives it."""
    raised = []

    def log(line):
        try:
            next(runs)
        except BaseException as error:
            raised.append(error)

    with serving(sending(*pages(4))) as server:
        client = client_of(server.url, log=log)
        runs = iter(client.job_runs(**IDS))
        found = [run["runId"] for run in runs]
    assert found == list("01234567")
    assert raised and {type(error) for error in raised} == {RuntimeError}
    assert "another thread is using this listing" in str(raised[0])


def test_a_listing_is_not_shared_by_threads():
    entered, leave = threading.Event(), threading.Event()

    def late(connection):
        entered.set()
        leave.wait(30)
        return page(0)

    with serving(sending(late)) as server:
        runs = iter(client_of(server.url).job_runs(**IDS))
        thread = threading.Thread(target=next, args=(runs,))
        thread.start()
        entered.wait(30)
        with pytest.raises(RuntimeError, match="another thread"):
            next(runs)
        leave.set()
        thread.join()
