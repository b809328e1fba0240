"""Retries, against botocore 1.44.0 in standard mode: which answers are retried, how often, after
which back-off, and at which cost.

Our jitter is seeded; botocore's is fixed at both ends. Our back-off must be between these.
"""

import json
import os
import pathlib
import subprocess
import sys

import hypothesis
import pytest
from hypothesis import strategies as st

from dzjobs import DONE, ESERVICE, ETRANSPORT, PAGE, SEND, WAIT, Answer, Listing, NoAnswer

PLACE = "DZJOBS_BOTOCORE_RETRIES"


@pytest.fixture(scope="module")
def botocore():
    """Plays a scenario with botocore 1.44.0; see botocore_retries.py."""
    place = os.environ.get(PLACE)
    if not place:
        pytest.skip(f"{PLACE} is not set: nothing to compare retries with")
    script = pathlib.Path(__file__).with_name("botocore_retries.py")
    process = subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": place})

    def play(answers, **scenario):
        scenario["answers"] = [
            {"failure": True} if isinstance(answer, NoAnswer) else
            {"status": answer.status, "headers": answer.headers, "body": answer.body.decode()}
            for answer in answers]
        process.stdin.write(json.dumps(scenario) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    with process:
        yield play
        process.stdin.close()


def ours(answers, **settings):
    """[outcome, attempts, [back-offs in seconds]] of each page, like the calls in
    botocore_retries.py."""
    listing = Listing(**settings)
    answers, calls, waits, waited = list(answers), [], [], 0
    while True:
        event = listing.next_page()
        if event == WAIT:
            waited = listing.wait_us
            assert waited > 0
            listing.now_us += waited
        elif event == SEND:
            if listing.header("amz-sdk-request").startswith("attempt=1;"):
                if not answers:
                    return calls
            else:
                waits.append(waited / 1e6)
            waited = 0
            listing.answer(answers.pop(0) if answers else Answer(body=page()))
        else:
            outcome = {PAGE: "success", ETRANSPORT: "transport"}.get(event, listing.service_code)
            calls.append([outcome, listing.attempts, waits])
            waits = []


def page():
    page.count += 1
    return b'{"nextToken":"%d"}' % page.count


page.count = 0
statuses = st.sampled_from(
    [200, 204, 302, 400, 403, 404, 408, 409, 429, 500, 501, 502, 503, 504, 509, 599])
codes = st.none() | st.sampled_from(
    "ThrottlingException Throttling ThrottledException RequestThrottledException"
    " TooManyRequestsException ProvisionedThroughputExceededException SlowDown"
    " TransactionInProgressException RequestLimitExceeded BandwidthLimitExceeded"
    " LimitExceededException RequestThrottled PriorRequestNotComplete EC2ThrottledException"
    " RequestTimeout RequestTimeoutException ValidationException InternalServerException"
    " ConflictException AccessDeniedException UnauthorizedException ResourceNotFoundException"
    " ServiceQuotaExceededException ExpiredTokenException Unknown".split())
retry_after = st.sampled_from(
    ["0", "1", "40", "700", "1500", "5000", "10000", "-5", "1.5", "abc", "", "9" * 30])


@st.composite
def answers(draw):
    if draw(st.integers(0, 9)) == 0:
        return NoAnswer()
    status, code = draw(statuses), draw(codes)
    if status < 300:
        return Answer(status, page())
    body = b"" if code is None else b'{"__type":"%s"}' % code.encode()
    headers = (("Retry-After", "7"),) if draw(st.booleans()) else ()
    if draw(st.booleans()):
        headers += (("x-amz-retry-after", draw(retry_after)),)
    return Answer(status, body, headers)


retryable = st.builds(Answer, st.sampled_from([500, 503, 429]), st.just(b""))


@hypothesis.given(
    st.lists(answers() | retryable, min_size=1, max_size=12),
    st.integers(1, 6),
    st.sampled_from([0, 5, 13, 14, 30, 60, 500]),
    st.integers(0, 2**64 - 1),
)
def test_same_attempts_same_outcomes_and_waits_within_bounds(
    botocore, sequence, attempts, quota, seed
):
    found = ours(sequence, max_attempts=attempts, retry_quota=quota, random_seed=seed)
    scenario = {"max_attempts": attempts, "quota": quota}
    least = botocore(sequence, random=0.0, **scenario)
    most = botocore(sequence, random=1.0, **scenario)
    assert [call[:2] for call in found] == [call[:2] for call in most]
    for (_, _, waits), (_, _, low, _), (_, _, high, _) in zip(found, least, most, strict=True):
        assert len(waits) == len(high)
        for wait, bottom, top in zip(waits, low, high):
            assert bottom - 1e-6 <= wait <= top + 1e-6


@pytest.mark.parametrize("throttled", [False, True])
def test_the_quota_empties_and_refills_over_many_pages(botocore, throttled):
    bad = Answer(429 if throttled else 500, b"")
    sequence = []
    for number in range(200):
        sequence += [bad, bad, Answer(body=page())] if number % 3 else [Answer(body=page())]
    scenario = {"max_attempts": 3}
    found = ours(sequence, retry_quota=100, **scenario)
    expected = botocore(sequence, random=0.5, quota=100, **scenario)
    assert [call[:2] for call in found] == [call[:2] for call in expected]
    assert {outcome for outcome, *_ in found} == {"success", str(bad.status)}


def first_wait(seed, answer):
    (_, _, waits), *_ = ours([answer], random_seed=seed)
    return waits[0]


@pytest.mark.parametrize("status, cap", [(500, 0.05), (429, 1.0)])
def test_jitter_is_full_and_repeatable(status, cap):
    """Back-offs spread evenly enough over [0, cap]. The same seed gives the same ones."""
    waits = [first_wait(seed, Answer(status, b"")) for seed in range(400)]
    assert waits == [first_wait(seed, Answer(status, b"")) for seed in range(400)]
    assert 0 <= min(waits) < 0.03 * cap and 0.97 * cap < max(waits) <= cap
    tenths = [sum(i <= 10 * wait / cap < i + 1 for wait in waits) for i in range(10)]
    assert min(tenths) > 15 and max(tenths) < 80


def test_without_a_seed_waits_differ():
    waits = set()
    for _ in range(20):
        (_, _, found), *_ = ours([Answer(429, b"")])
        waits.add(found[0])
    assert len(waits) > 10


def test_a_retry_after_between_the_bounds_is_kept_to_the_millisecond():
    answer = Answer(500, b"", (("X-Amz-Retry-After", "1234"),))
    assert first_wait(7, answer) == 1.234


def test_failures_that_cannot_change_are_not_retried():
    """A caller may know more than the status, for example that a certificate is not trusted.
    botocore retries that, too."""
    assert ours([NoAnswer(retryable=False)]) == [["transport", 1, []]]
    listing = Listing()
    assert listing.next() == SEND
    listing.answer(NoAnswer(False, "certificate has expired"))
    assert listing.next() == ETRANSPORT and "certificate has expired" in listing.error
    assert (listing.http_status, listing.request_id) == (0, None)
    assert listing.next() == SEND and listing.next() == SEND


def test_a_body_that_is_not_json_is_not_retried(botocore):
    """botocore does not retry it either: it counts it as a success."""
    answer = Answer(200, b"<html>")
    assert botocore([answer], max_attempts=3, quota=500, random=1.0)[0][:2] == ["success", 1]
    listing = Listing()
    listing.next()
    listing.answer(answer)
    assert listing.next() < 0 and listing.request() == (None, [])


def test_wait_counts_down():
    listing = Listing(random_seed=1)
    assert listing.next() == SEND
    listing.answer(Answer(429, b"", (("x-amz-retry-after", "3000"),)))
    assert listing.next() == WAIT and listing.wait_us == 3_000_000
    listing.now_us += 1_000_000
    assert listing.next() == WAIT and listing.wait_us == 2_000_000
    listing.now_us += 2_000_000
    assert listing.next() == SEND and listing.wait_us == 0


def test_after_an_error_the_page_starts_again():
    listing = Listing(max_attempts=2)
    seen = []

    def serve(url, headers):
        headers = dict(headers)
        seen.append((headers["amz-sdk-invocation-id"], headers["amz-sdk-request"]))
        return Answer(503, b"") if len(seen) <= 4 else Answer(body=b'{"items":[{"runId":"r"}]}')

    assert listing.runs(serve) == ([], ESERVICE) and listing.attempts == 2
    assert listing.runs(serve) == ([], ESERVICE) and listing.attempts == 2
    assert listing.runs(serve) == (["r"], DONE)
    assert [attempt for _, attempt in seen] == [
        f"attempt={number}; max=2" for number in (1, 2, 1, 2, 1)]
    assert [len({identifier for identifier, _ in seen[:2]}),
            len({identifier for identifier, _ in seen})] == [1, 3]
