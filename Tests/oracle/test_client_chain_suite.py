"""The AWS SDK for Rust's cases of the provider chain, if they lie beside the repository. A
transport gives their environment, files and recorded traffic to a client.

The recorded times are in the past, so they are moved to the future.
"""

import json
import re
import urllib.parse

import pytest

from client import ECONFIG, ECREDENTIALS, Client
from dzjobs import DONE, Answer, NoAnswer
from test_conformance import ROOT, suite

pytestmark = pytest.mark.usefixtures("metadata")
FOLDER = "shared_config_and_chain/smithy_rs_aws_config"
OTHER = {  # cases that differ on purpose, or that need a missing feature
    "credential_process": "a program is run, not a shell, as botocore has it",
    "credential_process_account_id_fallback": "a program is run, not a shell, as botocore has it",
    "imds_default_chain_retries": "one attempt, so that a machine outside EC2 does not wait",
}


def cases():
    found = sorted(
        path.parent for name in ("default-credential-provider-chain", "profile-provider")
        for path in (ROOT / FOLDER).glob(f"{name}/*/test-case.json"))
    return [pytest.param(path, id=path.name) for path in found] or [None]


def later(text):
    text = re.sub(r"20[0-4]\d(-\d\d-\d\dT)", r"2099\1", text)
    return re.sub(r"(expiration\"\s*:\s*)\d{13}", r"\g<1>4102444800000", text)


def recorded(path):
    """[(method, URL, Answer or NoAnswer)], in the order of the requests."""
    if not path.exists():
        return []
    exchanges = {}
    for event in json.loads(path.read_text())["events"]:
        action, one = event["action"], exchanges.setdefault(event["connection_id"], {})
        if "Request" in action:
            one["request"] = action["Request"]["request"]
        elif "Response" in action:
            one["response"] = action["Response"]["response"]
        elif "Data" in action and action["Data"]["direction"] == "Response":
            data = action["Data"]["data"]
            one["body"] = one.get("body", "") + data.get("Utf8", "")
    found = []
    for one in exchanges.values():
        answer, request = NoAnswer(), one["request"]
        if "Ok" in one.get("response", {}):
            response = one["response"]["Ok"]
            headers = tuple((name, values[0]) for name, values in response["headers"].items())
            answer = Answer(response["status"], later(one.get("body", "")).encode(), headers)
        found.append((request.get("method", "GET"), request["uri"], answer))
    return found


def lay(case, root):
    """Writes the case's files below root. Returns its environment."""
    source = case / "fs"
    files = [path for path in source.rglob("*") if path.is_file()]

    def here(text):
        for path in files:
            name = "/" + str(path.relative_to(source))
            text = re.sub(rf"(?<![\w/.]){re.escape(name)}", str(root) + name, text)
        return text

    for path in files:
        target = root / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(later(here(path.read_text())))
    environment = json.loads((case / "env.json").read_text())
    return {name: str(root) + value if name == "HOME" else here(value)
            for name, value in environment.items()}


@pytest.mark.parametrize("case", cases())
def test_the_same_credentials(case, alone, monkeypatch):
    if case is None:
        suite(FOLDER)
    if case.name in OTHER:
        pytest.skip(OTHER[case.name])
    environment = lay(case, alone)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = {}
    if case.parent.name == "profile-provider":  # only that provider
        settings["profile"] = environment.get("AWS_PROFILE", "default")
    traffic, asked = recorded(case / "http-traffic.json"), []

    def transport(exchange):
        if "/v2/domains/" in exchange.url:
            return Answer()
        asked.append((exchange.method, exchange.url))
        return traffic[len(asked) - 1][2] if len(asked) <= len(traffic) else NoAnswer(False)

    settings["transport"] = transport
    client = Client(**settings)
    listing = client.list()
    end = listing.next()
    if "region: not set" in listing.error:  # DataZone needs one, the providers do not
        client = Client(region="us-east-1", **settings)
        listing = client.list()
        end = listing.next()
    expected = json.loads((case / "test-case.json").read_text())["result"]
    if "Ok" not in expected:
        assert end in (ECREDENTIALS, ECONFIG), listing.error
        return
    assert end == DONE, listing.error
    sent = client.exchanges[-1]
    assert f"Credential={expected['Ok']['access_key_id']}/" in sent.header("Authorization")
    assert sent.header("X-Amz-Security-Token") == expected["Ok"].get("session_token")
    for (method, url), (their_method, their_url, _) in zip(asked, traffic, strict=True):
        ours, theirs = urllib.parse.urlsplit(url), urllib.parse.urlsplit(their_url)
        assert (method, ours.netloc, ours.path) == (
            their_method, theirs.netloc, theirs.path or "/")
