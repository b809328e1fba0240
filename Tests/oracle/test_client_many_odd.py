"""Many listings and a caller's odd actions: own steps, slow callbacks, missing keys."""

import time

import pytest

from client import ECANCELED, ECREDENTIALS, LIST_DONE, ETIMEDOUT, Client, client_of
from dzjobs import DONE, RUN, Listing, NoAnswer
from loopback import serving
from test_client_many import listings_of, paging

pytestmark = pytest.mark.usefixtures("alone")


def test_a_page_that_the_caller_stepped_through_does_not_end_all():
    with serving(paging(2)) as server:
        client = client_of(server.url)
        one, other = listings_of(client, 2)
        client.add(one)
        assert client.next_any([one]) == (RUN, one)
        client.add(other)
        one.now_us = time.time_ns() // 1000
        assert Listing.next(one) == RUN
        found, _ = client.drain([one, other], add=False)
        assert found[one] == (["2", "3"], DONE)
        assert found[other] == (["0", "1", "2", "3"], DONE)


@pytest.mark.parametrize("end", [ECANCELED, ETIMEDOUT])
def test_a_slowly_failing_transport_does_not_delay_the_end(end):
    def transport(exchange):
        time.sleep(0.05)
        return NoAnswer()

    settings = {"call_timeout_us": 200_000} if end == ETIMEDOUT else {}
    client = client_of("http://x.example", transport=transport, **settings)
    listings = listings_of(client, 60)
    for listing in listings:
        client.add(listing)
    started = time.monotonic()
    with client.cancelled_after(0.2 if end == ECANCELED else 1):
        assert client.next_any(listings) == (end, None)
        assert time.monotonic() - started < 0.4


def test_runs_in_memory_come_before_missing_credentials():
    with serving(paging(3)) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, provide=lambda: "none")
        own = client.list("dzd", "own", credentials=("A", "s", None))
        listings = [own, *listings_of(client, 3)]
        for listing in listings:
            assert client.add(listing) == 0
        events = []
        while (own, LIST_DONE) not in events:
            event, listing = client.next_any(listings)
            events.append((listing, event))
        runs = [at for at, event in enumerate(events) if event == (own, RUN)]
        assert len(runs) == 6 and (None, ECREDENTIALS) in events
        assert runs[1::2] == [at + 1 for at in runs[::2]]


@pytest.mark.parametrize("given", [("A", "s", None), "none today"])
def test_a_callbacks_time_does_not_count_for_requests(given):
    """Requests are in flight while a credentials provider takes longer than an attempt may."""
    def provide():
        time.sleep(0.6)
        return given

    with serving(paging(1)) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, provide=provide,
                        attempt_timeout_us=400_000, max_attempts=1)
        own = client.list("dzd", "own", credentials=("A", "s", None))
        listings, ends = [own, *listings_of(client, 2)], {}
        for listing in listings:
            assert client.add(listing) == 0
        while own not in ends:
            event, listing = client.next_any(listings)
            if event != RUN:
                ends[listing] = event
        assert ends[own] == LIST_DONE
        assert (ends.get(None) == ECREDENTIALS) == isinstance(given, str)
