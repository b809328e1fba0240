"""HTTP by Python's own urllib, for machines without libcurl. A connection for each request."""

from __future__ import annotations

import http.client
import os
import ssl
import time
import urllib.request
from ctypes import byref, c_char_p

from ._cursor import lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

BODY_LIMIT = 64 << 20  # the library refuses more


class _EveryAnswer(urllib.request.HTTPErrorProcessor):
    """Returns every status as a response and follows no redirect: the library decides."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


def sender(ca_bundle: str | None, proxy: str | None,
           read_timeout: float | None) -> Callable[[int], None]:
    """A transport for a client, with libcurl's certificates and proxies. It does not know a
    ca_bundle that only a profile names."""
    trust = ssl.create_default_context(cafile=ca_bundle or os.environ.get("AWS_CA_BUNDLE") or None)
    proxies = None if proxy is None else {"http": proxy, "https": proxy} if proxy else {}

    def opener(proxies: dict[str, str] | None) -> urllib.request.OpenerDirector:
        return urllib.request.build_opener(
            _EveryAnswer, urllib.request.HTTPSHandler(context=trust),
            urllib.request.ProxyHandler(proxies))

    usual, direct = opener(proxies), opener({})

    def send(exchange: int) -> None:
        seconds = lib.dzjobs_exchange_timeout_us(exchange) / 1e6
        end = time.monotonic() + seconds
        try:
            way = direct if lib.dzjobs_exchange_is_direct(exchange) else usual
            silence = seconds if read_timeout is None else min(seconds, read_timeout)
            with way.open(_request(exchange), timeout=silence) as answer:
                body = _body(answer, end)
        except BaseException as error:
            reason = getattr(error, "reason", error)
            lib.dzjobs_exchange_put_no_response(
                exchange, _is_retryable(reason), str(reason).encode(errors="replace"))
            if not isinstance(error, (OSError, http.client.HTTPException)):
                raise
            return
        for field in answer.headers.items():  # decoded by http.client, whatever they are in
            lib.dzjobs_exchange_put_response_header(
                exchange, *(text.encode("latin-1", "replace") for text in field))
        lib.dzjobs_exchange_put_response(exchange, answer.status, body, len(body))

    return send


def _body(answer: Any, end: float) -> bytes:
    """Returns the whole body before the deadline; a socket's timeout limits each piece."""
    body = bytearray()
    while len(body) <= BODY_LIMIT and (piece := answer.read1(1 << 20)):
        body += piece
        if time.monotonic() > end:
            raise TimeoutError("timed out")
    if answer.length and len(body) <= BODY_LIMIT:
        raise http.client.IncompleteRead(bytes(body), answer.length)
    return bytes(body)


def _is_retryable(reason: object) -> bool:
    return isinstance(reason, (OSError, http.client.HTTPException)) and not isinstance(
        reason, ssl.SSLCertVerificationError)


def _request(exchange: int) -> urllib.request.Request:
    headers: dict[str, str] = {}
    value = c_char_p()
    while name := lib.dzjobs_exchange_request_header(exchange, len(headers), byref(value)):
        headers[name.decode()] = (value.value or b"").decode()
    body = lib.dzjobs_exchange_request_body(exchange, None)
    return urllib.request.Request(
        lib.dzjobs_exchange_request_url(exchange).decode(), headers=headers, data=body or None,
        method=lib.dzjobs_exchange_request_method(exchange).decode())
