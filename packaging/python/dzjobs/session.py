"""boto3.session: Session, so that a script that lists job runs changes its imports and no more."""

from __future__ import annotations

import os

from . import exceptions
from ._client import Client
from ._native import encoded
from .config import settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from ._where import Place

_ONLY = "dzjobs lists job runs alone; use boto3 for this"


class Credentials:
    """The result of Session.get_credentials(). It has keys that were given to the session. If the
    library found them, the secret never leaves it."""

    def __init__(self, access_key: str, secret_key: str | None, token: str | None,
                 method: str) -> None:
        self.access_key, self.token, self.method = access_key, token, method
        self._secret_key = secret_key

    @property
    def secret_key(self) -> str:
        if self._secret_key is None:
            raise AttributeError(
                "secret_key: keys that the library found never leave it; dzjobs.Client signs with "
                "them, dzjobs.Client(credentials=...) takes those of another source")
        return self._secret_key

    def get_frozen_credentials(self) -> Credentials:
        self.secret_key
        return self

    def __repr__(self) -> str:
        return f"<dzjobs.session.Credentials {self.access_key} of {self.method}>"


class Session:
    """boto3.Session: the settings that its clients share."""

    def __init__(self, aws_access_key_id: str | None = None,
                 aws_secret_access_key: str | None = None, aws_session_token: str | None = None,
                 region_name: str | None = None, botocore_session: object = None,
                 profile_name: str | None = None, aws_account_id: str | None = None) -> None:
        if botocore_session is not None:
            raise exceptions.InvalidSettingError(
                "botocore_session: pass dzjobs.Client(credentials=lambda: "
                "session.get_credentials().get_frozen_credentials())")
        self._keys = (aws_access_key_id, aws_secret_access_key, aws_session_token)
        self._region, self._profile = region_name, profile_name
        if profile_name is not None:
            self.region_name  # raises ProfileNotFound, as boto3's Session

    @property
    def region_name(self) -> str | None:
        """The region of the argument, the environment or the profile."""
        if self._region:
            return self._region
        try:
            return self._place().region
        except exceptions.NoRegionError:
            return None

    @property
    def profile_name(self) -> str:
        return (self._profile or os.environ.get("AWS_DEFAULT_PROFILE")
                or os.environ.get("AWS_PROFILE") or "default")

    @property
    def available_profiles(self) -> list[str]:
        """The names of the profiles in the config file and the credentials file."""
        found: dict[str, None] = {}
        for variable, name, prefix in (
                ("AWS_CONFIG_FILE", "config", "profile "),
                ("AWS_SHARED_CREDENTIALS_FILE", "credentials", "")):
            path = os.environ.get(variable) or os.path.join("~", ".aws", name)
            try:
                with open(os.path.expanduser(path), encoding="utf-8") as file:
                    titles = [line[1:].partition("]")[0].strip() for line in file
                              if line.startswith("[")]
            except OSError:
                continue
            for title in titles:
                if title.startswith(prefix):
                    found[title[len(prefix):].strip().strip("'\"")] = None
                elif title == "default":
                    found[title] = None
        return list(found)

    def client(self, service_name: str, region_name: str | None = None,
               api_version: str | None = None, use_ssl: bool = True,
               verify: bool | str | None = None, endpoint_url: str | None = None,
               aws_access_key_id: str | None = None, aws_secret_access_key: str | None = None,
               aws_session_token: str | None = None, config: Any = None,
               aws_account_id: str | None = None) -> Client:
        if service_name != "datazone":
            raise exceptions.UnknownServiceError(
                f"Unknown service: '{service_name}'. Valid service names are: datazone")
        if api_version not in (None, "2018-05-10"):
            raise exceptions.DataNotFoundError(
                f"api_version: {api_version} is unknown; DataZone's is 2018-05-10")
        if verify is False:
            raise exceptions.InvalidSettingError(
                "verify: certificates are always checked; pass the file of the one to trust")
        if not use_ssl and endpoint_url is None:
            raise exceptions.InvalidSettingError(
                "use_ssl: AWS is reached by https alone; pass endpoint_url='http://...'")
        chosen = settings(config)
        keys = (aws_access_key_id, aws_secret_access_key, aws_session_token)
        if not any(keys):
            keys = self._keys
        chosen["region_name"] = region_name or chosen.get("region_name") or self._region
        made = Client(
            profile_name=self._profile, endpoint_url=endpoint_url,
            aws_access_key_id=keys[0], aws_secret_access_key=keys[1], aws_session_token=keys[2],
            ca_bundle=verify if isinstance(verify, str) else None, **chosen)
        made.set_config(config)  # finds the region, or raises NoRegionError, as boto3 does
        return made

    def get_credentials(self) -> Credentials | None:
        """Returns the credentials, or None if there are none. It may send requests."""
        key, secret, token = self._keys
        if key and secret:
            return Credentials(key, secret, token, "explicit")
        try:
            found = self._place(signed=True)
        except exceptions.NoCredentialsError:
            return None
        return Credentials(found.access_key, None, found.token, found.source)

    def get_available_services(self) -> list[str]:
        return ["datazone"]

    def get_available_resources(self) -> list[str]:
        return []

    def resource(self, service_name: str, *arguments: object, **named: object) -> NoReturn:
        raise exceptions.DataNotFoundError(
            f"The '{service_name}' resource does not exist; dzjobs has client('datazone')")

    if not TYPE_CHECKING:
        def __getattr__(self, name: str) -> NoReturn:
            raise AttributeError(f"'Session' object has no attribute {name!r}: {_ONLY}")

    def __repr__(self) -> str:
        return f"Session(region_name={self.region_name!r})"

    def _place(self, signed: bool = False) -> Place:
        from ._where import place

        texts = {"profile": self._profile, "region": self._region}
        given = {name: encoded(name, value) for name, value in texts.items() if value is not None}
        try:
            return place(given, signed=signed)
        except exceptions.NoRegionError:
            if not signed:
                raise
            return place({**given, "region": b"us-east-1"}, signed=True)
