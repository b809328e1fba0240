"""IAM Identity Center (SSO): the client reads and renews the token cache of `aws sso login` as
botocore does.
"""

import calendar
import hashlib
import json
import os
import stat
import time

import pytest

from client import ECREDENTIALS, Client
from dzjobs import DONE
from resolution import profiles
from stand_ins import SSO_START_URL, iso, standing_in
from test_client_roles import said, theirs

pytestmark = pytest.mark.usefixtures("alone")
CONFIG = f"""
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Read/Only
[sso-session corp]
sso_region = us-west-2
sso_start_url = {SSO_START_URL}
[profile legacy]
sso_start_url = {SSO_START_URL}
sso_region = us-west-2
sso_account_id = 123456789012
sso_role_name = Admin
[profile role]
role_arn = arn:aws:iam::123456789012:role/over-sso
source_profile = sso
[profile no-role]
sso_session = corp
sso_account_id = 123456789012
[profile no-session]
sso_session = absent
sso_account_id = 123456789012
sso_role_name = x
[profile login]
login_session = arn:aws:iam::123456789012:user/me
"""
TOKEN = {"startUrl": SSO_START_URL, "region": "us-west-2", "accessToken": "ZqxjAccess/Token="}
REGISTRATION = {"clientId": "client", "clientSecret": "ZqxjClientSecret",
                "refreshToken": "ZqxjRefresh", "registrationExpiresAt": iso(86400)}


@pytest.fixture(autouse=True)
def services(alone, monkeypatch):
    profiles(alone, CONFIG)
    (alone / ".aws/sso/cache").mkdir(parents=True)
    # botocore resolved its own path before HOME was set.
    import botocore.credentials
    import botocore.tokens
    for where in (botocore.credentials.SSOProvider, botocore.tokens.SSOTokenProvider):
        monkeypatch.setattr(where, "_SSO_TOKEN_CACHE_DIR", str(alone / ".aws/sso/cache"))
    with standing_in() as server:
        for name, value in {"ENDPOINT_URL": server.url, "DEFAULT_REGION": "eu-west-1",
                            "EC2_METADATA_DISABLED": "true"}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield server


@pytest.fixture
def cache(alone):
    """Writes a token as `aws sso login` does; returns its path."""
    def write(name="corp", text=None, **members):
        path = alone / ".aws/sso/cache" / (hashlib.sha1(name.encode()).hexdigest() + ".json")
        path.write_text(text if text is not None else json.dumps({**TOKEN, **members}))
        return path
    return write


def ours(services, profile):
    services.requests.clear()
    client = Client(profile=profile)
    listing = client.list()
    end = listing.runs()[1]
    texts = [*client.lines, listing.error, client.credentials_source]
    assert not [text for text in texts if "Zqxj" in text]
    return (services.used if end == DONE else (end, listing.error),
            [request for request in services.requests if request.kind != "runs"])


def bearer(calls):
    return [call.headers.get("x-amz-sso_bearer_token") for call in calls]


@pytest.mark.parametrize("profile, name", [
    ("sso", "corp"), ("legacy", SSO_START_URL), ("role", "corp")])
@pytest.mark.parametrize("expires", [pytest.param(iso(3600), id="in an hour"),
                                     "2200-06-17T10:02:08UTC"])
def test_a_valid_token_is_used_as_by_botocore(profile, name, expires, services, cache):
    cache(name, expiresAt=expires)
    used, calls = ours(services, profile)
    expected, expected_calls = theirs(services, profile)
    assert used == expected and list(map(said, calls)) == list(map(said, expected_calls))
    assert bearer(calls) == bearer(expected_calls) and bearer(calls)[0] == TOKEN["accessToken"]


@pytest.mark.parametrize("left", [-60, 60])
def test_a_token_is_renewed_and_written_back_as_by_botocore(left, services, cache):
    def both():
        path = cache(expiresAt=iso(left), **REGISTRATION)
        yield ours(services, "sso")
        written = json.loads(path.read_text())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(list(path.parent.iterdir())) == 1
        path = cache(expiresAt=iso(left), **REGISTRATION)
        yield theirs(services, "sso")
        theirs_written = json.loads(path.read_text())
        assert written.pop("expiresAt")[:13] == theirs_written.pop("expiresAt")[:13]
        assert written == theirs_written and list(written) == list(theirs_written)

    (used, calls), (expected, expected_calls) = both()
    assert used == expected and list(map(said, calls)) == list(map(said, expected_calls))
    assert json.loads(calls[0].body) == json.loads(expected_calls[0].body)
    assert bearer(calls) == bearer(expected_calls) == [None, "renewed"]


