"""A caller's own transport in a client: its requests, and the meaning of its answers."""

import time

import pytest

from client import ETIMEDOUT, Client, client_of
from dzjobs import (DONE, EINVAL, EPARSE, ESERVICE, ESTATE, ETOOBIG, ETRANSPORT, Answer, NoAnswer)
from emulator import boto_runs
from stand_ins import keys

pytestmark = pytest.mark.usefixtures("alone")
MICRO = 1_000_000


def test_the_same_runs_as_boto3_over_the_callers_transport(endpoint, client):
    import http.client
    import urllib.parse

    connection = http.client.HTTPConnection(urllib.parse.urlsplit(endpoint).netloc)

    def transport(exchange):
        connection.putrequest(exchange.method, exchange.url[len(endpoint):], skip_host=True,
                              skip_accept_encoding=True)
        for name, value in exchange.headers:
            connection.putheader(name, value)
        connection.endheaders(exchange.body or None)
        response = connection.getresponse()
        return Answer(response.status, response.read(), tuple(response.getheaders()))

    ours = client_of(endpoint, transport=transport)
    assert ours.list(max_results=40).runs()[0] == [
        run["runId"] for run in boto_runs(client, page_size=40)]
    assert set(ours.codes) == {0}
    names = [name for name, _ in ours.exchanges[0].headers]
    assert names[:3] == ["Host", "Accept-Encoding", "User-Agent"] and len(set(names)) == len(names)
    assert not any("libcurl" in line for line in ours.lines)


@pytest.mark.parametrize("given, end, says", [
    (Answer(403, b'{"message":"no"}', (("x-amzn-errortype", "AccessDeniedException"),
                                      ("x-amzn-requestid", "r1"))), ESERVICE, "request id r1"),
    (Answer(200, b"<html>"), EPARSE, "byte 0"),
    (NoAnswer(False, "no route"), ETRANSPORT, "no route"),
    (None, ETRANSPORT, "the caller's transport returned none")])
def test_answers_mean_the_same_as_over_libcurl(given, end, says):
    client = client_of("http://x.example", transport=lambda exchange: given, max_attempts=1)
    listing = client.list()
    assert listing.next() == end and says in listing.error


def test_the_transport_is_retried_as_libcurl_is():
    answers = [NoAnswer(), Answer(503), Answer(body=b'{"items":[{"runId":"1"}]}')]
    client = client_of("http://x.example", transport=lambda exchange: answers.pop(0))
    assert client.list().runs() == (["1"], DONE) and len(client.exchanges) == 3


def test_mistakes_of_a_transport():
    def transport(exchange):
        exchange.codes = [
            exchange._call("put_response_header", None, b"x"),
            exchange._call("put_response", 99, b"", 0),
            exchange._call("put_response", 200, None, 5), exchange.answer(Answer(body=b"{}")),
            exchange.answer(Answer()), exchange.answer(NoAnswer()),
            exchange._call("put_response_header", b"a", b"b")]
        return None

    client = client_of("http://x.example", transport=transport)
    assert client.list().next() == DONE
    (exchange,) = client.exchanges
    assert exchange.codes == [EINVAL] * 3 + [0] + [ESTATE] * 3


def test_a_body_that_is_too_big():
    client = client_of("http://x.example",
                       transport=lambda exchange: Answer(body=b" " * ((64 << 20) + 1)))
    assert client.list().next() == ETOOBIG


def test_the_time_limit_of_a_transport():
    client = client_of("http://x.example", transport=lambda exchange: Answer(),
                       attempt_timeout_us=5 * MICRO, call_timeout_us=2 * MICRO)
    client.list().next()
    assert 1.9 * MICRO < client.exchanges[0].timeout_us <= 2 * MICRO
    client = client_of("http://x.example", transport=lambda exchange: time.sleep(0.3),
                       call_timeout_us=200_000)
    assert client.list().next() == ETIMEDOUT


def test_a_transport_carries_calls_for_credentials(metadata):
    def transport(exchange):
        if exchange.method == "PUT":
            assert exchange.header("x-aws-ec2-metadata-token-ttl-seconds") == "21600"
            return Answer(body=b"token")
        if "meta-data" in exchange.url:
            return Answer(body=keys("ASIA")[1].encode() if exchange.url.endswith("r") else b"r")
        return Answer()

    client = Client(region="us-east-1", transport=transport)
    assert client.list().next() == DONE
    assert [exchange.url.split("/")[2] for exchange in client.exchanges] == [
        "169.254.169.254"] * 3 + ["datazone.us-east-1.api.aws"]
