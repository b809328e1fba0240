"""boto3's front door, so that a script that lists job runs changes its imports and no more."""

from __future__ import annotations

from ._client import Client
from .exceptions import InvalidSettingError, UnknownServiceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Config:
    """What of botocore.config.Config means something here; that one does in its place, too."""

    def __init__(self, *, region_name: str | None = None, connect_timeout: float | None = None,
                 read_timeout: float | None = None, retries: Mapping[str, Any] | None = None,
                 proxies: Mapping[str, str] | None = None,
                 use_fips_endpoint: bool | None = None) -> None:
        self.region_name = region_name
        self.connect_timeout, self.read_timeout = connect_timeout, read_timeout
        self.retries, self.proxies = retries, proxies
        self.use_fips_endpoint = use_fips_endpoint


class Session:
    """boto3.Session: what clients of it have in common."""

    def __init__(self, aws_access_key_id: str | None = None,
                 aws_secret_access_key: str | None = None, aws_session_token: str | None = None,
                 region_name: str | None = None, profile_name: str | None = None) -> None:
        self._keys = (aws_access_key_id, aws_secret_access_key, aws_session_token)
        self.region_name, self.profile_name = region_name, profile_name

    def client(self, service_name: str, region_name: str | None = None,
               verify: bool | str | None = None, endpoint_url: str | None = None,
               aws_access_key_id: str | None = None, aws_secret_access_key: str | None = None,
               aws_session_token: str | None = None, config: Any = None) -> Client:
        if service_name != "datazone":
            raise UnknownServiceError(f"Unknown service: '{service_name}'. Valid service names "
                                      "are: datazone")
        if verify is False:
            raise InvalidSettingError("verify: certificates are always checked")
        keys = (aws_access_key_id, aws_secret_access_key, aws_session_token)
        if not any(keys):
            keys = self._keys
        region = (region_name or getattr(config, "region_name", None) or self.region_name)
        return Client(
            profile_name=self.profile_name, region_name=region, endpoint_url=endpoint_url,
            aws_access_key_id=keys[0], aws_secret_access_key=keys[1], aws_session_token=keys[2],
            ca_bundle=verify if isinstance(verify, str) else None,
            connect_timeout=getattr(config, "connect_timeout", None),
            timeout=getattr(config, "read_timeout", None),
            max_attempts=_attempts(getattr(config, "retries", None) or {}),
            proxy=_proxy(getattr(config, "proxies", None)),
            use_fips_endpoint=bool(getattr(config, "use_fips_endpoint", None)))


def _attempts(retries: Mapping[str, Any]) -> int | None:
    """botocore's max_attempts counts the retries alone."""
    if "total_max_attempts" in retries:
        return int(retries["total_max_attempts"])
    return int(retries["max_attempts"]) + 1 if "max_attempts" in retries else None


def _proxy(proxies: Mapping[str, str] | None) -> str | None:
    """None: what the environment says. botocore takes no proxy at all from an empty one."""
    return None if proxies is None else proxies.get("https", "")


def client(service_name: str, **options: Any) -> Client:
    """boto3.client("datazone", ...)."""
    return Session().client(service_name, **options)
