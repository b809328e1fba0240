"""Trusted certificates and proxies: those of the caller, then those of the environment, and no
others.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys

import certificates
import pytest

from client import client_of
from dzjobs import DONE, ETRANSPORT, REPOSITORY
from loopback import page, proxy, sending, serving
from resolution import profiles

pytestmark = pytest.mark.usefixtures("alone")
TWO = (["0", "1"], DONE)


# ---- Certificates

SYSTEMS = """
import json, os, shutil, sys
url, bundle, ca, directory, settings = json.loads(sys.argv[1])
# A file system of its own, in which the system's directory of certificates has this authority.
if os.system(f"mount --bind {directory} /etc/ssl/certs") != 0:
    sys.exit("no mount")
from client import client_of
listing = client_of(url, ca_bundle=bundle, max_attempts=1, **settings).list()
print(json.dumps([listing.next(), listing.error]))
"""


def with_systems(tmp_path, made, url, bundle, **settings):
    """A listing on a machine whose certificate directory trusts the authority of `made`."""
    directory = tmp_path / "systems"
    directory.mkdir()
    name = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", str(made / "ca.pem")],
                          capture_output=True, text=True, check=True).stdout.strip()
    shutil.copy(made / "ca.pem", directory / f"{name}.0")
    shutil.copy(made / "other.pem", directory / "ca-certificates.crt")
    if not shutil.which("unshare"):
        pytest.skip("no unshare")
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", sys.executable, "-c", SYSTEMS,
         json.dumps([url, bundle, str(made / "ca.pem"), str(directory), settings])],
        text=True, capture_output=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "Tests/oracle"),
             "REQUESTS_CA_BUNDLE": ""})
    if "no mount" in done.stderr or "unshare:" in done.stderr:
        pytest.skip("no file system of its own: " + done.stderr.strip())
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_the_systems_directory_counts_without_a_bundle(tmp_path, made):
    """Proves that the next test can fail."""
    with serving(sending(page(0)), certificates.context(made)) as server:
        event, error = with_systems(tmp_path, made, server.url, None)
        assert event == 1, error


def test_only_the_bundle_is_trusted(tmp_path, made):
    with serving(sending(page(0)), certificates.context(made)) as server:
        event, error = with_systems(tmp_path, made, server.url, str(made / "other.pem"))
        assert event == ETRANSPORT and "certificate" in error and server.requests == []


def test_only_the_bundle_is_trusted_for_a_proxy(tmp_path, made):
    with serving(sending(page(0))) as server:
        with serving(sending(page(0)), certificates.context(made)) as middle:
            event, error = with_systems(tmp_path, made, server.url, str(made / "other.pem"),
                                        proxy=middle.url)
            assert event == ETRANSPORT and "certificate" in error and middle.requests == []


def test_a_proxy_in_the_bundle_is_trusted(made):
    with serving(sending(page(0)), certificates.context(made)) as server:
        with serving(proxy, certificates.context(made)) as middle:
            client = client_of(server.url, proxy=middle.url, ca_bundle=str(made / "ca.pem"))
            assert client.list().runs() == TWO and middle.connections == 1
            strict = client_of(server.url, proxy=middle.url, ca_bundle=str(made / "other.pem"))
            assert strict.list().next() == ETRANSPORT


# ---- Proxies

def via(middle):
    return "".join(middle.requests)


def said(middle):
    """The user and password that the proxy received."""
    found = re.search(r"(?i)proxy-authorization: basic (\S+)", via(middle))
    return base64.b64decode(found.group(1)).decode() if found else None


@pytest.mark.parametrize("variables", [
    {"no_proxy": "127.0.0.1"}, {"NO_PROXY": "*"}, {"http_proxy": "http://127.0.0.1:1"},
    {"HTTP_PROXY": "http://127.0.0.1:1", "all_proxy": "http://127.0.0.1:1", "no_proxy": "*"}])
def test_the_callers_proxy_comes_before_the_environment(variables, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with serving(sending(page(0))) as server, serving(sending(page(5))) as middle:
        assert client_of(server.url, proxy=middle.url).list().runs() == (["5", "6"], DONE)
        assert client_of(server.url, proxy="").list().runs() == TWO
        assert f"GET {server.url}/" in via(middle) and len(server.requests) == 1


@pytest.mark.parametrize("names, used", [
    (("http_proxy",), True), (("HTTP_PROXY",), True), (("all_proxy",), True),
    (("ALL_PROXY",), True), (("https_proxy",), False), (("HTTP_PROXY", "REQUEST_METHOD"), False),
    (("http_proxy", "no_proxy"), False), (("http_proxy", "NO_PROXY"), False)])
def test_the_environments_proxy(names, used, monkeypatch):
    with serving(sending(page(0))) as server, serving(sending(page(5))) as middle:
        for name in names:
            monkeypatch.setenv(name, "127.0.0.1" if name.lower() == "no_proxy" else middle.url)
        ids, _ = client_of(server.url).list().runs()
        assert (ids == ["5", "6"], len(middle.requests)) == (used, int(used))


@pytest.mark.parametrize("written, meant", [
    ("user:password", "user:password"), ("user:p%40ss%3aword", "user:p@ss:word"),
    ("user:p@ss:word", "user:p@ss:word"), ("u%ser:100%", "u%ser:100%"), ("user", "user:"),
    ("user:", "user:"), ("us%2Fer:%E2%82%AC", "us/er:€"), ("a:b@c:d", "a:b@c:d")])
@pytest.mark.parametrize("scheme", ["http://", ""])
@pytest.mark.parametrize("variable", ["http_proxy", None])
def test_user_and_password(scheme, written, meant, variable, monkeypatch):
    """As in botocore: the last @ ends them, and invalid percent-encodings stay."""
    with serving(sending(page(0))) as middle:
        url = f"{scheme}{written}@127.0.0.1:{middle.port}"
        if variable:
            monkeypatch.setenv(variable, url)
        client = client_of("http://datazone.example", **({} if variable else {"proxy": url}))
        assert client.list().runs() == TWO and said(middle) == meant


@pytest.mark.parametrize("url", [
    "http://user:secretpassword@127.0.0.1:1", "nonsense://user:secretpassword@h:1",
    "http://user:secretpassword@127.0.0.1:port", "http://user:secretpassword@[::1:1"])
def test_no_text_has_the_password(url):
    client = client_of("http://datazone.example", proxy=url, max_attempts=1)
    listing = client.list()
    assert listing.next() == ETRANSPORT
    assert "secretpassword" not in listing.error + "".join(client.lines)


# ---- The order of bundles; test_client_precedence.py has the other settings

@pytest.mark.parametrize("who", ["setter", "variable", "profile"])
def test_a_bundle_comes_from_the_setter_the_environment_or_the_profile(
        who, alone, monkeypatch, made):
    order = ["setter", "variable", "profile"]
    values = {each: str(made / ("ca.pem" if each == who else "other.pem"))
              for each in order[order.index(who):]}
    profiles(alone, f"[default]\nca_bundle = {values['profile']}\n")
    if "variable" in values:
        monkeypatch.setenv("AWS_CA_BUNDLE", values["variable"])
    settings = {"ca_bundle": values["setter"]} if who == "setter" else {}
    with serving(sending(page(0)), certificates.context(made)) as server:
        assert client_of(server.url, **settings).list().runs() == TWO
