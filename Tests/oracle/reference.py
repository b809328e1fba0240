"""botocore as the oracle: the same request, the same answer, the same pages, without a network.

The clients are real. Their before-send hook replaces the network, and the signer's clock is set.
The bytes of the wire come from botocore's own connection class, which writes to a list in place of
a socket.
"""

import contextlib
import datetime
import functools
import os
import urllib.parse
from unittest import mock

os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
)
for _name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
    del os.environ[_name]

import botocore  # noqa: E402
import botocore.auth  # noqa: E402
import botocore.awsrequest  # noqa: E402
import botocore.config  # noqa: E402
import botocore.session  # noqa: E402

VERSION = "1.43.11"
assert botocore.__version__ == VERSION, f"the oracle is botocore {VERSION}: requirements.txt"

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_session = botocore.session.Session()


class _Raw:
    """The body of an answer as botocore reads it."""

    def __init__(self, body):
        self.body = body

    def stream(self, **_):
        yield self.body


class Client:
    """A botocore client that keeps its requests in `sent`. `serve` answers them."""

    def __init__(self, region, endpoint, fips, signed):
        config = {"use_fips_endpoint": True} if fips else {}
        self.client = _session.create_client(
            "datazone",
            region_name=region,
            endpoint_url=endpoint,
            aws_access_key_id="placeholder",
            aws_secret_access_key="placeholder",
            config=botocore.config.Config(
                retries={"total_max_attempts": 1, "mode": "standard"},
                signature_version="v4" if signed else botocore.UNSIGNED,
                **config,
            ),
        )
        self.serve = None  # callable(url) -> object with status, headers, body
        self.sent = None
        self.client.meta.events.register("before-send.datazone.ListJobRuns", self._send)

    def _send(self, request, **_):
        self.sent = request
        answer = self.serve(request.url)
        return botocore.awsrequest.AWSResponse(
            request.url, answer.status, dict(reversed(answer.headers)), _Raw(answer.body)
        )

    def sign_with(self, access_key, secret_key, token):
        credentials = self.client._request_signer._credentials
        credentials.access_key, credentials.secret_key = access_key, secret_key
        credentials.token = token

    def call(self, **parameters):
        return self.client.list_job_runs(**parameters)


@functools.lru_cache(maxsize=64)
def client(region="us-east-1", endpoint=None, fips=False, signed=True):
    return Client(region, endpoint, fips, signed)


@contextlib.contextmanager
def clock(now_us):
    """Sets the time of signatures."""
    now = EPOCH + datetime.timedelta(microseconds=now_us)
    with mock.patch.object(
        botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: now.replace(tzinfo=None)
    ):
        yield


class _Wire:
    """A socket that keeps the bytes that are sent."""

    def __init__(self):
        self.data = b""

    def sendall(self, data):
        self.data += bytes(data)

    def settimeout(self, seconds):
        pass


def wire_headers(request):
    """[(name, value)] exactly as botocore's connection sends them, Host included."""
    url = urllib.parse.urlsplit(request.url)
    classes = {
        "http": botocore.awsrequest.AWSHTTPConnection,
        "https": botocore.awsrequest.AWSHTTPSConnection,
    }
    connection = classes[url.scheme](url.hostname, url.port or classes[url.scheme].default_port)
    connection.sock = wire = _Wire()
    target = url.path + ("?" + url.query if url.query else "")
    connection.request(request.method, target, headers=request.headers)
    lines = wire.data.decode().split("\r\n")
    assert lines[-2:] == ["", ""], lines
    return [tuple(line.split(": ", 1)) for line in lines[1:-2]]


def request(parameters, now_us, credentials=None, **client_arguments):
    """(URL, [(name, value)]) of botocore's request; credentials None: unsigned."""
    there = client(signed=credentials is not None, **client_arguments)
    if credentials is not None:
        there.sign_with(*credentials)
    there.serve = lambda url: _Nothing
    with clock(now_us):
        there.call(**parameters)
    return there.sent.url, wire_headers(there.sent)


class _Nothing:
    status, headers, body = 200, (), b"{}"


IDENTIFIERS = {"domainIdentifier": "dzd_oracle", "jobIdentifier": "job"}


def parse(answer):
    """Parses an answer with botocore. Returns the dict, or raises."""
    there = client()
    there.serve = lambda url: answer
    there.sign_with("AK", "SK", None)
    return there.call(**IDENTIFIERS)


def paginate(serve, **pagination):
    """botocore's page iterator over serve(url). MaxItems, PageSize and StartingToken go to the
    paginator, other keywords to the operation."""
    there = client()
    there.serve = serve
    there.sign_with("AK", "SK", None)
    config = {
        key: pagination.pop(key)
        for key in ("MaxItems", "PageSize", "StartingToken")
        if key in pagination
    }
    paginator = there.client.get_paginator("list_job_runs")
    return paginator.paginate(**IDENTIFIERS, PaginationConfig=config, **pagination)


def microseconds(instant):
    """Converts a datetime with a zone to microseconds, exactly."""
    return (instant - EPOCH) // datetime.timedelta(microseconds=1)
