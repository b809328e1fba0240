"""A client lists the same runs as boto3. Read-ahead changes only when requests are sent."""

import time

import pytest

import dzjobs
from client import Client, client_of
from dzjobs import DONE, EINVAL, PAGE, RUN, SEND, Answer, Listing
from emulator import ACCESS_KEY_ID, DOMAIN, SECRET_ACCESS_KEY, boto_runs, running_emulator
from loopback import page, pages, sending, serving, silence
from test_end_to_end import flat

pytestmark = pytest.mark.usefixtures("alone")
NAMES = {"status": "status", "sortOrder": "sort_order"}


def eventually(condition, seconds=5):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


def members(listing, by_page):
    """The getters' results for all runs, listed by runs or by pages."""
    found = []
    for event in listing.walk(pages=by_page):
        if event == RUN:
            found.append(dzjobs.run_members(listing.run))
        elif event == PAGE:
            found += [dzjobs.run_members(run) for run in listing.page_runs()]
    assert event == DONE, (event, listing.error)
    return found


@pytest.mark.parametrize("read_ahead", [0, 1])
@pytest.mark.parametrize("by_page", [False, True])
@pytest.mark.parametrize("query", [
    {}, {"status": "FAILED"}, {"sortOrder": "ASCENDING"},
    {"status": "SUCCESS", "sortOrder": "DESCENDING"}])
def test_the_same_runs_as_boto3(endpoint, client, query, by_page, read_ahead):
    theirs = [flat(run) for run in boto_runs(client, page_size=37, **query)]
    settings = {NAMES[key]: value for key, value in query.items()}
    listing = client_of(endpoint, read_ahead=read_ahead).list(max_results=37, **settings)
    assert members(listing, by_page) == theirs
    assert theirs


def test_resume_tokens_are_the_same_with_and_without_read_ahead(endpoint):
    def tokens(read_ahead):
        listing = client_of(endpoint, read_ahead=read_ahead).list(max_results=40)
        return [(event, listing.resume_token) for event in listing.walk()]

    ahead, everything = tokens(1), client_of(endpoint).list(max_results=50).runs()[0]
    assert ahead == tokens(0) and len(ahead) == len(everything) + 1
    for at in range(0, len(everything), 67):
        rest = client_of(endpoint).list(max_results=40, resume_token=ahead[at][1])
        assert rest.runs() == (everything[at + 1:], DONE)


def test_tokens_between_pages_are_the_same_with_and_without_read_ahead(endpoint):
    def tokens(read_ahead):
        listing = client_of(endpoint, read_ahead=read_ahead).list(max_results=40)
        return [(event, listing.next_token, listing.resume_token)
                for event in listing.walk(pages=True)]

    assert tokens(1) == tokens(0)


@pytest.mark.parametrize("read_ahead", [0, 1])
@pytest.mark.parametrize("max_items, requests", [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (8, 4)])
def test_no_request_beyond_max_items(max_items, requests, read_ahead):
    with serving(sending(*pages(4))) as server:
        listing = client_of(server.url, read_ahead=read_ahead).list(max_items=max_items)
        ids, end = listing.runs()
        assert (ids, end) == ([str(n) for n in range(max_items)], DONE)
        time.sleep(0.05)
        assert len(server.requests) == len(listing.client.requests) == requests


def test_the_next_request_is_sent_before_the_runs_are_read():
    with serving(sending(*pages(4))) as server:
        listing = client_of(server.url).list()
        assert listing.next() == RUN
        assert eventually(lambda: len(server.requests) == 2)
        assert listing.next_page() == PAGE
        assert eventually(lambda: len(server.requests) == 3)
        time.sleep(0.05)
        assert len(server.requests) == 3


def test_without_read_ahead_it_is_sent_when_needed():
    with serving(sending(*pages(4))) as server:
        listing = client_of(server.url, read_ahead=0).list()
        assert listing.next() == RUN and listing.next() == RUN
        time.sleep(0.05)
        assert len(server.requests) == 1
        assert listing.next() == RUN and len(server.requests) == 2


def test_a_slow_caller_finds_the_page_that_was_read_ahead():
    """attempt_timeout_us limits an attempt, not the time of the caller between calls."""
    with serving(sending(*pages(4))) as server:
        listing = client_of(server.url, attempt_timeout_us=2_000_000, max_attempts=1).list()
        assert listing.next() == RUN
        time.sleep(2.5)
        *_, event = listing.walk()
        assert (event, listing.error, len(server.requests)) == (DONE, "", 4)


