"""Bodies that are not ListJobRuns answers are refused, and the error text names the place.

botocore accepts some of them in ways that nobody can rely on. For each difference a test first
shows botocore's result. A second reader, made of Python's json and the schema, judges mutated
bodies and must agree with the library on each.
"""

import json

import hypothesis
import pytest
from hypothesis import strategies as st

import dzjobs
import pages
import reference
from answers import damaged
from dzjobs import EPARSE, ETOOBIG, PAGE, SEND, Answer
from pages import NUMERIC, Number, Object
from test_answer import delivered


def refused(body, **settings):
    listing, event = delivered(Answer(body=body), **settings)
    assert event == EPARSE and listing.next_page() == EPARSE
    assert listing.page_run_count == 0 and listing.error
    return listing.error


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"<html></html>", b"{", b'{"items":[]', b'{"items":[]} x', b"{}{}", b"{} ,",
     b"{'items':[]}", b'{"items":[],}', b'{"items":[{},]}', b'{"items":[01]}', b"\xef\xbb\xbf{}"],
)
def test_a_body_that_is_not_json_is_not_an_empty_page(body):
    """botocore reads each of these as an answer without runs. Monitoring that finds no failed run
    must not depend on a broken proxy."""
    assert "items" not in reference.parse(Answer(body=body))
    refused(body)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"5", b"true"])
def test_json_without_an_object_is_refused(body):
    """botocore raises an arbitrary error: AttributeError or TypeError."""
    with pytest.raises((AttributeError, TypeError)):
        reference.parse(Answer(body=body))
    refused(body)


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity"])
def test_nan_and_infinity_are_refused(word):
    """Python's json accepts them."""
    body = b'{"items":[],"x":%s}' % word
    assert reference.parse(Answer(body=body))["items"] == []
    refused(body)


@pytest.mark.parametrize("escape", [rb"\ud800", rb"\udc00", rb"\ud800\ud800", rb"a\ud83dz"])
def test_lone_surrogates_are_refused(escape):
    """Python keeps them, but they cannot be written as UTF-8."""
    body = b'{"items":[{"runId":"%s"}]}' % escape
    reference.parse(Answer(body=body))
    refused(body)
    refused(b'{"%s":1}' % escape)


