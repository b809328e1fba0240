"""Failures of the transport raise botocore's exception classes: with libcurl, and with urllib,
which replaces a missing libcurl.
"""

import ctypes
import socket
import time

import boto3
import botocore.config
import botocore.exceptions
import certificates
import dzjobs
import pytest
from conftest import IDS, KEYS, REGION, client_of, refused
from dzjobs import exceptions
from loopback import answer, dripping, hang_up_after, page, reset, sending, serving, silence
from loopback import proxy as connecting

pytestmark = pytest.mark.usefixtures("transport")


def ids(client):
    return [run["runId"] for run in client.job_runs(**IDS)]


def test_pages_and_errors(endpoint, client):
    there = client_of(endpoint)
    expected = list(client.job_runs(**IDS, maxResults=30))
    assert list(there.job_runs(**IDS)) == expected and len(expected) > 200
    with pytest.raises(exceptions.ResourceNotFoundException) as caught:
        there.list_job_runs(**{**IDS, "jobIdentifier": "other"})
    assert caught.value.response["ResponseMetadata"]["RequestId"]


@pytest.mark.parametrize("handle, kind", [
    (sending(reset), "ConnectionClosedError"),
    (sending(b""), "ConnectionClosedError"),
    (sending(hang_up_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")),
     "ConnectionClosedError"),
    (sending(silence()), "ReadTimeoutError"),
    (sending(b"nonsense\r\n\r\n"), "HTTPClientError"),
])
def test_no_answer(handle, kind):
    with serving(handle) as server:
        client = client_of(server.url, max_attempts=1, timeout=0.5)
        text = refused(client, getattr(exceptions, kind))
    assert text.startswith("no answer: ") and text.endswith("(attempt 1 of 1)")


def test_no_answer_at_first():
    with serving(sending(reset, page(0), answer(b"", 503), page(2, token="t"), page(4))) as server:
        client = client_of(server.url)
        assert (ids(client), ids(client)) == (["0", "1"], ["2", "3", "4", "5"])


def test_a_refused_port():
    for url in "http://127.0.0.1:1", "http://no-such-host.invalid":
        refused(client_of(url, max_attempts=1), exceptions.EndpointConnectionError)


def test_a_redirect_is_not_followed():
    with serving(sending(page(0))) as elsewhere:
        with serving(sending(answer(b"", 302, ("Location", elsewhere.url)))) as server:
            with pytest.raises(exceptions.ClientError) as caught:
                client_of(server.url).list_job_runs(**IDS)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 302
    assert elsewhere.requests == []


def test_a_server_that_does_not_take_the_connection(transport):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        held = [socket.socket() for _ in range(4)]
        for each in held:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        time.sleep(0.1)
        limits = {"connect_timeout": 0.3, "timeout": 0.6, "max_attempts": 1}
        refused(client_of(f"http://127.0.0.1:{port}", **limits),
                exceptions.ConnectTimeoutError if transport == "libcurl"
                else exceptions.ReadTimeoutError)  # urllib has one timeout for everything
        for each in held:
            each.close()


def test_tls(made, monkeypatch):
    with serving(sending(page(0)), certificates.context(made)) as server:
        assert ids(client_of(server.url, ca_bundle=str(made / "ca.pem"))) == ["0", "1"]
        refused(client_of(server.url), exceptions.SSLError)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(made / "ca.pem"))
        assert ids(client_of(server.url)) == ["0", "1"]
        for name in "elsewhere", "expired", "stranger":
            with serving(sending(page(0)), certificates.context(made, name)) as wrong:
                text = refused(client_of(wrong.url), exceptions.SSLError)
                assert text.endswith("(attempt 1 of 3)") and wrong.requests == []
    with serving(lambda server, connection: connection.sendall(b"hello\r\n\r\n")) as server:
        refused(client_of(server.url.replace("http:", "https:"), max_attempts=1),
                exceptions.SSLError)


