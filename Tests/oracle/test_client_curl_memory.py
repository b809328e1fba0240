"""Memory runs out inside libcurl, at each of its allocations in turn. A request arrives complete
and by the intended route, or not at all. SECURITY.md names the limits of this promise: the TLS and
HTTP/2 libraries of libcurl allocate by themselves.
"""

import ctypes
import json
import os
import subprocess
import sys

import certificates
import pytest

from dzjobs import REPOSITORY
from loopback import page, proxy, serving

pytestmark = pytest.mark.usefixtures("alone")

SCRIPT = """
import ctypes, json, os, sys
library, url, settings, environment, step = json.loads(sys.argv[1])
os.environ.update(environment)
curl = ctypes.CDLL(library)
assert curl.begin() == 0
from client import Client, client_of
def listing():
    if "AWS_CONTAINER_CREDENTIALS_FULL_URI" in environment:
        client = Client(region="us-east-1", endpoint_url=url, **settings)
    else:
        client = client_of(url, **settings)
    kept.append(client)
    return client.list(max_attempts=2)
def drive(at):
    one = listing()
    curl.fail_at(ctypes.c_long(at))
    events = []
    for _ in range(6):
        events.append(one.next())
        if events[-1] in (0, -4, -20):
            break
    if at:
        curl.fail_at(ctypes.c_long(0))
    return events, one.runs() if events[-1] < 0 else None
# None is closed: libcurl 7.88.1 frees a TLS session twice that it could not keep.
kept = []
assert drive(0)[0] == [1, 1, 1, 1, 0]
count = curl.allocations()
ends = {}
for at in range(1, count + 1, step):
    events, rest = drive(at)
    ends[str((events, rest))] = ends.get(str((events, rest)), 0) + 1
print(json.dumps([count, ends]), flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    made = tmp_path_factory.mktemp("failing") / "failing_curl.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror",
                    str(REPOSITORY / "Tests/oracle/failing_curl.c"), "-o", str(made), "-ldl"],
                   check=True)
    assert ctypes.CDLL(str(made))
    return str(made)


def two_pages(server, connection):
    """Answers by the page's token, so a request without its query gets another page."""
    for head in server.heads(connection):
        connection.sendall(page(2) if "nextToken=t" in head.split("\r\n")[0] else
                           page(0, token="t"))


def fail_each(library, url, settings=(), environment=(), step=1):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT,
         json.dumps([library, url, dict(settings), dict(environment), step])],
        text=True, capture_output=True, timeout=300,
        env=dict(os.environ, PYTHONPATH=str(REPOSITORY / "Tests/oracle")))
    assert done.returncode == 0, done.stderr
    count, ends = json.loads(done.stdout)
    return count, ends


def check_whole(heads):
    """Checks that each request equals the first."""
    def shape(head):
        first, *lines = head.split("\r\n")
        assert first.startswith("GET /v2/domains/") and "/runs" in first
        return sorted(line.split(":")[0].lower() for line in lines if line)

    assert {tuple(shape(head)) for head in heads} == {tuple(shape(heads[0]))}
    assert {head.split(" ")[1].partition("?")[2] for head in heads} == {"", "nextToken=t"}


def test_over_http(library):
    with serving(two_pages) as server:
        count, ends = fail_each(library, server.url)
        assert count > 50 and all("-4" not in end for end in ends), ends
        check_whole(server.requests)


def test_over_https(library, made):
    with serving(two_pages, certificates.context(made)) as server:
        count, ends = fail_each(library, server.url, {"ca_bundle": str(made / "ca.pem")}, step=2)
        assert count > 50, ends
        check_whole(server.requests)


def test_through_a_proxy(library, made):
    with serving(two_pages, certificates.context(made)) as server, serving(proxy) as middle:
        count, ends = fail_each(
            library, server.url, {"ca_bundle": str(made / "ca.pem"), "proxy": middle.url}, step=2)
        assert count > 50, ends
        check_whole(server.requests)
        assert server.connections <= middle.connections
        assert all(head.startswith("CONNECT ") and "Authorization" not in head
                   for head in middle.requests)


def test_a_containers_token_never_goes_through_a_proxy(library):
    keys = json.dumps({"AccessKeyId": "AKID", "SecretAccessKey": "secret-key-of-a-container",
                       "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}).encode()

    def handle(server, connection):
        for head in server.heads(connection):
            assert "/container" in head.split("\r\n")[0]
            assert "authorization: token-of-a-container" in head.lower()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (
                len(keys), keys))

    with serving(handle) as container, serving(two_pages) as server:
        with serving(lambda middle, connection: list(middle.heads(connection))) as middle:
            environment = {
                "http_proxy": middle.url, "no_proxy": "localhost",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{container.url}/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "token-of-a-container"}
            fail_each(library, server.url.replace("127.0.0.1", "localhost"),
                      environment=environment)
            assert middle.requests == [] and container.requests
            check_whole(server.requests)
