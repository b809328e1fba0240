"""Roles: the same calls of STS as botocore's, with the same signing keys, and the same credentials
or errors.
"""

import pytest

from client import Client
from dzjobs import DONE
from recorder import made_up
from resolution import profiles
from stand_ins import ROLE_SECRET, standing_in

pytestmark = pytest.mark.usefixtures("metadata")
CONFIG = """
[profile role]
role_arn = arn:aws:iam::123456789012:role/one
source_profile = base
external_id = some/id+1 &x
duration_seconds = 900
role_session_name = session
[profile base]
aws_access_key_id = AKIDBASE
aws_secret_access_key = base secret
[profile base-with-token]
aws_access_key_id = AKIDBASE
aws_secret_access_key = base secret
aws_session_token = base/token
[profile with-token]
role_arn = arn:aws:iam::123456789012:role/two
source_profile = base-with-token
[profile chain]
role_arn = arn:aws:iam::123456789012:role/three
source_profile = role
[profile own-source]
role_arn = arn:aws:iam::123456789012:role/own
source_profile = own-source
aws_access_key_id = AKIDOWN
aws_secret_access_key = s
[profile keys-and-role]
role_arn = arn:aws:iam::123456789012:role/unused
source_profile = base
aws_access_key_id = AKIDFIRST
aws_secret_access_key = s
[profile by-keys]
role_arn = arn:aws:iam::123456789012:role/by-keys
source_profile = keys-and-role
[profile environment]
role_arn = arn:aws:iam::123456789012:role/environment
credential_source = Environment
[profile instance]
role_arn = arn:aws:iam::123456789012:role/instance
credential_source = Ec2InstanceMetadata
[profile container]
role_arn = arn:aws:iam::123456789012:role/container
credential_source = EcsContainer
[profile web]
role_arn = arn:aws:iam::123456789012:role/web
web_identity_token_file = {token}
[profile by-web]
role_arn = arn:aws:iam::123456789012:role/by-web
source_profile = web
[profile by-web-and-keys]
role_arn = arn:aws:iam::123456789012:role/by-web-and-keys
source_profile = web-and-keys
[profile web-and-keys]
role_arn = arn:aws:iam::123456789012:role/web-and-keys
web_identity_token_file = {token}
aws_access_key_id = AKIDSTATIC
aws_secret_access_key = s
[profile by-process]
role_arn = arn:aws:iam::123456789012:role/by-process
source_profile = process
[profile process]
credential_process = echo '{{"Version":1,"AccessKeyId":"AKIDPROCESS","SecretAccessKey":"s"}}'
[profile mfa]
role_arn = arn:aws:iam::123456789012:role/mfa
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/me
[profile by-mfa]
role_arn = arn:aws:iam::123456789012:role/by-mfa
source_profile = mfa
[profile both]
role_arn = arn:aws:iam::123456789012:role/both
source_profile = base
credential_source = Environment
[profile neither]
role_arn = arn:aws:iam::123456789012:role/neither
[profile nowhere]
role_arn = arn:aws:iam::123456789012:role/nowhere
source_profile = absent
[profile odd-source]
role_arn = arn:aws:iam::123456789012:role/odd
credential_source = Pigeon
[profile circle]
role_arn = arn:aws:iam::123456789012:role/circle
source_profile = circle2
[profile circle2]
role_arn = arn:aws:iam::123456789012:role/circle2
source_profile = circle
[profile self]
role_arn = arn:aws:iam::123456789012:role/self
source_profile = self
[profile no-keys]
role_arn = arn:aws:iam::123456789012:role/no-keys
source_profile = empty
[profile empty]
region = us-east-1
"""
WEB_ROLE = "arn:aws:iam::123456789012:role/env-web"


@pytest.fixture(autouse=True)
def services(metadata, alone, monkeypatch):
    (alone / "token").write_text("header.payload.signature")
    profiles(alone, CONFIG.format(token=alone / "token"))
    with standing_in() as server:
        for name, value in {"ENDPOINT_URL": server.url, "DEFAULT_REGION": "eu-west-1",
                            "EC2_METADATA_SERVICE_ENDPOINT": server.url}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield server


