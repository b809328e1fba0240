"""The settings of a client, and their setters in the library."""

from __future__ import annotations

from _weakref import ref

from . import exceptions
from ._cursor import lib
from ._native import Native, encoded
from ._parameters import whole, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .types import Credentials


YEAR_US = 365 * 86_400 * 1_000_000


class Exceptions:
    """boto3's client.exceptions; dzjobs.exceptions has all classes."""

    ClientError = exceptions.ClientError
    AccessDeniedException = exceptions.AccessDeniedException
    ConflictException = exceptions.ConflictException
    InternalServerException = exceptions.InternalServerException
    ResourceNotFoundException = exceptions.ResourceNotFoundException
    ServiceQuotaExceededException = exceptions.ServiceQuotaExceededException
    ThrottlingException = exceptions.ThrottlingException
    UnauthorizedException = exceptions.UnauthorizedException
    ValidationException = exceptions.ValidationException

    def from_code(self, error_code: str) -> type[exceptions.ClientError]:
        """Returns the class of a service's code; ClientError for a code that is not modeled."""
        found = getattr(type(self), str(error_code), None)
        return found if isinstance(found, type) else exceptions.ClientError


def _microseconds(name: str, seconds: object) -> int:
    """Returns a duration. It refuses a year or more, which is a point in time by mistake."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        raise wrong_type(name, "a number of seconds", seconds)
    if not 0 < seconds < YEAR_US / 1e6:
        raise exceptions.InvalidSettingError(
            f"{name}: not a duration of more than 0 and less than a year: {seconds}")
    return max(int(seconds * 1e6), 1)


class Configured:
    """The common part of Client and AsyncClient."""

    exceptions = Exceptions()

    def __init__(
        self, *, profile_name: str | None = None, region_name: str | None = None,
        endpoint_url: str | None = None, aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None, aws_session_token: str | None = None,
        credentials: Callable[[], Credentials] | None = None,
        connect_timeout: float | None = None, read_timeout: float | None = None,
        timeout: float | None = None, deadline: float | None = None,
        ca_bundle: str | None = None, proxy: str | None = None,
        max_attempts: int | None = None, use_fips_endpoint: bool = False, read_ahead: bool = True,
        log: Callable[[str], object] | None = None, user_agent_extra: str | None = None,
        profile: str | None = None, region: str | None = None,
    ) -> None:
        """Settings that are not given come from where boto3 finds them.

        profile_name, region_name, endpoint_url, aws_access_key_id, aws_secret_access_key,
            aws_session_token: as in boto3. profile and region are the same, by their names in C.
        credentials: a callable that returns credentials (dzjobs.types.Credentials). The client
            calls it before the first request, and again before they expire.
        connect_timeout: seconds for connecting. Default: 10.
        read_timeout: seconds without a byte of the response. Default: no limit.
        timeout: seconds for an attempt. Default: 60, or no limit with read_timeout.
        deadline: seconds for a page with all its attempts and waits. Default: no limit.
        ca_bundle: a file of trusted certificates.
        proxy: the URL of a proxy; "" for none.
        max_attempts: attempts at a page. Default: 3.
        use_fips_endpoint: True for the region's FIPS endpoint.
        read_ahead: False to request each page when it is needed.
        log: a callable for lines about requests, responses and credentials, without secrets. The
            loggers "dzjobs", "dzjobs.credentials" and "dzjobs.retries" get them in any case.
        user_agent_extra: the end of the User-Agent header, such as "app/reports".
        """
        texts = {"profile_name": profile_name or profile, "region_name": region_name or region,
                 "endpoint_url": endpoint_url, "ca_bundle": ca_bundle, "proxy": proxy,
                 "user_agent_extra": user_agent_extra}
        setters = {"profile_name": "profile", "region_name": "region",
                   "user_agent_extra": "user_agent_suffix"}
        settings: dict[str, object] = {
            setters.get(name, name): encoded(name, value)
            for name, value in texts.items() if value is not None}
        times = (("connect_timeout", "connect_timeout_us", connect_timeout),
                 ("read_timeout", "stall_timeout_us", read_timeout),
                 ("timeout", "attempt_timeout_us", timeout),
                 ("deadline", "call_timeout_us", deadline))
        settings.update((setter, _microseconds(name, value))
                        for name, setter, value in times if value is not None)
        if read_timeout is not None:  # as in botocore, a response may take as long as it flows
            settings.setdefault("attempt_timeout_us", YEAR_US - 1)
        keys = {"aws_access_key_id": aws_access_key_id,
                "aws_secret_access_key": aws_secret_access_key,
                "aws_session_token": aws_session_token}
        if any(value is not None for value in keys.values()):
            settings["credentials"] = tuple(
                None if value is None else encoded(name, value) for name, value in keys.items())
        if max_attempts is not None:
            settings["max_attempts"] = whole("max_attempts", max_attempts)
        for name, function in ("credentials", credentials), ("log", log):
            if function is not None and not callable(function):
                raise wrong_type(name, "a callable", function)
        if credentials is not None:
            settings["credentials_provider"] = credentials
        if log is not None:
            settings["log"] = log
        Native(settings)  # reports now what is wrong with them
        self._settings, self._read_ahead, self._fips = settings, read_ahead, use_fips_endpoint
        self._ca_bundle, self._proxy = ca_bundle, proxy
        self._connect_timeout, self._read_timeout = connect_timeout, read_timeout
        self._timeout, self._deadline = timeout, deadline
        # Read-ahead would request the page behind a lone one, too, and tools that read for us want
        # no callback: they have clients of their own.
        self._natives: dict[tuple[bool, bool], Native] = {}
        self._closed: list[ref[Native]] = []  # with listings that may not be done
        self._is_closed = self._is_cancelled = False

    def given_settings(self) -> dict[str, object]:
        """Returns them by the names of the library's setters."""
        return self._settings

    def cancel(self) -> None:
        """Makes all calls of the client raise CancelledError, also those of other threads."""
        self._is_cancelled = True
        for native in [*self._natives.values(), *(left() for left in self._closed)]:
            if native is not None:
                lib.dzjobs_client_cancel(native.handle)

    def close(self) -> None:
        """Closes the connections when the listings that use them have ended."""
        self._is_closed = True
        self._closed += map(ref, self._natives.values())
        self._natives.clear()

    def __repr__(self) -> str:
        state = " canceled" if self._is_cancelled else " closed" if self._is_closed else ""
        region = self._settings.get("region")
        where = f" region_name={region.decode()!r}" if isinstance(region, bytes) else ""
        return f"<dzjobs.{type(self).__name__}{where}{state}>"

    def _native(self, read_ahead: bool, logs: bool = True) -> Native:
        if self._is_closed:
            raise exceptions.ClientClosedError("the client is closed")
        native = self._natives.get((read_ahead, logs))
        if native is None:
            native = Native({**self._settings, "read_ahead": int(read_ahead)}, logs)
            native.use_urllib_without_libcurl(
                self._ca_bundle, self._proxy, self._read_timeout)
            # If two threads make one at the same time, both use the first.
            native = self._natives.setdefault((read_ahead, logs), native)
            if self._is_cancelled:
                lib.dzjobs_client_cancel(native.handle)
        return native
