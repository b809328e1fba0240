"""HTTPS with the tests' own certificates, and proxies: which certificates count, and which bytes a
proxy sees.
"""

import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse

import pytest

import certificates
from client import client_of
from dzjobs import DONE, ETRANSPORT, RUN
from emulator import ACCESS_KEY_ID
from loopback import forwarding, page, pages, proxy, reset, sending, serving

pytestmark = pytest.mark.usefixtures("alone")
TWO = (["0", "1"], DONE)


@pytest.fixture
def trusted(made):
    return str(made / "ca.pem")


@pytest.fixture
def secure(made):
    """A server function for TLS."""
    def serve(handle, name="good", version=None):
        return serving(handle, certificates.context(made, name, version))
    return serve


def test_the_emulator_over_https(endpoint, all_runs, secure, trusted):
    with secure(forwarding(urllib.parse.urlsplit(endpoint).port)) as server:
        ids, end = client_of(server.url, ca_bundle=trusted).list(max_results=50).runs()
        assert end == DONE and ids == [run["runId"] for run in all_runs]
        assert server.connections == 1


def test_the_bundle_of_the_environment(secure, trusted, monkeypatch):
    with secure(sending(page(0))) as server:
        monkeypatch.setenv("AWS_CA_BUNDLE", trusted)
        assert client_of(server.url).list().runs() == TWO
        monkeypatch.setenv("AWS_CA_BUNDLE", "/dev/null")
        assert client_of(server.url, ca_bundle=trusted).list().runs() == TWO


def test_a_bundle_in_the_home_directory(secure, trusted, monkeypatch, alone):
    (alone / "ca.pem").write_bytes(open(trusted, "rb").read())
    monkeypatch.setenv("AWS_CA_BUNDLE", "~/ca.pem")
    with secure(sending(page(0))) as server:
        assert client_of(server.url).list().runs() == TWO


@pytest.mark.parametrize("name, text", [
    ("stranger", "certificate"), ("elsewhere", "127.0.0.1"), ("expired", "expired")])
def test_an_untrusted_certificate_is_not_retried(secure, trusted, name, text):
    with secure(sending(page(0)), name) as server:
        listing = client_of(server.url, ca_bundle=trusted).list()
        assert (listing.next(), listing.attempts) == (ETRANSPORT, 1)
        assert text in listing.error and "certificate" in listing.error.lower()
        assert server.requests == [] and server.connections == 1


def test_the_systems_certificates_lack_the_tests_own(secure):
    with secure(sending(page(0))) as server:
        listing = client_of(server.url).list()
        assert (listing.next(), listing.attempts) == (ETRANSPORT, 1)
        assert "certificate" in listing.error and server.requests == []


@pytest.mark.parametrize("bundle", ["/no/such/file.pem", "/dev/null", "/dev/zero", "/etc"])
def test_the_error_names_a_bad_bundle_at_once(secure, bundle):
    with secure(sending(page(0))) as server:
        listing = client_of(server.url, ca_bundle=bundle).list()
        code = listing.next()
        assert code < 0 and listing.attempts <= 1 and server.requests == []
        assert "certificate" in listing.error.lower() or "ca_bundle" in listing.error
        assert bundle in listing.error


def test_a_bundle_that_is_a_pipe_holds_up_no_call(secure, alone):
    """libcurl would wait for a writer, past all limits."""
    os.mkfifo(alone / "pipe")
    with secure(sending(page(0))) as server:
        listing = client_of(server.url, ca_bundle=str(alone / "pipe")).list()
        assert (listing.next(), listing.attempts) == (ETRANSPORT, 1)
        assert f"ca_bundle: not a regular file, or empty: {alone}/pipe" in listing.error


@pytest.mark.parametrize("version, works", [
    (ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True),
    (ssl.TLSVersion.TLSv1_3, True)])
def test_tls_1_2_is_the_least(secure, trusted, version, works):
    with secure(sending(page(0)), version=version) as server:
        listing = client_of(server.url, ca_bundle=trusted, max_attempts=1).list()
        if works:
            assert listing.runs() == TWO
        else:
            assert listing.next() == ETRANSPORT and server.requests == []
            assert "protocol" in listing.error or "version" in listing.error


