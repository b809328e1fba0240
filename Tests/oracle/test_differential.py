"""Any answer, read by us and by botocore: both results are the same, except for the list in
differences.py.

DZJOBS_EXAMPLES is the number of answers; `make fuzz` runs for hours.
"""

import math

import hypothesis
import pytest

import pages
import reference
from answers import answers, loads
from differences import DIFFERENCES, Case
from dzjobs import EPARSE, EPOCH, ESERVICE, ETOOBIG, PAGE, SEND, Answer, Listing


def ours(answer):
    listing = Listing(max_attempts=1, json_times=EPOCH)
    assert listing.next_page() == SEND and listing.answer(answer) == 0
    event = listing.next_page()
    kinds = {PAGE: "page", ESERVICE: "error", EPARSE: "refused", ETOOBIG: "refused"}
    found = {"kind": kinds[event], "text": listing.error, "request_id": listing.request_id}
    if event == PAGE:
        page = loads(listing.page_json().encode())
        found["items"] = [our_run(run) for run in page["items"]]
        found["token"] = page.get("nextToken")
    elif event == ESERVICE:
        found |= {"code": listing.service_code, "message": listing.service_message}
    return found


def our_run(run):
    run = {name: value for name, value in run.items() if name in pages.MEMBERS}
    for name in pages.TIMES:
        if name in run:
            run[name] = Instant(pages.microseconds(run[name]))
    if "error" in run:
        run["error"] = run["error"].get("message")
    return run


class Instant(int):
    """Microseconds, compared with the precision of a double of seconds, which botocore uses."""

    def __eq__(self, other):
        return abs(self - int(other)) <= math.ulp(abs(int(self)) / 1e6) * 1e6 + 1

    __hash__ = None


def theirs(answer):
    try:
        page = reference.parse(answer)
    except reference.botocore.exceptions.ClientError as raised:
        error = raised.response.get("Error", {})
        return {"kind": "error", "code": error.get("Code"), "message": error.get("Message") or None,
                "request_id": raised.response["ResponseMetadata"].get("RequestId") or None}
    except Exception as raised:  # botocore raises many kinds for unreadable answers
        return {"kind": f"{type(raised).__name__}: {raised}"}
    return {"kind": "page", "items": [their_run(run) for run in page.get("items", [])],
            "token": page.get("nextToken") or None,
            "request_id": page["ResponseMetadata"].get("RequestId") or None}


def their_run(run):
    if not isinstance(run, dict):
        return {} if run is None else run
    run = dict(run)
    for name in pages.TIMES:
        if name in run:
            if run[name].tzinfo:
                run[name] = Instant(reference.microseconds(run[name]))
    if "error" in run:
        run["error"] = run["error"].get("message")
    return run


def disagreement(answer):
    """The case, and the parts of the outcomes that differ."""
    case = Case(answer, ours(answer), theirs(answer))
    parts = {"kind"} if case.ours["kind"] != case.theirs["kind"] else {
        part for part in case.theirs if case.ours[part] != case.theirs[part]}
    return case, parts


@hypothesis.settings(max_examples=2 * hypothesis.settings().max_examples)
@hypothesis.given(answers())
def test_any_answer_means_the_same(answer):
    case, parts = disagreement(answer)
    for difference in DIFFERENCES:
        if parts.intersection(difference.parts) and difference.applies(case):
            parts -= set(difference.parts)
    assert not parts, f"{sorted(parts)}\nours:   {case.ours}\ntheirs: {case.theirs}"


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.name)
def test_each_example_of_the_list_differs(difference):
    case, parts = disagreement(difference.example)
    assert parts and parts <= set(difference.parts) and difference.applies(case)
    assert [other.name for other in DIFFERENCES if other is not difference
            and parts.intersection(other.parts) and other.applies(case)] == []


def test_a_common_answer_needs_no_list():
    for answer in (Answer(200, b'{"items":[{"runId":"r","endTime":1.5}],"nextToken":"t"}'),
                   Answer(404, b'{"__type":"a#E:b","message":"m"}', (("X-Amzn-RequestId", "i"),))):
        assert disagreement(answer)[1] == set()
