"""Every setting has one order: the setter, the environment, the profile, the default."""

import pathlib
import re

import pytest

from client import ECONFIG, ECREDENTIALS, Client
from dzjobs import DONE, Answer
from resolution import profiles

pytestmark = pytest.mark.usefixtures("alone")
HEADERS = pathlib.Path(__file__).resolve().parents[2] / "include"
PLACES = ["setter", "variable", "profile"]
KEYS = ("AKIDSETTER", "s", None)


def scope(exchange):
    return exchange.header("authorization").partition("Credential=")[2].split("/")


# A function that finds the setting in a request; its values in these places, and the default. There
# may be several variables or keys. If there is no default value, the entry is the end of the call.
SETTINGS = {
    "region": (lambda exchange: scope(exchange)[2], "AWS_REGION", "region",
               ["eu-west-1", "eu-west-2", "eu-west-3"], ECONFIG),
    "endpoint_url": (lambda exchange: "/".join(exchange.url.split("/")[:3]), "AWS_ENDPOINT_URL",
                     "endpoint_url", ["http://setter", "http://variable", "http://profile"],
                     "https://datazone.us-east-1.api.aws"),
    "use_fips": (lambda exchange: "-fips." in exchange.url, "AWS_USE_FIPS_ENDPOINT",
                 "use_fips_endpoint", [True, True, True], False),
    "not use_fips": (lambda exchange: "-fips." in exchange.url, "AWS_USE_FIPS_ENDPOINT",
                     "use_fips_endpoint", [False, False, False], False),
    "credentials": (lambda exchange: scope(exchange)[0],
                    "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY",
                    "aws_access_key_id aws_secret_access_key",
                    [KEYS, "AKIDVARIABLE", "AKIDPROFILE"], ECREDENTIALS),
    "max_attempts": (lambda exchange: exchange.header("amz-sdk-request").rpartition("=")[2],
                     "AWS_MAX_ATTEMPTS", "max_attempts", [5, 6, 7], "3"),
}
# These have no variable and no key, or other tests: the profile's name below, bundles and proxies
# in test_client_trust.py.
OTHERS = {
    "profile", "ca_bundle", "proxy", "use_environment", "connect_timeout_us",
    "attempt_timeout_us", "stall_timeout_us", "call_timeout_us", "retry_quota",
    "user_agent_suffix", "read_ahead", "max_in_flight", "credentials_provider", "log",
    "transport"}


def test_no_setter_is_missing_here():
    setters = set(re.findall(r"dzjobs_client_set_(\w+)\(\s*\w", "".join(
        re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        for path in HEADERS.glob("*.h"))))
    assert setters == OTHERS | {name.removeprefix("not ") for name in SETTINGS}


def written(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("who", [*PLACES, None])
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_first_that_is_set_counts(setting, who, alone, monkeypatch):
    shown, variables, keys, values, default = SETTINGS[setting]
    name = setting.removeprefix("not ")
    settings, lines = {"region": "us-east-1", "credentials": ("AKID", "s", None)}, ""
    settings.pop(name, None)
    for place in PLACES[PLACES.index(who):] if who else []:
        value = values[PLACES.index(place)]
        # The places after the one that counts have the opposite value of a switch.
        if isinstance(value, bool) and place != who:
            value = not value
        if place == "setter":
            settings[name] = value
        for variable in variables.split() if place == "variable" else []:
            monkeypatch.setenv(variable, written(value))
        for key in keys.split() if place == "profile" else []:
            lines += f"{key} = {written(value)}\n"
    profiles(alone, f"[default]\n{lines}")
    listing = Client(transport=lambda exchange: Answer(), **settings).list()
    end = listing.next()
    if who is None and isinstance(default, int) and not isinstance(default, bool):
        assert end == default
        return
    assert end == DONE, listing.error
    (exchange,) = listing.client.exchanges
    expected = values[PLACES.index(who)] if who else default
    if name == "credentials" and who == "setter":
        expected = expected[0]
    found = shown(exchange)
    assert found == (expected if isinstance(expected, bool) else str(expected))


@pytest.mark.parametrize("setter, variables, region", [
    ("one", {"AWS_PROFILE": "two"}, "eu-west-1"), (None, {"AWS_PROFILE": "two"}, "eu-west-2"),
    (None, {"AWS_DEFAULT_PROFILE": "one", "AWS_PROFILE": "two"}, "eu-west-1"),
    (None, {}, "eu-west-3")])
def test_the_profile(setter, variables, region, alone, monkeypatch):
    profiles(alone, "".join(
        f"[profile {name}]\nregion = eu-west-{number}\n"
        for number, name in enumerate(("one", "two", "default"), 1)))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings = {"profile": setter} if setter else {}
    client = Client(transport=lambda exchange: Answer(), credentials=KEYS, **settings)
    assert client.list().next() == DONE and scope(client.exchanges[0])[2] == region
