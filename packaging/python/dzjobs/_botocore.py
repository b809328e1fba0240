"""The ties between our exceptions and botocore's. Where botocore is loaded, ours become subclasses
of its own. Names that no listing raises exist, because scripts import them."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# The base, and what botocore derives from it. Tests/python/test_exceptions.py compares.
NEVER_RAISED = {
    "BotoCoreError": (
        "UnknownRegionError ApiVersionNotFoundError InvalidIMDSEndpointError "
        "InvalidIMDSEndpointModeError NoAuthTokenError TokenRetrievalError "
        "PartialCredentialsError CredentialRetrievalError UnknownSignatureVersionError "
        "ServiceNotInRegionError ConfigParseError ConfigNotFound MissingParametersError "
        "UnknownServiceStyle ChecksumError UnseekableStreamError WaiterError IncompleteReadError "
        "InvalidExpressionError UnknownCredentialError WaiterConfigError "
        "UnknownClientMethodError UnsupportedSignatureVersionError InvalidDNSNameError "
        "InvalidS3AddressingStyleError UnsupportedS3ArnError UnsupportedS3ControlArnError "
        "InvalidHostLabelError UnsupportedOutpostResourceError UnsupportedS3ConfigurationError "
        "UnsupportedS3AccesspointConfigurationError InvalidEndpointDiscoveryConfigurationError "
        "UnsupportedS3ControlConfigurationError InvalidRetryConfigurationError "
        "InvalidS3UsEast1RegionalEndpointConfigError InvalidSTSRegionalEndpointsConfigError "
        "RefreshWithMFAUnsupportedError MD5UnavailableError MetadataRetrievalError SSOError "
        "LoginError CapacityNotAvailableError InvalidProxiesConfigError InvalidDefaultsMode "
        "AwsChunkedWrapperError FlexibleChecksumError InvalidEndpointConfigurationError "
        "EndpointProviderError InvalidChecksumConfigError UnsupportedServiceProtocolsError"),
    "HTTPClientError": "ResponseStreamingError",
    "BaseEndpointResolverError":
        "EndpointVariantError UnknownEndpointError UnknownFIPSEndpointError",
    "ValidationError": "UnknownKeyError RangeError UnknownParameterError "
                       "AliasConflictParameterError",
    "ClientError": "EventStreamError",
    "InvalidRetryConfigurationError": "InvalidMaxRetryAttemptsError InvalidRetryModeError",
    "InvalidConfigError": "InfiniteLoopConfigError",
    "Error": "UndefinedModelAttributeError",
    "UndefinedModelAttributeError": "MissingServiceIdError",
    "SSOError": "SSOTokenLoadError UnauthorizedSSOTokenError",
    "LoginError": "LoginRefreshRequired LoginInsufficientPermissions LoginTokenLoadError "
                  "LoginAuthorizationCodeError",
    "EndpointProviderError": "EndpointResolutionError UnknownEndpointResolutionBuiltInName",
    "Warning": "UnsupportedTLSVersionWarning ImminentRemovalWarning",
}
_VALUE_ERRORS = {"UnknownEndpointError"}
_BASES = {name: base for base, names in NEVER_RAISED.items() for name in names.split()}
_joined: set[int] = set()


def made(name: str, module: dict[str, object]) -> type[BaseException]:
    """The class of that name, which is made when somebody asks for it."""
    base = _BASES.get(name)
    if base is None:
        raise AttributeError(f"module 'dzjobs.exceptions' has no attribute {name!r}")
    parent = Warning if base == "Warning" else module.get(base) or made(base, module)
    assert isinstance(parent, type)
    bases: tuple[type, ...] = (parent, ValueError) if name in _VALUE_ERRORS else (parent,)
    new: type[BaseException] = type(name, bases, {
        "__module__": module["__name__"], "__doc__": "dzjobs never raises it."})
    module[name] = new
    return new


def join(module: Mapping[str, object]) -> None:
    """Makes our classes subclasses of botocore's of the same names, once botocore.exceptions is
    loaded. Python compares real bases in an `except`, and an instance that exists follows its
    class, so the moment at which ours is made is early enough, and no import hook is needed."""
    theirs = sys.modules.get("botocore.exceptions")
    if theirs is None or id(theirs) in _joined:
        return
    _joined.add(id(theirs))
    for name, each in list(module.items()):
        other = getattr(theirs, name, None)
        if isinstance(each, type) and isinstance(other, type) and name not in _BASES and (
                other not in each.__mro__):
            ours = [base for base in each.__bases__ if base.__module__ == each.__module__
                    and base.__name__[0] != "_"]
            built_in = [base for base in each.__bases__ if base.__module__ == "builtins"
                        and base not in other.__mro__]
            each.__bases__ = (*ours, other, *built_in)
