"""The AWS SDK for Rust's tables for single providers, if they lie beside the repository: the
endpoints of containers and instances, and the roles of a chain of profiles.
"""

import json
import urllib.parse

import pytest

from client import ECONFIG, ECREDENTIALS, Client
from dzjobs import DONE, Answer
from resolution import profiles
from stand_ins import keys, sts
from test_conformance import ROOT, suite

pytestmark = pytest.mark.usefixtures("metadata")
FOLDER = "shared_config_and_chain/smithy_rs_aws_config"


def table(name):
    path = ROOT / FOLDER / name
    if not path.exists():
        return [None]
    found = json.loads(path.read_text())
    found = found["tests"] if isinstance(found, dict) else found
    return [pytest.param(case, id=case["docs"]) for case in found]


def asked(client):
    """(the end of the listing, the URLs of calls for credentials, its error)"""
    listing = client.list()
    end = listing.next()
    return end, [exchange.url for exchange in client.exchanges
                 if "/v2/domains/" not in exchange.url], listing.error


def answering(exchange):
    """Sends keys for calls for credentials, and an empty page."""
    if "/v2/domains/" in exchange.url:
        return Answer()
    if "Action=" in exchange.body.decode():
        form = urllib.parse.parse_qs(exchange.body.decode())
        return Answer(body=sts(form["Action"][0])[1].encode())
    return Answer(body=keys("ASIA")[1].encode())


@pytest.mark.parametrize("case", table("ecs-tests.json"))
def test_endpoints_of_containers(case, monkeypatch):
    if case is None:
        suite(f"{FOLDER}/ecs-tests.json")
    for name, value in {"AWS_EC2_METADATA_DISABLED": "true", **case["env"]}.items():
        monkeypatch.setenv(name, value)
    end, urls, error = asked(Client(region="us-east-1", transport=answering))
    if "Ok" in case["result"]:
        assert (end, urls) == (DONE, [case["result"]["Ok"]]), error
    else:
        assert end == ECREDENTIALS and urls == []


@pytest.mark.parametrize("case", table("imds-config/imds-endpoint-tests.json"))
def test_endpoints_of_instances(case, alone, monkeypatch):
    if case is None:
        suite(f"{FOLDER}/imds-config/imds-endpoint-tests.json")
    if "mode_override" in case or "endpoint_override" in case:
        pytest.skip("the client has no setter for it")
    for name, text in case["fs"].items():
        (alone / name).write_text(text)
    for name, value in case["env"].items():
        monkeypatch.setenv(name, str(alone / value) if value in case["fs"] else value)
    end, urls, error = asked(Client(region="us-east-1", transport=answering))
    if "Ok" in case["result"]:
        assert end == DONE and urls[0] == case["result"]["Ok"], error
    else:
        assert end == ECREDENTIALS and urls == []


@pytest.mark.parametrize("case", table("assume-role-tests.json"))
def test_chains_of_roles(case, alone, monkeypatch):
    if case is None:
        suite(f"{FOLDER}/assume-role-tests.json")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    profiles(alone, "".join(
        f"[profile {name}]\n" + "".join(f"{key} = {value}\n" for key, value in members.items())
        for name, members in case["input"]["profiles"].items()))
    client = Client(region="us-east-1", transport=answering,
                    profile=case["input"]["selected_profile"])
    end, _, error = asked(client)
    chain = case["output"].get("ProfileChain")
    if chain is None:
        assert end in (ECREDENTIALS, ECONFIG), error
        return
    if not {step for entry in chain for step in entry} <= {"AccessKey", "AssumeRole"}:
        pytest.skip("a source that stands in other tests")
    assert end == DONE, error
    forms = [dict(urllib.parse.parse_qsl(exchange.body.decode()))
             for exchange in client.exchanges if exchange.body]
    roles = [entry["AssumeRole"] for entry in chain if "AssumeRole" in entry]
    assert [form["RoleArn"] for form in forms] == [role["role_arn"] for role in roles]
    for form, role in zip(forms, roles, strict=True):
        assert form.get("ExternalId") == role.get("external_id")
        assert role.get("role_session_name") in (None, form["RoleSessionName"])
    first = client.exchanges[0].header("Authorization")
    assert f"Credential={chain[0]['AccessKey']['access_key_id']}/" in first
