"""A machine whose clock is wrong by hours. The client judges expirations by the clock of a service,
once it knows that. botocore reports such credentials as expired.
"""

import email.utils
import json
import re
import time

import pytest

from client import ECREDENTIALS, Client
from dzjobs import DONE, Answer
from resolution import profiles
from stand_ins import iso, keys, standing_in, sts

pytestmark = pytest.mark.usefixtures("metadata")
CONFIG = """
[default]
region = eu-west-1
[profile role]
region = eu-west-1
role_arn = arn:aws:iam::1:role/r
source_profile = base
[profile base]
aws_access_key_id = AKIDBASE
aws_secret_access_key = base secret
"""
HOUR = 3600


@pytest.fixture(autouse=True)
def services(metadata, alone, monkeypatch):
    profiles(alone, CONFIG)
    with standing_in() as server:
        for name, value in {"ENDPOINT_URL": server.url,
                            "EC2_METADATA_SERVICE_ENDPOINT": server.url}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield server


@pytest.mark.parametrize("hours", [-30, -3, 3, 30])
@pytest.mark.parametrize("kind", ["AssumeRole", "imds", "container"])
def test_an_issuers_clock_counts(hours, kind, services, monkeypatch):
    """The machine's clock is wrong by `-hours`. The credentials are valid for an hour."""
    services.clock = hours * HOUR
    end = iso(hours * HOUR + HOUR)
    services.answers["AssumeRole"] = sts("AssumeRole", expiration=end)
    services.answers["container"] = keys("ASIACONTAINER", expiration=end)
    services.answers["imds"] = lambda request: None if request.path.endswith("/") else keys(
        "ASIAIMDS", expiration=end)
    if kind == "container":
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
    client = Client(**({"profile": "role"} if kind == "AssumeRole" else {}))
    for _ in range(5):
        listing = client.list()
        assert listing.runs()[1] == DONE, listing.error
    assert len([request for request in services.of(kind)
                if not request.path.endswith("/security-credentials/")]) == 1


def test_credentials_that_expire_by_the_issuers_clock_are_renewed(services):
    """By the machine's clock, which is three hours late, they are valid for hours."""
    services.clock = 3 * HOUR
    services.answers["AssumeRole"] = [
        sts("AssumeRole", key=f"ASIA{number}", expiration=iso(3 * HOUR + left))
        for number, left in enumerate((2, HOUR))]
    client = Client(profile="role")
    assert client.list().runs()[1] == DONE and services.used[0] == "ASIA0"
    time.sleep(2.5)
    assert client.list().runs()[1] == DONE and services.used[0] == "ASIA1"


@pytest.mark.parametrize("seconds", [-100, 100])
def test_a_small_clock_error_is_ignored(seconds, services):
    services.clock = seconds
    services.answers["AssumeRole"] = sts("AssumeRole", expiration=iso(-1))
    listing = Client(profile="role").list()
    assert listing.next() == ECREDENTIALS and "expired" in listing.error


def test_the_services_clock_counts():
    """A program sends no Date with its keys, but the service refused a signature's time before."""
    end = time.time() - 2 * HOUR
    date = email.utils.formatdate(time.time() - 3 * HOUR, usegmt=True)
    given = [("AKID", "secret key", "token"), ("AKID2", "secret key", "token", int(end * 1e6))]
    answers = [Answer(403, json.dumps({"__type": code}).encode(), [("Date", date)])
               for code in ("RequestTimeTooSkewed", "ExpiredTokenException")] + [Answer()]
    client = Client(region="us-east-1", provide=lambda: given.pop(0) if given else "no more",
                    transport=lambda exchange: answers.pop(0))
    listing = client.list()
    assert listing.runs()[1] == DONE, listing.error
    assert [re.search("Credential=([^/]+)", exchange.header("authorization")).group(1)
            for exchange in client.exchanges] == ["AKID", "AKID", "AKID2"]


# ---- Near the end --------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes, most", [(9, 2), (30, 1)])
@pytest.mark.parametrize("provider", ["process", "callback", "container"])
def test_keys_near_their_end_are_not_renewed_by_every_request(provider, minutes, most, services,
                                                                 alone, monkeypatch):
    """The provider has no later ones. botocore tries again for each request, which costs as much as
    a call of the provider."""
    count = 0

    def provide():
        nonlocal count
        count += 1
        return "AKID", "secret key", "token", int((time.time() + minutes * 60) * 1e6)

    settings = {"region": "eu-west-1"}
    if provider == "callback":
        settings["provide"] = provide
    elif provider == "container":
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
        services.answers["container"] = keys("ASIACONTAINER", expiration=iso(minutes * 60))
    else:
        answer = json.dumps({"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "secret key",
                             "SessionToken": "token", "Expiration": iso(minutes * 60)})
        (alone / "answer").write_text(answer)
        (alone / "program").write_text(f"echo x >> {alone}/count; cat {alone}/answer")
        profiles(alone, f"[default]\ncredential_process = sh {alone}/program\n")
    client = Client(**settings)
    for _ in range(30):
        assert client.list().runs()[1] == DONE
    if provider == "container":
        count = len(services.of("container"))
    elif provider == "process":
        count = len((alone / "count").read_text().split())
    assert 1 <= count <= most
