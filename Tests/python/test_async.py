"""dzjobs.AsyncClient lists the same runs as Client in an event loop, over httpx, aiohttp and plain
streams, without a thread for each request.
"""

import asyncio
import contextlib
import json
import threading
import time

import aiohttp
import certificates
import dzjobs
import httpx
import pytest
from conftest import IDS, KEYS, REGION, RUNS, client_of
from dzjobs import exceptions
from emulator import running_emulator
from loopback import answer, dripping, page, pages, reset, sending, serving, silence


@contextlib.asynccontextmanager
async def connected(kind, url, **settings):
    """An AsyncClient over this HTTP library."""
    async with contextlib.AsyncExitStack() as stack:
        http = None
        if kind == "httpx":
            http = await stack.enter_async_context(httpx.AsyncClient())
        if kind == "aiohttp":
            http = await stack.enter_async_context(aiohttp.ClientSession())
        yield await stack.enter_async_context(dzjobs.AsyncClient(
            http=http, **{"region_name": REGION, "endpoint_url": url, **KEYS, **settings}))


KINDS = pytest.mark.parametrize("kind", ["streams", "httpx", "aiohttp"])


async def listed(kind, url, more=None, **settings):
    async with connected(kind, url, **settings) as client:
        return [run async for run in client.job_runs(**IDS, **(more or {}))]


@KINDS
@pytest.mark.parametrize("read_ahead", [True, False])
def test_lists_the_same_runs_as_the_client(kind, read_ahead, endpoint):
    expected = list(client_of(endpoint).job_runs(**IDS))
    assert asyncio.run(listed(kind, endpoint, read_ahead=read_ahead)) == expected
    assert len(expected) == RUNS
    failed = [run for run in expected if run["status"] == "FAILED"]
    config = {"PaginationConfig": {"MaxItems": 5, "PageSize": 2}, "status": "FAILED"}
    assert asyncio.run(listed(kind, endpoint, config)) == failed[:5]


@KINDS
def test_one_page(kind, endpoint):
    async def first():
        async with connected(kind, endpoint) as client:
            return await client.list_job_runs(**IDS, maxResults=7)

    ours, expected = asyncio.run(first()), client_of(endpoint).list_job_runs(**IDS, maxResults=7)
    for each in ours, expected:
        del each["ResponseMetadata"]
    assert ours == expected


@KINDS
def test_faults_are_retried(kind, endpoint):
    faults = ("--error-rate", 0.1, "--html-503-rate", 0.1, "--reset-rate", 0.1, "--truncate-rate",
              0.1, "--gzip-rate", 0.3, "--chunked-rate", 0.3, "--faults-in-a-row", 2)
    with running_emulator("--runs", RUNS, *faults) as url:
        found = asyncio.run(listed(kind, url, {"maxResults": 20}))
    assert found == list(client_of(endpoint).job_runs(**IDS))


@pytest.mark.parametrize("start", [None, 13])
def test_every_resume_token_is_the_clients(start, endpoint):
    config = {"PageSize": 10, "MaxItems": 34}
    if start:
        runs = client_of(endpoint).job_runs(**IDS, PaginationConfig={**config, "MaxItems": start})
        list(runs)
        config["StartingToken"] = runs.resume_token
    expected = client_of(endpoint).job_runs(**IDS, PaginationConfig=config)
    tokens = [expected.resume_token, *(expected.resume_token for _ in expected)]
    tokens.append(expected.resume_token)

    async def ours():
        async with connected("streams", endpoint) as client:
            runs = client.job_runs(**IDS, PaginationConfig=config)
            found = [runs.resume_token]
            async for _ in runs:
                found.append(runs.resume_token)
            return [*found, runs.resume_token]

    assert asyncio.run(ours()) == tokens and len(tokens) == 36


def test_many_at_once_without_threads_and_ahead_of_use(endpoint):
    async def everything():
        async with connected("streams", endpoint) as client:
            async def count():
                return sum([1 async for _ in client.job_runs(**IDS, maxResults=50)])
            before = threading.active_count()
            found = await asyncio.gather(*(count() for _ in range(30)))
            return found, threading.active_count() - before

    counts, threads = asyncio.run(everything())
    assert counts == [RUNS] * 30 and threads <= 1  # it found the credentials


