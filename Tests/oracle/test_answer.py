"""Pages, read by botocore and by us: getters, page JSON and run JSON match botocore.

Numbers are compared as text and times exactly. botocore's times go through a double, so the
comparison with botocore has the precision of a double.
"""

import datetime
import json
import math
import re

import hypothesis
import pytest
from hypothesis import strategies as st

import dzjobs
import pages
import reference
from dzjobs import DONE, PAGE, SEND, Answer, Listing
from pages import NUMERIC, Number, Object

MICROSECOND = datetime.timedelta(microseconds=1)


def delivered(answer, **settings):
    """The listing after the first page, and the event."""
    listing = Listing(max_attempts=1, **settings)
    assert listing.next_page() == SEND and listing.answer(answer) == 0
    return listing, listing.next_page()


def loads(text):
    return json.loads(text, parse_float=Number, parse_int=Number)


def instant(value):
    """The instant of a timestamp from loads(). botocore reads notations with letters."""
    if isinstance(value, Number) or NUMERIC.fullmatch(value):
        return pages.microseconds(value)
    return reference.microseconds(reference.botocore.utils.parse_timestamp(value))


def tolerance(value):
    """The largest difference between a double and the decimal, both rounded to microseconds."""
    if isinstance(value, Number) or NUMERIC.fullmatch(value):
        return math.floor(math.ulp(float(value)) / 2 * 1e6 + 1 + 1e-6)
    return 0


def present(run):
    return {name: value for name, value in (run or {}).items() if value is not None}


def expected_members(run):
    """The expected results of the getters of a run: strings end at a NUL."""
    run = present(run)
    message = present(run.pop("error", None)).get("message")
    if message is not None:
        run["error.message"] = message
    found = {name: run[name].partition("\0")[0] for name in dzjobs.STRING_GETTERS if name in run}
    return {**found, **{name: instant(run[name]) for name in dzjobs.TIME_GETTERS if name in run}}


def written_time(instant_us, style):
    if style == dzjobs.EPOCH:
        return instant_us
    moment = pages.EPOCH + instant_us * MICROSECOND
    text = f"{moment.year:04}{moment.strftime('-%m-%dT%H:%M:%S')}"
    if moment.microsecond:
        text += f".{moment.microsecond:06}".removesuffix("000")
    return text + "Z"


def expected_json(run, style):
    """The expected JSON of a run: known members except null ones, then all others."""
    known = {name: value for name, value in present(run).items() if name in pages.MEMBERS}
    for name in pages.TIMES:
        if name in known:
            known[name] = written_time(instant(known[name]), style)
    if (error := known.get("error")) and error.get("message", "") is None:
        known["error"] = {name: value for name, value in error.items() if name != "message"}
    others = {name: value for name, value in (run or {}).items() if name not in pages.MEMBERS}
    return known | others


def read_json(text, style):
    run = loads(text)
    if style == dzjobs.EPOCH:
        for name in pages.TIMES:
            if name in run:
                assert isinstance(run[name], Number)
                run[name] = pages.fractions.Fraction(run[name]) * 10**6
    return run


def check_order(text, original, known):
    """Checks that known members come first, in the order of the API reference, then the others in
    their own order. There is no white space between tokens; numbers and strings stay as they were.
    """
    ours, theirs = pages.members(text), pages.members(original)
    names = [name for name, _ in ours]
    count = sum(name in known for name in names)
    assert names[:count] == [name for name in known if name in names]
    unknown = [(name, compact(value)) for name, value in theirs if name not in known]
    assert "\n" not in text and "\r" not in text
    if len(dict(unknown)) == len(unknown):
        assert ours[count:] == unknown
    else:
        assert dict(ours[count:]) == dict(unknown)


def compact(text):
    """Removes the white space between the tokens of JSON."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', r"\1", text)


def originals(body):
    """The text of each run in a page's text."""
    found, at = [], 1
    items = dict(pages.members(body)).get("items", "null")
    if items == "null":
        return found
    while items[at:].strip(" \t\r\n]"):
        at += len(items[at:]) - len(items[at:].lstrip(" \t\r\n,"))
        _, end = json.JSONDecoder().raw_decode(items, at)
        found.append(items[at:end])
        at = end
    return found


