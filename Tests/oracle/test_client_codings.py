"""Content codings that cannot be decoded: the client sends the request again without
Accept-Encoding, at no attempt's cost. A body whose coding has an unknown name is used as it is.
"""

import gzip
import json
import zlib

import pytest

from client import client_of
from dzjobs import DONE, EPARSE, ESERVICE, ETRANSPORT
from loopback import answer, page, sending, serving

pytestmark = pytest.mark.usefixtures("alone")
TWO = (["0", "1"], DONE)
BODY = page(0).partition(b"\r\n\r\n")[2]
# Empty frames of the formats, whose rest is missing.
BROTLI_BEGUN = b"\x0b\x02\x80" + b'{"i'
ZSTD_BEGUN = bytes.fromhex("28b52ffd04581900000000")


def coded(name, body, status=200, *headers):
    return answer(body, status, ("Content-Encoding", name), *headers)


def asked(request):
    (value,) = [line.partition(": ")[2] for line in request.split("\r\n")
                if line.lower().startswith("accept-encoding")]
    return value


@pytest.mark.parametrize("bad", [
    coded("gzip", b"garbage"), coded("gzip", gzip.compress(BODY, mtime=0)[:30]),
    coded("gzip", gzip.compress(page(0, 9).partition(b"\r\n\r\n")[2], mtime=0)[:50]),
    coded("gzip", gzip.compress(BODY, mtime=0)[:-4] + b"\0\0\0\0"),
    coded("deflate", b"garbage"),
    coded("br", b"garbage that is none"), coded("zstd", b"garbage"), coded("gzip, br", b"x"),
    coded("br", BROTLI_BEGUN), coded("zstd", ZSTD_BEGUN), coded("br", b""),
    coded("zstd", b""), coded("no-such-coding", gzip.compress(BODY, mtime=0)),
], ids=["gzip", "cut gzip", "long cut gzip", "sum of gzip", "deflate", "br", "zstd", "two",
        "cut br", "cut zstd", "no br", "no zstd", "unknown"])
def test_a_coding_that_cannot_be_decoded_is_not_requested_again(bad):
    with serving(sending(bad, page(0, token="t"), page(2))) as server:
        listing = client_of(server.url, max_attempts=1).list()
        assert listing.runs() == (["0", "1", "2", "3"], DONE)
        assert listing.attempts == 1 and len(server.requests) == 3
        assert list(map(asked, server.requests)) == ["gzip", "identity", "identity"]


@pytest.mark.parametrize("good", [
    coded("gzip", gzip.compress(BODY, mtime=0)), coded("x-gzip", gzip.compress(BODY, mtime=0)),
    coded("deflate", zlib.compress(BODY)), coded("identity", BODY), coded("", BODY),
    coded("GZIP", gzip.compress(BODY, mtime=0)),
    coded("gzip, identity", gzip.compress(BODY, mtime=0))])
def test_a_coding_that_can_be_decoded(good):
    with serving(sending(good)) as server:
        assert client_of(server.url, max_attempts=1).list().runs() == TWO
        assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["utf-8", "aws-chunked", "none-such", "application/json"])
def test_an_unknown_coding_leaves_the_body_as_it_is(name):
    with serving(sending(coded(name, BODY))) as server:
        client = client_of(server.url, max_attempts=1)
        assert client.list().runs() == TWO and len(server.requests) == 2
        assert asked(server.requests[1]) == "identity"


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "no-such-coding", "utf-8"])
@pytest.mark.parametrize("again", [True, False], ids=["always", "once"])
def test_an_error_keeps_its_code(name, again):
    told = json.dumps({"message": "not yours"}).encode()
    errors = ("x-amzn-errortype", "AccessDeniedException"), ("x-amzn-requestid", "r1")
    bad = coded(name, b"garbage" if name != "utf-8" else told, 403, *errors)
    good = answer(told, 403, *errors)
    with serving(sending(bad, bad if again else good)) as server:
        listing = client_of(server.url, max_attempts=1).list()
        assert listing.next() == ESERVICE and len(server.requests) == 2
        assert (listing.http_status, listing.service_code) == (403, "AccessDeniedException")
        assert listing.request_id == "r1"
        if not again or name == "utf-8":
            assert listing.service_message == "not yours"


@pytest.mark.parametrize("bad, end", [
    (coded("gzip", b"garbage"), ETRANSPORT), (coded("br", BROTLI_BEGUN), EPARSE)])
def test_a_coding_that_stays_is_an_error(bad, end):
    with serving(sending(bad)) as server:
        assert client_of(server.url, max_attempts=1).list().next() == end
        assert len(server.requests) == 2
