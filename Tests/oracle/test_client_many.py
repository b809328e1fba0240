"""Many listings on one thread: each returns the same runs as alone, in turns, over few connections.
A failure concerns only its listing.
"""

import threading
import time
import urllib.parse
from collections import Counter

import pytest

from client import ECANCELED, ECREDENTIALS, LIST_DONE, ETIMEDOUT, Client, client_of
from dzjobs import DONE, EINVAL, ESERVICE, ESTATE, PAGE, RUN, Answer
from loopback import answer, page, sending, serving, silence
from stand_ins import standing_in

pytestmark = pytest.mark.usefixtures("alone")


def paging(pages, delay=0, fails=lambda job: None, most=None):
    """A handle for serving(): each job has this number of pages with two runs. `most` counts the
    requests in flight at once."""
    lock, now = threading.Lock(), [0]

    def handle(server, connection):
        for head in server.heads(connection):
            url = urllib.parse.urlsplit(head.split(" ")[1])
            job = url.path.split("/")[5]
            number = int(dict(urllib.parse.parse_qsl(url.query)).get("nextToken", 0))
            with lock:
                now[0] += 1
                if most is not None:
                    most.append(now[0])
            time.sleep(delay)
            with lock:
                now[0] -= 1
            connection.sendall(fails(job) or page(
                2 * number, token=str(number + 1) if number + 1 < pages else None))
    return handle


def listings_of(client, count, **settings):
    return [client.list("dzd", f"job{n}", **settings) for n in range(count)]


@pytest.mark.parametrize("read_ahead", [0, 1])
@pytest.mark.parametrize("count, pages", [(1, 5), (3, 4), (40, 3)])
def test_each_returns_the_same_runs_as_alone(count, pages, read_ahead):
    most = []
    with serving(paging(pages, most=most)) as server:
        client = client_of(server.url, read_ahead=read_ahead)
        listings = listings_of(client, count)
        found, _ = client.drain(listings)
        assert set(map(repr, found.values())) == {repr(([str(n) for n in range(2 * pages)], DONE))}
        assert len(server.requests) == count * pages
        assert server.connections <= 16 and max(most) <= 16


def test_as_many_requests_in_flight_as_set():
    most = []
    with serving(paging(2, delay=0.02, most=most)) as server:
        client = client_of(server.url, max_in_flight=5)
        client.drain(listings_of(client, 30))
        assert max(most) == 5 and server.connections == 5


def test_turns_are_fair():
    """The answers arrive at once, so that no listing is ready before the others."""
    def transport(exchange):
        query = urllib.parse.urlsplit(exchange.url).query
        number = int(dict(urllib.parse.parse_qsl(query)).get("nextToken", 0))
        return Answer(body=b'{"items":[{"runId":"a"},{"runId":"b"}],"nextToken":"%s"}' % (
            b"%d" % (number + 1) if number < 9 else b""))

    client = client_of("http://x.example", transport=transport)
    found, order = client.drain(listings_of(client, 8))
    assert [len(ids) for ids, end in found.values() if end == DONE] == [20] * 8
    for at in range(8, len(order) + 1, 8):
        counts = Counter(map(id, order[:at]))
        assert len(counts) == 8 and max(counts.values()) - min(counts.values()) <= 2


def test_a_thousand_listings_have_several_requests_in_flight():
    """Checks the requests in flight, which are the reason. The benchmark has the times."""
    most = []
    with serving(paging(1, delay=0.02, most=most)) as server:
        client = client_of(server.url)
        found, _ = client.drain(listings_of(client, 1000))
        assert all(end == DONE for _, end in found.values()) and len(server.requests) == 1000
        assert sum(most) / len(most) > 10 and server.connections <= 16, sum(most)


def test_a_failed_listing_can_be_added_again():
    broken = {"job3"}

    def fails(job):
        return answer(b'{"message":"no"}', 403) if job in broken else None

    with serving(paging(3, fails=fails)) as server:
        client = client_of(server.url)
        listings = listings_of(client, 6)
        found, _ = client.drain(listings)
        ends = [end for _, end in found.values()]
        assert ends == [DONE] * 3 + [ESERVICE] + [DONE] * 2
        assert listings[3].error.startswith("error without a code: no (HTTP 403")
        broken.clear()
        found, _ = client.drain([listings[3]])
        assert found[listings[3]] == ([str(n) for n in range(6)], DONE)


def test_a_waiting_or_stalled_listing_delays_no_other():
    def fails(job):
        if job == "job0":
            return answer(b"", 503)
        if job == "job1":
            time.sleep(1)
        return None

    with serving(paging(3, fails=fails)) as server:
        client = client_of(server.url, attempt_timeout_us=300_000, max_attempts=3)
        listings = listings_of(client, 10)
        found, order = client.drain(listings)
        ends = {listing: end for listing, (_, end) in found.items()}
        assert [ends[listing] for listing in listings[2:]] == [DONE] * 8
        assert ends[listings[0]] == ESERVICE and "timed out" in listings[1].error
        assert [line for line in client.lines if line.startswith("waiting ")]


