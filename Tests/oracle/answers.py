"""Answers of all kinds: pages, errors, texts of proxies, and damaged copies of each.

pages.py has the answers of a service; this file has everything that the network may deliver.
"""

import json

from hypothesis import strategies as st

import pages
from dzjobs import Answer
from pages import Number, Object

SNIPPETS = [b"", b",", b"}", b"]", b"{", b"[", b'"', b":", b"\\", b"\\u", b"\\ud83d", b"0", b"-",
            b".", b"e", b"null", b"nul", b" ", b"\t", b"\0", b"\x1f", b"\xff", b"\xc3", b"/", b"1"]
NAMES = ("code", "Code", "__type", "message", "Message", "errorMessage")
HEADERS = ("x-amzn-errortype", "x-amzn-requestid", "x-amz-request-id", "date", "content-type")

_codes = st.sampled_from(
    ["ThrottlingException", "a.b#ValidationException", "X:http://x/#y", "", ":", "#", "a b", "E\0F"]
)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_values = st.one_of(_codes, _codes, _texts, _texts, st.none(), pages.anything)
_errors = st.lists(st.tuples(st.sampled_from(NAMES), _values), max_size=4).map(Object)
_odd_runs = st.fixed_dictionaries({}, optional={name: pages.anything for name in pages.MEMBERS})
_odd_pages = st.fixed_dictionaries(
    {},
    optional={
        "items": st.lists(_odd_runs.map(lambda run: Object(run.items())), max_size=2)
        | pages.anything,
        "nextToken": pages.anything,
    },
).map(lambda page: Object(page.items()))
_times = st.sampled_from(
    ["2026-11-23", "2026-11-23T10:00:00", "2026-11-23T10:00Z", "10:00", "20261123", "Infinity",
     "nan", "1e400", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-W48-1",
     "23 Nov 2026 10:00 GMT", "Mon, 23 Nov 2026 10:00:00 -0000", "2026-11-23T24:00:00Z", " 1", "1 "]
)
_odd_times = st.lists(
    st.tuples(st.sampled_from(pages.TIMES), _times | _texts | pages.anything).map(
        lambda pair: Object([pair])
    ),
    max_size=2,
).map(lambda runs: Object([("items", runs)]))
_rendered = st.builds(
    lambda value, seed: pages.render(value, seed).encode(),
    st.one_of(pages.page_objects(), _odd_pages, _odd_times, _errors, _errors, pages.anything),
    st.integers(0, 10**6),
)
_others = st.one_of(
    st.sampled_from(
        [b"", b" \n", b"<html><b>Bad Gateway</b></html>", b"<!DOCTYPE html>x", b"Bad Gateway",
         b"\xef\xbb\xbf{}", b"{}{}", b"NaN", b'{"items":[],"x":NaN}', b'{"x":"\\ud800"}',
         b"\x1f\x8b"]
    ),
    _texts.map(str.encode),
    st.binary(max_size=20),
)


@st.composite
def damaged(draw, body):
    """Changes, removes or inserts a byte or two of a body."""
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(body)))
        removed = draw(st.sampled_from([0, 1, 1, 2, len(body)]))
        body = body[:at] + draw(st.sampled_from(SNIPPETS)) + body[at + removed:]
    return body


_visible = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=12)
_headers = st.lists(
    st.tuples(st.sampled_from(HEADERS), _codes.filter(lambda text: "\0" not in text) | _visible),
    max_size=4,
    unique_by=lambda header: header[0],
).map(tuple)
_statuses = st.sampled_from([200, 200, 200, 201, 204, 206, 299, 300, 301, 400, 403, 429, 500, 502])


def answers():
    bodies = st.one_of(_rendered, _rendered, _rendered.flatmap(damaged), _others)
    return st.builds(Answer, _statuses | st.integers(200, 599), bodies, _headers)


def loads(body):
    """Reads a body with Python's json, numbers as their text. Raises ValueError."""
    return json.loads(body.decode(), parse_float=Number, parse_int=Number, parse_constant=Number)
