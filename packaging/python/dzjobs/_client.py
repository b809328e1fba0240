"""dzjobs.Client: boto3's calls, over the library's own client and its libcurl."""

from __future__ import annotations

from _weakref import ref

from . import exceptions
from ._cursor import Cursor, lib
from ._native import Native, encoded
from ._pagination import JobRuns, Paginator
from ._parameters import INT_MAX, Query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Unpack

    from .types import Credentials, ListJobRunsInput, ListJobRunsOutput, PaginateInput


class _Exceptions:
    """What boto3 has as client.exceptions; dzjobs.exceptions has them all."""

    ClientError = exceptions.ClientError
    AccessDeniedException = exceptions.AccessDeniedException
    ConflictException = exceptions.ConflictException
    InternalServerException = exceptions.InternalServerException
    ResourceNotFoundException = exceptions.ResourceNotFoundException
    ServiceQuotaExceededException = exceptions.ServiceQuotaExceededException
    ThrottlingException = exceptions.ThrottlingException
    UnauthorizedException = exceptions.UnauthorizedException
    ValidationException = exceptions.ValidationException


def _microseconds(name: str, seconds: float) -> int:
    """More than a year is a point in time by mistake."""
    if not 0 < seconds < 365 * 86400:
        raise exceptions.InvalidSettingError(
            f"{name}: not a duration of more than 0 and less than a year: {seconds}")
    return max(int(seconds * 1e6), 1)


class Client:
    """Lists job runs. Threads may share it; what is not given is found as boto3 finds it.

    profile_name, region_name, endpoint_url, aws_access_key_id, aws_secret_access_key,
        aws_session_token: as in boto3. profile and region are the same, by their names in C.
    credentials: a callable that returns credentials (dzjobs.types.Credentials), asked before the
        first request and again before they expire.
    connect_timeout, timeout, deadline: seconds for connecting (10), for an attempt (60), and for
        a page with all its attempts and waits (no limit).
    ca_bundle, proxy: a file of trusted certificates, and a proxy's URL ("" for none).
    max_attempts: attempts at a page (3).  use_fips_endpoint: the region's FIPS endpoint.
    read_ahead: whether a paginator asks for the next page while this one is used.
    log: a callable for lines about requests, answers and credentials, without secrets.
    """

    exceptions = _Exceptions

    def __init__(
        self, *, profile_name: str | None = None, region_name: str | None = None,
        endpoint_url: str | None = None, aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None, aws_session_token: str | None = None,
        credentials: Callable[[], Credentials] | None = None,
        connect_timeout: float | None = None, timeout: float | None = None,
        deadline: float | None = None, ca_bundle: str | None = None, proxy: str | None = None,
        max_attempts: int | None = None, use_fips_endpoint: bool = False, read_ahead: bool = True,
        log: Callable[[str], object] | None = None, profile: str | None = None,
        region: str | None = None,
    ) -> None:
        texts = {"profile": profile_name or profile, "region": region_name or region,
                 "endpoint_url": endpoint_url,
                 "ca_bundle": ca_bundle, "proxy": proxy}
        settings: dict[str, object] = {
            name: encoded(name, value) for name, value in texts.items() if value is not None}
        times = {"connect_timeout": connect_timeout, "attempt_timeout": timeout,
                 "call_timeout": deadline}
        settings.update((f"{name}_us", _microseconds(name, value))
                        for name, value in times.items() if value is not None)
        keys = {"aws_access_key_id": aws_access_key_id,
                "aws_secret_access_key": aws_secret_access_key,
                "aws_session_token": aws_session_token}
        if any(value is not None for value in keys.values()):
            settings["credentials"] = tuple(
                None if value is None else encoded(name, value) for name, value in keys.items())
        if max_attempts is not None:
            settings["max_attempts"] = min(max_attempts, INT_MAX)
        if credentials is not None:
            settings["credentials_provider"] = credentials
        if log is not None:
            settings["log"] = log
        Native(settings)  # what is wrong with them is told now
        self._settings, self._read_ahead, self._fips = settings, read_ahead, use_fips_endpoint
        self._ca_bundle, self._proxy = ca_bundle, proxy
        # What reads ahead would do so after a lone page, too: that has a client of its own.
        self._natives: dict[bool, Native] = {}
        self._closed: list[ref[Native]] = []  # with listings that may not be done
        self._is_closed = self._is_cancelled = False

    def list_job_runs(self, **parameters: Unpack[ListJobRunsInput]) -> ListJobRunsOutput:
        """One page: domainIdentifier and jobIdentifier, and if need be status, sortOrder,
        nextToken and maxResults."""
        cursor = self._open(Query(parameters), read_ahead=False)
        page = cursor.next_page()
        assert page is not None  # every answer is a page
        return page

    def job_runs(self, **parameters: Unpack[PaginateInput]) -> JobRuns:
        """All runs, one by one; the parameters are those of a paginator."""
        return JobRuns(Query.of_pages(**parameters), self._open)

    def get_paginator(self, operation_name: str) -> Paginator:
        if not self.can_paginate(operation_name):
            raise exceptions.OperationNotPageableError(
                f"Operation cannot be paginated: {operation_name}")
        return Paginator(self._open)

    def can_paginate(self, operation_name: str) -> bool:
        return operation_name == "list_job_runs"

    def cancel(self) -> None:
        """Ends what other threads wait for, with CancelledError; the client is of no use then."""
        self._is_cancelled = True
        for native in [*self._natives.values(), *(left() for left in self._closed)]:
            if native is not None:
                lib.dzjobs_client_cancel(native.handle)

    def close(self) -> None:
        """Gives the connections up, once the listings that use them are done."""
        self._is_closed = True
        self._closed += map(ref, self._natives.values())
        self._natives.clear()

    def __repr__(self) -> str:
        state = " canceled" if self._is_cancelled else " closed" if self._is_closed else ""
        region = self._settings.get("region")
        where = f" region_name={region.decode()!r}" if isinstance(region, bytes) else ""
        return f"<dzjobs.Client{where}{state}>"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _open(self, query: Query, read_ahead: bool = True) -> Cursor:
        cursor = self._native(read_ahead and self._read_ahead).open(query)
        if self._fips:
            cursor.set("use_fips", 1)
        return cursor

    def _native(self, read_ahead: bool) -> Native:
        if self._is_closed:
            raise exceptions.ClientClosedError("the client is closed")
        native = self._natives.get(read_ahead)
        if native is None:
            native = Native({**self._settings, "read_ahead": int(read_ahead)})
            native.use_urllib_without_libcurl(self._ca_bundle, self._proxy)
            # Of two threads that both make one, one has its way.
            native = self._natives.setdefault(read_ahead, native)
            if self._is_cancelled:
                lib.dzjobs_client_cancel(native.handle)
        return native
