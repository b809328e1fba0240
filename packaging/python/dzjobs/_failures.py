"""The exception for a failure of the library.

A code of the library is one class. Where botocore tells more apart than the library has codes for,
the library's text decides.
"""

from __future__ import annotations

from ._abi import (ECANCELED, ECONFIG, ECREDENTIALS, EINVAL, ELOOP, ENOMEM, EPARSE, ETIMEDOUT,
                   ETOOBIG, ETRANSPORT, EUNAVAILABLE)
from .exceptions import (CancelledError, ClientError, ConnectionClosedError, ConnectTimeoutError,
                         DeadlineExceededError, EndpointConnectionError, HTTPClientError,
                         InvalidConfigError, InvalidRegionError, MissingDependencyException,
                         NoCredentialsError, NoRegionError, PaginationError,
                         ParamValidationError, ProfileNotFound, ProxyConnectionError,
                         ReadTimeoutError, ResponseParserError, SSLError)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import ErrorResponse

OPERATION = "ListJobRuns"

_BY_CODE: dict[int, type[Exception]] = {
    EINVAL: ParamValidationError,
    ENOMEM: MemoryError,
    EPARSE: ResponseParserError,
    ELOOP: PaginationError,
    ETRANSPORT: HTTPClientError,
    ETOOBIG: ResponseParserError,
    ECREDENTIALS: NoCredentialsError,
    ECONFIG: InvalidConfigError,
    ETIMEDOUT: DeadlineExceededError,
    ECANCELED: CancelledError,
    EUNAVAILABLE: MissingDependencyException,
}
# The library's own words stand in front of libcurl's, which change from version to version. Behind
# them are those of Python's sockets; the first that fits.
_BY_TEXT: tuple[tuple[int, str, type[Exception]], ...] = (
    (EINVAL, "region: ", InvalidRegionError),
    (ECONFIG, "region: not set", NoRegionError),
    (ECONFIG, "profile .*: not in ", ProfileNotFound),
    (ETRANSPORT, "no answer: (proxy: |.*tunnel)", ProxyConnectionError),
    (ETRANSPORT, "no answer: connecting timed out", ConnectTimeoutError),
    (ETRANSPORT, "no answer: (TLS: |.*(SSL|certificate))", SSLError),
    (ETRANSPORT, "no answer: (name: |connect: |.*(Connection refused|not known))",
     EndpointConnectionError),
    (ETRANSPORT, "no answer: .*timed out", ReadTimeoutError),
    (ETRANSPORT, "no answer: (connection lost: |.*(reset|closed|Broken pipe|disconnected|"
     "Incomplete))", ConnectionClosedError),
)
_MODELLED = {each.__name__: each for each in ClientError.__subclasses__()}


def failure(code: int, text: str) -> Exception:
    """Returns the exception for a code of the library other than ESERVICE."""
    import re  # not before something is wrong: it is a good part of what loading would cost

    for its_code, pattern, its_class in _BY_TEXT:
        if code == its_code and re.match(pattern, text, re.DOTALL | re.IGNORECASE):
            return its_class(in_python(text))
    return _BY_CODE.get(code, RuntimeError)(in_python(text))


# Python's names for those that the library's texts begin with: "attempt_timeout_us: not ...".
_NAMES = {
    "access_key_id": "aws_access_key_id", "secret_access_key": "aws_secret_access_key",
    "session_token": "aws_session_token", "attempt_timeout_us": "timeout",
    "stall_timeout_us": "read_timeout", "call_timeout_us": "deadline",
    "connect_timeout_us": "connect_timeout", "domain_identifier": "domainIdentifier",
    "job_identifier": "jobIdentifier", "max_results": "maxResults", "sort_order": "sortOrder",
    "next_token": "nextToken", "resume_token": "StartingToken", "path": "ca_bundle",
    "user_agent_suffix": "user_agent_extra", "suffix": "user_agent_extra"}


def in_python(text: str) -> str:
    """Returns a text of the library with this package's names."""
    name, colon, rest = text.partition(": ")
    if name in _NAMES:
        text = _NAMES[name] + colon + rest
    return text.replace("call dzjobs_client_set_region()", "pass region_name=")


def refusal(response: ErrorResponse) -> ClientError:
    """Returns the exception for an error of the service."""
    error = response["Error"]
    modelled = _MODELLED.get(error["Code"])
    if modelled is None:
        return ClientError(response, OPERATION)
    return modelled({**response, "message": error["Message"]}, OPERATION)
