"""Lists the runs of an Amazon DataZone job, by boto3's names, over libdzjobs.

    client = dzjobs.Client(profile_name="data")
    for run in client.job_runs(domainIdentifier="dzd_1234", jobIdentifier="job5678"):
        print(run["runId"], run["status"], run.get("endTime"))
"""

from __future__ import annotations

from . import config, exceptions, session
from ._client import Client
from ._cursor import lib as _lib
from ._listing import Listing, Request, Wait
from ._logging import set_stream_logger
from ._pagination import JobRuns, PageIterator, Paginator
from .config import Config
from .exceptions import Error
from .session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from ._async import AsyncClient, AsyncJobRuns

__all__ = ["AsyncClient", "AsyncJobRuns", "Client", "Config", "Error", "JobRuns", "Listing",
           "PageIterator", "Paginator", "Request", "Session", "Wait", "client", "config",
           "exceptions", "session", "set_stream_logger", "setup_default_session"]
__version__: str = _lib.dzjobs_version().decode()
DEFAULT_SESSION: Session | None = None


def setup_default_session(
        aws_access_key_id: str | None = None, aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None, region_name: str | None = None,
        botocore_session: object = None, profile_name: str | None = None,
        aws_account_id: str | None = None) -> None:
    """Replaces the session that client() uses, as boto3.setup_default_session() does."""
    global DEFAULT_SESSION
    DEFAULT_SESSION = Session(aws_access_key_id, aws_secret_access_key, aws_session_token,
                              region_name, botocore_session, profile_name, aws_account_id)


def _get_default_session() -> Session:
    global DEFAULT_SESSION
    if DEFAULT_SESSION is None:
        DEFAULT_SESSION = Session()
    return DEFAULT_SESSION


def client(service_name: str, region_name: str | None = None, api_version: str | None = None,
           use_ssl: bool = True, verify: bool | str | None = None, endpoint_url: str | None = None,
           aws_access_key_id: str | None = None, aws_secret_access_key: str | None = None,
           aws_session_token: str | None = None, config: Any = None,
           aws_account_id: str | None = None) -> Client:
    """Returns a Client of the default session: boto3.client("datazone", ...)."""
    return _get_default_session().client(
        service_name, region_name, api_version, use_ssl, verify, endpoint_url, aws_access_key_id,
        aws_secret_access_key, aws_session_token, config, aws_account_id)


def resource(service_name: str, *arguments: object, **named: object) -> NoReturn:
    """Raises UnknownServiceError, as boto3.resource() does: DataZone has no resources."""
    _get_default_session().resource(service_name)


if not TYPE_CHECKING:
    def __getattr__(name: str) -> object:
        # Apart, so that asyncio is loaded for them alone.
        if name in ("AsyncClient", "AsyncJobRuns"):
            from . import _async

            return getattr(_async, name)
        raise AttributeError(f"module 'dzjobs' has no attribute {name!r}")
