"""dzjobs.AsyncClient: job runs for an event loop, without a thread a request.

The listing does no I/O; asyncio does. Only finding credentials may take a thread of the loop's
executor, once in their lifetime.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time

from ._cursor import Cursor
from ._failures import failure
from ._listing import Listing, Request, Wait
from ._native import Native, error_text
from ._parameters import Query
from ._settings import Configured
from ._transport import is_lost, is_retryable, reason, sender
from .exceptions import ClientError, DeadlineExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType
    from typing import Any

    from typing_extensions import Unpack

    from ._streams import Streams
    from ._transport import Send
    from .types import (ClientSettings, JobRun, ListJobRunsInput, ListJobRunsOutput,
                        PaginateInput)

_EXPIRED = ("ExpiredToken", "ExpiredTokenException")


class AsyncClient(Configured):
    """Lists job runs in an event loop. It takes the settings of Client, and http: an
    httpx.AsyncClient, an aiohttp.ClientSession, a coroutine function that takes a dzjobs.Request
    and returns status, headers and body, or None for asyncio's streams."""

    def __init__(self, *, http: Any = None, **settings: Unpack[ClientSettings]) -> None:
        super().__init__(**settings)
        self._streams: Streams | None = None
        self._renew_at: float | None = None
        self._lock: tuple[object, asyncio.Lock] | None = None
        connect = self._connect_timeout or 10
        # Without a limit of its own, silence ends with the attempt.
        silence = self._read_timeout or self._attempt_limit()
        if http is None:
            from ._streams import Streams

            self._streams = Streams(self._ca_bundle, self._proxy, connect, silence)
        self._send: Send = self._streams.send if self._streams else sender(http, connect, silence)

    async def list_job_runs(self, **parameters: Unpack[ListJobRunsInput]) -> ListJobRunsOutput:
        """Returns one page, as Client.list_job_runs() does."""
        page = await _Pages(self, Query(parameters)).fetch()
        assert page is not None  # every response is a page
        return page

    def job_runs(self, **parameters: Unpack[PaginateInput]) -> AsyncJobRuns:
        """Returns an iterator over all runs: `async for run in client.job_runs(...)`."""
        return AsyncJobRuns(self, Query.of_pages(**parameters))

    async def close(self) -> None:  # type: ignore[override]
        """Closes the connections of asyncio's streams."""
        super().close()
        if self._streams:
            self._streams.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        await self.close()

    def _attempt_limit(self) -> float:
        return self._timeout or (60.0 if self._read_timeout is None else 364 * 86400.0)

    def open(self, query: Query) -> Cursor:
        cursor = self._native(False).open_without_io(query)
        if self._fips:
            cursor.set("use_fips", 1)
        return cursor

    async def prepare(self, cursor: Cursor, has_expired: bool = False) -> None:
        """Gives the listing credentials. One task at a time finds them, on a thread."""
        native, loop = self._native(False), asyncio.get_running_loop()
        if self._lock is None or self._lock[0] is not loop:
            self._lock = loop, asyncio.Lock()
        async with self._lock[1]:
            if has_expired:
                return await loop.run_in_executor(None, _prepare, native, cursor)
            if self._renew_at is None or time.time() >= self._renew_at:
                self._renew_at = await loop.run_in_executor(None, _find, native)
        _prepare(native, cursor)  # which sends nothing now

    async def exchange(self, listing: Listing, request: Request) -> None:
        try:
            status, headers, body = await asyncio.wait_for(
                self._send(request), self._attempt_limit())
        except Exception as error:
            if not is_lost(error):
                raise
            listing.no_response(reason(error), is_retryable(error))
        else:
            listing.response(status, headers, body)

    @property
    def deadline(self) -> float | None:
        return self._deadline

    @property
    def read_ahead(self) -> bool:
        return self._read_ahead


def _prepare(native: Native, cursor: Cursor) -> None:
    with cursor.busy():
        cursor.check(native.prepare(cursor.handle)[0])


def _find(native: Native) -> float:
    code, renew_at_us = native.prepare(None)
    if code < 0:
        raise failure(code, error_text(native.handle))
    return renew_at_us / 1e6 if renew_at_us > 0 else float("inf")


class _Pages:
    """The pages of one listing."""

    def __init__(self, client: AsyncClient, query: Query) -> None:
        self._client, self._cursor = client, client.open(query)
        self.listing = Listing.of(self._cursor)
        self._renewed = False

    async def fetch(self) -> ListJobRunsOutput | None:
        """Returns the next page, or None after the last."""
        limit = self._client.deadline
        if limit is None:
            return await self._fetch()
        try:
            return await asyncio.wait_for(self._fetch(), limit)
        except asyncio.TimeoutError:
            raise DeadlineExceededError("deadline: passed") from None

    async def _fetch(self) -> ListJobRunsOutput | None:
        await self._client.prepare(self._cursor)
        while True:
            try:
                event = self.listing.next_page()
            except ClientError as error:
                if error.response["Error"]["Code"] not in _EXPIRED or self._renewed:
                    raise
                self._renewed = True
                await self._client.prepare(self._cursor, has_expired=True)
                continue
            if isinstance(event, Request):
                await self._client.exchange(self.listing, event)
            elif isinstance(event, Wait):
                await asyncio.sleep(event.seconds)
            else:
                self._renewed = False
                return event


class AsyncJobRuns:
    """Iterates over runs. Each iteration is a new listing, from the start."""

    def __init__(self, client: AsyncClient, query: Query) -> None:
        self._client, self._query = client, query
        self._before: str | None = None  # the token of the page that is used, and after it
        self._after: str | None = None
        self._given = self._count = 0  # runs of that page

    @property
    def resume_token(self) -> str | None:
        """The StartingToken of the position after the last run; None at the end."""
        if self._given == self._count:
            return self._after
        return _advanced(self._before, self._given) if self._given else self._before

    async def __aiter__(self) -> AsyncIterator[JobRun]:
        pages = _Pages(self._client, self._query)
        self._before = self._after = pages.listing.resume_token
        self._given = self._count = 0
        page = await pages.fetch()
        ahead: asyncio.Task[ListJobRunsOutput | None] | None = None
        try:
            while page is not None:
                runs = page["items"]
                self._before, self._after = self._after, pages.listing.resume_token
                self._given, self._count = 0, len(runs)
                if self._client.read_ahead and "nextToken" in page:
                    ahead = asyncio.ensure_future(pages.fetch())
                    ahead.add_done_callback(_retrieve)
                for run in runs:
                    self._given += 1
                    yield run
                page = await (ahead or pages.fetch())
                ahead = None
            self._after, self._given, self._count = pages.listing.resume_token, 0, 0
        finally:
            if ahead is not None:
                ahead.cancel()


def _retrieve(task: asyncio.Task[Any]) -> None:
    """Ignores the error of a page that nobody wanted."""
    if not task.cancelled():
        task.exception()


def _advanced(token: str | None, count: int) -> str:
    """Returns botocore's token of the position this many runs further."""
    place: dict[str, Any] = {"nextToken": None}
    if token is not None:
        place = json.loads(base64.b64decode(token))
    place["boto_truncate_amount"] = place.get("boto_truncate_amount", 0) + count
    return base64.b64encode(json.dumps(place).encode()).decode()
