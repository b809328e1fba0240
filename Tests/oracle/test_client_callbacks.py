"""A caller's own credentials provider: when a client calls it, and what threads share."""

import threading
import time

import pytest

from client import ECREDENTIALS, Client, client_of
from dzjobs import DONE, EINVAL, ESERVICE, PAGE, RUN
from loopback import answer, page, pages, sending, serving

pytestmark = pytest.mark.usefixtures("alone")
KEYS = ("AKIDCALLBACK", "ZqxjSecretPlanted", "ZqxjTokenPlanted")
MICRO = 1_000_000


def signing_keys(server):
    return [head.partition("Credential=")[2].partition("/")[0] for head in server.requests]


def test_the_provider_is_called_once_and_its_keys_stay_secret():
    with serving(sending(*pages(3))) as server:
        asked = []
        client = Client(region="us-east-1", endpoint_url=server.url,
                        provide=lambda: asked.append(1) or KEYS)
        assert asked == [] and client.list().runs()[1] == DONE and len(asked) == 1
        assert client.list().next() == RUN and len(asked) == 1
        assert signing_keys(server) == [KEYS[0]] * 4 and client.codes == [0]
        assert all(f"X-Amz-Security-Token: {KEYS[2]}" in head for head in server.requests)
        assert client.credentials_source == "callback"
        assert not [line for line in client.lines if "Zqxj" in line]


def test_credentials_are_renewed_before_they_expire_and_when_refused_as_expired():
    turn = []

    def provide():
        turn.append(1)
        return f"AKID{len(turn)}", "s", None, int((time.time() + 2) * MICRO)

    with serving(sending(*pages(3))) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, provide=provide, read_ahead=0)
        listing = client.list()
        assert listing.next_page() == PAGE and listing.next_page() == PAGE
        time.sleep(1.1)  # half of the time that was left, while AKID1 is still valid
        assert listing.next_page() == PAGE
        assert signing_keys(server) == ["AKID1", "AKID1", "AKID2"]

    turn.clear()
    expired = answer(b'{"__type":"ExpiredTokenException"}', 403)
    with serving(sending(page(0, token="t"), expired, page(2))) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, read_ahead=0,
                        provide=lambda: (turn.append(1) or f"AKID{len(turn)}", "s", None))
        assert client.list().runs()[1] == DONE
        assert signing_keys(server) == ["AKID1", "AKID1", "AKID2"]


@pytest.mark.parametrize("given, says, codes", [
    ("vault is sealed", "callback: vault is sealed", [0]), (None, "callback: returned none", []),
    (("", "s", None), "access_key_id", [EINVAL]), (("A\n", "s", None), "access_key_id", [EINVAL]),
    ((None, None, "t"), "access_key_id", [EINVAL])])
def test_a_provider_without_credentials(given, says, codes, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDUNUSED")
    client = Client(region="us-east-1", provide=lambda: given)
    listing = client.list()
    assert listing.next() == ECREDENTIALS and says in listing.error and client.codes == codes


def test_credentials_refused_twice_are_renewed_with_the_next_try_of_the_page():
    turn = []
    expired = answer(b'{"__type":"ExpiredTokenException"}', 403)
    with serving(sending(expired, expired, page(0))) as server:
        client = Client(region="us-east-1", endpoint_url=server.url,
                        provide=lambda: (turn.append(1) or f"AKID{len(turn)}", "s", None))
        listing = client.list()
        assert listing.next() == ESERVICE
        assert listing.next() == RUN and signing_keys(server) == ["AKID1", "AKID2", "AKID2"]


def test_a_listing_keeps_its_own_credentials():
    """They are set after the client's, and unset again."""
    with serving(sending(*pages(4))) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, read_ahead=0,
                        provide=lambda: ("AKIDCLIENT", "s", None, (int(time.time()) + 60) * MICRO))
        listing = client.list()
        for keys_, name in ((None, "AKIDCLIENT"), (("OWN", "s", None), "OWN"), (None, "OWN"),
                            ((None, None, None), "AKIDCLIENT")):
            if keys_:
                assert listing.set("credentials", *keys_) == 0
            assert listing.next_page() == PAGE and signing_keys(server)[-1] == name


def test_credentials_that_have_expired_already():
    client = Client(region="us-east-1", provide=lambda: ("A", "s", None, MICRO))
    listing = client.list()
    assert listing.next() == ECREDENTIALS and "expired" in listing.error
    assert client.requests == []


def test_explicit_credentials_override_the_provider():
    with serving(sending(page(0))) as server:
        client = client_of(server.url, provide=lambda: "not asked")
        assert client.list().runs()[1] == DONE and client.codes == []


def test_one_thread_renews_while_the_others_continue():
    """The others use valid credentials, and one thread at a time searches."""
    turn, busy, overlaps = [], threading.Lock(), []

    def provide():
        if not busy.acquire(blocking=False):
            overlaps.append(1)
            return "twice at once"
        turn.append(1)
        if len(turn) == 2:
            time.sleep(1)
        busy.release()
        end = 6 if len(turn) == 1 else 3600
        return f"AKID{len(turn)}", "s", None, int((time.time() + end) * MICRO)

    with serving(sending(page(0))) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, provide=provide)
        assert client.list().runs()[1] == DONE
        time.sleep(3.1)  # AKID1 is due for renewal now, and valid for three seconds
        ends, times = [], []

        def work():
            began = time.monotonic()
            ends.append(client.list().runs()[1])
            times.append(time.monotonic() - began)

        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ends == [DONE] * 16 and not overlaps and len(turn) == 2
        assert sum(took > 0.9 for took in times) == 1
        assert signing_keys(server).count("AKID2") == 1
        assert client.list().runs()[1] == DONE and signing_keys(server)[-1] == "AKID2"


def test_all_threads_wait_for_the_first_search_and_share_its_failure():
    turn = []

    def provide():
        turn.append(1)
        time.sleep(0.3)
        return "none today" if len(turn) == 1 else KEYS

    with serving(sending(page(0))) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, provide=provide)
        listings, ends = [client.list() for _ in range(8)], []
        for expected in (ECREDENTIALS, DONE):
            threads = [threading.Thread(target=lambda each=each: ends.append(each.runs()[1]))
                       for each in listings]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert ends == [expected] * 8
            ends.clear()
        assert len(turn) == 2
