"""The library reads each setting that botocore reads, or the page of differences has the reason why
not. The newer settings behave as in botocore.
"""

import hashlib
import json
import pathlib
import re

import botocore.session
import pytest

import botocore_settings
from client import ECONFIG, ECREDENTIALS, Client
from dzjobs import DONE, Answer
from resolution import profiles, their_request
from stand_ins import iso

pytestmark = pytest.mark.usefixtures("alone")
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SOURCES = "".join(path.read_text()
                  for path in (REPOSITORY / "Sources/DZJobsClient").rglob("*.swift"))
PAGE = (REPOSITORY / "packaging/docs/differences.md").read_text().partition("mean nothing here")[2]
LEFT_OUT = set(re.findall(r"`(\w+)`", "".join(
    line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `"))))
ALL = sorted(botocore_settings.variables() | botocore_settings.keys())
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-west-1"}


@pytest.fixture
def keys(monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    return monkeypatch


# ---- All settings ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_each_setting_is_read_or_has_a_reason(name):
    """A later botocore may add one: support it, refuse it, or write the reason down."""
    is_read = re.search(rf'"{name}' + ("" if name.endswith("_") else '"'), SOURCES) is not None
    assert is_read != (name in LEFT_OUT)


def test_the_page_names_no_other_setting():
    assert LEFT_OUT <= set(ALL)
    assert len(ALL) > 120


# ---- Some settings in detail -------------------------------------------------------------------


def requests(answer=lambda exchange: Answer(), **settings):
    """The sent requests: (end, listing, exchanges)."""
    listing = Client(transport=answer, **settings).list()
    return listing.next(), listing, listing.client.exchanges


@pytest.mark.parametrize("name", ["AWS_Lambda_python3.13", "a b/\u00e9#c(d)"])
@pytest.mark.parametrize("app", [None, "my-app#1", "two words/\u00e9\u20ac"])
@pytest.mark.parametrize("is_key", [False, True])
def test_the_user_agent_names_the_place_and_the_application(name, app, is_key, keys, alone):
    keys.setenv("AWS_EXECUTION_ENV", name)
    if app and is_key:
        profiles(alone, f"[default]\nsdk_ua_app_id = {app}\n")
    elif app:
        keys.setenv("AWS_SDK_UA_APP_ID", app)
    products = re.compile(r"(?:exec-env|app)/\S+")
    found = requests()[2][0].header("user-agent")
    assert sorted(products.findall(found)) == sorted(
        products.findall(their_request()[1]["User-Agent"]))
    assert len(products.findall(found)) == (2 if app else 1)


@pytest.mark.parametrize("function", [None, "f"])
@pytest.mark.parametrize("trace", [None, "Root=1-5759e988-bd862e3fe1be46a99427;Parent=5;Sampled=1",
                                   "a b\r\nX: 1/\u00e9%\"[]{},'&+:~"])
def test_lambdas_trace_id_is_sent(function, trace, keys):
    for name, value in (("AWS_LAMBDA_FUNCTION_NAME", function), ("_X_AMZN_TRACE_ID", trace)):
        if value:
            keys.setenv(name, value)
    found = requests()[2][0].header("x-amzn-trace-id")
    assert found == their_request()[1].get("X-Amzn-Trace-Id")
    assert (found is not None) == bool(function and trace)


def test_each_invocation_has_its_trace_id(keys):
    keys.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    client = Client(transport=lambda exchange: Answer())
    for number in "12":
        keys.setenv("_X_AMZN_TRACE_ID", number)
        client.list().runs()
    assert [exchange.header("x-amzn-trace-id") for exchange in client.exchanges] == ["1", "2"]


def test_a_missing_services_section(alone, keys):
    profiles(alone, "[default]\nservices = own\n[services other]\n")
    end, listing, _ = requests()
    assert end == ECONFIG and "services" in listing.error
    with pytest.raises(botocore.exceptions.InvalidConfigError):
        their_request()
    for name in ("AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"):
        keys.setenv(name, "http://x.example" if name.endswith("URL") else "true")
        assert requests()[0] == DONE
        their_request()
        keys.delenv(name)


SESSION = """
[default]
region = eu-west-1
sso_session = corp
sso_account_id = 1
sso_role_name = r
{}
[sso-session corp]
sso_region = us-west-2
sso_start_url = https://start.example
"""


@pytest.mark.parametrize("line, complaint", [
    ("sso_region = us-west-2", None), ("sso_start_url = https://start.example", None),
    ("sso_region = eu-west-1", "sso_region"), ("sso_start_url = https://other", "sso_start_url")])
def test_a_profile_that_contradicts_its_session(line, complaint, alone):
    profiles(alone, SESSION.format(line))
    end, listing, _ = requests()
    assert end == ECREDENTIALS
    assert (f"{complaint}: differs" if complaint else "no access token") in listing.error
    with pytest.raises(botocore.exceptions.InvalidConfigError if complaint
                       else botocore.exceptions.BotoCoreError) as raised:
        their_request()
    assert ("inconsistent" in str(raised.value)) == bool(complaint)


@pytest.mark.parametrize("name", ["'my sso'", '"my sso"', "my\\ sso", "'my 'sso", "'say \"hi\"'"])
def test_a_session_whose_name_has_spaces(name, alone):
    import shlex
    plain = shlex.split(name)[0]
    profiles(alone, SESSION.format("").replace("sso_session = corp", "sso_session = " + plain)
             .replace("sso-session corp", "sso-session " + name))
    cache = alone / ".aws/sso/cache"
    cache.mkdir(parents=True)
    (cache / (hashlib.sha1(plain.encode()).hexdigest() + ".json")).write_text(
        json.dumps({"accessToken": "x", "expiresAt": iso(3600)}))
    _, _, exchanges = requests()
    assert exchanges[0].url.startswith("https://portal.sso.us-west-2.amazonaws.com/federation")


@pytest.mark.parametrize("end, code", [
    (iso(3600), DONE), (iso(-60), ECREDENTIALS), ("soon", ECREDENTIALS)],
    ids=["later", "past", "no time"])
def test_keys_of_the_environment_can_expire(end, code, keys):
    keys.setenv("AWS_CREDENTIAL_EXPIRATION", end)
    found, listing, _ = requests()
    assert found == code, listing.error
    assert code == DONE or "environment" in listing.error


def test_a_login_session_with_the_program_that_its_error_suggests(alone, keys):
    keys.delenv("AWS_ACCESS_KEY_ID")
    text = "[default]\nlogin_session = arn:aws:iam::1:user/me\n"
    profiles(alone, text)
    end, listing, _ = requests()
    assert end == ECREDENTIALS and "credential_process = aws configure" in listing.error
    program = '{"Version": 1.0, "AccessKeyId": "AKIDLOGIN", "SecretAccessKey": "s"}'
    profiles(alone, text + f"credential_process = echo '{program}'\n")
    assert requests()[0] == DONE
