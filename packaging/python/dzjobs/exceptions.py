"""The exceptions, with botocore's names: a script changes the import, not the except.

Where botocore is loaded, these are subclasses of its own as well (_botocore.py).
"""

from __future__ import annotations

from . import _botocore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import ErrorResponse


class Error(Exception):
    """The base of every exception of this package, but for MemoryError."""


class _OSError(OSError):
    """A base of four classes, because botocore's are OSErrors, too. CPython lets the bases of a
    class change only if a class of our own is between it and OSError."""


class BotoCoreError(Error):
    """The base of all but what the service itself says. As botocore's, it takes what there is to
    know by name."""

    def __init__(self, text: str | None = None, **kwargs: object) -> None:
        if text is None:
            text = ", ".join(f"{name}: {value}" for name, value in kwargs.items())
        Exception.__init__(self, text or "An unspecified error occurred")
        self.kwargs = kwargs
        _botocore.join(globals())

    def __reduce__(self) -> tuple[type[BotoCoreError], tuple[object, ...], dict[str, object]]:
        return type(self), self.args, dict(vars(self))


class ClientError(Error):
    """The service refused: response["Error"] has its code and message."""

    def __init__(self, error_response: ErrorResponse, operation_name: str) -> None:
        _botocore.join(globals())
        error = error_response.get("Error", {})
        Exception.__init__(
            self, f"An error occurred ({error.get('Code', 'Unknown')}) when calling the "
            f"{operation_name} operation: {error.get('Message', 'Unknown')}")
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


class BaseEndpointResolverError(BotoCoreError):
    pass


class NoRegionError(BaseEndpointResolverError):
    pass


class ValidationError(BotoCoreError):
    pass


class InvalidRegionError(ValidationError, ValueError):
    pass


class InvalidSettingError(BotoCoreError, ValueError):
    """A setting of a client or a listing that can never be right. botocore has no such class."""


class ClientClosedError(BotoCoreError, ValueError):
    """The client was closed. botocore has no such class."""


class ProfileNotFound(BotoCoreError):
    pass


class InvalidConfigError(BotoCoreError):
    """A profile file or a variable of the environment is wrong."""


class NoCredentialsError(BotoCoreError):
    """The text has each provider's reason."""


class ConnectionError(BotoCoreError):
    pass


class EndpointConnectionError(ConnectionError):
    pass


class ConnectTimeoutError(ConnectionError, _OSError):
    pass


class ProxyConnectionError(ConnectionError, _OSError):
    pass


class SSLError(ConnectionError, _OSError):
    pass


class HTTPClientError(BotoCoreError):
    """No answer, for another reason."""


class ReadTimeoutError(HTTPClientError, _OSError):
    pass


class ConnectionClosedError(HTTPClientError):
    pass


class ResponseParserError(BotoCoreError):
    """The answer is not one of ListJobRuns, or it is over a limit."""


class PaginationError(BotoCoreError):
    """A token came again: the pages form a loop."""


class OperationNotPageableError(BotoCoreError):
    pass


class DataNotFoundError(BotoCoreError):
    pass


class UnknownServiceError(DataNotFoundError):
    pass


class MissingDependencyException(BotoCoreError):
    """libcurl is not there."""


class StubResponseError(BotoCoreError):
    """dzjobs.testing.Stubber has another call, or none, in its queue."""


class StubAssertionError(StubResponseError, AssertionError):
    pass


class UnStubbedResponseError(StubResponseError):
    pass


class DeadlineExceededError(BotoCoreError, TimeoutError):
    """The client's own deadline passed. botocore has no such class."""


class CancelledError(BotoCoreError):
    """Client.cancel() was called. botocore has no such class."""


def __getattr__(name: str) -> type[BotoCoreError]:
    return _botocore.made(name, globals())  # type: ignore[return-value]
