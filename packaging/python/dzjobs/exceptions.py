"""The exceptions, with botocore's names: a script changes the import, not the except.

Where botocore is loaded, these are subclasses of its own as well (_botocore.py).
"""

from __future__ import annotations

from . import _botocore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import ErrorResponse


class Error(Exception):
    """The base of every exception of this package except MemoryError."""


class _OSError(OSError):
    """A base of four classes, because botocore's are OSErrors, too. CPython lets the bases of a
    class change only if a class of our own is between it and OSError."""


class BotoCoreError(Error):
    """The base of all exceptions except the service's. Like botocore's it takes details by name."""

    def __init__(self, text: str | None = None, **kwargs: object) -> None:
        if text is None:
            text = ", ".join(f"{name}: {value}" for name, value in kwargs.items())
        Exception.__init__(self, text or "An unspecified error occurred")
        self.kwargs = kwargs
        _botocore.join(globals())

    def __reduce__(self) -> tuple[type[BotoCoreError], tuple[object, ...], dict[str, object]]:
        return type(self), self.args, dict(vars(self))


class ClientError(Error):
    """An error of the service. `response["Error"]` has its code and message."""

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
    """The caller may not list these runs."""


class ConflictException(ClientError):
    """The request conflicts with the state of a resource."""


class InternalServerException(ClientError):
    """The service failed; retries did not help."""


class ResourceNotFoundException(ClientError):
    """The domain or the job does not exist."""


class ServiceQuotaExceededException(ClientError):
    """A quota of the account is used up."""


class ThrottlingException(ClientError):
    """Too many requests; retries did not help."""


class UnauthorizedException(ClientError):
    """The caller has no permission for this action."""


class ValidationException(ClientError):
    """The service refused a parameter."""


class ParamValidationError(BotoCoreError):
    """A parameter that can never be right. Nothing was sent."""

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.kwargs = {"report": report}

    def __str__(self) -> str:
        return f"Parameter validation failed:\n{self.kwargs['report']}"


class BaseEndpointResolverError(BotoCoreError):
    """The base of NoRegionError."""


class NoRegionError(BaseEndpointResolverError):
    """No region was given or found."""


class ValidationError(BotoCoreError):
    """The base of InvalidRegionError."""


class InvalidRegionError(ValidationError, ValueError):
    """The region cannot be part of a host name."""


class InvalidSettingError(BotoCoreError, ValueError):
    """A setting of a client or a listing that can never be right. botocore has no such class."""


class ClientClosedError(BotoCoreError, ValueError):
    """The client was closed. botocore has no such class."""


class ProfileNotFound(BotoCoreError):
    """No config file has the profile."""


class InvalidConfigError(BotoCoreError):
    """A profile file or a variable of the environment is wrong."""


class NoCredentialsError(BotoCoreError):
    """No provider has credentials. The text has each one's reason."""


class ConnectionError(BotoCoreError):
    """The base of four: no connection."""


class EndpointConnectionError(ConnectionError):
    """The endpoint cannot be reached."""


class ConnectTimeoutError(ConnectionError, _OSError):
    """Connecting took longer than connect_timeout."""


class ProxyConnectionError(ConnectionError, _OSError):
    """The proxy cannot be reached, or refuses."""


class SSLError(ConnectionError, _OSError):
    """TLS failed, for instance by an untrusted certificate."""


class HTTPClientError(BotoCoreError):
    """No response, for another reason."""


class ReadTimeoutError(HTTPClientError, _OSError):
    """The response took longer than timeout or read_timeout."""


class ConnectionClosedError(HTTPClientError):
    """The connection ended before the response."""


class ResponseParserError(BotoCoreError):
    """The response is not one of ListJobRuns, or it exceeds a limit."""


class PaginationError(BotoCoreError):
    """A token came again: the pages form a loop."""


class OperationNotPageableError(BotoCoreError):
    """The operation is not list_job_runs."""


class DataNotFoundError(BotoCoreError):
    """The base of UnknownServiceError."""


class UnknownServiceError(DataNotFoundError):
    """The service is not datazone."""


class MissingDependencyException(BotoCoreError):
    """libcurl is needed and cannot be loaded."""


class StubResponseError(BotoCoreError):
    """The queue of dzjobs.testing.Stubber does not fit the call."""


class StubAssertionError(StubResponseError, AssertionError):
    """The parameters are not the expected ones."""


class UnStubbedResponseError(StubResponseError):
    """The queue of the Stubber is empty."""


class DeadlineExceededError(BotoCoreError, TimeoutError):
    """The client's own deadline passed. botocore has no such class."""


class CancelledError(BotoCoreError):
    """Client.cancel() was called. botocore has no such class."""


def __getattr__(name: str) -> type[BotoCoreError]:
    return _botocore.made(name, globals())  # type: ignore[return-value]
