"""The parameters of ListJobRuns and of its paginator: what botocore refuses is refused here, in
its words; the rest goes on to the library and the service.
"""

from __future__ import annotations

from .exceptions import InvalidSettingError, ParamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

REQUIRED = ("domainIdentifier", "jobIdentifier")
SETTERS = {"status": "status", "sortOrder": "sort_order", "nextToken": "next_token",
           "maxResults": "max_results"}
MEMBERS = (*REQUIRED, *SETTERS)
INT_MAX, INT64_MAX = 2**31 - 1, 2**63 - 1  # ctypes would cut what is more, without a word


def wrong_type(name: str, expected: str, value: object) -> TypeError:
    return TypeError(f"{name}: expected {expected}, got {type(value).__name__}")


def whole(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong_type(name, "int", value)
    return min(value, INT_MAX)


def encoded(name: str, value: object) -> bytes:
    """As the library takes a string, which ends at the first NUL."""
    if not isinstance(value, str):
        raise wrong_type(name, "str", value)
    if "\0" in value:
        raise ParamValidationError(f"Invalid value for parameter {name}: contains a NUL character")
    return value.encode()


def at_least_0(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong_type(name, "int", value)
    if value < 0:
        raise InvalidSettingError(f"{name}: less than 0")
    return value


class Query:
    """The parameters of the operation, and a PaginationConfig."""

    def __init__(self, parameters: Mapping[str, object],
                 config: Mapping[str, object] | None = None) -> None:
        config = {} if config is None else config
        if not hasattr(config, "get"):
            raise wrong_type("PaginationConfig", "dict", config)
        self._parameters = dict(parameters)
        self._max_items = _whole(config.get("MaxItems"))
        if config.get("PageSize") is not None:
            self._parameters["maxResults"] = _whole(config["PageSize"])
        self._starting_token = config.get("StartingToken")

    @classmethod
    def of_pages(cls, PaginationConfig: Mapping[str, object] | None = None,
                 **parameters: object) -> Query:
        return cls(parameters, PaginationConfig)

    def settings(self) -> tuple[bytes, bytes, list[tuple[str, bytes | int]]]:
        """Returns the domain, the job, and pairs of a listing's setter and its value."""
        given, tokens = self._parameters, {}
        if self._starting_token is not None:
            given = {**given, "nextToken": self._starting_token}
            tokens = {"nextToken": "resume_token"}
        _check(given)
        domain, job = (encoded(name, str(given[name])) for name in REQUIRED)
        settings: list[tuple[str, bytes | int]] = []
        for name, value in given.items():
            if name in SETTERS:
                setter = tokens.get(name, SETTERS[name])
                assert isinstance(value, (str, int))
                settings.append((
                    setter, encoded(name, value) if isinstance(value, str) else value))
        if self._max_items is not None:
            if self._max_items < 0:
                raise ParamValidationError(
                    f"Invalid value for parameter MaxItems, value: {self._max_items}, "
                    "valid min value: 0")
            settings.append(("max_items", min(self._max_items, INT64_MAX)))
        return domain, job, settings

    def sent(self, url: str) -> dict[str, object]:
        """Returns the parameters of the request to this URL, for a Stubber."""
        from urllib.parse import parse_qsl, urlsplit

        given = dict(self._parameters)
        for name, value in parse_qsl(urlsplit(url).query):
            given[name] = int(value) if name == "maxResults" else value
        return given


def _whole(value: object) -> int | None:
    """Returns a number; botocore takes its text, too."""
    return None if value is None else int(value)  # type: ignore[call-overload]


def _check(given: Mapping[str, object]) -> None:
    """Reports all wrong parameters at once, in botocore's order."""
    report = [f'Missing required parameter in input: "{name}"'
              for name in REQUIRED if name not in given]
    report += [f'Unknown parameter in input: "{name}", must be one of: {", ".join(MEMBERS)}'
               for name in given if name not in MEMBERS]
    report += [text for name, value in given.items() if name in MEMBERS
               for text in _complaints(name, value)]
    if report:
        raise ParamValidationError("\n".join(report))


def _complaints(name: str, value: object) -> list[str]:
    valid = int if name == "maxResults" else str
    if not isinstance(value, valid):
        return [f"Invalid type for parameter {name}, value: {value}, type: {type(value)}, "
                f"valid types: {valid}"]
    if isinstance(value, int) and value < 1:
        return [f"Invalid value for parameter {name}, value: {value}, valid min value: 1"]
    if isinstance(value, int) and value > INT_MAX:
        return [f"Invalid value for parameter {name}, value: {value}, valid max value: {INT_MAX}"]
    if name == "nextToken" and not value:
        return [f"Invalid length for parameter {name}, value: 0, valid min length: 1"]
    return []
