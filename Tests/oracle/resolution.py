"""Resolves settings, environment and profile files with a client and with botocore.

ours() needs no network: its only attempt goes to a proxy that does not exist. Then the same listing
gives its request to a sans-I/O caller.
"""

import re
import time
from unittest import mock

import botocore.session
from botocore.awsrequest import AWSResponse

from client import Client
from dzjobs import SEND, Listing
from recorder import recorder

NOWHERE = "http://127.0.0.1:1"  # no process listens on tcpmux


def profiles(home, config=None, credentials=None):
    """Writes ~/.aws/config and ~/.aws/credentials; returns their paths."""
    (home / ".aws").mkdir(exist_ok=True)
    for name, text in (("config", config), ("credentials", credentials)):
        if text is not None:
            recorder.plant_profile(text)
            (home / ".aws" / name).write_text(text)
    return str(home / ".aws/config"), str(home / ".aws/credentials")


def ours(**settings):
    """{endpoint, region, key, token, attempts} of the first request, or (code, text)."""
    listing = Client(proxy=NOWHERE, **settings).list()
    code = listing.next()
    if not listing.client.requests:
        return code, listing.error
    attempts = int(re.search(r"attempt \d+ of (\d+)", listing.error).group(1))
    listing.now_us = time.time_ns() // 1000
    assert Listing.next(listing) == SEND, listing.error
    url, headers = listing.request()
    return _seen(url, dict(headers), attempts)


def theirs(profile=None):
    """The same with botocore, which makes three attempts by default in standard mode."""
    request, headers, client = their_request(profile)
    return _seen(request.url, headers, client.meta.config.retries.get("total_max_attempts", 3))


def their_request(profile=None):
    """The first request of botocore, its headers, and the client."""
    session = botocore.session.Session(profile=profile)
    client = session.create_client("datazone")
    sent = []

    def send(request, **_):
        sent.append(request)
        return AWSResponse(request.url, 200, {}, mock.Mock(stream=lambda: [b"{}"]))

    client.meta.events.register("before-send.datazone.ListJobRuns", send)
    client.list_job_runs(domainIdentifier="d", jobIdentifier="j")
    headers = {name: value.decode() if isinstance(value, bytes) else value
               for name, value in sent[0].headers.items()}
    return sent[0], headers, client


def _seen(url, headers, attempts):
    scope = re.search(r"Credential=([^/]+)/\d+/([^/]+)/datazone", headers["Authorization"])
    return {"endpoint": url.partition("/v2/")[0], "region": scope.group(2),
            "key": scope.group(1), "token": headers.get("X-Amz-Security-Token"),
            "attempts": attempts}
