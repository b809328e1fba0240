"""Containers and EC2 instances: the same calls as botocore, only to permitted hosts, and within
short timeouts.
"""

import socket
import time

import pytest

from client import ECONFIG, ECREDENTIALS, Client
from dzjobs import DONE, Answer
from recorder import made_up
from resolution import profiles
from stand_ins import iso, keys, standing_in
from test_client_roles import ours, theirs

pytestmark = pytest.mark.usefixtures("metadata")


@pytest.fixture(autouse=True)
def services(metadata, alone, monkeypatch):
    profiles(alone, "[default]\n")
    with standing_in() as server:
        for name, value in {"ENDPOINT_URL": server.url, "DEFAULT_REGION": "eu-west-1",
                            "EC2_METADATA_SERVICE_ENDPOINT": server.url + "/base"}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield server


def said(call):
    return call.method, call.path, call.query, {
        name: value for name, value in call.headers.items()
        if name.startswith("x-aws") or name == "authorization"}


def test_an_instance_as_by_botocore(services):
    used, calls, client = ours(services)
    expected, expected_calls = theirs(services)
    assert used == expected and list(map(said, calls)) == list(map(said, expected_calls))
    assert used[:2] == ("ASIAIMDS", made_up("imds")) and len(calls) == 3
    assert client.credentials_source == "instance metadata, role stand_in-role+a=1,b@c.d"
    assert "amz-sdk-request" not in calls[0].headers


@pytest.mark.parametrize("variables", [
    {"TOKEN": "Basic abc=="}, {"TOKEN_FILE": "file token"}, {},
    {"TOKEN": "Basic abc==", "TOKEN_FILE": "file token"}], ids=str)
def test_a_container_as_by_botocore(variables, services, alone, monkeypatch):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container?id=1&x=%2F")
    for name, value in variables.items():
        if name == "TOKEN_FILE":
            (alone / "file").write_text(value)
            value = str(alone / "file")
        monkeypatch.setenv(f"AWS_CONTAINER_AUTHORIZATION_{name}", value)
    used, calls, client = ours(services)
    expected, expected_calls = theirs(services)
    assert used == expected and list(map(said, calls)) == list(map(said, expected_calls))
    assert used[:2] == ("ASIACONTAINER", made_up("container"))
    assert client.credentials_source == "container"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_a_token_file_with_a_line_break(end, services, alone, monkeypatch):
    """Unlike botocore, which refuses a line break at the end here and accepts it in a web
    identity's file."""
    (alone / "file").write_bytes(b"Basic abc==" + end.encode())
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(alone / "file"))
    used, calls, _ = ours(services)
    assert used[0] == "ASIACONTAINER" and calls[0].headers["authorization"] == "Basic abc=="


@pytest.mark.parametrize("body, says", [
    ('{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role r"}',
     "no SecretAccessKey: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role r"),
    ('{"Code":"Success"}', "no SecretAccessKey"),
    ('{"code":"InvalidArn","message":"bad\\narn"}', "InvalidArn: bad")])
@pytest.mark.parametrize("kind", ["imds", "container"])
def test_the_error_has_the_text_of_an_answer_without_keys(kind, body, says, services, monkeypatch):
    if kind == "container":
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
        services.answers["container"] = (200, body)
    else:
        services.answers["imds"] = lambda request: None if request.path.endswith("/") else (
            200, body)
    listing = Client().list()
    assert listing.next() == ECREDENTIALS and says in listing.error
    assert listing.error.endswith("SecretAccessKey") == ("Success" in body)


@pytest.mark.parametrize("seconds, count", [("2", "1"), ("1", "3"), (None, "2")])
def test_limits_of_the_instance_metadata(seconds, count, services, alone, monkeypatch):
    profiles(alone, f"[default]\nmetadata_service_num_attempts = {count}\n")
    if seconds:
        monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", seconds)
    def transport(exchange):
        timeouts.append(exchange.timeout_us)
        return Answer(503)
    timeouts = []
    assert Client(transport=transport).list().next() == ECREDENTIALS
    most = int(seconds or "1") * 1_000_000
    assert len(timeouts) == int(count) and all(most * 0.8 < each <= most for each in timeouts)


@pytest.mark.parametrize("name", ["metadata_service_timeout", "metadata_service_num_attempts"])
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "one"])
def test_limits_of_the_instance_metadata_are_numbers(name, value, alone):
    profiles(alone, f"[default]\n{name} = {value}\n")
    listing = Client().list()
    assert listing.next() == ECONFIG and name in listing.error


def asked(client, *kinds):
    """Returns the requests of a client to a server that sends keys for everything."""
    def transport(exchange):
        if "/v2/domains" in exchange.url:
            return Answer()
        return Answer(body=keys("ASIAANY")[1].encode())
    listing = client(transport)
    end = listing.next()
    assert end in (DONE, ECREDENTIALS), listing.error
    for exchange in listing.client.exchanges:
        assert exchange.is_direct == ("/v2/domains" not in exchange.url)
    urls = [exchange.url for exchange in listing.client.exchanges]
    return end, [url for url in urls if "/v2/domains" not in url], listing


