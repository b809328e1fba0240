"""The list of our intended differences from botocore, with reasons.

Each entry names the part of an outcome that may differ, and for which answers. Nothing else may
differ, and an entry whose example no longer differs must be removed.
"""

import dataclasses
import json
import re
from fractions import Fraction

import pages
import reference
from answers import loads
from dzjobs import Answer
from pages import NUMERIC, Number

ISO8601 = re.compile(
    r"\d{4}(-?)\d\d\1\d\d[Tt ]\d\d(:?)\d\d(\2\d\d([.,]\d+)?)?(Z|z|GMT|UTC|UT|[+-]\d\d(:?\d\d)?)"
)
RFC822 = re.compile(
    r"((Sun|Mon|Tue|Wed|Thu|Fri|Sat), )?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d(:\d\d)? (Z|GMT|UTC|UT|[+-]\d\d(:?\d\d)?)"
)
CODES, MESSAGES = ("code", "Code", "__type"), ("message", "Message")


class Case:
    """An answer, and both outcomes."""

    def __init__(self, answer, ours, theirs):
        self.answer, self.ours, self.theirs = answer, ours, theirs
        self.is_success = answer.status < 300
        try:
            self.value = loads(answer.body)
        except (ValueError, RecursionError):
            self.value = None
        self.is_object = isinstance(self.value, dict)
        self.headers = {name.lower(): value for name, value in reversed(answer.headers)}

    def is_strict_object(self):
        """True if the body is a JSON object in UTF-8 (RFC 8259)."""
        def refuse(word):
            raise ValueError(word)

        try:
            json.loads(self.answer.body.decode(), parse_constant=refuse, parse_int=str)
            json.dumps(self.value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return False
        return self.is_object

    def refused_value(self):
        """(the member, its value) that our error text names."""
        found = re.match(r"(?:items(?:\[(\d+)\])?)?\.?(\w*)(?:\.(message))?: ", self.ours["text"])
        if not found or found.group(2) == "body" or not self.is_strict_object():
            return None, None
        index, name, inner = found.groups()
        value = self.value.get("items") if index or not name else self.value.get(name)
        if index:
            value = value[int(index)]
            if name:
                value = value.get(name)
        return inner or name or "items", value.get(inner) if inner else value

    def named(self, *names):
        """The members of these names that exist."""
        return [self.value[name] for name in names if self.is_object and name in self.value]


@dataclasses.dataclass(frozen=True)
class Difference:
    name: str
    reason: str
    parts: tuple
    applies: object
    example: Answer


def _is_no_answer(case):
    return case.is_success and not case.is_strict_object() and case.ours["kind"] == "refused"


def _is_wrong_type(case):
    if not case.is_success or case.ours["kind"] != "refused":
        return False
    name, value = case.refused_value()
    if name in pages.TIMES:
        return isinstance(value, (bool, list, dict))
    wanted = {"items": list, "error": dict, "nextToken": str}.get(name, str)
    if "[" in case.ours["text"].split(": ")[0] and name == "items":
        wanted = dict
    return name is not None and (isinstance(value, Number) or not isinstance(value, wanted))


def _is_no_point_in_time(case):
    if not case.is_success or case.ours["kind"] != "refused":
        return False
    name, value = case.refused_value()
    if name not in pages.TIMES or not isinstance(value, str):
        return False
    if isinstance(value, Number) or NUMERIC.fullmatch(value):
        return not pages.in_range(value)
    if not (ISO8601.fullmatch(value) or RFC822.fullmatch(value)):
        return True
    try:
        moment = reference.microseconds(reference.botocore.utils.parse_timestamp(value))
    except (ValueError, OverflowError):
        return True
    # Some local times of the first and last day are out of range in UTC.
    return not pages.in_range(Fraction(moment, 10**6)) or "T24" in value.upper()


def _is_odd_text(text):
    return not isinstance(text, str) or isinstance(text, Number) or not text or "\0" in text


def _is_odd_code(code):
    return _is_odd_text(code) or not code.split(":")[0].rsplit("#")[-1]


def _body_is_text(case):
    return not case.is_success and not case.is_strict_object()


DIFFERENCES = [
    Difference(
        "no answer", "A success that is no JSON object by RFC 8259 is no empty listing: a proxy's "
        "page must not look like one.", ("kind",), _is_no_answer, Answer(200, b"<html>")),
    Difference(
        "no page", "An object that has members, but neither items nor nextToken, is a front end's "
        "refusal and no empty page.", ("kind",),
        lambda case: case.is_success and case.is_strict_object() and bool(case.value)
        and not {"items", "nextToken"}.intersection(case.value),
        Answer(200, b'{"Output":{"__type":"com.amazon#UnknownOperationException"}}')),
    Difference(
        "wrong type", "A member of another type than the model's is refused, with its place; "
        "botocore hands it on or trips over it.", ("kind",), _is_wrong_type,
        Answer(200, b'{"items":[{"runId":5}]}')),
    Difference(
        "no time", "What has no zone, or stands in a notation that is neither ISO 8601 nor RFC "
        "822, or lies beyond the years 1 to 9999, names no point in time.", ("kind",),
        _is_no_point_in_time, Answer(200, b'{"items":[{"endTime":"2026-11-23"}]}')),
    Difference(
        "status 300", "An error like any other; botocore calls it Unknown.",
        ("kind", "code", "message", "request_id"), lambda case: case.answer.status == 300,
        Answer(300, b'{"__type":"Odd"}')),
    Difference(
        "error without an object", "The service's error is not lost with a body that is no JSON "
        "object: botocore raises, or ignores the headers.",
        ("kind", "code", "message", "request_id"), _body_is_text, Answer(400, b"[]")),
    Difference(
        "odd code", "A code that is no text, or empty once it is trimmed, is none: the next place "
        "is looked at, and the status at last.", ("kind", "code"),
        lambda case: not case.is_success and any(map(_is_odd_code, case.named(*CODES)
            + [case.headers[name] for name in case.headers if name == "x-amzn-errortype"])),
        Answer(400, b'{"code":null,"Code":"C"}')),
    Difference(
        "odd message", "A message that is no text, or empty, is none: the next place is looked at. "
        "For C, a text ends at a NUL.", ("kind", "message"),
        lambda case: not case.is_success and any(map(_is_odd_text, case.named(*MESSAGES))),
        Answer(400, b'{"message":null,"Message":"M"}')),
    Difference(
        "errorMessage", "Some gateways write it so.", ("message",),
        lambda case: not case.is_success and not case.named(*MESSAGES)
        and case.ours["message"] in case.named("errorMessage"),
        Answer(403, b'{"errorMessage":"no"}')),
    Difference(
        "older request id", "x-amz-request-id counts of errors, too.", ("request_id",),
        lambda case: "x-amz-request-id" in case.headers,
        Answer(404, b"{}", (("x-amz-request-id", "other"),))),
]
