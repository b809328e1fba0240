"""One server on 127.0.0.1 that stands in for STS, IAM Identity Center, a container's endpoint and
EC2's instance metadata, and for DataZone, which uses the credentials.

It keeps the requests. A test can put its own answers into `answers`.
"""

import contextlib
import http.server
import json
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

import botocore.auth
import botocore.awsrequest
import botocore.credentials

from recorder import made_up, recorder

KINDS = (("/latest/api/token", "imds token"), ("/latest/meta-data", "imds"),
         ("/federation/credentials", "GetRoleCredentials"), ("/container", "container"),
         ("/runs", "runs"), ("/token", "CreateToken"))
SECRET, ROLE_SECRET = made_up("secret"), made_up("role secret")
SSO_START_URL = "https://stand-in.awsapps.com/start"


def iso(seconds):
    """A time that many seconds from now."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


@dataclass
class Request:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes
    url: str
    form: dict = field(default_factory=dict)

    @property
    def kind(self):
        """The kind of a request, under which a test puts another answer."""
        return self.form.get("Action") or next(
            (name for part, name in KINDS if part in self.path), "?")

    @property
    def credential(self):
        """(access key id, region, service) of the signature; None without one."""
        head, _, rest = self.headers.get("authorization", "").partition("Credential=")
        parts = rest.partition(",")[0].split("/")
        return (parts[0], parts[2], parts[3]) if rest else None

    def is_signed_with(self, key, secret, token=None):
        """Checks the signature with botocore's signer, for the time and headers of the request."""
        key_id, region, service = self.credential
        headers = {name: self.headers[name] for name in
                   ("content-type", "x-amz-date") if name in self.headers}
        again = botocore.awsrequest.AWSRequest(self.method, self.url, headers, self.body)
        again.headers["Host"] = self.headers["host"]
        again.context["timestamp"] = self.headers["x-amz-date"]
        signer = botocore.auth.SigV4Auth(
            botocore.credentials.Credentials(key, secret, token), service, region)
        if token:
            again.headers["X-Amz-Security-Token"] = token
        text = signer.string_to_sign(again, signer.canonical_request(again))
        signature = signer.signature(text, again)
        return (key_id == key and self.headers.get("x-amz-security-token") == token
                and self.headers["authorization"].endswith(f"Signature={signature}"))


def sts(action, key="ASIAROLE", secret=ROLE_SECRET, token=made_up("role"), expiration=None):
    recorder.plant(secret, token)
    return (200, f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
            f"<{action}Result><AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/x/y</Arn>"
            f"</AssumedRoleUser><Credentials><AccessKeyId>{key}</AccessKeyId>"
            f"<SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}</SessionToken>"
            f"<Expiration>{expiration or iso(3600)}</Expiration></Credentials>"
            f"</{action}Result></{action}Response>")


def sts_error(status, code, message="no"):
    return (status, "<ErrorResponse><Error><Type>Sender</Type>"
            f"<Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>")


def keys(key, token="t", expiration=None, **more):
    """The answer of a container's endpoint and of the instance metadata."""
    recorder.plant(SECRET, token)
    return (200, json.dumps({"Code": "Success", "AccessKeyId": key, "SecretAccessKey": SECRET,
                             "Token": token, "Expiration": expiration or iso(3600), **more}))


def _own_answer(request):
    kind = request.kind
    if kind in ("AssumeRole", "AssumeRoleWithWebIdentity"):
        return sts(kind, key="ASIA" + request.form["RoleArn"].rpartition("/")[2])
    if kind == "GetRoleCredentials":
        recorder.plant(SECRET, made_up("sso"))
        return 200, json.dumps({"roleCredentials": {
            "accessKeyId": "ASIASSO", "secretAccessKey": SECRET, "sessionToken": made_up("sso"),
            "expiration": int(time.time() * 1000) + 3_600_000}})
    if kind == "CreateToken":
        return 200, json.dumps({"accessToken": "renewed", "expiresIn": 28800,
                                "refreshToken": "refresh2", "tokenType": "Bearer"})
    if kind == "imds token":
        return 200, "imds/token=="
    if kind == "imds":
        if request.path.endswith("/security-credentials/"):
            return 200, "stand_in-role+a=1,b@c.d"
        return keys("ASIAIMDS", made_up("imds"))
    if kind == "container":
        return keys("ASIACONTAINER", made_up("container"))
    return 200, "{}"


class StandIns(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requests, self.answers, self.delay = [], {}, 0
        self.clock = 0  # the error of its Date headers in seconds

    def of(self, kind):
        return [request for request in self.requests if request.kind == kind]

    @property
    def used(self):
        """(access key id, token, region) of the last request to DataZone."""
        request = self.of("runs")[-1]
        key, region, _ = request.credential
        return key, request.headers.get("x-amz-security-token"), region


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urllib.parse.urlsplit(self.path)
        request = Request(
            self.command, parts.path, dict(urllib.parse.parse_qsl(parts.query)),
            {name.lower(): value for name, value in self.headers.items()}, body,
            self.server.url + self.path)
        if "form" in request.headers.get("content-type", ""):
            request.form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        self.server.requests.append(request)
        time.sleep(self.server.delay)
        answer = self.server.answers.get(request.kind)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else None
        status, text = (answer(request) if callable(answer) else answer) or _own_answer(request)
        text = text.encode() if isinstance(text, str) else text
        self.send_response(status)
        self.send_header("x-amzn-RequestId", f"id-{len(self.server.requests)}")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = _serve

    def date_time_string(self, timestamp=None):
        return super().date_time_string(time.time() + self.server.clock)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def standing_in():
    server = StandIns()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
