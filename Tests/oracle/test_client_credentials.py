"""A client finds the same credentials as botocore in the same environment, and names the source."""

import json
import sys

import pytest

from client import ECONFIG, ECREDENTIALS, Client, client_of
from dzjobs import DONE, EINVAL, ESERVICE, PAGE, RUN
from loopback import answer, page, sending, serving
from resolution import NOWHERE, ours, profiles, theirs

pytestmark = pytest.mark.usefixtures("alone")
FILE = """
[default]
aws_access_key_id = AKIDDEFAULT
aws_secret_access_key = default/secret+==
[session]
aws_access_key_id = AKIDSESSION
aws_secret_access_key = s
aws_session_token = the/token==
[older]
aws_access_key_id = AKIDOLDER
aws_secret_access_key = s
aws_security_token = older/token
aws_session_token = newer/token
[other-keys]
aws_access_key_id = AKIDOTHER
aws_secret_access_key = s
[other-token]
aws_session_token = not/its/token
[empty]
"""
CONFIG = """
[default]
region = eu-central-1
[profile session]
aws_access_key_id = AKIDCONFIG
aws_secret_access_key = s
[profile only-config]
aws_access_key_id = AKIDONLY
aws_secret_access_key = s
[profile process]
credential_process = {python} {program}
[profile keys-and-process]
aws_access_key_id = AKIDKEYS
aws_secret_access_key = s
credential_process = {python} {program}
[profile other-keys]
aws_access_key_id = AKIDCONFIG
aws_secret_access_key = config
aws_session_token = not/its/token
[profile other-token]
aws_access_key_id = AKIDTOKEN
aws_secret_access_key = s
[profile half]
aws_access_key_id = AKIDHALF
[profile role]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = half
"""
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture(autouse=True)
def process(alone, monkeypatch):
    """A function that sets the program of credential_process, as Python code."""
    program = alone / "process.py"
    (alone / "runs").mkdir()
    profiles(alone, CONFIG.format(python=sys.executable, program=program), FILE)
    for name, value in (("RETRY_MODE", "standard"), ("EC2_METADATA_DISABLED", "true"),
                        ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)

    def does(text="", **answer):
        printed = json.dumps({"Version": 1, **answer})
        program.write_text(text or f"print({printed!r})")

    does(AccessKeyId="AKIDPROCESS", SecretAccessKey="s", SessionToken="p/token")
    return does


@pytest.mark.parametrize("variables", [
    {}, ENVIRONMENT, {**ENVIRONMENT, "AWS_SESSION_TOKEN": "t"},
    {**ENVIRONMENT, "AWS_SECURITY_TOKEN": "t"},
    {**ENVIRONMENT, "AWS_SESSION_TOKEN": "t", "AWS_SECURITY_TOKEN": "u"},
    {**ENVIRONMENT, "AWS_PROFILE": "session"}, {"AWS_PROFILE": "session"},
    {"AWS_PROFILE": "only-config"}, {"AWS_PROFILE": "process"},
    {"AWS_PROFILE": "keys-and-process"}, {"AWS_PROFILE": "older"}, {"AWS_PROFILE": "other-keys"},
    {"AWS_PROFILE": "other-token"}, {"AWS_DEFAULT_PROFILE": "session"},
    {"AWS_DEFAULT_PROFILE": "session", "AWS_PROFILE": "older"},
    {"AWS_SECRET_ACCESS_KEY": "alone"}], ids=str)
