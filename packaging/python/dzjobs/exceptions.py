"""What goes wrong, by the names botocore has for it: a script changes the import, not the except.

A code of the library is one class, but where botocore tells more apart than the library has codes
for: there the library's text decides.
"""

from __future__ import annotations

from ._abi import (ECANCELED, ECONFIG, ECREDENTIALS, EINVAL, ELOOP, ENOMEM, EPARSE, ETIMEDOUT,
                   ETOOBIG, ETRANSPORT, EUNAVAILABLE)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import ErrorResponse

OPERATION = "ListJobRuns"


class Error(Exception):
    """The base of every exception of this package, but for MemoryError."""


class BotoCoreError(Error):
    """The base of all but what the service itself says."""


class ClientError(Error):
    """The service refused: response["Error"] has its code and message."""

    def __init__(self, error_response: ErrorResponse, operation_name: str) -> None:
        error = error_response.get("Error", {})
        super().__init__(
            f"An error occurred ({error.get('Code', 'Unknown')}) when calling the {operation_name} "
            f"operation: {error.get('Message', 'Unknown')}")
        self.response = error_response
        self.operation_name = operation_name

    def __reduce__(self) -> tuple[type[ClientError], tuple[ErrorResponse, str]]:
        return type(self), (self.response, self.operation_name)


class AccessDeniedException(ClientError):
    pass


class ConflictException(ClientError):
    pass


class InternalServerException(ClientError):
    pass


class ResourceNotFoundException(ClientError):
    pass


class ServiceQuotaExceededException(ClientError):
    pass


class ThrottlingException(ClientError):
    pass


class UnauthorizedException(ClientError):
    pass


class ValidationException(ClientError):
    pass


class ParamValidationError(BotoCoreError):
    """A parameter that can never be right; nothing was sent."""

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.kwargs = {"report": report}

    def __str__(self) -> str:
        return f"Parameter validation failed:\n{self.kwargs['report']}"


class InvalidRegionError(BotoCoreError, ValueError):
    pass


class InvalidSettingError(BotoCoreError, ValueError):
    """A setting of a client or a listing that can never be right. botocore has no such thing."""


class ClientClosedError(BotoCoreError, ValueError):
    """The client was closed. botocore has no such thing."""


class NoRegionError(BotoCoreError):
    def __init__(self, text: str) -> None:
        super().__init__(text.replace("call dzjobs_client_set_region()", "pass region_name="))


class ProfileNotFound(BotoCoreError):
    pass


class InvalidConfigError(BotoCoreError):
    """A profile file or a variable of the environment is wrong."""


class NoCredentialsError(BotoCoreError):
    """The text has what each provider said."""


class ConnectionError(BotoCoreError):
    pass


class EndpointConnectionError(ConnectionError):
    pass


class ConnectTimeoutError(ConnectionError):
    pass


class ProxyConnectionError(ConnectionError):
    pass


class SSLError(ConnectionError):
    pass


class HTTPClientError(BotoCoreError):
    """No answer, for another reason."""


class ReadTimeoutError(HTTPClientError):
    pass


class ConnectionClosedError(HTTPClientError):
    pass


class ResponseParserError(BotoCoreError):
    """The answer is not one of ListJobRuns, or it is over a limit."""


class PaginationError(BotoCoreError):
    """A token came again: the pages go in a circle."""


class OperationNotPageableError(BotoCoreError):
    pass


class UnknownServiceError(BotoCoreError):
    pass


class MissingDependencyException(BotoCoreError):
    """libcurl is not there."""


class DeadlineExceededError(BotoCoreError, TimeoutError):
    """The client's own deadline passed. botocore has no such thing."""


class CancelledError(BotoCoreError):
    """Client.cancel() was called. botocore has no such thing."""


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
    """The exception for a code of the library, but for ESERVICE."""
    import re  # not before something is wrong: it is a good part of what loading would cost

    for its_code, pattern, its_class in _BY_TEXT:
        if code == its_code and re.match(pattern, text, re.DOTALL | re.IGNORECASE):
            return its_class(text)
    return _BY_CODE.get(code, RuntimeError)(text)


def refusal(response: ErrorResponse) -> ClientError:
    """The exception for what the service said."""
    error = response["Error"]
    modelled = _MODELLED.get(error["Code"])
    if modelled is None:
        return ClientError(response, OPERATION)
    return modelled({**response, "message": error["Message"]}, OPERATION)
