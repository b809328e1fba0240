"""Starts and stops the emulator for tests, and signs and sends requests.

botocore makes the signatures, which tests the emulator's own check against it.
"""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
from datetime import datetime, timezone
from unittest import mock
from urllib.parse import urlsplit

import boto3
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

REPO = pathlib.Path(__file__).resolve().parents[2]
EMULATOR = REPO / "examples" / "emulator"
ACCESS_KEY_ID = "AKIDEXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
REGION = "us-east-1"
DOMAIN = "dzd_emulator"
JOB = "job_emulator"
PATH = "/v2/domains/%s/jobs/%s/runs" % (DOMAIN, JOB)

_SESSION = boto3.Session(region_name=REGION)  # one: it caches the service's big model


def clean_environment(**extra):
    """This process's environment without the user's AWS settings and proxies."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
    return dict(kept, AWS_EC2_METADATA_DISABLED="true", **extra)


def use_clean_environment(monkeypatch, home):
    """The same for this process, with this directory as its home."""
    clean = clean_environment(HOME=str(home))
    for name in os.environ.keys() - clean.keys():
        monkeypatch.delenv(name)
    for name, value in clean.items():
        monkeypatch.setenv(name, value)


@contextlib.contextmanager
def ending(process):
    """Ends the process after the block; kills it if it does not end in time."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in process.stdin, process.stdout:
            if stream:
                stream.close()


@contextlib.contextmanager
def running_emulator(*flags, env=None):
    """The endpoint URL of an emulator with these flags, while the block runs."""
    process = subprocess.Popen(
        [sys.executable, str(EMULATOR), "--quiet", "--hostile", "--exit-on-stdin-eof",
         *map(str, flags)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=clean_environment() if env is None else env)
    with ending(process):
        line = process.stdout.readline()
        if not line.startswith("listening on http://127.0.0.1:"):
            raise RuntimeError("the emulator did not start: %r" % line)
        yield line[len("listening on "):].rstrip("\n")


def boto_client(endpoint, access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY,
                session_token=None, region=REGION, **config):
    """boto3's own client, with only the endpoint changed."""
    config.setdefault("retries", {"mode": "standard", "total_max_attempts": 3})
    return _SESSION.client(
        "datazone", region_name=region, endpoint_url=endpoint, aws_access_key_id=access_key_id,
        aws_secret_access_key=secret_access_key, aws_session_token=session_token,
        config=Config(proxies={}, **config))


def boto_runs(client, page_size=None, domain=DOMAIN, job=JOB, **query):
    """All runs, as boto3's paginator joins them."""
    pages = client.get_paginator("list_job_runs").paginate(
        domainIdentifier=domain, jobIdentifier=job, PaginationConfig={"PageSize": page_size},
        **query)
    return [run for page in pages for run in page["items"]]


def signed_headers(url, access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY,
                   session_token=None, region=REGION, service="datazone", at=None, method="GET"):
    """Host, X-Amz-Date, X-Amz-Security-Token and Authorization for a request without a body."""
    request = AWSRequest(method=method, url=url, headers={"Host": urlsplit(url).netloc})
    moment = at or datetime.now(timezone.utc)
    credentials = Credentials(access_key_id, secret_access_key, session_token)
    with mock.patch.object(botocore.auth, "get_current_datetime",
                           lambda remove_tzinfo=True: moment.replace(tzinfo=None)):
        botocore.auth.SigV4Auth(credentials, service, region).add_auth(request)
    return dict(request.headers.items())


def raw_get(url, headers, method="GET", connection="close", target=None):
    """All bytes that the server sends before it closes the connection, or ConnectionResetError."""
    parts = urlsplit(url)
    target = target or parts.path + ("?" + parts.query if parts.query else "")
    fields = dict(headers, Connection=connection)
    head = "%s %s HTTP/1.1\r\n%s\r\n" % (
        method, target, "".join("%s: %s\r\n" % field for field in fields.items()))
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as sock:
        sock.sendall(head.encode())
        received = b""
        while True:
            piece = sock.recv(65536)
            if not piece:
                return received
            received += piece


def split_answer(received):
    """(status, headers with names in lower case, body as received)."""
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
    return int(lines[0].split()[1]), headers, body


def get(endpoint, query="", path=PATH, **signing):
    """Sends one signed request on a new connection. Returns the result of split_answer."""
    url = endpoint + path + ("?" + query if query else "")
    return split_answer(raw_get(url, signed_headers(url, **signing)))