@hypothesis.given(pages.page_objects(), st.integers(0, 10**6), st.sampled_from([0, 1]))
def test_pages_match_botocore(page, seed, style):
    body = pages.render(page, seed)
    answer = Answer(body=body.encode())
    theirs, wire = reference.parse(answer), loads(body)
    listing, event = delivered(answer, json_times=style)
    if wire and not {"items", "nextToken"}.intersection(wire):
        # Unlike in botocore, a front end's error with status 200 is not an empty page.
        assert event == dzjobs.EPARSE and "without items" in listing.error
        return
    assert event == PAGE, listing.error
    items = wire.get("items") or []

    assert listing.page_run_count == len(items) == len(theirs.get("items", []))
    assert listing.next_token == ((wire.get("nextToken") or "").partition("\0")[0] or None)
    run_texts = []
    for run, item, their in zip(listing.page_runs(), items, theirs.get("items", [])):
        assert dzjobs.run_members(run) == expected_members(item)
        check_against_botocore(item or {}, their or {})
        run_texts.append(dzjobs.run_json(run))
        assert read_json(run_texts[-1], style) == expected_json(item, style)
    for text, original in zip(run_texts, originals(body), strict=True):
        check_order(text, "{}" if original == "null" else original, pages.MEMBERS)

    text = listing.page_json()
    check_order(text, body, ["items", "nextToken"])
    assert dict(pages.members(text))["items"] == "[" + ",".join(run_texts) + "]"
    # an empty token means the same as none
    assert loads(text).get("nextToken") == (theirs.get("nextToken") or None)


def check_against_botocore(item, theirs):
    """Compares expected_members() with botocore's result."""
    known = {name: value for name, value in present(item).items() if name in pages.MEMBERS}
    assert set(known) == set(theirs)
    for name, value in theirs.items():
        if name in pages.TIMES:
            difference = instant(known[name]) - reference.microseconds(value)
            assert abs(difference) <= tolerance(known[name])
        elif name == "error":
            message = known[name].get("message")
            assert value == ({} if message is None else {"message": message})
        else:
            assert value == known[name]


@hypothesis.given(st.lists(pages.timestamps, min_size=1, max_size=10), st.integers(0, 9))
def test_times_are_exact_to_the_microsecond(times, seed):
    """The expected time follows from the notation, not from botocore."""
    runs = [Object([("createdAt", value)]) for value, _ in times]
    body = pages.render(Object([("items", runs)]), seed)
    listing, event = delivered(Answer(body=body.encode()))
    assert event == PAGE, listing.error
    found = [dzjobs.run_members(run)["createdAt"] for run in listing.page_runs()]
    assert found == [instant_us for _, instant_us in times]


@pytest.mark.parametrize("text", ["-62135596800", "253402300799", "253402300799.999999"])
def test_the_first_and_last_instants(text):
    listing, event = delivered(Answer(body=b'{"items":[{"endTime":%s}]}' % text.encode()))
    assert event == PAGE
    assert dzjobs.run_members(listing.page_runs()[0]) == {"endTime": pages.microseconds(text)}


def test_a_204_needs_no_body():
    """A 204 is the only success without an object."""
    listing, event = delivered(Answer(204, b""))
    assert event == PAGE and listing.page_run_count == 0 and listing.next_page() == DONE


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206, 299])
def test_every_other_2xx_is_a_page(status):
    listing, event = delivered(Answer(status, b'{"items":[{"runId":"r"}]}'))
    assert event == PAGE and listing.http_status == status
    assert dzjobs.run_members(listing.page_runs()[0]) == {"runId": "r"}
    assert delivered(Answer(status, b""))[1] == dzjobs.EPARSE


def test_null_among_the_items_is_a_run_without_members():
    """botocore returns None, which no typed interface can."""
    answer = Answer(body=b'{"items":[null,{"runId":"r"},null]}')
    assert reference.parse(answer)["items"] == [None, {"runId": "r"}, None]
    listing, event = delivered(answer)
    assert event == PAGE and listing.page_run_count == 3
    assert [dzjobs.run_json(run) for run in listing.page_runs()] == ["{}", '{"runId":"r"}', "{}"]
    assert dzjobs.run_members(listing.page_runs()[0]) == {}
