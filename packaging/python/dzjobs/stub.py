"""botocore.stub: Stubber, which answers a client's calls from a queue. The responses go through the
library, as a server's would."""

from __future__ import annotations

import json
from datetime import datetime

from ._cursor import lib
from ._native import Native
from ._parameters import Query
from .exceptions import StubAssertionError, StubResponseError, UnStubbedResponseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Any

    from ._client import Client
    from ._cursor import Cursor

OPERATION = "list_job_runs"


class _Any:
    """Equals everything: a parameter that may have any value."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def __repr__(self) -> str:
        return "<ANY>"


ANY = _Any()


class Stubber:
    """botocore's Stubber for list_job_runs(), its paginator and job_runs()."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._queue: list[tuple[int, list[tuple[str, str]], Any, Any]] = []

    def add_response(self, method: str, service_response: Mapping[str, Any],
                     expected_params: Mapping[str, Any] | None = None) -> None:
        self._check(method)
        metadata = service_response.get("ResponseMetadata", {})
        body = {name: value for name, value in service_response.items()
                if name != "ResponseMetadata"}
        headers = [("x-amzn-requestid", metadata["RequestId"])] if "RequestId" in metadata else []
        self._queue.append((metadata.get("HTTPStatusCode", 200), headers,
                            {"items": [], **body}, expected_params))

    def add_client_error(self, method: str, service_error_code: str = "",
                         service_message: str = "", http_status_code: int = 400,
                         service_error_meta: object = None,
                         expected_params: Mapping[str, Any] | None = None,
                         response_meta: object = None,
                         modeled_fields: object = None) -> None:
        self._check(method)
        self._queue.append((http_status_code, [("x-amzn-errortype", service_error_code)],
                            {"message": service_message}, expected_params))

    def activate(self) -> None:
        # On the instance, so that no other client is stubbed.
        vars(self.client)["_open"] = self._open

    def deactivate(self) -> None:
        vars(self.client).pop("_open", None)

    def assert_no_pending_responses(self) -> None:
        if self._queue:
            raise AssertionError(f"{len(self._queue)} responses remaining in queue.")

    def __enter__(self) -> Stubber:
        self.activate()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.deactivate()

    def _check(self, method: str) -> None:
        if method != OPERATION:
            raise StubResponseError(operation_name=method, reason=f"only {OPERATION} is stubbed")

    def _open(self, query: Query, read_ahead: bool = True, logs: bool = True) -> Cursor:
        native = Native({
            "region": b"us-east-1", **self.client.given_settings(), "max_attempts": 1,
            "read_ahead": 0, "credentials": (b"stubbed", b"stubbed", None),
            "transport": lambda exchange: self._answer(query, exchange)})
        return native.open(query)

    def _answer(self, query: Query, exchange: int) -> None:
        if not self._queue:
            raise UnStubbedResponseError(
                operation_name=OPERATION, reason="Unexpected API Call: the queue is empty")
        status, headers, body, expected = self._queue.pop(0)
        url = lib.dzjobs_exchange_request_url(exchange).decode()
        given = query.sent(url)
        if expected is not None and expected != given:
            raise StubAssertionError(
                operation_name=OPERATION, reason=f"Expected parameters: {dict(expected)}, but "
                                                 f"received: {given}")
        for name, value in headers:
            lib.dzjobs_exchange_put_response_header(exchange, name.encode(), value.encode())
        text = json.dumps(body, default=_seconds).encode()
        lib.dzjobs_exchange_put_response(exchange, status, text, len(text))


def _seconds(moment: object) -> float:
    """Returns times as the service sends them."""
    if not isinstance(moment, datetime):
        raise TypeError(f"a response cannot have a {type(moment).__name__}")
    return moment.timestamp()
