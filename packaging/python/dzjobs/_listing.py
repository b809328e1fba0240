"""dzjobs.Listing: a listing without I/O, for any HTTP client and event loop.

    listing = dzjobs.Listing(region_name="us-east-1", domainIdentifier=..., jobIdentifier=..., ...)
    while (event := listing.next_page()) is not None:
        if isinstance(event, dzjobs.Request):
            ...  # GET event.url with event.headers, then listing.response() or no_response()
        elif isinstance(event, dzjobs.Wait):
            ...  # sleep for event.seconds
        else:
            ...  # a page, as list_job_runs() returns it
"""

from __future__ import annotations

import time
from ctypes import byref, c_char_p

from ._abi import DONE, SEND, WAIT
from ._cursor import Cursor, lib
from ._parameters import Query, encoded, whole, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typing_extensions import Unpack

    from ._arrow import Exports
    from .types import ListJobRunsOutput, PaginateInput


class Request:
    """A GET request without a body. Send it unchanged, and follow no redirect."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.url, self.headers = url, headers

    def __repr__(self) -> str:
        # Neither the query, whose page token opens the listing, nor the signature.
        return f"<dzjobs.Request GET {self.url.partition('?')[0]}>"


class Wait:
    """Seconds to wait before the next call of next_page()."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __repr__(self) -> str:
        return f"<dzjobs.Wait {self.seconds:g} s>"


class Listing:
    """Lists without I/O: next_page() returns what to do next. It takes a region, keys, the
    parameters of list_job_runs() and a PaginationConfig. Without keys it does not sign requests.
    now returns the time, in seconds since 1970."""

    def __init__(
        self, *, region_name: str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None, aws_session_token: str | None = None,
        endpoint_url: str | None = None, use_fips_endpoint: bool = False,
        max_attempts: int | None = None, now: Callable[[], float] = time.time,
        region: str | None = None,
        **parameters: Unpack[PaginateInput],
    ) -> None:
        name = region_name or region
        if name is None:
            raise TypeError("Listing() needs region_name")
        where = encoded("region_name", name)
        self._now = now
        self._exports: Exports | None = None
        self._cursor = Cursor(
            Query.of_pages(**parameters),
            lambda out, domain, job: int(lib.dzjobs_list_new(out, where, domain, job)),
            lambda handle: int(lib.dzjobs_list_next_page(handle, self._now_us())))
        if endpoint_url is not None:
            self._cursor.set("endpoint_url", encoded("endpoint_url", endpoint_url))
        if use_fips_endpoint:
            self._cursor.set("use_fips", 1)
        if max_attempts is not None:
            self._cursor.set("max_attempts", whole("max_attempts", max_attempts))
        keys = aws_access_key_id, aws_secret_access_key, aws_session_token
        if keys != (None, None, None):
            self.set_credentials(*keys)

    @classmethod
    def of(cls, cursor: Cursor) -> Listing:
        """Returns the listing of a client that does no I/O for it."""
        made = cls.__new__(cls)
        made._now, made._exports, made._cursor = time.time, None, cursor
        return made

    def set_credentials(self, access_key: str | None, secret_key: str | None,
                        token: str | None = None) -> None:
        """Sets the credentials of the next request. Call it again before they expire."""
        keys = {"access_key": access_key, "secret_key": secret_key, "token": token}
        with self._cursor.busy():
            self._cursor.set("credentials", *(
                None if value is None else encoded(name, value) for name, value in keys.items()))

    def next_page(self) -> ListJobRunsOutput | Request | Wait | None:
        """Returns a page, a Request to send or a Wait; None after the last page."""
        cursor = self._cursor
        with cursor.busy():
            event = cursor.step()
            if event == DONE:
                return None
            if event == SEND:
                return self._request()
            if event == WAIT:
                return Wait(lib.dzjobs_list_wait_us(cursor.handle) / 1e6)
            page = cursor.page()
        cursor.is_handed_out = True
        return page

    def response(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        """Takes the response to a Request, with its content coding decoded."""
        if not isinstance(status, int):
            raise wrong_type("status", "int", status)
        if not isinstance(body, (bytes, bytearray, memoryview)):
            raise wrong_type("body", "bytes", body)
        cursor = self._cursor
        with cursor.busy():
            for name, value in headers:
                cursor.check(lib.dzjobs_list_put_response_header(
                    cursor.handle, *(text.encode("latin-1", "replace") for text in (name, value))))
            cursor.check(lib.dzjobs_list_put_response(
                cursor.handle, self._now_us(), status, bytes(body), len(body)))

    def no_response(self, reason: object = "", retryable: bool = True) -> None:
        """Reports that no complete response came. retryable is False if another attempt cannot
        help, for instance after an untrusted certificate."""
        cursor = self._cursor
        text = str(reason).replace("\0", " ").encode(errors="replace")
        with cursor.busy():
            cursor.check(lib.dzjobs_list_put_no_response(
                cursor.handle, self._now_us(), int(retryable), text))

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Exports the last page to a tool that supports Arrow's PyCapsules:
        `pyarrow.record_batch(listing)`."""
        from ._arrow import ARRAY, SCHEMA, Exports, refuse_other_schema

        if self._exports is None:
            self._exports = Exports()
        cursor = self._cursor
        if requested_schema is not None:
            refuse_other_schema(
                requested_schema, self._exports.add(SCHEMA, cursor.export_schema))
        with cursor.busy():
            return (self._exports.add(SCHEMA, cursor.export_schema),
                    self._exports.add(ARRAY, cursor.export_page))

    @property
    def resume_token(self) -> str | None:
        """The StartingToken of the position after the last page; None at the end."""
        return self._cursor.resume_token()

    def _request(self) -> Request:
        handle, value = self._cursor.handle, c_char_p()
        headers: dict[str, str] = {}
        while name := lib.dzjobs_list_request_header(handle, len(headers), byref(value)):
            headers[name.decode()] = (value.value or b"").decode()
        return Request(lib.dzjobs_list_request_url(handle).decode(), headers)

    def _now_us(self) -> int:
        return int(self._now() * 1e6)
