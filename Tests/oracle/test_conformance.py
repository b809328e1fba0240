"""Public test suites, if they are present: endpoints, JSON and retries.

The repository does not contain them: DZJOBS_CONFORMANCE names their directory, by default beside
the repository in shared/. Without it these tests are skipped, with a message.
"""

import json
import os
import pathlib

import pytest

import dzjobs
from test_answer import compact
import reference
from conftest import NO_SUITES
from dzjobs import EINVAL, EPARSE, ESERVICE, ETOOBIG, PAGE, SEND, WAIT, Answer, Listing

ROOT = pathlib.Path(
    os.environ.get("DZJOBS_CONFORMANCE") or dzjobs.REPOSITORY.parent / "shared/conformance"
)


def suite(path):
    """The file or directory of a suite, or a skip."""
    if not (ROOT / path).exists():
        pytest.skip(NO_SUITES)
    return ROOT / path


def cases(path, pattern):
    """The files of a suite; without them one that suite() skips."""
    return sorted(file.name for file in (ROOT / path).glob(pattern)) or ["absent"]


def endpoint(region, fips):
    """The URL's scheme and host, or the event of the refusal."""
    listing = Listing(region, use_fips=int(fips))
    event = listing.next()
    return listing.request()[0].partition("/v2/")[0] if event == SEND else event


def test_endpoint_cases():
    tests = json.loads(suite("endpoints_datazone/endpoint-tests-1.json").read_text())
    for case in tests["testCases"]:
        parameters, expected = case.get("params", {}), case["expect"]
        assert not set(parameters) - {"Region", "UseFIPS", "Endpoint"}, parameters
        region, fips = parameters.get("Region", ""), parameters.get("UseFIPS", False)
        if "Endpoint" in parameters:
            listing = Listing(
                region or "us-east-1", endpoint_url=parameters["Endpoint"], use_fips=int(fips))
            event = listing.next()
            assert (event == EINVAL) == ("error" in expected), case
            if event == SEND:
                assert listing.request()[0].startswith(expected["endpoint"]["url"] + "/v2/")
        else:
            assert endpoint(region, fips) == (
                expected["endpoint"]["url"] if "endpoint" in expected else EINVAL), case


@pytest.mark.parametrize("fips", [False, True])
def test_every_known_region_of_every_partition(fips):
    partitions = json.loads(suite("endpoints_datazone/partitions.json").read_text())["partitions"]
    count = 0
    for partition in partitions:
        for region in partition["regions"]:
            suffix = partition["outputs"]["dualStackDnsSuffix"]
            expected = f"https://datazone{'-fips' if fips else ''}.{region}.{suffix}"
            assert endpoint(region, fips) == expected
            url, _ = reference.request(reference.IDENTIFIERS, 0, region=region, fips=fips)
            assert url.startswith(expected + "/v2/")
            count += 1
    assert count > 40


JSON = "json_testsuite_nst/test_parsing"


@pytest.mark.parametrize("name", cases(JSON, "*.json"))
def test_json(name):
    """Reads each file as the value of an unknown member and as a whole body. Wrapping does not make
    a wrong file right."""
    value = (suite(JSON) / name).read_bytes()
    for body in (b'{"items":[],"x":' + value + b"}", b'{"items":[{"x":' + value + b"}]}", value):
        listing = Listing()
        assert listing.next_page() == SEND and listing.answer(Answer(body=body)) == 0
        event = listing.next_page()
        if body is value and not value.strip().startswith(b"{"):
            assert event in (EPARSE, ETOOBIG)
        elif body is value and name.startswith("y_") and json.loads(value):
            assert event == EPARSE  # an object with members, but not those of a page
        elif name.startswith("y_"):
            assert event == PAGE, listing.error
        elif name.startswith("n_"):
            assert event in (EPARSE, ETOOBIG)
            assert event == EPARSE or "100000" in name or "open_array_object" in name
        else:
            assert event in (PAGE, EPARSE)


@pytest.mark.parametrize("name", cases(JSON, "y_*.json"))
def test_json_stays_the_same_except_white_space(name):
    value = (suite(JSON) / name).read_bytes()
    listing = Listing()
    assert listing.next_page() == SEND
    listing.answer(Answer(body=b'{"x":' + value + b',"items":[{"y":' + value + b"}]}"))
    assert listing.next_page() == PAGE
    text = listing.page_json()
    assert text.count(compact(value.decode())) >= 2
    assert json.loads(text)["x"] == json.loads(text)["items"][0]["y"] == json.loads(value)


RETRIES = "retry_standard/sep_retry_vectors.json"


def retry_cases(group):
    if not (ROOT / RETRIES).exists():
        return [pytest.param(None, id="absent")]
    return [
        pytest.param(case, id=case["name"])
        for case in json.loads((ROOT / RETRIES).read_text())["cases"]
        if case["variant"] == "standard-2026" and case["group"] == group
    ]


@pytest.mark.parametrize("case", retry_cases("single_call") + retry_cases("multi_call"))
def test_retry_vectors(case):
    """With exponential_base 1 the vectors have no jitter, so their delays are our maxima.
    max_backoff_time is 20 s here. The quota only shows in whether a retry happens."""
    suite(RETRIES)
    given = case["given"]
    listing = Listing(
        max_attempts=given.get("max_attempts", 3),
        retry_quota=given.get("initial_retry_tokens", 500),
    )
    assert listing.next_page() == SEND
    for number, step in enumerate(case["steps"]):
        code, headers = step.get("error_code"), step.get("headers", {})
        success = step["status_code"] < 300
        body = b'{"nextToken":"%d"}' % number if success else b""
        if code:
            body = json.dumps({"__type": code}).encode()
        assert listing.answer(Answer(step["status_code"], body, tuple(headers.items()))) == 0
        expected, event = step["expect"], listing.next_page()
        if expected["outcome"] == "success":
            assert event == PAGE
            assert listing.next_page() == SEND
        elif expected["outcome"] == "retry_request":
            waited = listing.wait_us if event == WAIT else 0
            longest = 20 if "max_backoff_time" in given else expected["delay"]
            assert waited <= longest * 1_000_000 + 1
            if 0 < int_or_zero(headers.get("x-amz-retry-after")) <= 5000:
                assert waited == int(headers["x-amz-retry-after"]) * 1000
            listing.now_us += waited
            assert listing.next_page() == SEND
        else:
            assert expected["outcome"] in ("max_attempts_exceeded", "retry_quota_exceeded")
            assert event == ESERVICE


def int_or_zero(text):
    return int(text) if text and text.isdigit() else 0
