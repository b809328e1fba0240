"""HTTP/1.1 on 127.0.0.1: reads requests, and damages answers as the plan of faults requires.

It uses sockets and not http.server, because faults need control of every byte (a wrong length, a
reset in place of an answer). http.server would also spend more time on a request's headers than
everything else here takes.
"""

import gzip
import hashlib
import itertools
import socket
import socketserver
import struct
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.client import responses

from answer import Request, error

MAX_LINE = 65536
MAX_HEADERS = 100
MAX_BODY = 1 << 20


class BadRequest(Exception):
    """The request is not HTTP, or over a limit; the connection must end."""


class Server(socketserver.ThreadingTCPServer):
    """The server, with a thread for each connection. `answer` is that of a Service."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port, service, faults, seed, clock_offset=0, latency_ms=0, slow_ms=0,
                 quiet=True):
        super().__init__(("127.0.0.1", port), Connection)
        self.service, self.faults = service, faults
        self.latency_ms, self.slow_ms = latency_ms, slow_ms
        self._seed, self._quiet = seed, quiet
        self._clock_offset = timedelta(seconds=clock_offset)
        self._ordinals = itertools.count(1)
        self._log_lock = threading.Lock()

    def now(self):
        """The time by this server's clock."""
        return datetime.now(timezone.utc) + self._clock_offset

    def next_ordinal(self):
        """The number of the next request, over all connections."""
        return next(self._ordinals)

    def request_id(self, ordinal):
        """A request id that looks random but is the same in each execution."""
        digest = hashlib.blake2b(b"request %d %d" % (self._seed, ordinal), digest_size=16).digest()
        return str(uuid.UUID(bytes=digest, version=4))

    def log(self, ordinal, request, outcome):
        """Logs a line to stderr, without the query, whose tokens are long."""
        if not self._quiet:
            with self._log_lock:
                print("%6d %s %s %s" % (ordinal, request.method, request.path, outcome),
                      file=sys.stderr, flush=True)

    def handle_error(self, request, client_address):
        """Ignores clients that disconnect. Everything else is a bug and is printed."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Connection(socketserver.StreamRequestHandler):
    """The connection of a client: request after request, until either side closes it."""

    disable_nagle_algorithm = True

    def handle(self):
        try:
            while self._exchange():
                pass
        except BadRequest as bad:
            answer = error(400, "BadRequestException", str(bad))
            self._send(answer, self.server.next_ordinal(), keep_alive=False)

    def _exchange(self):
        """Serves one request. Returns whether the connection stays open."""
        read = _read_request(self.rfile)
        if read is None:
            return False
        request, keep_alive = read
        ordinal = self.server.next_ordinal()
        plan = self.server.faults.plan(ordinal)
        wait_ms = self.server.latency_ms + (self.server.slow_ms if "slow" in plan.changes else 0)
        if wait_ms:
            time.sleep(wait_ms / 1000)
        if plan.kind == "reset":
            self.server.log(ordinal, request, "reset")
            self._reset()
            return False
        answer = self.server.faults.replace(plan) or self.server.service.answer(
            request, self.server.now(), "empty-page" in plan.changes)
        # Log first: a client that has its answer may read the log.
        faults = [plan.kind] * bool(plan.kind) + sorted(plan.changes)
        self.server.log(ordinal, request, " ".join([str(answer.status), *faults]))
        return self._send(answer, ordinal, keep_alive, plan, request.method == "HEAD")

    def _send(self, answer, ordinal, keep_alive, plan=None, head_only=False):
        changes = plan.changes if plan else ()
        truncate = plan is not None and plan.kind == "truncate"
        keep_alive = keep_alive and not truncate
        body = answer.body
        headers = [
            ("Date", format_datetime(self.server.now().replace(microsecond=0), usegmt=True)),
            ("Content-Type", answer.content_type),
            ("x-amzn-RequestId", self.server.request_id(ordinal)),
            *answer.headers,
        ]
        if not keep_alive:
            headers.append(("Connection", "close"))
        if "gzip" in changes:
            headers.append(("Content-Encoding", "gzip"))
            body = gzip.compress(body, compresslevel=6, mtime=0)
        if "chunked" in changes:
            headers.append(("Transfer-Encoding", "chunked"))
            body = _chunks(body, 1 + plan.dice % 4096)
        else:
            headers.append(("Content-Length", str(len(body))))
        if truncate:
            body = body[:plan.dice % len(body)]  # at least one byte shorter
        head = "HTTP/1.1 %d %s\r\n%s\r\n" % (
            answer.status, responses.get(answer.status, ""),
            "".join("%s: %s\r\n" % header for header in headers))
        self.connection.sendall(head.encode("latin-1") + (b"" if head_only else body))
        return keep_alive

    def _reset(self):
        """Sends RST in place of FIN: does not linger, and closes before socketserver shuts down."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()


def _chunks(body, size):
    parts = (body[at:at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _read_request(stream):
    """(Request, whether to keep the connection), or None if the client disconnected."""
    line = stream.readline(MAX_LINE)
    if line in (b"\r\n", b"\n"):
        line = stream.readline(MAX_LINE)
    if not line:
        return None
    words = line.decode("latin-1").split()
    if not line.endswith(b"\n") or len(words) != 3 or words[2] not in ("HTTP/1.1", "HTTP/1.0"):
        raise BadRequest("Malformed request line")
    method, target, version = words
    headers = _read_headers(stream)
    if "transfer-encoding" in headers:
        raise BadRequest("Chunked requests are not supported")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY:
        raise BadRequest("Bad Content-Length")
    body = stream.read(int(length))
    if target.startswith("http://"):  # the client uses this server as its proxy
        target = "/" + target[len("http://"):].partition("/")[2]
    path, _, query = target.partition("?")
    wish = headers.get("connection", "").lower()
    keep_alive = wish == "keep-alive" if version == "HTTP/1.0" else wish != "close"
    return Request(method, path, query, headers, body), keep_alive


def _read_headers(stream):
    headers = {}
    for _ in range(MAX_HEADERS):
        line = stream.readline(MAX_LINE)
        if line in (b"\r\n", b"\n"):
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not line.endswith(b"\n") or not colon or not name or name != name.strip():
            raise BadRequest("Malformed header")
        name, value = name.lower(), value.strip()
        headers[name] = headers[name] + "," + value if name in headers else value
    raise BadRequest("Too many headers")
