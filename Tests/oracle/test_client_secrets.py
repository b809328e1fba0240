"""No key, token, signature or page token in any line of a log or text of an error."""

import json
import re

import pytest

from client import Client
from dzjobs import Answer
from loopback import answer, page, reset, sending, serving
from resolution import NOWHERE, profiles
from stand_ins import keys

pytestmark = pytest.mark.usefixtures("alone")
# Each is easy to find, whole or cut, and none is a word of ours.
KEY_ID, KEY, TOKEN = "AKIDZQXJPLANTED", "ZqxjSecretPlanted", "ZqxjTokenPlanted"
PAGE_TOKEN, PASSWORD = "ZqxjPagePlanted", "ZqxjPasswordPlanted"
PLANTED = re.compile(r"zqxj|planted|signature=|credential=|[0-9a-f]{64}", re.IGNORECASE)
KEYS = (KEY_ID, KEY, TOKEN)


def everything(client, listing):
    """All texts that a client and its listing have told, in the end of the listing."""
    listing.runs()
    return [*client.lines, client.error, listing.error, client.credentials_source]


def check(texts):
    assert any(texts)
    assert [text for text in texts if PLANTED.search(text)] == []


@pytest.mark.parametrize("answers", [
    [page(0, token=PAGE_TOKEN), page(2, token=PAGE_TOKEN + "/+ "), page(4)],
    [page(0, token=PAGE_TOKEN), page(2, token=PAGE_TOKEN)],  # a circle
    [page(0, token=PAGE_TOKEN), reset],
    [page(0, token=PAGE_TOKEN), answer(b"{}", 500), page(2)],
    [answer(b"<html>")],
    [answer(b"", 302, ("Location", f"http://x.example/?nextToken={PAGE_TOKEN}"))],
    [answer(b'{"message":"no"}', 403, ("x-amzn-errortype", "ExpiredTokenException"))]])
@pytest.mark.parametrize("settings", [
    {}, {"next_token": PAGE_TOKEN}, {"resume_token": PAGE_TOKEN},
    {"resume_token": "eyJuZXh0VG9rZW4iOiAiWnF4alBhZ2VQbGFudGVkIn0="}], ids=str)
def test_whatever_comes_of_a_listing(answers, settings):
    with serving(sending(*answers)) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, credentials=KEYS,
                        max_attempts=2)
        check(everything(client, client.list(**settings)))
        assert TOKEN in server.requests[0] and KEY_ID in server.requests[0]


def test_an_error_of_the_service_that_recites_what_was_signed():
    """As InvalidSignatureException does: with the session token among the canonical headers."""
    def recite(server, connection):
        for head in server.heads(connection):
            text = {"message": "The Canonical String should have been: " + head}
            connection.sendall(answer(json.dumps(text).encode(), 403,
                                      ("x-amzn-errortype", "InvalidSignatureException")))

    with serving(recite) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, credentials=KEYS)
        listing = client.list()
        listing.next()
        assert "Canonical String" in listing.error and TOKEN in server.requests[0]
        assert TOKEN not in listing.error and TOKEN not in listing.service_message
        check(client.lines)


@pytest.mark.parametrize("proxy", [
    f"http://user:{PASSWORD}@127.0.0.1:1", f"http://user:{PASSWORD}@127.0.0.1:99999",
    f"http://user:{PASSWORD}@no host:1", f"bogus://user:{PASSWORD}@127.0.0.1:1",
    f"http://user:{PASSWORD}@no-such-host.invalid:1", f"user:{PASSWORD}@:1"])
@pytest.mark.parametrize("variable", [None, "https_proxy"])
def test_the_password_of_a_proxy(proxy, variable, monkeypatch):
    if variable:
        monkeypatch.setenv(variable, proxy)
    client = Client(region="us-east-1", credentials=KEYS, max_attempts=1,
                    **({} if variable else {"proxy": proxy}))
    check(everything(client, client.list()))


@pytest.mark.parametrize("keys", [
    (KEY_ID + "\n", KEY, TOKEN), (KEY_ID, KEY, TOKEN + "\n"), (KEY_ID, None, TOKEN),
    (None, KEY, None), (None, None, TOKEN)])
def test_keys_that_are_refused(keys):
    client = Client()
    assert client.set("credentials", *keys) < 0
    check([client.error])


@pytest.mark.parametrize("text", [
    f"[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {KEY}\n"
    f"aws_session_token = {TOKEN}\n",
    f"[default]\naws_access_key_id = {KEY_ID}\n{KEY}\n",
    f"[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key {KEY}\n",
    f"[default]\naws_secret_access_key = {KEY}\n",
    f"[default]\naws_access_key_id = {KEY_ID}\n",
    f"[default]\naws_access_key_id = {KEY_ID} x\naws_secret_access_key = {KEY}\n",
    f"[default {KEY}\n", f"{KEY}\n", f"[default]\n  {KEY}\n",
    f"[default]\nregion = us-east-1\ncredential_process = echo {KEY}\n",
    f"[default]\nregion = us-east-1\ncredential_process = /no/such --secret {KEY}\n",
    f"[default]\nregion = us-east-1\ncredential_process = 'unclosed {KEY}\n"])
@pytest.mark.parametrize("name", ["config", "credentials"])
def test_what_stands_in_a_file(name, text, alone):
    profiles(alone, **{name: text})
    client = Client(region="us-east-1", proxy=NOWHERE, max_attempts=1)
    check(everything(client, client.list()))


def test_a_metadata_service_that_answers_any_question_with_its_keys(metadata):
    """The first line of an answer is told as the name of a role, if it is one."""
    client = Client(region="us-east-1", max_attempts=1,
                    transport=lambda exchange: Answer(body=keys("ASIAANY")[1].encode()))
    listing = client.list()
    check(everything(client, listing))
    assert client.credentials_source == "instance metadata, role "


def test_keys_of_the_environment(monkeypatch):
    for suffix in ("", "\u00e9"):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
        monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN + suffix)
        client = Client(region="us-east-1", proxy=NOWHERE, max_attempts=1)
        check(everything(client, client.list()))