def test_listings_one_after_the_other_share_a_connection():
    with serving(sending(page(0))) as server:
        client = client_of(server.url)
        for _ in range(5):
            assert client.list().runs() == (["0", "1"], DONE)
        assert (server.connections, len(server.requests)) == (1, 5)


def test_interleaved_listings_do_not_mix(endpoint):
    client = client_of(endpoint)
    settings = [{}, {"sort_order": "ASCENDING"}, {"status": "FAILED"}, {"max_results": 7}]
    alone = [client_of(endpoint).list(**chosen).runs() for chosen in settings]
    listings = [client.list(**chosen) for chosen in settings]
    ids, live = [[] for _ in settings], set(range(len(settings)))
    while live:
        for at in sorted(live):
            if (event := listings[at].next()) == RUN:
                ids[at].append(dzjobs.lib.dzjobs_run_run_id(listings[at].run).decode())
            else:
                assert event == DONE
                live.discard(at)
    assert [(found, DONE) for found in ids] == alone


def test_a_listing_outlives_its_client():
    with serving(sending(*pages(3))) as server:
        client = client_of(server.url)
        listing = client.list()
        assert listing.next() == RUN
        client.free()
        assert dzjobs.lib.dzjobs_run_run_id(listing.run) == b"0"
        assert listing.resume_token and listing.error == ""
        listing.now_us = time.time_ns() // 1000
        assert Listing.next(listing) == RUN
        # The client owned the request that was read ahead; the caller sends it itself.
        assert Listing.next(listing) == SEND
        assert listing.answer(Answer(200, b'{"items":[{"runId":"2"}]}')) == 0
        assert Listing.next(listing) == RUN and Listing.next(listing) == DONE


@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_a_listing_is_freed_around_its_read_ahead(when):
    with serving(sending(*pages(2)[:1], silence() if when == "during" else page(2), page(7))) as s:
        client = client_of(s.url)
        listing = client.list()
        assert listing.next() == RUN
        if when != "before":
            assert eventually(lambda: len(s.requests) == 2)
        time.sleep(0.05 if when == "after" else 0)
        started = time.monotonic()
        del listing
        assert time.monotonic() - started < 1
        while len(s.requests) < 2:
            assert client.list(max_items=0).next() == DONE
        assert client.list().runs() == (["7", "8"], DONE)


def test_a_listings_keys_override_the_clients():
    with serving(sending(page(0))) as server:
        client = Client(region="us-east-1", endpoint_url=server.url)
        listing = client.list(credentials=("AKIDLISTING", "secret", "token"))
        assert listing.runs()[1] == DONE and client.credentials_source == ""
        assert "Credential=AKIDLISTING/" in server.requests[0]
        assert "\r\nX-Amz-Security-Token: token\r\n" in server.requests[0]


def test_replaced_keys_sign_the_next_request():
    with serving(sending(*pages(3))) as server:
        listing = client_of(server.url, read_ahead=0).list()
        assert listing.next_page() == PAGE
        assert listing.set("credentials", "AKIDNEW", "secret", None) == 0
        assert listing.next_page() == PAGE
        assert f"Credential={ACCESS_KEY_ID}/" in server.requests[0]
        assert "Credential=AKIDNEW/" in server.requests[1]


def test_a_listings_settings_override_the_clients():
    with serving(sending(page(0))) as server, serving(sending(b"")) as other:
        client = client_of(other.url, max_attempts=2)
        assert client.list(endpoint_url=server.url).runs()[1] == DONE
        listing = client.list(max_attempts=1)
        assert listing.next() < 0 and listing.attempts == 1 and len(other.requests) == 1


def test_the_first_next_reports_wrong_arguments(endpoint):
    client = client_of(endpoint)
    for arguments, text in [((None, "job"), "domain_identifier: missing"),
                            ((DOMAIN, ""), "job_identifier: empty")]:
        listing = client.list(*arguments)
        assert (listing.next(), listing.error) == (EINVAL, text)
    assert client.requests == []


def test_a_session_token_is_signed():
    keys = (ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    with running_emulator("--runs", 5, "--session-token", "a/session+token==") as url:
        client = client_of(url, credentials=(*keys, "a/session+token=="))
        assert len(client.list().runs()[0]) == 5