def test_the_wrong_scheme_for_a_server(secure, trusted):
    with serving(sending(page(0))) as plain, secure(sending(page(0))) as server:
        for url in (plain.url.replace("http:", "https:"), server.url.replace("https:", "http:")):
            client = client_of(url, ca_bundle=trusted, max_attempts=1, attempt_timeout_us=300_000)
            assert client.list().next() == ETRANSPORT
        assert plain.requests == server.requests == []


def test_a_handshake_that_hangs_is_part_of_connecting(trusted):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = "https://127.0.0.1:%d" % listener.getsockname()[1]
        client = client_of(url, ca_bundle=trusted, connect_timeout_us=200_000, max_attempts=1)
        listing = client.list()
        assert listing.next() == ETRANSPORT and "time" in listing.error


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "all_proxy", None])
def test_https_goes_through_a_proxy_that_sees_no_header(secure, trusted, monkeypatch, variable):
    with secure(sending(*pages(3))) as server, serving(proxy) as middle:
        settings = {} if variable else {"proxy": middle.url}
        if variable:
            monkeypatch.setenv(variable, middle.url)
        ids, end = client_of(server.url, ca_bundle=trusted, **settings).list().runs()
        assert (len(ids), end) == (6, DONE) and middle.connections == 1
        (head,) = middle.requests
        assert head.startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n")
        assert "uthorization" not in head and ACCESS_KEY_ID not in head and "mz" not in head


def test_headers_of_a_proxy_do_not_count(secure, trusted):
    def talkative(server, connection):
        class Wrapped:
            def __getattr__(self, name):
                return getattr(connection, name)

            def sendall(self, data):
                if data.startswith(b"HTTP/1.1 200 Connection"):
                    data = data[:-2] + b"x-amzn-requestid: of-the-proxy\r\n\r\n"
                connection.sendall(data)
        proxy(server, Wrapped())

    with secure(sending(page(0))) as server, serving(talkative) as middle:
        listing = client_of(server.url, ca_bundle=trusted, proxy=middle.url).list()
        assert listing.next() == RUN and listing.request_id is None


@pytest.mark.parametrize("exempt", ["setter", "no_proxy"])
def test_no_proxy(secure, trusted, monkeypatch, exempt):
    with secure(sending(page(0))) as server, serving(proxy) as middle:
        monkeypatch.setenv("https_proxy", middle.url)
        if exempt == "no_proxy":
            monkeypatch.setenv("no_proxy", "127.0.0.1")
        settings = {"proxy": ""} if exempt == "setter" else {}
        client = client_of(server.url, ca_bundle=trusted, **settings)
        assert client.list().runs() == TWO and middle.connections == 0


def test_a_proxy_that_is_down(secure, trusted):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = "http://127.0.0.1:%d" % closed.getsockname()[1]
    with secure(sending(page(0))) as server:
        listing = client_of(server.url, ca_bundle=trusted, proxy=url, max_attempts=2).list()
        assert (listing.next(), listing.attempts) == (ETRANSPORT, 2)
        assert "connect" in listing.error.lower() and server.connections == 0


def test_a_proxy_that_refuses(secure, trusted):
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with secure(sending(page(0))) as server, serving(sending(refusal)) as middle:
        listing = client_of(server.url, ca_bundle=trusted, proxy=middle.url).list()
        assert listing.next() == ETRANSPORT and "407" in listing.error
        assert server.connections == 0


SIGPIPE = """
import signal, sys, time
sys.path.insert(0, sys.argv[1])
came = []
signal.signal(signal.SIGPIPE, lambda *_: came.append(1))
from client import client_of
client = client_of(sys.argv[2], ca_bundle=sys.argv[3], max_attempts=1)
for turn in range(20):
    listing = client.list()
    for _ in range(1 + turn % 3):
        event = listing.next()
    time.sleep(0.02)
    del listing
client.free()
print(len(came))
"""


def test_a_reset_connection_causes_no_sigpipe(secure, trusted):
    """OpenSSL writes to connections that were reset, without MSG_NOSIGNAL."""
    def handle(server, connection):
        for _ in server.heads(connection):
            connection.sendall(page(0, token=f"t{len(server.requests)}"))
            time.sleep(0.005)
            with socket.socket(fileno=connection.detach()) as bare:
                reset(bare)  # without closing TLS before
            return

    with secure(handle) as server:
        done = subprocess.run(
            [sys.executable, "-c", SIGPIPE, os.path.dirname(__file__), server.url, trusted],
            capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
