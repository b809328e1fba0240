"""Region, endpoint, FIPS and attempts come from the same places as in botocore.

Where they differ on purpose, a test's docstring gives the reason.
"""

import botocore.exceptions
import pytest

from client import ECONFIG, Client, client_of
from dzjobs import DONE, EINVAL, ETRANSPORT
from loopback import answer, page, sending, serving
from resolution import NOWHERE, ours, profiles, theirs

pytestmark = pytest.mark.usefixtures("alone")
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "secret"}
CONFIG = """
[default]
region = eu-central-1
[profile work]
region = ap-southeast-2
endpoint_url = http://profile.example:81/base
max_attempts = 5
retry_mode = standard
[profile fips]
region = us-west-2
use_fips_endpoint = TRUE
[profile sections]
region = eu-west-1
endpoint_url = http://global.example
services = local
[services local]
s3 =
  endpoint_url = http://s3.example
datazone =
  endpoint_url = http://services.example
[profile ignoring]
region = eu-west-1
endpoint_url = http://global.example
ignore_configured_endpoint_urls = true
[profile bad-attempts]
region = eu-west-1
max_attempts = many
[profile bad-mode]
region = eu-west-1
retry_mode = bogus
"""


@pytest.fixture(autouse=True)
def setting(alone, monkeypatch):
    """Sets variables, beside keys and a config file."""
    def set_all(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    profiles(alone, CONFIG)
    set_all(**KEYS)
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    return set_all


@pytest.mark.parametrize("variables", [
    {}, {"AWS_DEFAULT_REGION": "us-east-2"}, {"AWS_DEFAULT_REGION": "cn-north-1"},
    {"AWS_PROFILE": "work"}, {"AWS_PROFILE": "work", "AWS_DEFAULT_REGION": "us-east-2"},
    {"AWS_PROFILE": "fips"}, {"AWS_PROFILE": "fips", "AWS_USE_FIPS_ENDPOINT": "false"},
    {"AWS_USE_FIPS_ENDPOINT": "True"}, {"AWS_DEFAULT_REGION": "fips-us-east-1"},
    {"AWS_PROFILE": "sections"}, {"AWS_PROFILE": "ignoring"},
    {"AWS_ENDPOINT_URL": "http://all.example"},
    {"AWS_ENDPOINT_URL": "http://all.example", "AWS_ENDPOINT_URL_DATAZONE": "http://own.example"},
    {"AWS_PROFILE": "sections", "AWS_ENDPOINT_URL": "http://all.example"},
    {"AWS_PROFILE": "work", "AWS_ENDPOINT_URL_DATAZONE": "http://own.example"},
    {"AWS_PROFILE": "work", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    {"AWS_PROFILE": "ignoring", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"},
    {"AWS_ENDPOINT_URL": "http://all.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"},
    {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_ENDPOINT_URL": "http://all.example"},
    {"AWS_MAX_ATTEMPTS": "2"}, {"AWS_PROFILE": "work", "AWS_MAX_ATTEMPTS": "1"},
    {"AWS_CONFIG_FILE": "~/.aws/other", "AWS_PROFILE": "other"},
    {"AWS_SHARED_CREDENTIALS_FILE": "/no/such/file"},
], ids=str)
def test_the_environment_and_the_profile(variables, setting, alone):
    (alone / ".aws/other").write_text("[profile other]\nregion=sa-east-1\n")
    setting(**variables)
    assert ours() == theirs()


@pytest.mark.parametrize("profile", ["default", "work", "sections"])
def test_a_setter_names_the_profile(profile, setting, alone):
    profiles(alone, credentials="".join(
        f"[{name}]\naws_access_key_id=AKID{name.upper()}\naws_secret_access_key=s\n"
        for name in ("default", "work", "sections")))
    setting(AWS_PROFILE="fips")
    assert ours(profile=profile) == theirs(profile) and ours(profile=profile)["key"] != "AKIDENV"


def test_setters_override_the_rest(setting):
    setting(AWS_PROFILE="work", AWS_REGION="us-east-2", AWS_ENDPOINT_URL="http://all.example",
            AWS_MAX_ATTEMPTS="7", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="true")
    found = ours(region="eu-west-3", endpoint_url="http://setter.example/x", max_attempts=1,
                 credentials=("AKIDSETTER", "secret", "token"))
    assert found == {"endpoint": "http://setter.example/x", "region": "eu-west-3",
                     "key": "AKIDSETTER", "token": "token", "attempts": 1}


def test_null_unsets(setting):
    client = Client(region="eu-west-3", endpoint_url="http://x.example", proxy=NOWHERE,
                    profile="work", ca_bundle="/x", max_attempts=1)
    for name in ("region", "endpoint_url", "profile", "ca_bundle"):
        assert client.set(name, None) == 0
    assert client.list().next() == ETRANSPORT
    assert client.requests[0].startswith("GET https://datazone.eu-central-1.api.aws/v2/")


def test_aws_region_is_read(setting):
    """Unlike botocore, we read AWS_REGION: Lambda and ECS set it, and all other SDKs prefer it."""
    setting(AWS_REGION="us-east-2", AWS_DEFAULT_REGION="us-west-1")
    assert (ours()["region"], theirs()["region"]) == ("us-east-2", "us-west-1")


def test_an_empty_variable_is_none(setting):
    """Unlike in botocore, an empty region counts as unset: no SDK can use it."""
    setting(AWS_DEFAULT_REGION="", AWS_REGION="", AWS_MAX_ATTEMPTS="", AWS_ENDPOINT_URL="")
    assert ours()["region"] == "eu-central-1"


def test_a_pseudo_region_of_fips_and_an_endpoint_contradict_each_other(setting):
    """Unlike botocore, which ignores FIPS then, dzjobs.h refuses settings that contradict each
    other. An endpoint overrides a FIPS flag of the environment, which is for all services."""
    setting(AWS_DEFAULT_REGION="fips-us-east-1", AWS_ENDPOINT_URL="http://all.example")
    assert theirs()["endpoint"] == "http://all.example"
    code, text = ours()
    assert code in (EINVAL, ECONFIG) and "FIPS" in text


def test_the_error_without_a_region_names_the_places_to_set_it(alone, setting):
    profiles(alone, "")
    code, text = ours()
    assert code in (EINVAL, ECONFIG) and "region" in text and "AWS_REGION" in text


@pytest.mark.parametrize("variable, value", [
    ("AWS_REGION", "bad region!"), ("AWS_DEFAULT_REGION", "-"),
    ("AWS_ENDPOINT_URL", "ftp://x"), ("AWS_ENDPOINT_URL_DATAZONE", "no-url"),
    ("AWS_USE_FIPS_ENDPOINT", "maybe"), ("AWS_MAX_ATTEMPTS", "0"), ("AWS_MAX_ATTEMPTS", "-1"),
    ("AWS_MAX_ATTEMPTS", "3x"), ("AWS_MAX_ATTEMPTS", "99999999999"), ("AWS_RETRY_MODE", "bogus"),
    ("AWS_RETRY_MODE", "Standard")])
def test_the_error_names_a_wrong_variable(variable, value, setting):
    """Unlike botocore, which reads every other value of a FIPS flag as false."""
    setting(**{variable: value})
    code, text = ours()
    assert code == ECONFIG and variable in text


@pytest.mark.parametrize("profile, key", [
    ("bad-attempts", "max_attempts"), ("bad-mode", "retry_mode")])
def test_the_error_names_a_wrong_property(profile, key, setting, monkeypatch):
    monkeypatch.delenv("AWS_RETRY_MODE")
    setting(AWS_PROFILE=profile)
    code, text = ours()
    assert code == ECONFIG and key in text


@pytest.mark.parametrize("mode", ["legacy", "adaptive"])
def test_other_retry_modes_act_as_standard_and_are_logged_once(mode, setting):
    """Unlike botocore, which makes five attempts in legacy mode."""
    setting(AWS_RETRY_MODE=mode)
    with serving(sending(answer(b"{}", 500), page(0))) as server:
        client = client_of(server.url)
        assert client.list().runs()[1] == DONE and client.list().runs()[1] == DONE
        assert len([line for line in client.lines if mode in line]) == 1
    assert ours()["attempts"] == 3


@pytest.mark.parametrize("name, text, line", [
    ("config", "[default]\nregion = x\n\nno equals sign\n", 4), ("config", "[default\n", 1),
    ("config", "region = x\n", 1), ("credentials", "\n\n[default]\n= x\n", 4)])
def test_the_error_names_a_malformed_file_and_the_line(name, text, line, alone):
    paths = dict(zip(("config", "credentials"), profiles(alone, **{name: text})))
    code, told = ours()
    assert code == ECONFIG and f"{paths[name]}, line {line}: " in told


def test_a_profile_that_is_missing(setting, alone):
    for settings in ({"profile": "absent"}, {}):
        setting(AWS_PROFILE="absent")
        code, text = ours(**settings)
        assert code == ECONFIG and "absent" in text and str(alone / ".aws/config") in text
    with pytest.raises(botocore.exceptions.ProfileNotFound):
        theirs()


def test_an_error_repeats_until_it_is_mended(setting, alone):
    setting(AWS_PROFILE="later")
    listing = Client(proxy=NOWHERE, max_attempts=1).list()
    assert listing.next() == listing.next() == ECONFIG
    profiles(alone, "[profile later]\nregion = eu-west-1\n")
    assert listing.next() == ETRANSPORT


def test_nothing_is_read_before_the_first_next(setting):
    client = Client(proxy=NOWHERE, max_attempts=1)
    listing = client.list()
    setting(AWS_REGION="us-east-2")
    assert listing.next() == ETRANSPORT and "us-east-2" in client.requests[0]


def test_a_home_that_is_not_set(monkeypatch, setting):
    monkeypatch.delenv("HOME")
    setting(AWS_REGION="us-east-2")
    assert ours()["region"] == "us-east-2"