def test_every_call_works_on_an_added_listing():
    with serving(paging(3)) as server:
        client = client_of(server.url)
        listing = client.list()
        assert client.next_any([listing]) == (DONE, None)
        assert client.add(listing) == 0
        assert client.next_any([listing]) == (RUN, listing)
        assert listing.page_run_count == 2 and listing.resume_token
        rest = client_of(server.url).list(resume_token=listing.resume_token).runs()
        assert rest == ([str(n) for n in range(1, 6)], DONE)


def test_a_started_listing_can_be_added_and_taken_back():
    with serving(paging(4)) as server:
        client = client_of(server.url)
        begun, other = client.list("dzd", "begun"), client.list("dzd", "other")
        assert begun.next() == RUN and begun.next_page() == PAGE
        found, _ = client.drain([begun, other])
        assert found[begun] == (["2", "3", "4", "5", "6", "7"], DONE)
        assert begun.next() == DONE
        assert client.add(begun) == 0 and client.next_any([begun]) == (LIST_DONE, begun)


def test_calls_that_do_not_fit():
    with serving(paging(2)) as server:
        client, stranger = client_of(server.url), client_of(server.url)
        listing, foreign = client.list(), stranger.list()
        assert client.add(foreign) == EINVAL and "client" in foreign.error
        assert client.add(listing) == 0 and client.add(listing) == ESTATE
        assert listing.next() == listing.next_page() == ESTATE and "next_any" in listing.error
        assert client._call("next_any", None) == EINVAL
        assert client_of(server.url).set("max_in_flight", 0) == EINVAL
        assert client.drain([listing], add=False)[0][listing][1] == DONE
        assert client.set("max_in_flight", 4) == ESTATE
        assert listing.next() == DONE


def test_a_freed_listing_leaves():
    with serving(paging(3)) as server:
        client = client_of(server.url)
        listings = listings_of(client, 6)
        for listing in listings:
            assert client.add(listing) == 0
        seen = [client.next_any(listings)[1] for _ in range(3)]
        del listings[:3], listing, seen
        found, _ = client.drain(listings, add=False)
        assert all(end == DONE for _, end in found.values()) and len(found) == 3


@pytest.mark.parametrize("end", [ECANCELED, ETIMEDOUT])
def test_canceling_and_deadlines_of_the_client(end):
    with serving(sending(silence())) as server:
        client = client_of(server.url, **({"call_timeout_us": 300_000} if end == ETIMEDOUT else {}))
        listings = listings_of(client, 20)
        for listing in listings:
            client.add(listing)
        started = time.monotonic()
        with client.cancelled_after(0.3 if end == ECANCELED else 5):
            assert client.next_any(listings) == (end, None) and client.error
            assert 0.25 < time.monotonic() - started < 0.45
            if end == ETIMEDOUT:
                assert client.next_any(listings) == (end, None)
                client.cancel()


def test_another_thread_gets_an_error():
    with serving(sending(silence())) as server:
        client = client_of(server.url)
        listing = client.list()
        client.add(listing)
        thread = threading.Thread(target=client.next_any, args=([listing],))
        thread.start()
        time.sleep(0.2)
        assert client.next_any([listing]) == (ESTATE, None)
        assert client.add(client.list()) == ESTATE
        client.cancel()
        thread.join()


def test_one_search_for_credentials_serves_all(metadata, monkeypatch):
    """A failed search removes no listing, and delays none that needs no credentials."""
    with standing_in() as services:
        for name, value in {"EC2_METADATA_SERVICE_ENDPOINT": services.url, "REGION": "us-east-1",
                            "ENDPOINT_URL_DATAZONE": services.url}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        client = Client()
        found, _ = client.drain(listings_of(client, 30))
        assert [end for _, end in found.values()] == [DONE] * 30
        assert len(services.of("imds token")) == 1 and len(services.of("runs")) == 30
        services.answers["imds token"] = lambda request: (403, "")
        client = Client()
        listings = listings_of(client, 30)
        own = client.list("dzd", "own", credentials=("A", "s", None))
        for listing in [*listings, own]:
            assert client.add(listing) == 0
        ends = [client.next_any([own])]
        while ends[-1] == (ECREDENTIALS, None):
            ends.append(client.next_any([own]))
        assert ends[-1] == (LIST_DONE, own) and len(ends) > 30
        assert client.error.startswith("no credentials: ") and "HTTP 403" in client.error
        services.answers.clear()
        found, _ = client.drain(listings, add=False)
        assert [end for _, end in found.values()] == [DONE] * 30


def test_the_callers_transport_carries_one_request_at_a_time():
    def transport(exchange):
        return Answer(body=b'{"items":[{"runId":"%s"}]}' % exchange.url.split("/")[7].encode())

    client = client_of("http://x.example", transport=transport)
    listings = listings_of(client, 5)
    found, _ = client.drain(listings)
    assert [ids for ids, end in found.values() if end == DONE] == [[f"job{n}"] for n in range(5)]


def test_max_items_and_filters_hold():
    with serving(paging(4)) as server:
        client = client_of(server.url)
        listings = listings_of(client, 5, max_items=3, status="FAILED")
        found, _ = client.drain(listings)
        assert all(value == (["0", "1", "2"], DONE) for value in found.values())
        assert len(server.requests) == 10 and all("status=FAILED" in r for r in server.requests)
