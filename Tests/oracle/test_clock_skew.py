"""A wrong clock: the page is signed once more, at once, with the server's time.

botocore makes no such correction: with a clock that is wrong by 15 minutes it never succeeds.
"""

import email.utils

import hypothesis
import pytest
from hypothesis import strategies as st

from dzjobs import DONE, ESERVICE, SEND, Answer, Listing

KEYS = {"credentials": ("AK", "SK", None)}
MINUTE = 60_000_000
NOW = Listing().now_us
ALWAYS = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
IF_FAR = ["InvalidSignatureException", "SignatureDoesNotMatch"]


def refusal(code, server_us, status=403):
    date = email.utils.formatdate(server_us // 1_000_000, usegmt=True)
    return Answer(status, b'{"__type":"%s"}' % code.encode(), (("Date", date),))


def signed_for(listing):
    return listing.header("X-Amz-Date")


def stamp(time_us):
    date = email.utils.formatdate(time_us // 1_000_000, usegmt=True)
    parsed = email.utils.parsedate(date)
    return "%04d%02d%02dT%02d%02d%02dZ" % parsed[:6]


def refused_once(answer, **settings):
    """The listing after its first request was refused."""
    listing = Listing(**KEYS, **settings)
    assert listing.next() == SEND
    assert signed_for(listing) == stamp(NOW)
    listing.answer(answer)
    return listing


@pytest.mark.parametrize("code", ALWAYS + IF_FAR)
@hypothesis.given(skew=st.integers(4 * MINUTE, 10**6 * MINUTE), ahead=st.booleans())
def test_the_page_is_signed_again_with_the_servers_time(code, skew, ahead):
    server_us = NOW + skew if ahead else NOW - skew
    hypothesis.assume(0 <= server_us < NOW * 5)
    listing = refused_once(refusal(code, server_us), retry_quota=0)
    assert listing.next() == SEND
    # Date has whole seconds
    assert signed_for(listing) in (stamp(server_us), stamp(server_us - 1_000_000))
    assert listing.header("amz-sdk-request") == "attempt=2; max=3"
    listing.answer(Answer(body=b"{}"))
    assert listing.next() == DONE


@pytest.mark.parametrize("code", ALWAYS)
def test_a_small_skew_counts_if_the_service_reports_it(code):
    listing = refused_once(refusal(code, NOW + MINUTE))
    assert listing.next() == SEND and signed_for(listing) == stamp(NOW + MINUTE)


@pytest.mark.parametrize("code", IF_FAR)
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_wrong_signature_is_not_a_skew_if_the_clocks_agree(code, sign):
    """The key is wrong then, and retries could lock the user out."""
    skew = 4 * MINUTE - 2_000_000
    listing = refused_once(refusal(code, NOW + sign * skew))
    assert listing.next() == ESERVICE and listing.service_code == code


@pytest.mark.parametrize("code", ALWAYS + IF_FAR)
@pytest.mark.parametrize("headers", [(), (("Date", "yesterday"),), (("Date", ""),)])
def test_no_correction_without_a_date(code, headers):
    answer = Answer(403, b'{"__type":"%s"}' % code.encode(), headers)
    assert refused_once(answer).next() == ESERVICE


def test_one_correction_a_page():
    listing = refused_once(refusal(ALWAYS[0], NOW + 60 * MINUTE))
    assert listing.next() == SEND
    listing.answer(refusal(ALWAYS[0], NOW + 90 * MINUTE))
    assert listing.next() == ESERVICE and listing.attempts == 2


def test_a_correction_costs_an_attempt():
    listing = refused_once(refusal(ALWAYS[0], NOW + 60 * MINUTE), max_attempts=1)
    assert listing.next() == ESERVICE and listing.attempts == 1


def test_later_pages_are_signed_for_the_corrected_time():
    listing = refused_once(refusal(ALWAYS[0], NOW + 60 * MINUTE))
    assert listing.next() == SEND
    listing.answer(Answer(body=b'{"nextToken":"t"}'))
    listing.now_us += 5 * MINUTE
    assert listing.next() == SEND
    assert signed_for(listing) == stamp(NOW + 65 * MINUTE)
    assert listing.header("amz-sdk-request") == "attempt=1; max=3"


def test_the_date_of_other_answers_changes_nothing():
    date = (("Date", "Mon, 23 Nov 2037 10:00:00 GMT"),)
    listing = refused_once(Answer(body=b'{"nextToken":"t"}', headers=date))
    assert listing.next() == SEND and signed_for(listing) == stamp(NOW)
    listing = refused_once(Answer(403, b'{"__type":"AccessDeniedException"}', date))
    assert listing.next() == ESERVICE and listing.next() == SEND
    assert signed_for(listing) == stamp(NOW)