@pytest.mark.parametrize("raw", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"])
def test_invalid_utf8_is_refused(raw):
    with pytest.raises(UnicodeDecodeError):
        reference.parse(Answer(body=b'{"items":[{"runId":"%s"}]}' % raw))
    assert "byte 20" in refused(b'{"items":[{"runId":"%s"}]}' % raw)
    refused(b'{"x":"%s"}' % raw)


WRONG = Number("99999999999999999999")  # not a string, object, list, or time before the year 10000
PLACES = [f"items[{{}}].{name}" for name in pages.MEMBERS] + [
    "items[{}].error.message", "items[{}]", "items", "nextToken"]


@hypothesis.given(st.sampled_from(PLACES), pages.page_objects(), st.integers(0, 10**6), st.data())
def test_wrong_types_are_refused_with_path_and_byte(place, page, seed, data):
    """botocore accepts a number for a string and fails on the others."""
    runs = [value for name, value in page if name == "items" and value]
    runs = list(runs[-1]) if runs else [Object()]
    index = data.draw(st.integers(0, len(runs) - 1))
    others = [pair for pair in page if pair[0] != "items"]
    if place in ("items", "nextToken"):
        pairs = [pair for pair in others if pair[0] != place] + [(place, WRONG)]
    else:
        head, _, member = place.partition("].")
        name, _, inner = member.partition(".")
        value = Object([(inner, WRONG)]) if inner else WRONG
        rest = [pair for pair in runs[index] or [] if pair[0] != name]
        runs[index] = Object(rest + [(name, value)]) if name else WRONG
        pairs = others + [("items", runs)]
    body = pages.render(Object(pairs), seed).encode()
    hypothesis.assume(body.count(WRONG.encode()) == 1)
    text = refused(body)
    assert text.startswith(place.format(index) + ": "), text
    assert text.endswith(f"(byte {body.index(WRONG.encode())})"), text


def test_the_text_of_an_error_quotes_the_value():
    runs = [{}, {}, {}, {"createdAt": "abc"}]
    body = json.dumps({"items": runs}).encode()
    at = body.index(b'"abc"')
    assert refused(body) == f'items[3].createdAt: "abc" is not a timestamp (byte {at})'


@pytest.mark.parametrize(
    "value", ["true", "false", '""', '"abc"', '"2023-11-14"', '"2023-11-14T22:13:20"', "[]", "{}",
              '"20231114T221320"', "253402300800", "-62135596801", "1e20", '"Infinity"', '"NaN"',
              '"Tue, 14 Nov 2023 22:13:20"', '"2023-02-29T00:00:00Z"', '"2023-11-14T24:00:01Z"'],
)
def test_values_that_are_not_times_are_refused(value):
    """botocore reads a bool as a number, and accepts times without a zone, whose meaning is
    unknown. It refuses the others, each with another exception."""
    text = refused(b'{"items":[{"startTime":%s}]}' % value.encode())
    assert text.startswith("items[0].startTime: ") and text.endswith("(byte 23)")


def test_limits():
    """Depth 512 and 64 MiB are accepted, one more is refused."""
    def nested(depth):
        return b'{"items":null,"x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"

    def body(length):
        return b'{"items":null,"x":"' + b"a" * (length - 21) + b'"}'

    for make, limit in (nested, 512), (body, 64 << 20):
        assert delivered(Answer(body=make(limit)))[1] == PAGE
        listing, event = delivered(Answer(body=make(limit + 1)))
        assert event == ETOOBIG and listing.error and listing.page_run_count == 0


def test_a_token_that_is_too_long_comes_after_its_page():
    """The page itself is delivered. botocore sends the token, although the service never accepts
    it."""
    page = {"items": [{"runId": "r"}], "nextToken": "\N{GRINNING FACE}" * 8193}
    listing, event = delivered(Answer(body=json.dumps(page).encode()))
    assert event == PAGE and listing.page_run_count == 1
    assert listing.next_page() == ETOOBIG and "nextToken" in listing.error
    page["nextToken"] = page["nextToken"][1:]
    listing, event = delivered(Answer(body=json.dumps(page).encode()))
    assert event == PAGE and listing.next_page() == SEND


class Unclear(Exception):
    """The two readers may differ here: a duplicate name, or a time in a rare notation."""


def readable(body):
    """True if the body is a ListJobRuns answer for Python's json and the schema."""
    def constant(word):
        raise ValueError(word)

    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Unclear
        return dict(pairs)

    try:
        page = json.loads(body.decode(), parse_int=Number, parse_float=Number,
                          parse_constant=constant, object_pairs_hook=unique)
        json.dumps(page, ensure_ascii=False).encode()  # no lone surrogates
    except (ValueError, RecursionError):
        return False
    if not isinstance(page, dict) or page and not {"items", "nextToken"}.intersection(page):
        return False
    return _is(page.get("nextToken"), str) and (
        _is(page.get("items"), list) and all(map(_readable_run, page.get("items") or [])))


def _is(value, kind):
    return value is None or (isinstance(value, kind) and not isinstance(value, Number))


def _readable_run(run):
    if not _is(run, dict):
        return False
    run = run or {}
    for name in pages.TIMES:
        value = run.get(name)
        if isinstance(value, Number):
            if not pages.in_range(value):
                return False
        elif isinstance(value, str):
            if not NUMERIC.fullmatch(value) or not pages.in_range(value):
                raise Unclear
        elif value is not None:
            return False
    strings = [run.get(name) for name in dzjobs.STRING_GETTERS if name != "error.message"]
    error = run.get("error")
    return _is(error, dict) and all(_is(v, str) for v in [*strings, (error or {}).get("message")])


@hypothesis.given(pages.page_objects(), st.integers(0, 10**6), st.data())
def test_mutated_bodies_are_judged_alike(page, seed, data):
    body = pages.render(page, seed).encode()
    body = data.draw(damaged(body))
    try:
        good = readable(body)
    except Unclear:
        hypothesis.reject()
    listing, event = delivered(Answer(body=body))
    assert event == (PAGE if good else EPARSE), listing.error
