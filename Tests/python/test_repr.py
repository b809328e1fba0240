"""The repr() of a client and its events; and callbacks end with their client."""

import gc

import dzjobs
from conftest import IDS, KEYS, REGION, client_of
from dzjobs import _native


def test_a_client_shows_its_region_and_no_key():
    client = dzjobs.Client(region_name=REGION, **KEYS)
    assert repr(client) == f"<dzjobs.Client region_name={REGION!r}>"
    client.close()
    assert repr(client).endswith(" closed>")
    assert repr(dzjobs.Client()) == "<dzjobs.Client>"


def test_a_request_shows_neither_its_token_nor_its_signature():
    listing = dzjobs.Listing(
        region_name=REGION, endpoint_url="http://h", **KEYS, **IDS,
        PaginationConfig={"StartingToken": "pagetoken"})
    request = listing.next_page()
    assert "pagetoken" in request.url and "Authorization" in request.headers
    assert repr(request).startswith("<dzjobs.Request GET http://h/v2/domains/")
    assert "pagetoken" not in repr(request) and "Signature" not in repr(request)
    assert repr(dzjobs.Wait(1.5)) == "<dzjobs.Wait 1.5 s>"


def test_callbacks_end_with_their_last_caller(endpoint):
    gc.collect()
    before = len(_native._kept)
    lines = []
    for _ in range(20):
        client = client_of(endpoint, log=lines.append)
        runs = client.job_runs(**IDS)
        next(iter(runs))
        assert len(_native._kept) > before
        del client, runs
    gc.collect()
    assert lines and len(_native._kept) == before