@pytest.mark.parametrize("life, seconds", [
    ("3600.5", 3600), ("3600", 3600), ("3.6e3", 3600), ("1e99", 0), ("-5", 0), ('"3600"', 3600),
    ("999999999", 31_536_000), ("null", 0)])
def test_the_life_of_a_renewed_token(life, seconds, services, cache):
    services.answers["CreateToken"] = (200, '{"accessToken":"renewed","expiresIn":%s}' % life)
    path = cache(expiresAt=iso(60), **REGISTRATION)
    used, _ = ours(services, "sso")
    assert used[0] == "ASIASSO"
    end = calendar.timegm(time.strptime(json.loads(path.read_text())["expiresAt"],
                                        "%Y-%m-%dT%H:%M:%SZ"))
    assert abs(end - time.time() - seconds) < 30


def test_the_file_of_a_crashed_process_does_not_block_the_cache(services, cache):
    path = cache(expiresAt=iso(60), **REGISTRATION)
    for number in (os.getpid(), 0, 1):
        (path.parent / f"{path.name}.{number}").write_text("left")
    ours(services, "sso")
    assert json.loads(path.read_text())["accessToken"] == "renewed"


def test_a_cache_that_cannot_be_written_is_logged(services, cache):
    """A folder replaces the file at the wrong moment, because root may write everywhere else."""
    path = cache(expiresAt=iso(60), **REGISTRATION)
    def answer(request):
        path.unlink()
        path.mkdir()
        return 200, '{"accessToken":"renewed","expiresIn":60}'
    services.answers["CreateToken"] = answer
    client = Client(profile="sso")
    assert client.list().runs()[1] == DONE
    assert [line for line in client.lines if "cannot be saved in " + str(path) in line]
    assert len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize("answer", [(400, '{"error":"invalid_grant"}'), (200, "{}"), (200, "x")])
def test_a_token_that_cannot_be_renewed_is_used_until_it_expires(answer, services, cache):
    services.answers["CreateToken"] = lambda request: answer
    cache(expiresAt=iso(60), **REGISTRATION)
    used, calls = ours(services, "sso")
    assert used[0] == "ASIASSO" and bearer(calls)[-1] == TOKEN["accessToken"]
    cache(expiresAt=iso(-60), **REGISTRATION)
    (code, text), _ = ours(services, "sso")
    assert code == ECREDENTIALS and "aws sso login" in text


@pytest.mark.parametrize("profile, name, members", [
    ("sso", "corp", {"expiresAt": iso(-1)}),
    ("sso", "corp", {"expiresAt": iso(-1), **REGISTRATION, "registrationExpiresAt": iso(-1)}),
    ("legacy", SSO_START_URL, {"expiresAt": iso(-1), **REGISTRATION})])
def test_the_error_of_an_expired_token_names_aws_sso_login(profile, name, members, services, cache):
    cache(name, **members)
    (code, text), calls = ours(services, profile)
    assert code == ECREDENTIALS and "expired" in text and "aws sso login" in text
    assert calls == []


@pytest.mark.parametrize("text", [None, "", "garbage", "[]", "{}", '{"accessToken":"x"}',
                                  '{"accessToken":"x","expiresAt":"soon"}', "x" * 100_000])
def test_the_error_without_a_token_names_aws_sso_login(text, services, cache):
    if text is not None:
        cache(text=text)
    (code, told), calls = ours(services, "sso")
    assert code == ECREDENTIALS and "aws sso login" in told and calls == []


@pytest.mark.parametrize("profile, says", [
    ("no-role", ["profile no-role", "sso_role_name"]),
    ("no-session", ["profile no-session", "[sso-session absent]"]),
    ("login", ["login_session", "credential_process = aws configure export-credentials"])])
def test_the_error_of_a_wrong_profile_has_the_reason(profile, says, services, cache):
    cache(expiresAt=iso(3600))
    (code, text), calls = ours(services, profile)
    assert code == ECREDENTIALS and all(word in text for word in says), text
    assert calls == []


@pytest.mark.parametrize("answer, says", [
    ((401, '{"message":"Session token not found or invalid"}'), ["HTTP 401", "not found"]),
    ((403, '{"__type":"com.amazonaws#ForbiddenException","message":"No access"}'),
     ["ForbiddenException: No access"]),
    ((200, "{}"), ["no AccessKeyId"]), ((200, '{"roleCredentials":[]}'), ["no AccessKeyId"]),
    ((200, '{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","expiration":"x"}}'),
     ["Expiration"])])
def test_answers_of_the_portal(answer, says, services, cache):
    services.answers["GetRoleCredentials"] = lambda request: answer
    cache(expiresAt=iso(3600))
    (code, text), _ = ours(services, "sso")
    assert code == ECREDENTIALS and all(word in text for word in says), text
    assert "IAM Identity Center" in text