def test_the_environment_and_the_profile(variables, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ours() == theirs()


@pytest.mark.parametrize("profile", ["default", "session", "only-config", "process"])
def test_a_requested_profile_overrides_the_environments_keys(profile, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert ours(profile=profile) == theirs(profile)


@pytest.mark.parametrize("settings, variables, source", [
    ({"credentials": ("A", "s", None)}, ENVIRONMENT, "explicit"), ({}, ENVIRONMENT, "environment"),
    ({}, {}, "profile default"), ({"profile": "session"}, ENVIRONMENT, "profile session"),
    ({"profile": "process"}, {}, "credential_process")])
def test_the_source_is_known_once_it_was_needed(settings, variables, source, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    client = Client(proxy=NOWHERE, max_attempts=1, **settings)
    listing = client.list()
    assert client.credentials_source == ""
    listing.next()
    assert source in client.credentials_source
    assert len([line for line in client.lines if "credentials" in line]) == 1


def test_all_null_restores_the_chain():
    client = Client(proxy=NOWHERE, max_attempts=1)
    assert client.set("credentials", "A", "s", None) == 0
    assert client.set("credentials", None, None, None) == 0
    assert client.credentials_source == ""
    client.list().next()
    assert "profile default" in client.credentials_source


@pytest.mark.parametrize("keys", [("A", None, None), (None, "s", None), (None, None, "t"),
                                  ("", "s", None), ("A", "", None), ("A\n", "s", None),
                                  ("A", "s", "t\r\nx: y")])
def test_an_incomplete_pair_of_keys_is_refused(keys):
    client = Client()
    assert client.set("credentials", *keys) == EINVAL and client.error


@pytest.mark.parametrize("variables, profile, says", [
    ({"AWS_ACCESS_KEY_ID": "AKIDHALF"}, None, ["AWS_SECRET_ACCESS_KEY"]),
    ({**ENVIRONMENT, "AWS_SESSION_TOKEN": "t\u00e9"}, None, ["environment", "session_token"]),
    ({}, "empty", ["profile empty", "aws_access_key_id"]),
    ({}, "half", ["profile half", "aws_secret_access_key"]),
    ({}, "role", ["profile half", "aws_secret_access_key"])])
def test_no_credentials_with_each_providers_reason(variables, profile, says, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    client = Client(**({"profile": profile} if profile else {}))
    listing = client.list()
    for _ in range(2):
        assert listing.next() == ECREDENTIALS
        assert all(word in listing.error for word in says), listing.error
        assert all(word in client.credentials_source for word in says)
    assert client.requests == []


def test_keys_that_come_later_are_found(monkeypatch, alone):
    profiles(alone, "", "")
    listing = Client(proxy=NOWHERE, max_attempts=1).list()
    assert listing.next() == ECREDENTIALS
    assert "AWS_ACCESS_KEY_ID" in listing.error and str(alone) in listing.error
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    listing.next()
    assert listing.client.credentials_source == "environment"


def test_a_mended_file_is_read_again(alone):
    profiles(alone, "", "[default]\naws_access_key_id = AKIDHALF\n")
    listing = Client(proxy=NOWHERE, max_attempts=1).list()
    assert listing.next() == ECREDENTIALS
    profiles(alone, "", FILE)
    listing.next()
    assert listing.client.credentials_source == "profile default"


EXPIRED = answer(b'{"__type":"ExpiredTokenException","message":"m"}', 403)


def test_a_changed_file_is_read_again(alone):
    """Some tools write short-lived keys into it. If it is broken, the old keys stay."""
    with serving(sending(page(0, token="t"), EXPIRED, page(2, token="u"), EXPIRED)) as server:
        listing = Client(profile="session", endpoint_url=server.url, read_ahead=0).list()
        assert listing.next() == RUN
        profiles(alone, None, FILE.replace("AKIDSESSION", "AKIDFRESH"))
        assert listing.next_page() == PAGE
        keys = [head.partition("Credential=")[2].partition("/")[0] for head in server.requests]
        assert keys == ["AKIDSESSION"] * 2 + ["AKIDFRESH"]
        profiles(alone, None, "[session\n")
        assert listing.next_page() == ECONFIG and "line 1" in listing.error


def test_the_callers_own_keys_are_not_renewed():
    with serving(sending(EXPIRED, EXPIRED)) as server:
        listing = client_of(server.url).list()
        assert listing.next() == ESERVICE and len(server.requests) == 1


def test_explicit_keys_need_no_environment(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDHALF")
    with serving(sending(page(0))) as server:
        assert client_of(server.url).list().runs()[1] == DONE
