"""No line of a log and no error text has a key, token, signature or page token."""

import base64
import json
import os
import re

import pytest

from client import Client
from dzjobs import Answer, NoAnswer
from loopback import answer, page, reset, sending, serving
from resolution import NOWHERE, profiles
from stand_ins import keys

pytestmark = pytest.mark.usefixtures("alone")
# Each is easy to find, whole or cut, and is not a word of our texts.
KEY_ID, KEY, TOKEN = "AKIDZQXJPLANTED", "ZqxjSecretPlanted", "ZqxjTokenPlanted"
PAGE_TOKEN, PASSWORD = "ZqxjPagePlanted", "ZqxjPasswordPlanted"
PLANTED = re.compile(r"zqxj|planted|signature=|credential=|[0-9a-f]{64}", re.IGNORECASE)
KEYS = (KEY_ID, KEY, TOKEN)


def everything(client, listing):
    """All texts of a client and its listing, at the end of the listing."""
    listing.runs()
    return [*client.lines, client.error, listing.error, client.credentials_source]


def check(texts):
    assert any(texts)
    assert [text for text in texts if PLANTED.search(text)] == []


@pytest.mark.parametrize("answers", [
    [page(0, token=PAGE_TOKEN), page(2, token=PAGE_TOKEN + "/+ "), page(4)],
    [page(0, token=PAGE_TOKEN), page(2, token=PAGE_TOKEN)],  # a loop
    [page(0, token=PAGE_TOKEN), reset],
    [page(0, token=PAGE_TOKEN), answer(b"{}", 500), page(2)],
    [answer(b"<html>")],
    [answer(b"", 302, ("Location", f"http://x.example/?nextToken={PAGE_TOKEN}"))],
    [answer(b'{"message":"no"}', 403, ("x-amzn-errortype", "ExpiredTokenException"))]])
@pytest.mark.parametrize("settings", [
    {}, {"next_token": PAGE_TOKEN}, {"resume_token": PAGE_TOKEN},
    {"resume_token": "eyJuZXh0VG9rZW4iOiAiWnF4alBhZ2VQbGFudGVkIn0="}], ids=str)
def test_every_end_of_a_listing(answers, settings):
    with serving(sending(*answers)) as server:
        client = Client(region="us-east-1", endpoint_url=server.url, credentials=KEYS,
                        max_attempts=2)
        check(everything(client, client.list(**settings)))
        assert TOKEN in server.requests[0] and KEY_ID in server.requests[0]


def test_an_error_of_the_service_that_quotes_the_canonical_request():
    """InvalidSignatureException does that, with the session token among the canonical headers."""
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


# ---- Parts, from services that quote the request ------------------------------------------------

LONG_KEY = "Zqxj" + base64.b64encode(os.urandom(27)).decode()
LONG_TOKEN = "Zqxj" + base64.b64encode(os.urandom(1536)).decode()
CUTS = [slice(None), slice(0, 1024), slice(700, 708), slice(-9, None), slice(3, 30), slice(8, 16)]


def quoting(place, secret):
    """An answer with a secret in one place."""
    refused, sent = ("x-amzn-errortype", "AccessDeniedException"), secret.encode()
    return {
        "message": lambda: Answer(403, b'{"message":"got %s."}' % sent, [refused]),
        "cut by us": lambda: Answer(403, b"x" * (1024 - len(secret) // 2) + sent),
        "code": lambda: Answer(403, b"{}", [("x-amzn-errortype", secret)]),
        "XML": lambda: Answer(
            403, b"<E><Code>%s</Code><Message>%s</Message></E>" % (sent, sent)),
        "request id": lambda: Answer(403, b"{}", [("x-amzn-requestid", secret), refused]),
        "request id of a page": lambda: Answer(200, b"{}", [("x-amz-request-id", secret)]),
        "page": lambda: Answer(200, b'{"items":[{"%s":{},"runId":5}]}' % sent),
        "value": lambda: Answer(200, b'{"items":[{"createdAt":"%s"}]}' % sent),
        "name": lambda: Answer(200, b'{"%s":nothing}' % sent),
        "no page": lambda: Answer(200, b'{"message":"%s"}' % sent),
        "no JSON": lambda: Answer(200, sent),
        "transport": lambda: NoAnswer(False, "sent " + secret),
    }[place]()


PLACES = ["message", "cut by us", "code", "XML", "request id", "request id of a page", "page",
          "value", "name", "no page", "no JSON", "transport"]


def parts(secret):
    return {secret[at:at + 8] for at in range(len(secret) - 7)}


@pytest.mark.parametrize("cut", CUTS, ids=str)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ["key", "token", "signature"])
def test_no_part_of_a_secret_comes_back(kind, place, cut):
    secrets = {"key": LONG_KEY, "token": LONG_TOKEN}

    def transport(exchange):
        secrets["signature"] = exchange.header("authorization").rpartition("Signature=")[2]
        return quoting(place, secrets[kind][cut] or secrets[kind])

    client = Client(region="us-east-1", credentials=(KEY_ID, LONG_KEY, LONG_TOKEN), max_attempts=1,
                    transport=transport)
    listing = client.list()
    listing.runs()
    told = [*client.lines, listing.error, listing.service_code, listing.service_message,
            listing.request_id, client.error, client.credentials_source]
    assert any(told)
    for secret in secrets.values():
        assert [part for part in parts(secret) for text in told if text and part in text] == []


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_no_part_of_a_metadata_token_comes_back(cut, metadata):
    """The service answers every request with a part of the token that it issued."""
    token = "Zqxj" + base64.b64encode(os.urandom(96)).decode()
    answers = [token, *[token[cut] or token] * 2]
    client = Client(region="us-east-1", max_attempts=1, transport=lambda exchange: Answer(
        body=answers.pop(0).encode()) if answers else Answer())
    told = everything(client, client.list())
    assert [part for part in parts(token) for text in told if text and part in text] == []


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
def test_refused_keys(keys):
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
def test_contents_of_files(name, text, alone):
    profiles(alone, **{name: text})
    client = Client(region="us-east-1", proxy=NOWHERE, max_attempts=1)
    check(everything(client, client.list()))


def test_a_metadata_service_that_answers_everything_with_keys(metadata):
    """The first line of an answer is used as the name of a role, if it can be one."""
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
