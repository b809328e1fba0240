"""The library's lines in the loggers "dzjobs", "dzjobs.credentials" and "dzjobs.retries", at
botocore's levels: what a request does is DEBUG, which credentials are found INFO.

Nothing here loads `logging`: before somebody has, nobody can have asked for a line.
"""

from __future__ import annotations

import sys

DEBUG = 10
_LEVELS = {1: DEBUG, 2: 20, 3: 30}
_REQUEST, _RESPONSE, RETRY, _CREDENTIALS = range(1, 5)
_LOGGERS = {RETRY: "dzjobs.retries", _CREDENTIALS: "dzjobs.credentials"}


def write(level: int, topic: int, line: bytes) -> None:
    """Takes a line of the library's log callback."""
    if "logging" not in sys.modules:
        return
    import logging

    # botocore's retries and lost responses are no warnings.
    number = DEBUG if topic in (_REQUEST, _RESPONSE, RETRY) else _LEVELS.get(level, 30)
    top = logging.getLogger("dzjobs")
    if not top.handlers:  # as boto3 does: no last resort prints what nobody asked for
        top.addHandler(logging.NullHandler())
    logger = logging.getLogger(_LOGGERS.get(topic, "dzjobs"))
    if logger.isEnabledFor(number):
        logger.log(number, "%s", line.decode(errors="replace"))


def give_up(text: str) -> None:
    """True if no further attempt follows."""
    write(1, RETRY, b"giving up: " + text.encode(errors="replace"))


def set_stream_logger(name: str = "dzjobs", level: int = DEBUG,
                      format_string: str | None = None) -> None:
    """Writes the log to stderr. The names boto3 and botocore select all of its loggers, too."""
    import logging

    if name.partition(".")[0] in ("boto3", "botocore", ""):
        name = "dzjobs"
    logger = logging.getLogger(name)
    logger.setLevel(level)
    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.setFormatter(logging.Formatter(
        format_string or "%(asctime)s %(name)s [%(levelname)s] %(message)s"))
    logger.addHandler(handler)
