"""botocore's Config: each of its keywords. Those without a meaning here are accepted, with a
warning the first time; botocore's own Config does in place of this one.
"""

from __future__ import annotations

from .exceptions import InvalidSettingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# In botocore's order, since it takes them by position, too, and with its defaults.
OPTION_DEFAULTS: dict[str, Any] = {
    "region_name": None, "signature_version": None, "user_agent": None, "user_agent_extra": None,
    "user_agent_appid": None, "connect_timeout": 60, "read_timeout": 60,
    "parameter_validation": True, "max_pool_connections": 10, "proxies": None,
    "proxies_config": None, "s3": None, "s3_disable_express_session_auth": None, "retries": None,
    "client_cert": None, "inject_host_prefix": None, "endpoint_discovery_enabled": None,
    "use_dualstack_endpoint": None, "use_fips_endpoint": None,
    "ignore_configured_endpoint_urls": None, "defaults_mode": None, "tcp_keepalive": None,
    "request_min_compression_size_bytes": None, "disable_request_compression": None,
    "client_context_params": None, "sigv4a_signing_region_set": None,
    "request_checksum_calculation": None, "response_checksum_validation": None,
    "account_id_endpoint_mode": None, "auth_scheme_preference": None}
USED = {"region_name", "user_agent_extra", "user_agent_appid", "connect_timeout", "read_timeout",
        "proxies", "retries", "use_fips_endpoint"}
# Values of the others that ask for what happens in any case.
_GRANTED = {"signature_version": ("v4", "s3v4"), "tcp_keepalive": (True,),
            "parameter_validation": (True,), "use_dualstack_endpoint": (True, False),
            "ignore_configured_endpoint_urls": (False,), "defaults_mode": ("standard", "legacy")}
_REASONS = {"signature_version": "requests are signed with SigV4",
            "user_agent": "it is the library's; user_agent_extra adds to it",
            "max_pool_connections": "each listing has the connections it needs",
            "proxies_config": "trust the proxy's certificate by verify= or AWS_CA_BUNDLE",
            "parameter_validation": "parameters are always checked"}
_warned: set[str] = set()


class Config:
    """botocore.config.Config. retries, proxies, connect_timeout, read_timeout, region_name,
    user_agent_extra, user_agent_appid and use_fips_endpoint have an effect. Other options are
    accepted, with a warning the first time."""

    OPTION_DEFAULTS = OPTION_DEFAULTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if len(args) > len(OPTION_DEFAULTS):
            raise TypeError(f"Takes at most {len(OPTION_DEFAULTS)} arguments ({len(args)} given)")
        given = dict(zip(OPTION_DEFAULTS, args))
        for name, value in kwargs.items():
            if name not in OPTION_DEFAULTS:
                raise TypeError(f"Got unexpected keyword argument '{name}'")
            if name in given:
                raise TypeError(f"Got multiple values for keyword argument '{name}'")
            given[name] = value
        self._user_provided_options = given
        vars(self).update({**OPTION_DEFAULTS, **given})
        check(self)

    if TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any: ...

    def merge(self, other_config: Config) -> Config:
        """Returns a Config of both; the other's options come first."""
        return Config(**{**self._user_provided_options, **other_config._user_provided_options})

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value
                            in self._user_provided_options.items())
        return f"Config({options})"


def check(config: Any) -> dict[str, Any]:
    """Returns the given options of a Config, ours or botocore's. Warns of those without effect."""
    given: dict[str, Any] = getattr(config, "_user_provided_options", None) or {
        name: getattr(config, name) for name in USED if getattr(config, name, None) is not None}
    for name, value in given.items():
        if name in USED or value is None or value in _GRANTED.get(name, ()):
            continue
        if name == "ignore_configured_endpoint_urls":
            raise InvalidSettingError(
                f"{name}: set AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true, or pass endpoint_url")
        if name == "client_cert":
            raise InvalidSettingError(f"{name}: not supported; DataZone asks for none")
        _warn(name, _REASONS.get(name, "a listing has no use for it"))
    mode = (given.get("retries") or {}).get("mode")
    if mode not in (None, "standard"):
        _warn("retries", f"the mode is always 'standard', not {mode!r}")
    return given


def _warn(name: str, reason: str) -> None:
    if name in _warned:
        return
    _warned.add(name)
    import warnings

    warnings.warn(f"dzjobs: Config({name}=...) has no effect: {reason}", stacklevel=4)


def settings(config: Any) -> dict[str, Any]:
    """Returns the settings of a Client, by its names."""
    if config is None:
        return {}
    given = check(config)
    agent = given.get("user_agent_extra")
    if given.get("user_agent_appid"):
        agent = " ".join(filter(None, (f"app/{given['user_agent_appid']}", agent)))
    chosen = {
        "region_name": given.get("region_name"), "user_agent_extra": agent,
        "connect_timeout": _longest(given, "connect_timeout"),
        "read_timeout": _longest(given, "read_timeout"),
        "max_attempts": _attempts(given.get("retries") or {}),
        "proxy": _proxy(given.get("proxies")),
        "use_fips_endpoint": bool(given.get("use_fips_endpoint"))}
    return {name: value for name, value in chosen.items() if value is not None}


def _longest(given: Mapping[str, Any], name: str) -> Any:
    """Returns seconds. None means no limit, as in botocore."""
    return 364 * 86400 if name in given and given[name] is None else given.get(name)


def _attempts(retries: Mapping[str, Any]) -> int | None:
    """Returns the number of attempts; botocore's max_attempts counts retries alone."""
    if "total_max_attempts" in retries:
        return int(retries["total_max_attempts"])
    return int(retries["max_attempts"]) + 1 if "max_attempts" in retries else None


def _proxy(proxies: Mapping[str, str] | None) -> str | None:
    """Returns the proxy; None for the environment's. An empty mapping means no proxy."""
    return None if proxies is None else proxies.get("https", "")
