"""The emulator accepts only requests signed by AWS's rules, and refuses others with AWS's texts."""

import importlib.util
import json
import os
import pathlib
import re
from datetime import datetime, timedelta, timezone

import pytest
from conftest import NO_SUITES
from emulated import IDS, refusal
from emulator import (
    ACCESS_KEY_ID, EMULATOR, JOB, PATH, REPO, SECRET_ACCESS_KEY, boto_client, get, raw_get,
    running_emulator, signed_headers, split_answer)


def test_keys(endpoint):
    wrong_key = boto_client(endpoint, access_key_id="AKIDOTHER")
    assert refusal(wrong_key.list_job_runs, **IDS) == (
        403, "UnrecognizedClientException",
        "The security token included in the request is invalid.")
    wrong_secret = boto_client(endpoint, secret_access_key=SECRET_ACCESS_KEY.lower())
    status, code, message = refusal(wrong_secret.list_job_runs, **IDS)
    assert (status, code) == (403, "InvalidSignatureException")
    assert message.startswith("The request signature we calculated does not match")
    stray_token = boto_client(endpoint, session_token="stray")
    assert refusal(stray_token.list_job_runs, **IDS)[1] == "UnrecognizedClientException"


def test_session_token():
    with running_emulator("--session-token", "tok/+=en", "--runs", 1) as url:
        assert boto_client(url, session_token="tok/+=en").list_job_runs(**IDS)["items"]
        for token in (None, "token"):
            client = boto_client(url, session_token=token)
            assert refusal(client.list_job_runs, **IDS)[1] == "UnrecognizedClientException"


def test_region(endpoint):
    code, message = refusal(boto_client(endpoint, region="eu-west-1").list_job_runs, **IDS)[1:]
    assert code == "InvalidSignatureException"
    assert "Credential should be scoped to a valid region, not 'eu-west-1'" in message
    with running_emulator("--region", "eu-west-1", "--runs", 1) as url:
        assert boto_client(url, region="eu-west-1").list_job_runs(**IDS)["items"]
    status, _, body = get(endpoint, service="s3")
    assert status == 403 and b"scoped to correct service: 'datazone'" in body


@pytest.mark.parametrize("offset, words", (
    (301, r"Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z "
          r"\(\d{8}T\d{6}Z - 5 min\.\)"),
    (-302, r"Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z "
           r"\(\d{8}T\d{6}Z \+ 5 min\.\)")))
def test_skewed_clock(offset, words):
    with running_emulator("--clock-offset", offset, "--skew-code", "RequestTimeTooSkewed") as url:
        moment = datetime.now(timezone.utc)
        status, headers, body = get(url)
        assert (status, headers["x-amzn-errortype"]) == (403, "RequestTimeTooSkewed")
        assert re.fullmatch(words, json.loads(body)["message"])
        server_time = datetime.strptime(headers["date"], "%a, %d %b %Y %H:%M:%S GMT")
        skew = server_time.replace(tzinfo=timezone.utc) - moment
        assert abs(skew.total_seconds() - offset) < 5
        # With the server's time it works: a client has to correct its clock.
        assert get(url, at=moment + skew)[0] == 200


def test_five_minutes_are_the_limit(endpoint):
    now = datetime.now(timezone.utc)
    codes = [get(endpoint, at=now + timedelta(seconds=offset))[1].get("x-amzn-errortype")
             for offset in (-310, -290, 290, 310)]
    assert codes == ["InvalidSignatureException", None, None, "InvalidSignatureException"]


def test_incomplete_authorization_headers(endpoint):
    url = endpoint + PATH

    def code(**changes):
        headers = {name: value for name, value in dict(signed_headers(url), **changes).items()
                   if value is not None}
        status, answer, body = split_answer(raw_get(url, headers))
        assert status == 403 and "date" in answer
        return answer["x-amzn-errortype"], json.loads(body)["message"]

    good = signed_headers(url)["Authorization"]
    assert code(Authorization=None) == (
        "MissingAuthenticationTokenException", "Missing Authentication Token")
    for bad in ("Basic dTpw", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=x",
                good.replace("Signature=", "Sig="), good.replace("AWS4-", "AWS3-"),
                good.replace("/aws4_request", ""), good.replace("Credential=", "Credential=a/")):
        assert code(Authorization=bad)[0] == "IncompleteSignatureException", bad
    assert code(**{"X-Amz-Date": None})[0] == "IncompleteSignatureException"
    assert code(**{"X-Amz-Date": "today"})[0] == "IncompleteSignatureException"
    for bad in (good.replace("host;", ""), good.replace("aws4_request", "aws5_request"), good + "0",
                good[:-1] + "\u00e9", re.sub("/[0-9]{8}/", "/20000101/", good),
                good.replace("x-amz-date", "x-amz-date;x-absent")):
        assert code(Authorization=bad)[0] == "InvalidSignatureException", bad
    assert code(Host="elsewhere")[0] == "InvalidSignatureException"


def test_every_part_of_the_request_is_signed(endpoint):
    url = endpoint + PATH + "?maxResults=5"
    signed = signed_headers(url)
    for target in (PATH + "?maxResults=6", PATH, PATH.replace(JOB, "other") + "?maxResults=5"):
        assert split_answer(raw_get(url, signed, target=target))[0] == 403
    assert split_answer(raw_get(url, signed))[0] == 200


def test_signing_test_suite():
    """AWS's own vectors, if the suite is present: every signed request of it must verify.

    The signature comes from .authz: the .sreq of get-vanilla-with-session-token has another case's.
    """
    suite = pathlib.Path(os.environ.get("DZJOBS_CONFORMANCE") or REPO.parent / "shared/conformance")
    files = sorted(suite.glob("sigv4_botocore/**/*.sreq"))
    if not files:
        pytest.skip(NO_SUITES)
    sigv4, answer = load("sigv4"), load("answer")
    now = datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)
    refused = []
    for file in files:
        head, _, body = file.read_bytes().partition(b"\n\n")
        lines = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("latin-1").split("\n")
        method, target = lines[0].rsplit(" ", 1)[0].split(" ", 1)
        headers = {}
        for name, value in (line.split(":", 1) for line in lines[1:]):
            headers.setdefault(name.lower(), []).append(value.strip())
        headers = {name: ",".join(values) for name, values in headers.items()}
        headers["authorization"] = file.with_suffix(".authz").read_text()
        path, _, query = target.partition("?")
        verifier = sigv4.Verifier(ACCESS_KEY_ID, SECRET_ACCESS_KEY,
                                  headers.get("x-amz-security-token"), "us-east-1", "",
                                  "service")
        try:
            verifier.check(answer.Request(method, path, query, headers, body), now)
        except sigv4.Refused as problem:
            refused.append((file.stem, problem.message))
    assert refused == []


def load(name):
    """Loads a module of the emulator that needs no other, without changing sys.path."""
    file = EMULATOR / (name + ".py")
    spec = importlib.util.spec_from_file_location("emulator_" + name, str(file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