@KINDS
def test_the_next_page_is_requested_while_one_is_used(kind):
    async def use():
        async with connected(kind, server.url, read_ahead=ahead) as client:
            runs = client.job_runs(**IDS).__aiter__()
            await runs.__anext__()
            await asyncio.sleep(0.3)
            found = len(server.requests)
            await runs.aclose()
            return found

    for ahead in True, False:
        with serving(sending(*pages(3))) as server:
            assert asyncio.run(use()) == 1 + ahead


@KINDS
def test_errors_are_the_clients(kind, endpoint, monkeypatch):
    def failing(url, **settings):
        with pytest.raises(dzjobs.Error) as caught:
            asyncio.run(listed(kind, url, **{"max_attempts": 1, **settings}))
        return caught.value

    error = failing(endpoint, aws_secret_access_key="wrong")
    assert error.response["Error"]["Code"] == "InvalidSignatureException"
    assert isinstance(failing("http://127.0.0.1:1"), exceptions.EndpointConnectionError)
    with serving(sending(silence(3))) as server:
        assert isinstance(failing(server.url, timeout=0.3), exceptions.ReadTimeoutError)
        assert isinstance(failing(server.url, read_timeout=0.3), exceptions.ReadTimeoutError)
        assert isinstance(failing(server.url, deadline=0.3), exceptions.DeadlineExceededError)
    with serving(sending(reset)) as server:
        assert isinstance(failing(server.url), exceptions.ConnectionClosedError)
    for name in KEYS:
        monkeypatch.setitem(KEYS, name, None)
    assert isinstance(failing(endpoint), exceptions.NoCredentialsError)


@KINDS
def test_silence_is_limited_and_not_the_response(kind):
    with serving(sending(dripping(page(0), 0.01))) as server:
        found = asyncio.run(listed(kind, server.url, read_timeout=0.5, max_attempts=1))
    assert [run["runId"] for run in found] == ["0", "1"]


@KINDS
def test_credentials_are_found_once_outside_of_the_loop_and_renewed(kind):
    threads, expired = [], answer(b"{}", 403, ("x-amzn-errortype", "ExpiredTokenException"))

    class Keys:
        access_key, secret_key, token = "AKID", "secret", None

    def credentials():
        threads.append(threading.current_thread())
        return Keys

    settings = {"credentials": credentials, **dict.fromkeys(KEYS)}
    with serving(sending(page(0, token="t"), expired, page(2))) as server:
        found = asyncio.run(listed(kind, server.url, **settings))
    assert [run["runId"] for run in found] == list("0123")
    assert len(threads) == 2 and threading.main_thread() not in threads


def test_certificates_are_checked(tmp_path):
    certificates.make(tmp_path)
    with serving(sending(page(0)), certificates.context(tmp_path)) as server:
        found = asyncio.run(listed("streams", server.url, ca_bundle=str(tmp_path / "ca.pem")))
        assert len(found) == 2
        for kind in "streams", "httpx", "aiohttp":
            with pytest.raises(exceptions.SSLError, match="attempt 1 of 3"):
                asyncio.run(listed(kind, server.url))


def test_a_function_can_send(endpoint):
    async def send(request):
        async with httpx.AsyncClient() as http:
            got = await http.get(request.url, headers=request.headers)
            return got.status_code, got.headers.items(), got.content

    async def listing():
        async with dzjobs.AsyncClient(http=send, region_name=REGION, endpoint_url=endpoint,
                                      **KEYS) as client:
            return [run async for run in client.job_runs(**IDS)]

    assert len(asyncio.run(listing())) == RUNS


def test_a_canceled_task_ends_at_once_and_the_client_continues():
    async def run():
        async with connected("streams", server.url) as client:
            task = asyncio.ensure_future(client.list_job_runs(**IDS))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await client.list_job_runs(**IDS)

    with serving(sending(silence(), page(0))) as server:
        begun = time.monotonic()
        assert len(asyncio.run(run())["items"]) == 2 and time.monotonic() - begun < 5


def test_proxies_of_the_environment_are_used(monkeypatch, endpoint):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with pytest.raises(exceptions.InvalidSettingError, match="http=httpx.AsyncClient"):
        asyncio.run(listed("streams", endpoint))
    assert len(asyncio.run(listed("streams", endpoint, proxy=""))) == RUNS
    with pytest.raises(TypeError, match="^http: expected"):
        dzjobs.AsyncClient(http=5)


def test_a_body_over_the_limit_is_refused():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + json.dumps({}).encode()
    with serving(sending(head)) as server, pytest.raises(exceptions.ResponseParserError):
        asyncio.run(listed("streams", server.url, max_attempts=1))