@pytest.mark.parametrize("uri, permitted", [
    ("http://169.254.170.2/x", True), ("http://169.254.170.23/v1/credentials", True),
    ("http://[fd00:ec2::23]/x", True), ("http://localhost:8080/x", True),
    ("http://127.0.0.1/x", True), ("http://127.1.2.3:81/x", True), ("http://[::1]:1/x", True),
    ("https://example.com/x", True), ("http://example.com/x", False),
    ("http://169.254.170.3/x", False), ("http://127.0.0.1.example.com/x", False),
    ("http://10.0.0.1/x", False), ("http://[fd00:ec2::24]/x", False),
    ("http://127.256.0.1/x", False), ("http://127.1/x", False), ("http://127.0.0.01/x", False),
    ("http://127.0.0.1./x", False), ("http://2130706433/x", False), ("http://0x7f.1/x", False),
    ("http://localhost.example.com/x", False), ("ftp://127.0.0.1/x", False), ("/x", False),
    ("http://user@127.0.0.1/x", False), ("http://127.0.0.1/x y", False),
    ("http://127.0.0.1/x#y", False)])
def test_only_permitted_hosts_are_used_for_a_container(uri, permitted, monkeypatch):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri)
    end, urls, listing = asked(lambda transport: Client(transport=transport).list())
    assert (end, urls) == ((DONE, [uri]) if permitted else (ECREDENTIALS, []))
    assert permitted or (
        listing.error.startswith("no credentials: ") and "container" in listing.error)


def test_a_relative_uri_belongs_to_the_containers_agent(monkeypatch):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/some-id?x=1")
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/unused")
    end, urls, listing = asked(lambda transport: Client(transport=transport).list())
    assert urls == ["http://169.254.170.2/v2/credentials/some-id?x=1"] and end == DONE
    assert not [line for line in listing.client.lines if "some-id" in line]


@pytest.mark.parametrize("variables, base", [
    ({}, "http://169.254.169.254"), ({"_MODE": "IPv6"}, "http://[fd00:ec2::254]"),
    ({"_MODE": "ipv4"}, "http://169.254.169.254"),
    ({"": "http://10.1.2.3:80/"}, "http://10.1.2.3:80"),
    ({"": "http://10.1.2.3", "_MODE": "IPv6"}, "http://10.1.2.3"), ({"_MODE": "IPv5"}, None),
    ({"IPV6": "true"}, "http://[fd00:ec2::254]"), ({"IPV6": "no"}, "http://169.254.169.254"),
    ({"IPV6": "TRUE", "_MODE": "ipv4"}, "http://169.254.169.254")])
def test_endpoints_of_the_instance_metadata(variables, base, monkeypatch):
    monkeypatch.delenv("AWS_EC2_METADATA_SERVICE_ENDPOINT")
    for name, value in variables.items():
        monkeypatch.setenv("AWS_IMDS_USE_IPV6" if name == "IPV6"
                           else f"AWS_EC2_METADATA_SERVICE_ENDPOINT{name}", value)
    end, urls, listing = asked(lambda transport: Client(transport=transport).list())
    if base:
        assert end == DONE and urls[0] == base + "/latest/api/token"
    else:
        assert (end, urls) == (ECREDENTIALS, []) and "IPv4" in listing.error


def test_the_instance_metadata_can_be_switched_off(services, monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "TRUE")
    (code, text), calls, _ = ours(services)
    assert code == ECREDENTIALS and "AWS_EC2_METADATA_DISABLED" in text and calls == []


@pytest.mark.parametrize("kind, answer, says", [
    ("imds token", (403, ""), "HTTP 403"), ("imds token", (404, ""), "HTTP 404"),
    ("imds", (404, ""), "HTTP 404"), ("imds", (200, "{}"), "AccessKeyId"),
    ("imds", (200, '{"Code":"AssumeRoleUnauthorizedAccess"}'), "AccessKeyId"),
    ("imds token", (200, "a\nb"), "control character")])
def test_answers_of_an_instance(kind, answer, says, services):
    """No request is sent without a token, as in version 1, to which botocore falls back."""
    services.answers[kind] = lambda request: answer
    (code, text), calls, _ = ours(services)
    assert code == ECREDENTIALS and says in text and "instance metadata" in text, text


def test_expired_instance_credentials_are_still_used(services):
    """As in botocore, so that an outage of EC2's service does not stop the machine's programs."""
    services.answers["imds"] = lambda request: (
        keys("ASIALATE", expiration=iso(-60)) if request.path.endswith("@c.d") else None)
    used, _, _ = ours(services)
    assert used[0] == "ASIALATE" == theirs(services)[0][0]


def test_a_failing_container_gets_three_requests(services, monkeypatch):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
    services.answers["container"] = [(500, "")] * 3
    (code, text), calls, _ = ours(services)
    assert code == ECREDENTIALS and "attempt 3 of 3" in text and len(calls) == 3


def test_a_refusing_container_gets_one_request(services, monkeypatch):
    """botocore sends three requests, whatever the answer."""
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
    services.answers["container"] = lambda request: (404, "")
    (code, text), calls, _ = ours(services)
    assert code == ECREDENTIALS and "HTTP 404" in text and len(calls) == 1


def test_an_authorization_token_cannot_start_a_header(services, monkeypatch):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", services.url + "/container")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "x\r\nHost: y")
    (code, text), calls, _ = ours(services)
    assert code == ECREDENTIALS and "control character" in text and calls == []


def test_a_machine_outside_ec2_waits_a_second_at_most(monkeypatch):
    """A listener with a full backlog does not answer, like an unused address."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as hole:
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(hole.getsockname())
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://%s:%d" % hole.getsockname())
        listing, started = Client().list(), time.monotonic()
        assert listing.next() == ECREDENTIALS
        assert time.monotonic() - started < 1.3
        for said_by in ("environment: ", "profile default: ", "container: ", "instance metadata: "):
            assert said_by in listing.error
        for filler in fillers:
            filler.close()


def test_both_bypass_proxies(services, monkeypatch):
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    client = Client(proxy="http://127.0.0.1:1", max_attempts=1)
    client.list().next()
    assert client.credentials_source.startswith("instance metadata")
