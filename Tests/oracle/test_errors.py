"""Error responses: code, message and request id, as botocore reads them.

First the common ground, generated; then each intended difference. There is only one attempt, so
that every error surfaces at once.
"""

import json

import hypothesis
import pytest
from hypothesis import strategies as st

import pages
import reference
from dzjobs import ESERVICE, SEND, Answer, Listing
from pages import Number, Object


def refusal(answer):
    """The listing after an error response."""
    listing = Listing(max_attempts=1)
    assert listing.next() == SEND and listing.answer(answer) == 0
    assert listing.next() == ESERVICE
    assert listing.http_status == answer.status and listing.attempts == 1
    assert listing.error
    return listing


def theirs(answer):
    """botocore's (code, message, request id)."""
    with pytest.raises(reference.botocore.exceptions.ClientError) as raised:
        reference.parse(answer)
    response = raised.value.response
    error = response["Error"]
    return error["Code"], error["Message"], response["ResponseMetadata"].get("RequestId")


def ours(answer):
    listing = refusal(answer)
    return listing.service_code, listing.service_message, listing.request_id


header_values = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1)
names = st.sampled_from(
    ["ThrottlingException", "ValidationException", "ResourceNotFoundException", "X", "a b"]
)
codes = st.one_of(
    names,
    header_values,
    st.builds(
        lambda prefix, name, suffix: prefix + name + suffix,
        st.sampled_from(["", "com.amazon.coral.service#", "a.b#", "a#b#", "#"]),
        names,
        st.sampled_from(["", ":http://internal.amazon.com/coral/x/", ":", ":a#b", ":a:b"]),
    ),
).filter(lambda text: text.split(":")[0].rsplit("#")[-1])
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
messages = texts.filter(bool)
request_ids = st.uuids().map(str)


@st.composite
def error_bodies(draw):
    """A JSON object with any of the relevant members, some of them twice, and with others."""
    pairs = []
    for name, values in (("code", codes), ("Code", codes), ("__type", codes),
                         ("message", messages), ("Message", messages)):
        for _ in range(draw(st.sampled_from([0, 1, 1, 2]))):
            pairs.append((name, draw(values)))
    others = pages.strings.filter(lambda name: name not in dict.fromkeys(
        ["code", "Code", "__type", "message", "Message", "errorMessage"]))
    pairs += draw(st.lists(st.tuples(others, pages.anything), max_size=2))
    pairs = draw(st.permutations(pairs)) if len(pairs) > 1 else pairs
    return pages.render(Object(pairs), draw(st.integers(0, 10**6))).encode()


plain_bodies = texts.filter(
    lambda text: any(c > " " for c in text) and "<" not in text and not _is_json(text)
).map(str.encode)


def _is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def answers(statuses, bodies):
    return st.builds(
        lambda status, body, code, request_id: Answer(
            status,
            body,
            ((("x-amzn-errortype", code),) if code else ())
            + ((("X-Amzn-RequestId", request_id),) if request_id else ()),
        ),
        statuses,
        bodies,
        st.none() | codes,
        st.none() | request_ids,
    )


@hypothesis.given(answers(st.integers(301, 599), error_bodies()))
def test_errors_match_botocore(answer):
    code, message, request_id = theirs(answer)
    assert ours(answer) == (code, message or None, request_id)


@hypothesis.given(answers(st.integers(301, 599), plain_bodies))
def test_a_body_that_is_not_json_is_the_message(answer):
    assert ours(answer) == theirs(answer)


@pytest.mark.parametrize("body", [b"<!DOCTYPE html>x", b" \n<?xml version='1.0'?><Error/>"])
def test_markup_is_not_a_message(body):
    """botocore recognizes only <html> with a 5xx. Else its message is a whole page."""
    assert theirs(Answer(502, body))[1] == body.decode()
    assert ours(Answer(502, body)) == ("502", None, None)


def test_long_text_is_cut_between_characters():
    """The text is for people, and a proxy may send megabytes. botocore keeps all of it."""
    text = "\N{GRINNING FACE}" * 100_000
    message = ours(Answer(403, b"no " + text.encode()))[1]
    assert ("no " + text).startswith(message) and 1000 < len(message.encode()) <= 1024


@hypothesis.given(answers(st.integers(301, 499), st.just(b"")))
def test_errors_without_a_body(answer):
    code, message, request_id = theirs(answer)
    assert message == "" and ours(answer) == (code, None, request_id)


@pytest.mark.parametrize("name", ["X-AMZN-ERRORTYPE", "x-Amzn-ErrorType"])
def test_header_names_have_no_case_and_the_first_counts(name):
    answer = Answer(400, b"{}", ((name, "First"), ("x-amzn-errortype", "Second")))
    assert theirs(answer)[0] == ours(answer)[0] == "First"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 509, 599])
@pytest.mark.parametrize("body", [b"", b" \n", b"<html><b>Service Unavailable</b></html>"])
def test_a_5xx_of_a_proxy_keeps_code_and_request_id(status, body):
    """botocore ignores the headers if the body is empty or HTML, although only the service sets
    them. Its message is then Python's phrase for the status."""
    headers = (("x-amzn-errortype", "InternalServerException:http://x/"), ("x-amzn-requestid", "i"))
    assert theirs(Answer(status, body, headers))[::2] == (str(status), None)
    assert ours(Answer(status, body, headers))[::2] == ("InternalServerException", "i")
    code, _, request_id = ours(Answer(status, body))
    assert (code, request_id) == (str(status), None)


