"""HTTP/2 servers that retire, refuse and reset at any frame of an answer, with 1 to 100 requests in
flight: each run comes once, and no call fails.
"""

import itertools
import json
import threading
import urllib.parse

import certificates
import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import pytest

from client import client_of
from dzjobs import DONE
from loopback import serving

pytestmark = pytest.mark.usefixtures("alone")
PAGES, COUNT = 3, 100


class Server:
    """Sends PAGES pages to each listing. Every `every`th of its requests meets a fault."""

    def __init__(self, fault, at, every):
        self.fault, self.at, self.every = fault, at, every
        self.numbers, self.lock = itertools.count(1), threading.Lock()

    def __call__(self, server, connection):
        peer = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        peer.initiate_connection()
        connection.sendall(peer.data_to_send())
        while data := connection.recv(65536):
            try:
                events = peer.receive_data(data)
            except h2.exceptions.ProtocolError:
                return
            for event in events:
                if isinstance(event, h2.events.RequestReceived):
                    path = dict(event.headers)[b":path"].decode()
                    if not self.answer(connection, peer, event.stream_id, path):
                        return
            connection.sendall(peer.data_to_send())

    def answer(self, connection, peer, stream, path):
        """Answers a request. Returns False if the connection has to end."""
        with self.lock:
            is_fault = next(self.numbers) % self.every == 0
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
        number = int(query.get("nextToken", 0))
        page = {"items": [{"runId": str(2 * number)}, {"runId": str(2 * number + 1)}]}
        if number + 1 < PAGES:
            page["nextToken"] = str(number + 1)
        body = json.dumps(page).encode()
        for step in ("head", "body", "end"):
            if is_fault and step == self.at:
                return self.fault(connection, peer, stream)
            if step == "head":
                peer.send_headers(stream, [(":status", "200"),
                                           ("content-length", str(len(body)))])
            elif step == "body":
                peer.send_data(stream, body[:20])
            else:
                peer.send_data(stream, body[20:], end_stream=True)
        return True


def resetting(code):
    def fault(connection, peer, stream):
        peer.reset_stream(stream, code)
        return True
    return fault


def going_away(last, ends):
    def fault(connection, peer, stream):
        peer.close_connection(last_stream_id=stream if last else max(stream - 2, 0))
        connection.sendall(peer.data_to_send())
        return not ends
    return fault


def hanging_up(connection, peer, stream):
    connection.sendall(peer.data_to_send())
    return False


FAULTS = {
    "refused": resetting(h2.errors.ErrorCodes.REFUSED_STREAM),
    "reset": resetting(h2.errors.ErrorCodes.INTERNAL_ERROR),
    "canceled": resetting(h2.errors.ErrorCodes.CANCEL),
    "calm": resetting(h2.errors.ErrorCodes.ENHANCE_YOUR_CALM),
    "goaway": going_away(False, True), "goaway of it": going_away(True, True),
    "closed": hanging_up,
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("at", ["head", "body", "end"])
def test_a_fault_now_and_then(made, fault, at):
    tls = certificates.context(made)
    tls.set_alpn_protocols(["h2"])
    for in_flight in (1, 16, 100):
        # So rare that no page meets three faults: a lost connection ends all requests on it.
        with serving(Server(FAULTS[fault], at, every=97), tls) as server:
            client = client_of(server.url, ca_bundle=str(made / "ca.pem"),
                               max_in_flight=in_flight, max_attempts=5)
            listings = [client.list("dzd", f"job{n}") for n in range(COUNT)]
            found, _ = client.drain(listings)
            for listing in listings:
                assert found[listing] == ([str(n) for n in range(2 * PAGES)], DONE), listing.error


@pytest.mark.parametrize("in_flight", [60, 100])
def test_a_lost_connection_is_one_event_for_the_quota(made, in_flight):
    """All requests in flight are retried, although the quota would allow only 35."""
    tls, lost = certificates.context(made), []
    tls.set_alpn_protocols(["h2"])

    class Losing(Server):
        def answer(self, connection, peer, stream, path):
            if not lost:
                self.held.append(stream)
                if len(self.held) < in_flight:
                    return True
                lost.append(connection)
                return False
            return super().answer(connection, peer, stream, path)

    handle = Losing(hanging_up, "none", 1 << 30)
    handle.held = []
    with serving(handle, tls) as server:
        client = client_of(server.url, ca_bundle=str(made / "ca.pem"), max_in_flight=in_flight)
        listings = [client.list("dzd", f"job{n}") for n in range(in_flight)]
        found, _ = client.drain(listings)
        assert lost and {end for _, end in found.values()} == {DONE}, client.lines[-3:]


@pytest.mark.parametrize("status", ["099", "000", "999", "1", "abc", "-20"])
def test_an_invalid_status_ends_the_attempt(made, status):
    """It does not end the listing: the next attempt has a valid one."""
    tls, seen = certificates.context(made), []
    tls.set_alpn_protocols(["h2"])

    class Odd(Server):
        def answer(self, connection, peer, stream, path):
            seen.append(path)
            if len(seen) > 1:
                return super().answer(connection, peer, stream, path)
            peer.config.validate_outbound_headers = False
            # h2 reads "1" as 1xx, whose headers are never the last.
            peer.send_headers(stream, [(":status", status)], end_stream=status != "1")
            connection.sendall(peer.data_to_send())
            return status != "1"

    with serving(Odd(hanging_up, "none", 1 << 30), tls) as server:
        client = client_of(server.url, ca_bundle=str(made / "ca.pem"))
        listing = client.list()
        if status == "999":
            assert (listing.next(), listing.http_status) == (-5, 999)
        assert listing.runs() == ([str(n) for n in range(2 * PAGES)], DONE)
