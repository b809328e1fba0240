"""Requests and answers as plain values.

Routing, signature check, data and faults use only these two types, so each of them can be run and
tested without a socket.
"""

import json
from typing import Dict, NamedTuple, Tuple

# AWS's framework errors have a URL after the name; clients must cut it off.
CORAL = ":http://internal.amazon.com/coral/com.amazon.coral."


class Request(NamedTuple):
    """One HTTP request, with path and query exactly as received."""

    method: str
    path: str
    query: str
    headers: Dict[str, str]  # names in lower case; equal names joined with a comma
    body: bytes


class Answer(NamedTuple):
    """One HTTP answer, before the server adds Date, lengths and the changes of a fault."""

    status: int
    body: bytes
    headers: Tuple[Tuple[str, str], ...] = ()
    content_type: str = "application/json"


def error(status, code, message, *headers):
    """Makes a rest-json error: the code in a header, the message in the body."""
    body = json.dumps({"message": message}, ensure_ascii=False).encode()
    named = (("x-amzn-errortype", code),) if code else ()
    return Answer(status, body, named + headers)
