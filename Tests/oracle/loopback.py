"""Servers on 127.0.0.1 whose every byte a test controls, HTTPS included.

serving(handle) calls handle(connection) for each connection, in a new thread. The other functions
make handles and the bytes that they send.
"""

import contextlib
import json
import socket
import struct
import threading
import time


class Server:
    """Its address, its connections, and the heads of their requests."""

    def __init__(self, handle, tls=None):
        self.handle, self.tls = handle, tls
        self.connections, self.requests, self._open = 0, [], []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError, ValueError):
            with self._lock:
                self.connections += 1
            if self.tls:
                with connection:
                    connection = self.tls.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            with connection:
                self.handle(self, connection)

    def heads(self, connection):
        """Yields the heads of a connection's requests."""
        buffer = b""
        while True:
            while b"\r\n\r\n" not in buffer:
                piece = connection.recv(65536)
                if not piece:
                    return
                buffer += piece
            head, _, buffer = buffer.partition(b"\r\n\r\n")
            with self._lock:
                self.requests.append(head.decode("latin-1"))
            yield self.requests[-1]

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def serving(handle, tls=None):
    server = Server(handle, tls)
    try:
        yield server
    finally:
        server.close()


def sending(*answers):
    """A handle for serving(): it sends the first answer to the server's first request, and so on,
    and the last one to all others. An answer is bytes, or a callable that gets the connection."""
    def handle(server, connection):
        for _ in server.heads(connection):
            answer = answers[min(len(server.requests), len(answers)) - 1]
            if callable(answer):
                answer = answer(connection)
            if not answer:
                return
            connection.sendall(answer)
    return handle


def answer(body=b"{}", status=200, *headers):
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return b"HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n%s" % (
        status, head.encode(), len(body), body)


def page(first, count=2, token=None):
    """An answer with the runs `first` to `first + count - 1`, and a nextToken if there is one."""
    body = {"items": [{"runId": str(number)} for number in range(first, first + count)]}
    return answer(json.dumps(body | ({"nextToken": token} if token else {})).encode())


def pages(count):
    """The answers of a whole listing, two runs a page."""
    return [page(2 * n, token=f"t{n}" if n < count - 1 else None) for n in range(count)]


def silence(seconds=30):
    """An answer that never arrives."""
    def wait(connection):
        connection.settimeout(seconds)
        with contextlib.suppress(OSError):
            connection.recv(1)
    return wait


def reset(connection):
    """RST in place of an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up_after(data):
    """Sends some bytes and then FIN; the server still reads."""
    def half(connection):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        silence(2)(connection)
    return half


def dripping(data, seconds):
    """Sends the bytes one by one, with this pause between them."""
    def drip(connection):
        for at in range(len(data)):
            connection.sendall(data[at:at + 1])
            time.sleep(seconds)
        return None
    return drip


def forwarding(port):
    """A handle that forwards to another server here."""
    def handle(server, connection):
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            server._open.append(upstream)
            join(connection, upstream)
    return handle


def proxy(server, connection):
    """A handle that acts as a proxy: CONNECT, and requests for http://."""
    head = next(server.heads(connection), None)
    if head is None:
        return
    method, target, _ = head.split("\r\n")[0].split(" ")
    assert method == "CONNECT", head
    host, _, port = target.rpartition(":")
    with socket.create_connection((host, int(port))) as upstream:
        server._open.append(upstream)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        join(connection, upstream)


def join(one, other):
    """Copies in both directions until both have ended."""
    back = threading.Thread(target=_pump, args=(other, one), daemon=True)
    back.start()
    _pump(one, other)
    back.join()


def _pump(source, target):
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
