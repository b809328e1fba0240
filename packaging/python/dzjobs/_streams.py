"""HTTP by asyncio's own streams, for an AsyncClient without another HTTP client: connections are
kept, proxies need httpx or aiohttp."""

from __future__ import annotations

import asyncio
import http.client
import io
import os
import ssl
import urllib.request
import zlib
from urllib.parse import urlsplit

from ._urllib import BODY_LIMIT
from .exceptions import InvalidSettingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ._listing import Request
    from ._transport import Answer

    Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]

HEAD_LIMIT = 1 << 20


class Streams:
    """send() sends a request and returns its response; close() closes the connections."""

    def __init__(self, ca_bundle: str | None, proxy: str | None, connect_timeout: float,
                 read_timeout: float | None) -> None:
        if proxy:
            raise InvalidSettingError("proxy: pass http=httpx.AsyncClient(proxy=...), or aiohttp's")
        self._has_no_proxy = proxy == ""
        self._ca_bundle = ca_bundle
        self._connect_timeout, self._read_timeout = connect_timeout, read_timeout
        self._idle: dict[str, list[Connection]] = {}
        self._trust: ssl.SSLContext | None = None

    async def send(self, request: Request) -> Answer:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        lines = [f"GET {request.url[len(origin):]} HTTP/1.1",
                 *(f"{name}: {value}" for name, value in request.headers.items())]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        while self._idle.get(origin):
            connection = self._idle[origin].pop()
            try:
                return await self._exchange(origin, connection, head)
            except (OSError, EOFError):
                continue  # the server ended it while it was idle
        return await self._exchange(origin, await self._connect(parts.scheme, parts.hostname or "",
                                                                parts.port), head)

    def close(self) -> None:
        for connections in self._idle.values():
            for _, writer in connections:
                writer.close()
        self._idle.clear()

    async def _connect(self, scheme: str, host: str, port: int | None) -> Connection:
        if not self._has_no_proxy and urllib.request.getproxies().get(scheme) and (
                not urllib.request.proxy_bypass(host)):
            raise InvalidSettingError(
                "proxy: the environment names one; pass http=httpx.AsyncClient(), or proxy=''")
        trust = None
        if scheme == "https":
            if self._trust is None:
                self._trust = ssl.create_default_context(
                    cafile=self._ca_bundle or os.environ.get("AWS_CA_BUNDLE") or None)
            trust = self._trust
        try:
            return await asyncio.wait_for(
                asyncio.open_connection(host, port or (443 if trust else 80), ssl=trust),
                self._connect_timeout)
        except asyncio.TimeoutError:
            raise TimeoutError("connecting timed out") from None

    async def _exchange(self, origin: str, connection: Connection, head: bytes) -> Answer:
        reader, writer = connection
        is_kept = False
        try:
            writer.write(head)
            await writer.drain()
            body = _Response(reader, self._read_timeout)
            status, headers, content = await body.read()
            is_kept = body.is_whole and headers.get("connection", "").lower() != "close"
            return status, list(headers.items()), content
        finally:
            if is_kept:
                self._idle.setdefault(origin, []).append(connection)
            else:
                writer.close()


class _Response:
    is_whole = True  # and nothing follows it that is not of the next one

    def __init__(self, reader: asyncio.StreamReader, read_timeout: float | None) -> None:
        self._reader, self._read_timeout, self._buffer = reader, read_timeout, bytearray()

    async def read(self) -> tuple[int, http.client.HTTPMessage, bytes]:
        status = 100
        while 100 <= status < 200:
            head = await self._until(b"\r\n\r\n", HEAD_LIMIT)
            line, _, fields = head.partition(b"\r\n")
            words = line.split(None, 2)
            if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not words[1].isdigit():
                raise http.client.BadStatusLine(repr(line[:80]))
            status = int(words[1])
            headers = http.client.parse_headers(io.BytesIO(fields))
        if words[0] == b"HTTP/1.0":
            self.is_whole = False
        body = await self._body(status, headers)
        if headers.get("content-encoding", "").lower() in ("gzip", "deflate"):
            body = zlib.decompressobj(47).decompress(body, BODY_LIMIT + 1)
        self.is_whole = self.is_whole and not self._buffer
        return status, headers, body

    async def _body(self, status: int, headers: http.client.HTTPMessage) -> bytes:
        if status in (204, 304):
            return b""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = bytearray()
            while size := _number(await self._until(b"\r\n", 1024), 16):
                if len(body) + size > BODY_LIMIT:
                    break
                body += (await self._take(size + 2))[:-2]
            else:
                while await self._until(b"\r\n", HEAD_LIMIT) != b"\r\n":
                    pass
                return bytes(body)
            self.is_whole = False
            return bytes(BODY_LIMIT + 1)
        length = headers.get("content-length")
        if length is not None and (count := _number(length.encode("latin-1"), 10)) <= BODY_LIMIT:
            return await self._take(count)
        if length is not None:
            self.is_whole = False
            return bytes(BODY_LIMIT + 1)  # which the library refuses
        self.is_whole = False
        while len(self._buffer) <= BODY_LIMIT and await self._more():
            pass
        return bytes(self._buffer)

    async def _until(self, end: bytes, most: int) -> bytes:
        while (at := self._buffer.find(end)) < 0:
            if len(self._buffer) > most:
                raise http.client.LineTooLong("header")
            await self._take(len(self._buffer) + 1, keep=True)
        return await self._take(at + len(end))

    async def _take(self, count: int, keep: bool = False) -> bytes:
        while len(self._buffer) < count:
            if not await self._more():
                raise EOFError("connection closed before the end of the response")
        taken = bytes(self._buffer[:count])
        if not keep:
            del self._buffer[:count]
        return taken

    async def _more(self) -> bool:
        try:
            piece = await asyncio.wait_for(self._reader.read(1 << 16), self._read_timeout)
        except asyncio.TimeoutError:
            raise TimeoutError("timed out") from None
        self._buffer += piece
        return bool(piece)


def _number(text: bytes, base: int) -> int:
    digits = text.partition(b";")[0].strip()
    if not digits.isalnum():
        raise http.client.HTTPException(f"not a length: {text[:20]!r}")
    try:
        return int(digits, base)
    except ValueError:
        raise http.client.HTTPException(f"not a length: {text[:20]!r}") from None
