"""Finds a client's region, endpoint and access key as the library does. The region and the endpoint
need no request, and no secret leaves the library."""

from __future__ import annotations

import time
from ctypes import byref, c_char_p, create_string_buffer

from ._cursor import lib
from ._native import Native
from ._parameters import Query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Place:
    def __init__(self, region: str, endpoint_url: str, access_key: str, token: str | None,
                 source: str) -> None:
        self.region, self.endpoint_url = region, endpoint_url
        self.access_key, self.token, self.source = access_key, token, source


_SAMPLE = {"domainIdentifier": "d", "jobIdentifier": "j"}
_NOT_NEEDED = ("credentials", "credentials_provider", "log")


def place(settings: Mapping[str, object], fips: bool = False, signed: bool = False) -> Place:
    """Returns the place of a client with these settings. signed: finds its credentials, too, which
    may send."""
    if not signed:
        settings = {name: value for name, value in settings.items() if name not in _NOT_NEEDED}
        settings = {**settings, "credentials": (b"unknown", b"unknown", None)}
    native = Native(settings)
    if signed:
        native.use_urllib_without_libcurl(None, None, None)
    cursor = native.open(Query(_SAMPLE))
    if fips:
        cursor.set("use_fips", 1)
    cursor.check(native.prepare(cursor.handle)[0])
    cursor.check(lib.dzjobs_list_next(cursor.handle, int(time.time() * 1e6)))
    headers: dict[str, str] = {}
    value = c_char_p()
    while name := lib.dzjobs_list_request_header(cursor.handle, len(headers), byref(value)):
        headers[name.decode().lower()] = (value.value or b"").decode()
    key, _, region = headers["authorization"].partition("Credential=")[2].split("/")[:3]
    url = lib.dzjobs_list_request_url(cursor.handle).decode()
    source = create_string_buffer(1024)
    lib.dzjobs_client_credentials_source(native.handle, source, len(source))
    return Place(region, url[:url.rindex("/v2/domains/d/")], key,
                 headers.get("x-amz-security-token"), source.value.decode())
