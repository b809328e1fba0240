"""dzjobs.Listing has no I/O of its own; any code can carry its requests."""

import asyncio
import http.client
import urllib.parse

import dzjobs
import httpx
import pytest
from conftest import IDS, KEYS, REGION, RUNS, client_of
from dzjobs import exceptions


def listing_of(url="http://127.0.0.1:1", **more):
    return dzjobs.Listing(**{"region": REGION, "endpoint_url": url, **KEYS, **IDS, **more})


def pages(listing, send, sleep=lambda seconds: None):
    """All pages; send(request) returns status, headers and body."""
    found = []
    while (event := listing.next_page()) is not None:
        if isinstance(event, dzjobs.Request):
            listing.response(*send(event))
        elif isinstance(event, dzjobs.Wait):
            sleep(event.seconds)
        else:
            found.append(event)
    return found


def by_http_client(request):
    parts = urllib.parse.urlsplit(request.url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.putrequest("GET", request.url[len(f"http://{parts.netloc}"):],
                          skip_host=True, skip_accept_encoding=True)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.getheaders(), answer.read()


def by_httpx(request):
    answer = httpx.get(request.url, headers=request.headers)
    return answer.status_code, answer.headers.multi_items(), answer.content


def without_ids(pages):
    return [{**page, "ResponseMetadata": None} for page in pages]


@pytest.mark.parametrize("send", [by_http_client, by_httpx])
def test_the_pages_are_the_clients(endpoint, client, send):
    ours = pages(listing_of(endpoint, status="FAILED", PaginationConfig={"PageSize": 5}), send)
    theirs = list(client.get_paginator("list_job_runs").paginate(
        **IDS, status="FAILED", PaginationConfig={"PageSize": 5}))
    assert without_ids(ours) == without_ids(theirs) and len(ours) > 3
    assert all(page["ResponseMetadata"]["RequestId"] for page in ours)


def test_asyncio(endpoint, client):
    async def walk():
        async with httpx.AsyncClient() as web:
            listing, runs = listing_of(endpoint), []
            while (event := listing.next_page()) is not None:
                if isinstance(event, dzjobs.Request):
                    answer = await web.get(event.url, headers=event.headers)
                    listing.response(answer.status_code, answer.headers.multi_items(),
                                     answer.content)
                elif isinstance(event, dzjobs.Wait):
                    await asyncio.sleep(event.seconds)
                else:
                    runs += event["items"]
            return runs

    async def all_of_them():
        return await asyncio.gather(*(walk() for _ in range(5)))

    expected = list(client.job_runs(**IDS))
    assert asyncio.run(all_of_them()) == [expected] * 5 and len(expected) == RUNS


def test_is_resumed(endpoint):
    first = listing_of(endpoint, PaginationConfig={"MaxItems": 70, "PageSize": 20})
    begun = pages(first, by_http_client)
    rest = pages(listing_of(endpoint, PaginationConfig={
        "StartingToken": first.resume_token, "PageSize": 20}), by_http_client)
    items = [run for page in begun + rest for run in page["items"]]
    assert items == list(client_of(endpoint).job_runs(**IDS)) and len(begun) == 4


def test_backs_off_and_retries_by_the_callers_clock():
    now, waits = [1_800_000_000.0], []

    def sleep(seconds):
        waits.append(seconds)
        now[0] += seconds

    answers = [(503, [], b""), (500, [("x-amz-retry-after", "1500")], b"{}"),
               (200, [], b'{"items":[{"runId":"a"}]}')]
    sent = []

    def send(request):
        sent.append(request.headers)
        return answers[len(sent) - 1]

    found = pages(listing_of(now=lambda: now[0]), send, sleep)
    assert [run["runId"] for page in found for run in page["items"]] == ["a"]
    assert found[0]["ResponseMetadata"] == {
        "HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 2}
    assert len(waits) == 2 and waits[0] <= 0.05 and 1.5 <= waits[1] <= 6.5
    assert sent[0]["X-Amz-Date"] == "20270115T080000Z"
    assert len({headers["amz-sdk-invocation-id"] for headers in sent}) == 1


def test_no_answer():
    listing = listing_of(max_attempts=2)
    for _ in range(2):
        event = listing.next_page()
        while isinstance(event, dzjobs.Wait):
            event = listing.next_page()
        assert isinstance(event, dzjobs.Request)
        listing.no_response(ConnectionResetError("Connection reset by peer"))
    with pytest.raises(exceptions.ConnectionClosedError, match="attempt 2 of 2"):
        listing.next_page()
    assert isinstance(listing.next_page(), dzjobs.Request)  # again
    listing.no_response("certificate\0", retryable=False)
    with pytest.raises(exceptions.SSLError, match="attempt 1 of 2"):
        listing.next_page()


def test_error_responses_and_bad_bodies():
    for answer, kind in (((403, [("X-Amzn-ErrorType", "AccessDeniedException")], b"{}"),
                          exceptions.AccessDeniedException),
                         ((200, [], b"hello"), exceptions.ResponseParserError)):
        with pytest.raises(kind):
            pages(listing_of(), lambda request: answer)


def test_keys_are_optional_and_can_be_replaced():
    listing = dzjobs.Listing(region_name=REGION, **IDS)
    assert "Authorization" not in listing.next_page().headers
    listing.set_credentials("AK", "SK", "T")
    headers = listing.next_page().headers
    assert "Credential=AK/" in headers["Authorization"] and headers["X-Amz-Security-Token"] == "T"
    listing.set_credentials(None, None)
    assert "Authorization" not in listing.next_page().headers
    with pytest.raises(exceptions.ParamValidationError, match="secret_access_key"):
        listing.set_credentials("AK", None)


def test_wrong_arguments():
    for change, text in (
            ({"endpoint_url": "ftp://x"}, "endpoint_url: "), ({"max_attempts": 0}, "max_attempts"),
            ({"maxResults": 0}, "valid min value: 1"), ({"bogus": 1}, "Unknown parameter"),
            ({"region": "\0"}, "NUL"), ({"region": "a/b"}, "region: "),
            ({"jobIdentifier": ".."}, "jobIdentifier: "),
            ({"use_fips_endpoint": True}, "FIPS"),
            ({"aws_secret_access_key": None}, "secret_access_key"),
            ({"aws_access_key_id": None}, "access_key_id"),
            ({"aws_access_key_id": None, "aws_secret_access_key": None, "aws_session_token": "T"},
             "session_token"),
            ({"PaginationConfig": {"MaxItems": -1}}, "MaxItems")):
        with pytest.raises((exceptions.ParamValidationError, exceptions.InvalidRegionError),
                           match=text):
            listing_of(**change).next_page()


def test_calls_out_of_order():
    listing = listing_of()
    with pytest.raises(RuntimeError):
        listing.response(200, [], b"{}")
    assert listing.next_page().url.startswith("http://127.0.0.1:1/v2/domains/")
    assert listing.resume_token is None
