"""HTTP/2, if the server offers it: many listings share one connection, and nothing else changes."""

import json
import re
import subprocess
import urllib.parse

import certificates
import h2.config
import h2.connection
import h2.events
import pytest

from client import client_of
from dzjobs import DONE, ESERVICE
from loopback import serving

pytestmark = pytest.mark.usefixtures("alone")
PAGES = 3


def speaking_http2(requests, status=200):
    """A handle for serving() that answers PAGES pages of two runs to each listing."""
    def handle(server, connection):
        assert connection.selected_alpn_protocol() == "h2"
        peer = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        peer.initiate_connection()
        connection.sendall(peer.data_to_send())
        while data := connection.recv(65536):
            for event in peer.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    headers = {name.decode(): value.decode() for name, value in event.headers}
                    requests.append(headers)
                    answer(peer, event.stream_id, headers[":path"], status)
            connection.sendall(peer.data_to_send())
    return handle


def answer(peer, stream, path, status):
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
    number = int(query.get("nextToken", 0))
    page = {"items": [{"runId": str(2 * number)}, {"runId": str(2 * number + 1)}]}
    if number + 1 < PAGES:
        page["nextToken"] = str(number + 1)
    body = json.dumps(page if status == 200 else {"message": "no"}).encode()
    peer.send_headers(stream, [(":status", str(status)), ("content-length", str(len(body))),
                               ("x-amzn-requestid", "r2")])
    peer.send_data(stream, body, end_stream=True)


@pytest.fixture
def offering(made):
    def start(requests, status=200):
        tls = certificates.context(made)
        tls.set_alpn_protocols(["h2", "http/1.1"])
        return serving(speaking_http2(requests, status), tls)
    version = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout
    if version and not re.search("HTTP2", version):
        pytest.skip("libcurl without HTTP/2")
    return start


def test_a_listing_over_http2(offering, made):
    requests = []
    with offering(requests) as server:
        listing = client_of(server.url, ca_bundle=str(made / "ca.pem")).list()
        assert listing.runs() == ([str(n) for n in range(2 * PAGES)], DONE)
        assert server.connections == 1 and len(requests) == PAGES
        assert all(request["authorization"].startswith("AWS4") for request in requests)
        assert "host" not in requests[0] and requests[0][":authority"] == server.url[8:]


def test_many_listings_share_a_connection(offering, made):
    requests = []
    with offering(requests) as server:
        client = client_of(server.url, ca_bundle=str(made / "ca.pem"))
        found, _ = client.drain([client.list("dzd", f"job{n}") for n in range(30)])
        assert all(value == ([str(n) for n in range(2 * PAGES)], DONE)
                   for value in found.values())
        assert server.connections == 1 and len(requests) == 30 * PAGES


def test_an_error_over_http2(offering, made):
    with offering([], 403) as server:
        listing = client_of(server.url, ca_bundle=str(made / "ca.pem")).list()
        assert listing.next() == ESERVICE and "no (HTTP 403, request id r2" in listing.error