def test_the_other_request_id_counts_too():
    """botocore reads x-amz-request-id only of successes."""
    answer = Answer(404, b"{}", (("x-amz-request-id", "other"),))
    assert theirs(answer)[2] is None and ours(answer)[2] == "other"
    both = Answer(404, b"{}", (("x-amz-request-id", "other"), ("x-amzn-requestid", "this")))
    assert theirs(both)[2] == ours(both)[2] == "this"


def test_error_message_is_read():
    """Some gateways send this form; botocore's message is empty."""
    answer = Answer(403, b'{"errorMessage":"no"}')
    assert theirs(answer)[1] == "" and ours(answer)[1] == "no"
    answer = Answer(403, b'{"errorMessage":"no","Message":"that"}')
    assert theirs(answer)[1] == ours(answer)[1] == "that"


def test_status_300_is_an_error_like_any_other():
    """botocore parses it as a success, then raises it as an error whose code is Unknown."""
    answer = Answer(300, b'{"__type":"Odd","message":"m"}', (("x-amzn-requestid", "i"),))
    with pytest.raises(reference.botocore.exceptions.ClientError, match="Unknown"):
        reference.parse(answer)
    assert ours(answer) == ("Odd", "m", "i")


@pytest.mark.parametrize(
    "body", [b'{"code":null,"Code":"C"}', b'{"__type":null,"Code":"C"}', b'{"code":null,'
             b'"Code":null,"__type":"C"}', b'{"message":null,"Message":"M","code":"C"}'])
def test_null_is_absent(body):
    """As everywhere in this service's JSON. botocore uses the first name that is present."""
    code, message, _ = ours(Answer(400, body))
    assert code == "C" and message == ("M" if b"M" in body else None)


@pytest.mark.parametrize("last", [b"null", b"5"])
def test_the_last_of_equal_names_counts_whatever_its_type(last):
    body = b'{"__type":"T","code":"C","code":%s,"message":"m","message":%s}' % (last, last)
    assert ours(Answer(400, body)) == ("T", None, None)
    if last == b"null":
        assert theirs(Answer(400, body)) == ("T", None, None)


@pytest.mark.parametrize("value", [Number("5"), True, Object([("a", "b")]), ["C"]])
def test_codes_and_messages_of_other_types_are_absent(value):
    """botocore's code is not a string then, or it raises TypeError."""
    pairs = [(name, value) for name in ("code", "Code", "__type", "message", "Message")]
    assert ours(Answer(418, pages.render(Object(pairs)).encode())) == ("418", None, None)


@pytest.mark.parametrize("code", ["", ":", "#", "a#", "a#:b"])
def test_empty_codes_are_absent(code):
    """botocore's code is empty then, which has less information than the status."""
    assert theirs(Answer(418, b"{}", (("x-amzn-errortype", code),)))[0] == ""
    assert ours(Answer(418, b"{}", (("x-amzn-errortype", code),)))[0] == "418"
    assert ours(Answer(418, json.dumps({"__type": code}).encode()))[0] == "418"


@pytest.mark.parametrize("body", [b"[]", b"null", b'"s"', b"5"])
def test_json_without_an_object(body):
    """botocore raises AttributeError or TypeError and loses the service's error."""
    with pytest.raises((AttributeError, TypeError)):
        reference.parse(Answer(400, body))
    headers = (("x-amzn-errortype", "ValidationException"),)
    assert ours(Answer(400, body))[0] == "400"
    assert ours(Answer(400, body, headers))[0] == "ValidationException"


@pytest.mark.parametrize("body", [b"\xff\xfe", b'{"message":"\xff"}', b"\x1f\x8b\x08\x00"])
def test_errors_in_invalid_utf8_are_errors_of_the_service(body):
    """botocore raises UnicodeDecodeError. Our text is UTF-8: refusal() decodes it."""
    with pytest.raises(UnicodeDecodeError):
        reference.parse(Answer(400, body))
    headers = (("x-amzn-errortype", "ValidationException"), ("x-amzn-requestid", "i"))
    listing = refusal(Answer(400, body, headers))
    assert (listing.service_code, listing.request_id) == ("ValidationException", "i")
    assert listing.service_message is None or "\xff" not in listing.service_message


@hypothesis.given(messages, codes)
def test_the_text_quotes_the_service(message, code):
    listing = refusal(Answer(400, json.dumps({"message": message, "code": code}).encode()))
    assert listing.service_code in listing.error
    assert message[:60].rstrip().split("\n")[0][:20] in listing.error or not message.isprintable()


def test_a_success_is_not_an_error():
    listing = Listing(max_attempts=1)
    assert listing.next() == SEND
    listing.answer(Answer(400, b'{"code":"C","message":"m"}', (("x-amzn-requestid", "1"),)))
    assert listing.next() == ESERVICE and listing.service_code == "C"
    assert listing.next() == SEND
    listing.answer(Answer(200, b"{}", (("x-amz-request-id", "2"),)))
    assert (listing.service_code, listing.service_message) == (None, None)
    assert (listing.http_status, listing.request_id, listing.next()) == (200, "2", 0)