def test_proxies(made, monkeypatch):
    ours = str(made / "ca.pem")
    with serving(sending(page(0)), certificates.context(made)) as server:
        with serving(connecting) as tunnel:
            assert ids(client_of(server.url, ca_bundle=ours, proxy=tunnel.url)) == ["0", "1"]
            monkeypatch.setenv("https_proxy", tunnel.url)
            assert ids(client_of(server.url, ca_bundle=ours)) == ["0", "1"]
            assert len(tunnel.requests) == 2
            assert ids(client_of(server.url, ca_bundle=ours, proxy="")) == ["0", "1"]
            assert len(tunnel.requests) == 2
        with serving(sending(answer(b"", 403))) as refusing:
            refused(client_of(server.url, proxy=refusing.url, max_attempts=1),
                    exceptions.ProxyConnectionError)


def test_a_containers_endpoint_bypasses_proxies(monkeypatch):
    keys = answer(b'{"AccessKeyId":"AKIDCONTAINER","SecretAccessKey":"s","Token":"t",'
                  b'"Expiration":"2099-01-01T00:00:00Z"}')
    with serving(sending(keys)) as container, serving(sending(page(0))) as proxy:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.url + "/keys")
        monkeypatch.setenv("http_proxy", proxy.url)
        for settings in {}, {"proxy": proxy.url}:
            client = dzjobs.Client(
                region_name="us-east-1", endpoint_url="http://x.example", **settings)
            assert ids(client) == ["0", "1"]
        assert [head.split()[1] for head in container.requests] == ["/keys"] * 2
        assert all("Credential=AKIDCONTAINER/" in head for head in proxy.requests)
        assert len(proxy.requests) == 2


def test_a_libcurl_that_is_too_old_is_not_used(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    with serving(sending(page(0))) as server:
        assert ids(client_of(server.url)) == ["0", "1"]
        assert "Connection: close" in server.requests[0]  # urllib sends it


class Curl:
    """A libcurl with only the function that the package calls itself."""

    def __init__(self, version):
        self.curl_version = lambda: version


@pytest.mark.parametrize("version, is_urllib", [
    (b"libcurl/7.60.0", True), (b"libcurl/7.61.0 OpenSSL/1.1.0", False), (b"libcurl/8.1", False),
    (b"libcurl/6.99.9", True)])
@pytest.mark.parametrize("name", ["libcurl.so.4", "libcurl-gnutls.so.4"])
def test_the_first_libcurl_found_decides(name, version, is_urllib, monkeypatch):
    def load(asked):
        if asked != name:
            raise OSError(asked)
        return Curl(version)

    monkeypatch.setattr(ctypes, "CDLL", load)
    with serving(sending(page(0))) as server:
        assert ids(client_of(server.url)) == ["0", "1"]
        assert ("Connection: close" in server.requests[0]) == is_urllib


def test_an_attempt_has_a_time_limit():
    head, end, body = page(0).partition(b"\r\n\r\n")

    def drip(connection):
        connection.sendall(head + end)
        dripping(body, 0.2)(connection)

    with serving(sending(drip)) as server:
        start = time.monotonic()
        refused(client_of(server.url, timeout=1, max_attempts=1), exceptions.ReadTimeoutError)
        assert time.monotonic() - start < 10


def test_read_timeout_limits_silence_as_in_botocore():
    """A response that flows may take longer; one that stops may not."""
    head, end, body = page(0).partition(b"\r\n\r\n")

    def stop(connection):
        connection.sendall(head + end + body[:9])
        silence(5)(connection)

    options = {"read_timeout": 0.6}  # and not retries: botocore changes that dict
    for module, config, errors in (
            (boto3, botocore.config.Config, botocore.exceptions),
            (dzjobs, dzjobs.Config, exceptions)):
        def listed(handle):
            with serving(sending(handle)) as server:
                client = module.client("datazone", REGION, endpoint_url=server.url, **KEYS,
                                       config=config(**options, proxies={}, retries={
                                           "total_max_attempts": 1}))
                return client.list_job_runs(**IDS)["items"]

        start = time.monotonic()
        assert len(listed(dripping(page(0), 0.01))) == 2 and time.monotonic() - start > 0.6
        for handle in stop, silence(5):
            start = time.monotonic()
            with pytest.raises(errors.ReadTimeoutError if handle is not stop or module is dzjobs
                               else (errors.ReadTimeoutError, errors.ConnectionError)):
                listed(handle)
            assert 0.5 < time.monotonic() - start < 3
