"""What goes in and what comes out, as plain values.

Routing, signature check, data and faults all speak in these two types, so none of them needs a
socket to be run or tested.
"""

import json
from typing import Dict, NamedTuple, Tuple

# AWS's framework errors carry the address of the class behind them; clients must cut it off.
CORAL = ":http://internal.amazon.com/coral/com.amazon.coral."


class Request(NamedTuple):
    """One HTTP request; path and query exactly as they were on the wire."""

    method: str
    path: str
    query: str
    headers: Dict[str, str]  # names in lower case; equal names joined with a comma
    body: bytes


class Answer(NamedTuple):
    """One HTTP answer, before the server adds Date, lengths and the encodings of a fault."""

    status: int
    body: bytes
    headers: Tuple[Tuple[str, str], ...] = ()
    content_type: str = "application/json"


def error(status, code, message, *headers):
    """An error in the rest-json shape: the code in a header, the message in the body."""
    body = json.dumps({"message": message}, ensure_ascii=False).encode()
    named = (("x-amzn-errortype", code),) if code else ()
    return Answer(status, body, named + headers)
