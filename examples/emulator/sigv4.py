"""The server's side of Signature Version 4, written from the specification.

Client and emulator must not share a mistake, so this file rebuilds the canonical request from the
bytes of the wire. Error texts are AWS's: clients read the times in them, and people search for
them.
"""

import hashlib
import hmac
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"
STAMP = "%Y%m%dT%H%M%SZ"
TOLERANCE = timedelta(minutes=5)

MISMATCH = ("The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details.")
HOST_UNSIGNED = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
BAD_TOKEN = "The security token included in the request is invalid."


class Refused(Exception):
    """The request is not authentic; `code` and `message` are AWS's."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


class Verifier:
    """Checks the signatures for one pair of keys, one region and one service."""

    def __init__(self, access_key_id, secret_access_key, session_token, region, skew_code,
                 service="datazone"):
        self._access_key_id, self._secret = access_key_id, secret_access_key
        self._session_token, self._skew_code = session_token, skew_code
        self._region, self._service = region, service

    def check(self, request, now):
        """Returns if the request is authentic at `now`, an aware datetime; else raises Refused."""
        fields = _authorization(request.headers)
        stamp = request.headers["x-amz-date"]
        key_id, date, region, service, terminator = _credential(fields["Credential"])
        token = request.headers.get("x-amz-security-token")
        if key_id != self._access_key_id or token != self._session_token:
            raise Refused("UnrecognizedClientException", BAD_TOKEN)
        self._check_time(stamp, now)
        self._check_scope(date, stamp, region, service, terminator)
        signed = fields["SignedHeaders"].split(";")
        if "host" not in signed:
            raise Refused("InvalidSignatureException", HOST_UNSIGNED)
        scope = "/".join((date, region, service, terminator))
        text = "\n".join((ALGORITHM, stamp, scope, _sha256(canonical_request(request, signed))))
        key = _signing_key(self._secret, date, region, service)
        right = hmac.digest(key, text.encode("latin-1"), "sha256").hex()
        if not hmac.compare_digest(right.encode(), fields["Signature"].encode()):
            raise Refused("InvalidSignatureException", MISMATCH)

    def _check_time(self, stamp, now):
        try:
            signed_at = datetime.strptime(stamp, STAMP).replace(tzinfo=timezone.utc)
        except ValueError:
            raise Refused("IncompleteSignatureException",
                          "Date must be in ISO-8601 'basic format'. Got '%s'. "
                          "See http://en.wikipedia.org/wiki/ISO_8601" % stamp) from None
        early, late, here = now - TOLERANCE, now + TOLERANCE, now.strftime(STAMP)
        if signed_at < early:
            raise Refused(self._skew_code, "Signature expired: %s is now earlier than %s "
                          "(%s - 5 min.)" % (stamp, early.strftime(STAMP), here))
        if signed_at > late:
            raise Refused(self._skew_code, "Signature not yet current: %s is still later than %s "
                          "(%s + 5 min.)" % (stamp, late.strftime(STAMP), here))

    def _check_scope(self, date, stamp, region, service, terminator):
        faults = []
        if region != self._region:
            faults.append("Credential should be scoped to a valid region, not '%s'. " % region)
        if service != self._service:
            faults.append("Credential should be scoped to correct service: '%s'. " % self._service)
        if terminator != TERMINATOR:
            faults.append("Credential should be scoped with a valid terminator: '%s', not '%s'. "
                          % (TERMINATOR, terminator))
        if date != stamp[:8]:
            faults.append("Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
                          "of date from HTTP: '%s' != '%s', from '%s'. " % (date, stamp[:8], stamp))
        if faults:
            raise Refused("InvalidSignatureException", "".join(faults))


def canonical_request(request, signed):
    """The text that both sides sign."""
    headers = "".join("%s:%s\n" % (name, " ".join(request.headers.get(name, "").split()))
                      for name in signed)
    return "\n".join((request.method, _canonical_path(request.path),
                      _canonical_query(request.query), headers, ";".join(signed),
                      hashlib.sha256(request.body).hexdigest()))


def _canonical_path(path):
    """Removes dot and empty segments, and encodes the path once more: %2F becomes %252F."""
    segments = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    slash = "/" if segments and path.endswith("/") else ""
    return quote(("/" + "/".join(segments) + slash).encode("latin-1"), safe="/~")


def _canonical_query(query):
    """Names and values in one encoding, sorted by it. '+' stays a plus."""
    pairs = (pair.partition(b"=")[::2] for pair in query.encode("latin-1").split(b"&") if pair)
    spelled = sorted([quote(unquote_to_bytes(text), safe="~") for text in pair] for pair in pairs)
    return "&".join("=".join(pair) for pair in spelled)


def _authorization(headers):
    """The three fields of the Authorization header; raises AWS's error if one is missing."""
    value = headers.get("authorization")
    if value is None:
        raise Refused("MissingAuthenticationTokenException", "Missing Authentication Token")
    scheme, _, rest = value.partition(" ")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    missing = ["Authorization header requires '%s' parameter. " % name
               for name in ("Credential", "Signature", "SignedHeaders") if not fields.get(name)]
    if "x-amz-date" not in headers:
        missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a "
                       "'Date' header. ")
    if scheme != ALGORITHM:
        missing.insert(0, "Unsupported AWS 'algorithm': '%s'. " % scheme)
    if missing:
        # Newer services show a hash in place of the header, which may be a password.
        raise Refused("IncompleteSignatureException", "".join(missing)
                      + "(Hashed with SHA-256) Authorization=" + _sha256(value))
    return fields


def _credential(text):
    parts = text.split("/")
    if len(parts) != 5:
        raise Refused("IncompleteSignatureException",
                      "Credential must have exactly 5 slash-delimited elements, "
                      "e.g. keyid/date/region/service/term, got '%s'" % text)
    return parts


@lru_cache(maxsize=16)
def _signing_key(secret, date, region, service):
    key = ("AWS4" + secret).encode()
    for part in (date, region, service, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _sha256(text):
    return hashlib.sha256(text.encode("latin-1")).hexdigest()  # latin-1: the bytes of the wire