def ours(services, **settings):
    """The credentials of the request to DataZone, or (code, text); and the calls of STS."""
    services.requests.clear()
    client = Client(**settings)
    listing = client.list()
    end = listing.runs()[1]
    calls = [request for request in services.requests if request.kind != "runs"]
    return services.used if end == DONE else (end, listing.error), calls, client


def theirs(services, profile=None):
    import botocore.session

    services.requests.clear()
    client = botocore.session.Session(profile=profile).create_client("datazone")
    client.list_job_runs(domainIdentifier="d", jobIdentifier="j")
    return services.used, [request for request in services.requests if request.kind != "runs"]


def said(call):
    """The parts of a call to compare: operation, host and signer."""
    form = dict(call.form)
    if form.get("RoleSessionName", "").startswith(("libdzjobs-", "botocore-session-")):
        form["RoleSessionName"] = form["RoleSessionName"].partition("-")[2] != ""
    return (call.method, call.path, call.query, form, call.credential,
            call.headers.get("x-amz-security-token"), call.headers.get("content-type"))


@pytest.mark.parametrize("profile", [
    "role", "with-token", "chain", "own-source", "by-keys", "environment", "instance", "container",
    "web", "by-web", "by-web-and-keys", "by-process", "keys-and-role"])
@pytest.mark.parametrize("explicit", [True, False])
def test_the_same_calls_and_credentials_as_botocore(profile, explicit, services, monkeypatch):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
    if profile == "environment":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENV")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
        if not explicit:  # the profile's keys come first then; another test has that
            return
    if not explicit:
        monkeypatch.setenv("AWS_PROFILE", profile)
    settings = {"profile": profile} if explicit else {}
    used, calls, client = ours(services, **settings)
    expected, expected_calls = theirs(services, profile if explicit else None)
    assert used == expected
    assert list(map(said, calls)) == list(map(said, expected_calls)) and calls
    assert profile in client.credentials_source or "web identity" in client.credentials_source


def test_the_calls_are_signed(services):
    _, (one, two), _ = ours(services, profile="chain")
    assert one.is_signed_with("AKIDBASE", "base secret")
    assert two.is_signed_with("ASIAone", ROLE_SECRET, made_up("role"))
    _, (call,), _ = ours(services, profile="with-token")
    assert call.is_signed_with("AKIDBASE", "base secret", "base/token")
    _, (call,), _ = ours(services, profile="web")
    assert call.credential is None


def test_the_keys_of_a_source_profile_come_from_one_file(services, alone):
    profiles(alone, CONFIG.format(token="") + """
[profile by-split]
role_arn = arn:aws:iam::123456789012:role/by-split
source_profile = split
[profile split]
aws_session_token = config/token
""", "[split]\naws_access_key_id = AKIDSPLIT\naws_secret_access_key = s\n")
    for ask in (ours, theirs):
        _, (call,), *_ = ask(services, profile="by-split")
        assert call.credential[0] == "AKIDSPLIT" and "x-amz-security-token" not in call.headers


@pytest.mark.parametrize("variables", [
    {"AWS_ROLE_ARN": WEB_ROLE}, {"AWS_ROLE_ARN": WEB_ROLE, "AWS_ROLE_SESSION_NAME": "pod"},
    {"AWS_ROLE_ARN": WEB_ROLE, "AWS_PROFILE": "base"},
    {"AWS_ROLE_ARN": WEB_ROLE, "AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s"},
    {"AWS_PROFILE": "web"}], ids=str)
def test_a_web_identity_of_the_environment(variables, services, alone, monkeypatch):
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(alone / "token"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    used, calls, _ = ours(services)
    expected, expected_calls = theirs(services)
    assert used == expected and list(map(said, calls)) == list(map(said, expected_calls))


def test_a_token_does_not_include_the_files_line_break(services, alone):
    """botocore sends the line break, and STS refuses it."""
    (alone / "token").write_text("header.payload.signature\n")
    _, (call,), _ = ours(services, profile="web")
    assert call.form["WebIdentityToken"] == "header.payload.signature"
