"""Requests and tokens with one fault: the emulator refuses each because of that fault.

The signature covers the very request that is sent, so there is no other reason for a refusal.
"""

import base64
import hashlib
import hmac
import string
from datetime import datetime, timezone

import pytest
from emulated import IDS, refusal
from emulator import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from test_emulator_signatures import load

NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
STAMP = "20261130T120000Z"
DATE_FAULT = ("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
              "HTTP: '20261129' != '20261130', from '20261130T120000Z'. ")
HOST_FAULT = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
sigv4, answer, tokens = load("sigv4"), load("answer"), load("tokens")


def check(path="/", query="", date="20261130", terminator="aws4_request", region=REGION,
          service="datazone", signed="host;x-amz-date", stamp=STAMP, canonical=None):
    """The verifier's error for a request whose signature fits; None if it accepts the request."""
    headers = {"host": "h", "x-amz-date": stamp}
    request = answer.Request("GET", path, query, headers, b"")
    text = canonical or sigv4.canonical_request(request, signed.split(";"))
    scope = "/".join((date, region, service, terminator))
    key = ("AWS4" + SECRET_ACCESS_KEY).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(text.encode()).hexdigest()))
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY_ID}/{scope}, SignedHeaders={signed}, "
        f"Signature={hmac.digest(key, text.encode(), 'sha256').hex()}")
    verifier = sigv4.Verifier(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, REGION, "Skewed")
    try:
        verifier.check(request, NOW)
    except sigv4.Refused as refused:
        return refused.code, refused.message
    return None


def test_a_right_request_is_accepted():
    assert check() is None


@pytest.mark.parametrize("change, message", [
    ({"date": "20261129"}, DATE_FAULT),
    ({"signed": "x-amz-date"}, HOST_FAULT),
    ({"terminator": "aws3_request"},
     "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws3_request'. "),
    ({"region": "eu-west-1"},
     "Credential should be scoped to a valid region, not 'eu-west-1'. "),
    ({"service": "s3"}, "Credential should be scoped to correct service: 'datazone'. "),
    ({"date": "20261129", "service": "s3"},
     "Credential should be scoped to correct service: 'datazone'. " + DATE_FAULT),
])
def test_a_scope_that_does_not_fit(change, message):
    assert check(**change) == ("InvalidSignatureException", message)


@pytest.mark.parametrize("stamp, taken", [
    ("20261130T115500Z", True), ("20261130T115459Z", False),
    ("20261130T120500Z", True), ("20261130T120501Z", False)])
def test_five_minutes_are_exact_to_the_second(stamp, taken):
    assert (check(stamp=stamp) is None) == taken


EMPTY_HASH = hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("path, canonical", [
    ("/", "/"), ("", "/"), ("//", "/"), ("/./", "/"), ("/.", "/"), ("/..", "/"), ("/../..", "/"),
    ("/a/./b", "/a/b"), ("/a/../b", "/b"), ("/a/b/../../c/", "/c/"), ("/a//b///c", "/a/b/c"),
    ("/a/..", "/"), ("/a/../", "/"), ("/../a", "/a"), ("/a/...", "/a/..."), ("/.a/..b", "/.a/..b"),
    ("/a%2Fb", "/a%252Fb"), ("/%2E%2E/a", "/%252E%252E/a"), ("/a b~c", "/a%20b~c"),
])
def test_paths_are_signed_without_dot_segments(path, canonical):
    """RFC 3986 section 5.2.4, as in signatures of every service but S3, encoded once more."""
    text = f"GET\n{canonical}\n\nhost:h\nx-amz-date:{STAMP}\n\nhost;x-amz-date\n{EMPTY_HASH}"
    assert check(path, canonical=text) is None
    other = text.replace(f"GET\n{canonical}\n", f"GET\n{canonical}x\n")
    assert check(path, canonical=other)[1] == sigv4.MISMATCH


@pytest.mark.parametrize("query, canonical", [
    ("b=2&a=1", "a=1&b=2"), ("a=2&a=1", "a=1&a=2"), ("a", "a="), ("a=b=c", "a=b%3Dc"),
    ("a=%7e", "a=~"), ("a=%2f%2F", "a=%2F%2F"), ("a=+", "a=%2B"), ("&&a=1&", "a=1"),
])
def test_queries_are_signed_in_one_encoding(query, canonical):
    text = f"GET\n/\n{canonical}\nhost:h\nx-amz-date:{STAMP}\n\nhost;x-amz-date\n{EMPTY_HASH}"
    assert check(query=query, canonical=text) is None


def test_a_token_has_one_encoding(client):
    token = client.list_job_runs(**IDS)["nextToken"]
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    raw = base64.b64decode(token)
    others = [token[:-3] + letter + "==" for letter in alphabet if letter != token[-3]]
    respelled = [other for other in others if base64.b64decode(other) == raw]
    assert len(respelled) == 15
    for other in (*respelled, token + "\n", token[:8] + "\n" + token[8:], token + "===="):
        status, code, _ = refusal(client.list_job_runs, **IDS, nextToken=other)
        assert (status, code) == (400, "ValidationException"), other


@pytest.mark.parametrize("change", [
    lambda raw: b"\0" + raw[1:], lambda raw: raw[:1] + b"\0" + raw[2:],  # not ours
    lambda raw: raw[:3] + bytes([raw[3] ^ 1]) + raw[4:],  # another tag
    lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),  # another place
    lambda raw: raw + b"\0", lambda raw: raw[:-1],
])
def test_a_changed_token_is_refused(change):
    sealer, place = tokens.Tokens(7), tokens.Place(2, 50, 50, False)
    token = sealer.seal(place, "query")
    assert sealer.open(token, "query") == place
    with pytest.raises(tokens.BadToken):
        sealer.open(base64.b64encode(change(base64.b64decode(token))).decode(), "query")
