"""Each route to the emulator, with 1, 2, 16 and 100 requests in flight: each run comes once, and no
call fails.
"""

import signal
import threading

import pytest
from conftest import JOBS, RUNS
from servers import haproxy, nginx, over_tls, squid, tinyproxy

from client import client_of
from dzjobs import DONE

pytestmark = pytest.mark.usefixtures("alone")
IN_FLIGHT = 1, 2, 16, 100


def check(truth, in_flight, url, attempts=3, **settings):
    client = client_of(url, max_in_flight=in_flight, max_attempts=attempts, **settings)
    listings = [client.list("dzd_emulator", f"job{job}", max_results=50) for job in range(JOBS)]
    found, _ = client.drain(listings)
    for job, listing in enumerate(listings):
        ids, end = found[listing]
        assert end == DONE, (job, listing.error)
        assert ids == truth[job]
    assert sum(len(ids) for ids, _ in found.values()) == JOBS * RUNS


def check_all(truth, url, in_flights=IN_FLIGHT, **settings):
    for in_flight in in_flights:
        check(truth, in_flight, url, **settings)


@pytest.fixture
def ca(made):
    return {"ca_bundle": str(made / "ca.pem")}


@pytest.mark.parametrize("http2", [True, False], ids=["h2", "h1"])
@pytest.mark.parametrize("requests", [1000, 29])
def test_nginx(tmp_path, emulator, made, truth, ca, http2, requests):
    with nginx(tmp_path, emulator, made, http2, requests) as (plain, secure, _):
        check_all(truth, secure, **ca)
        check_all(truth, plain)


@pytest.mark.parametrize("scheme", [0, 1], ids=["http", "https"])
def test_nginx_that_reloads(tmp_path, emulator, made, truth, ca, scheme):
    with nginx(tmp_path, emulator, made) as (*urls, process):
        stop = threading.Event()

        def reload():
            while not stop.wait(0.07):
                process.send_signal(signal.SIGHUP)

        thread = threading.Thread(target=reload)
        thread.start()
        try:
            check_all(truth, urls[scheme], attempts=6, **ca)
        finally:
            stop.set()
            thread.join()


@pytest.mark.parametrize("extra", [
    "", "  timeout http-keep-alive 5ms",
    "  http-request return status 503 if { rand(100) lt 5 }\n"
    "  http-request return status 502 if { rand(100) lt 5 }",
    "  timeout http-keep-alive 5ms\n  timeout http-request 500ms",
], ids=["keeps", "short", "refuses", "408"])
def test_haproxy(tmp_path, emulator, truth, extra):
    with haproxy(tmp_path, emulator, extra) as url:
        check_all(truth, url, attempts=6 if "return" in extra else 3)


# tinyproxy needs 40 ms for a request.
MANY = 16, 100
PROXIES = [
    ("squid", squid, None, IN_FLIGHT), ("squid with a password", squid, "pass:word", MANY),
    ("tinyproxy", tinyproxy, None, MANY),
    ("tinyproxy with a password", tinyproxy, "password", MANY)]


@pytest.fixture(params=PROXIES, ids=[name for name, *_ in PROXIES])
def proxy(request, tmp_path):
    """A proxy's URL, and the number of requests in flight."""
    _, start, password, in_flights = request.param
    (tmp_path / "proxy").mkdir()
    with start(tmp_path / "proxy", password) as url:
        yield url, in_flights


def test_a_proxy_for_http(proxy, emulator, truth):
    check_all(truth, emulator, proxy[1], proxy=proxy[0])


@pytest.mark.parametrize("requests", [1000, 29])
def test_a_proxy_for_https(tmp_path, proxy, emulator, made, truth, ca, requests):
    (tmp_path / "nginx").mkdir()
    with nginx(tmp_path / "nginx", emulator, made, requests=requests) as (_, secure, _):
        check_all(truth, secure, proxy[1], proxy=proxy[0], **ca)


def test_tls_to_a_proxy(tmp_path, proxy, emulator, made, truth, ca):
    (tmp_path / "nginx").mkdir()
    with nginx(tmp_path / "nginx", emulator, made) as (_, secure, _):
        with over_tls(tmp_path, made, proxy[0]) as url:
            user = proxy[0].rpartition("@")[0].removeprefix("http://")
            through = url.replace("https://", f"https://{user}@") if user else url
            check(truth, 100, secure, proxy=through, **ca)
            check(truth, 16, emulator, proxy=through, **ca)
