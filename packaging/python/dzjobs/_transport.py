"""The ways in which an AsyncClient sends requests: httpx, aiohttp or a coroutine function."""

from __future__ import annotations

import asyncio
import http.client
import ssl
import sys

from ._parameters import wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Any, Union

    from ._listing import Request

    Answer = tuple[int, Iterable[tuple[str, str]], bytes]
    Send = Callable[[Request], Awaitable[Answer]]


def sender(given: Any, connect_timeout: float, read_timeout: float) -> Send:
    """send(request) of the caller's HTTP client. Imports neither package."""
    package = type(given).__module__.partition(".")[0]
    if package == "httpx" and hasattr(given, "aclose"):
        timeout = sys.modules["httpx"].Timeout(read_timeout, connect=connect_timeout)

        async def by_httpx(request: Request) -> Answer:
            answer = await given.get(request.url, headers=request.headers, auth=None,
                                     follow_redirects=False, timeout=timeout)
            return answer.status_code, answer.headers.multi_items(), answer.content

        return by_httpx
    if package == "aiohttp":
        times = sys.modules["aiohttp"].ClientTimeout(
            total=None, sock_connect=connect_timeout, sock_read=read_timeout)
        url = sys.modules["yarl"].URL

        async def by_aiohttp(request: Request) -> Answer:
            async with given.get(url(request.url, encoded=True), headers=request.headers,
                                 allow_redirects=False, timeout=times) as answer:
                return answer.status, answer.headers.items(), await answer.read()

        return by_aiohttp
    if not callable(given):
        raise wrong_type("http", "an httpx.AsyncClient, an aiohttp.ClientSession or a coroutine "
                                 "function", given)
    found: Send = given
    return found


def is_lost(error: BaseException) -> bool:
    """Returns True if no response came, and False for an error in a program."""
    package = type(error).__module__.partition(".")[0]
    return package in ("httpx", "httpcore", "aiohttp") or isinstance(
        error, (OSError, EOFError, asyncio.TimeoutError, http.client.HTTPException))


def is_retryable(error: BaseException) -> bool:
    """Returns False if the server's certificate is the reason, which httpx and aiohttp wrap."""
    seen: Union[BaseException, None] = error
    for _ in range(8):
        if seen is None:
            break
        if isinstance(seen, ssl.SSLCertVerificationError):
            return False
        seen = seen.__cause__ or seen.__context__
    return True


_CONNECTING = ("ConnectError", "ClientConnectorError", "ClientConnectorDNSError", "gaierror")
_LOSING = ("ReadError", "WriteError", "RemoteProtocolError", "ServerDisconnectedError",
           "ClientOSError", "ClientPayloadError", "EOFError")


def reason(error: BaseException) -> str:
    """Returns a reason in words by which _failures.py chooses the class."""
    name = type(error).__name__
    if name in ("ConnectTimeout", "ConnectionTimeoutError"):
        return "connecting timed out"
    if "Timeout" in name:
        return str(error) if "timed out" in str(error) else "timed out"
    if not is_retryable(error):
        return f"TLS: {error}"
    text = str(error).replace(" ssl:default", "") or name
    if name in _CONNECTING or "Connect call failed" in text:
        return f"connect: {text}"
    return f"connection lost: {text}" if name in _LOSING else text
